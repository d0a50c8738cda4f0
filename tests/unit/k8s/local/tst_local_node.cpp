#include "k8s/local/base/text.h"
#include "k8s/local/node/backoff.h"
#include "k8s/local/node/containerlog.h"
#include "k8s/local/node/environment.h"
#include "k8s/local/node/images.h"
#include "k8s/local/node/podfolder.h"
#include "k8s/local/node/podstate.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>
#include <unistd.h>

using namespace zdtp::local;
using namespace std::chrono_literals;

class TestLocalNode : public QObject
{
    Q_OBJECT

private slots:
    void backoffIsTheKubelets()
    {
        const Backoff backoff;
        int ends = 0;
        QStringList waits;
        for (int i = 0; i < 8; ++i) {
            ends = backoff.endsInRow(ends, 1s);
            waits << QString::number(std::chrono::duration_cast<std::chrono::seconds>(backoff.delay(ends)).count());
        }
        QCOMPARE(waits.join(" "), QString("0 10 20 40 80 160 300 300"));
        QCOMPARE(backoff.delay(backoff.endsInRow(ends, 10min)), 0ms);
    }

    void aStartIsClaimedOnce()
    {
        QTemporaryDir folder;
        const InstanceFolder instance(folder.filePath("0").toStdString(), 0);
        instance.writeIntent({"boot", 0, 0});
        std::atomic<int> winners = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&instance, &winners, i] {
                if (instance.claim({100 + i, 1}))
                    ++winners;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(winners.load(), 1);
        QVERIFY(instance.claimedBy()->pid >= 100);
    }

    void aProcessIsItselfAndNoOther()
    {
        const ProcessId self{::getpid(), startTimeOf(::getpid())};
        QVERIFY(isAlive(self));
        QVERIFY(!isAlive({self.pid, self.startTime + 1}));
        QVERIFY(!signalProcess({self.pid, self.startTime + 1}, SIGKILL));
    }

    void logsKeepTheirLines()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        LogWriter writer(path, 1 << 20);
        writer.append("one\ntw");
        writer.append("o\n\nthree");
        writer.close();
        QCOMPARE(logTail(path, 10, 1000), std::string("one\ntwo\n\nthree"));
        QCOMPARE(logTail(path, 2, 1000), std::string("\nthree"));
        QCOMPARE(logTail(path, 1, 1000), std::string("three"));
        QCOMPARE(logTail(path, 0, 1000), std::string());
        QCOMPARE(logTail(path, 10, 3), std::string("ree"));
        const auto line = parseLogLine(split(*readFile(path + "/log"), '\n')[1]);
        QVERIFY(line.has_value());
        QCOMPARE(line->text, std::string_view("two"));
        QVERIFY(line->complete);
    }

    void logsTurnOverAndReadersFollow()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        LogWriter writer(path, 2000);
        LogReader reader(path);
        std::string all;
        for (int i = 0; i < 200; ++i) {
            writer.append("line " + std::to_string(i) + "\n");
            writer.flush();
            while (reader.read(all)) {
            }
        }
        writer.close();
        while (reader.read(all)) {
        }
        QCOMPARE(split(all, '\n').size(), std::size_t(201));
        QVERIFY(exists(path + "/log.1"));
        QCOMPARE(logTail(path, 3, 1000), std::string("line 197\nline 198\nline 199\n"));
        QVERIFY(split(logTail(path, 45, 10000), '\n').size() == 46);
    }

    void aVeryLongLineIsCutIntoPartsAndWholeAgain()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        LogWriter writer(path, 1 << 20);
        writer.append(std::string(50000, 'x') + "\nend\n");
        writer.close();
        QCOMPARE(logTail(path, 2, 100000), std::string(50000, 'x') + "\nend\n");
    }

    void images_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("fits");
        QTest::newRow("any tag") << "postgres"
                                 << "postgres:17" << true;
        QTest::newRow("registry") << "postgres"
                                  << "registry.example:5000/library/postgres:17-alpine" << true;
        QTest::newRow("digest") << "postgres"
                                << "postgres@sha256:abc" << true;
        QTest::newRow("other") << "postgres"
                               << "postgresql:17" << false;
        QTest::newRow("tag") << "tool:1.*"
                             << "tool:1.5" << true;
        QTest::newRow("other tag") << "tool:1.*"
                                   << "tool:2" << false;
        QTest::newRow("no tag") << "tool:latest"
                                << "tool" << true;
        QTest::newRow("path") << "my/tool"
                              << "my/tool:3" << true;
        QTest::newRow("other path") << "my/tool"
                                    << "their/tool:3" << false;
    }
    void images()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        QTEST(imageMatches(pattern.toStdString(), name.toStdString()), "fits");
    }

    void theUsersImagesComeFirst()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("images.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("- {image: \"mytool:*\", entrypoint: [bash, -c], command: [\"true\"]}\n");
        file.close();
        const ImageTable table(file.fileName().toStdString());
        QCOMPARE(table.find("mytool:1")->entrypoint.size(), std::size_t(2));
        QVERIFY(table.find("busybox"));
        QVERIFY(!table.find("nothing-known"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("- {image: [\n");
        file.close();
        QVERIFY_EXCEPTION_THROWN(table.find("mytool:1"), Failure);
    }

    void references_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("result");
        QTest::newRow("known") << "a $(X) b"
                               << "a 1 b";
        QTest::newRow("unknown") << "$(Y)"
                                 << "$(Y)";
        QTest::newRow("escaped") << "$$(X)"
                                 << "$(X)";
        QTest::newRow("shell") << "$X ${X} $"
                               << "$X ${X} $";
        QTest::newRow("open") << "$(X"
                              << "$(X";
    }
    void references()
    {
        QFETCH(QString, text);
        QFETCH(QString, result);
        QCOMPARE(QString::fromStdString(expandReferences(text.toStdString(), {{"X", "1"}})), result);
    }

    void environmentFollowsItsSources()
    {
        QTemporaryDir folder;
        Store store({folder.filePath("s.db").toStdString(), 0, 100});
        store.write([](Transaction &t) {
            t.put({"configmaps", "n", "c"}, Json::parse(R"({"metadata":{},"data":{"A":"1","bad key":"x"}})"));
            t.put({"secrets", "n", "s"}, Json::parse(R"({"metadata":{},"data":{"p":"d29yZA=="}})"));
        });
        const Json pod =
            Json::parse(R"({"metadata":{"name":"p","namespace":"n","uid":"u","labels":{"a/b":"v"}},"spec":{}})");
        const Json container = Json::parse(
            R"({"envFrom":[{"prefix":"C_","configMapRef":{"name":"c"}},{"configMapRef":{"name":"none","optional":true}}],
            "env":[{"name":"PW","valueFrom":{"secretKeyRef":{"name":"s","key":"p"}}},{"name":"URL","value":"u:$(PW)@h"},
                   {"name":"L","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['a/b']"}}}]})");
        QStringList all;
        for (const auto &[name, value] : environmentOf(store, pod, container, {{"PATH", "/bin"}}))
            all << QString::fromStdString(name + "=" + value);
        QCOMPARE(all.join(" "), QString("PATH=/bin C_A=1 PW=word URL=u:word@h L=v"));
        const Json missing =
            Json::parse(R"({"env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"gone","key":"p"}}}]})");
        try {
            environmentOf(store, pod, missing, {});
            QFAIL("a missing secret must be told");
        } catch (const Failure &failure) {
            QCOMPARE(QString(failure.what()), QString("secret \"gone\" not found"));
        }
    }

    void phases_data()
    {
        QTest::addColumn<QString>("containers"); // w(aiting), r(unning), s(ucceeded), f(ailed), c(rash loop)
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("phase");
        QTest::newRow("waits") << "w"
                               << "Never"
                               << "Pending";
        QTest::newRow("one waits") << "rw"
                                   << "Never"
                                   << "Pending";
        QTest::newRow("runs") << "r"
                              << "Never"
                              << "Running";
        QTest::newRow("one of two ended") << "rs"
                                          << "Never"
                                          << "Running";
        QTest::newRow("succeeded") << "ss"
                                   << "Never"
                                   << "Succeeded";
        QTest::newRow("failed") << "sf"
                                << "Never"
                                << "Failed";
        QTest::newRow("on failure, failed") << "f"
                                            << "OnFailure"
                                            << "Running";
        QTest::newRow("on failure, succeeded") << "s"
                                               << "OnFailure"
                                               << "Succeeded";
        QTest::newRow("always") << "s"
                                << "Always"
                                << "Running";
        QTest::newRow("crash loop") << "c"
                                    << "Always"
                                    << "Running";
    }
    void phases()
    {
        QFETCH(QString, containers);
        QFETCH(QString, policy);
        PodState state;
        for (const QChar kind : containers) {
            ContainerState container;
            if (kind == 'r')
                container.phase = ContainerState::Phase::Running;
            if (kind == 's' || kind == 'f') {
                container.phase = ContainerState::Phase::Terminated;
                container.termination = Termination{kind == 's' ? 0 : 1, "", "", "", "", ""};
            }
            if (kind == 'c')
                container.last = Termination{1, "", "", "", "", ""};
            state.main.push_back(container);
        }
        QTEST(QString::fromStdString(phaseOf(state, policy.toStdString())), "phase");
    }

    void agesAreKubectls_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("119") << qint64(119) << "119s";
        QTest::newRow("2m") << qint64(120) << "2m";
        QTest::newRow("9m59s") << qint64(599) << "9m59s";
        QTest::newRow("3h") << qint64(180 * 60) << "3h";
        QTest::newRow("8h") << qint64(8 * 3600) << "8h";
        QTest::newRow("2d") << qint64(48 * 3600) << "2d";
        QTest::newRow("8d") << qint64(192 * 3600) << "8d";
        QTest::newRow("future") << qint64(-5) << "<invalid>";
    }
    void agesAreKubectls()
    {
        QFETCH(qint64, seconds);
        QTEST(QString::fromStdString(humanAge(std::chrono::seconds(seconds))), "text");
    }

    void base64AndTimes()
    {
        for (const std::string text : {"", "a", "ab", "abc", "abcd"})
            QCOMPARE(*base64Decode(base64Encode(text)), text);
        QVERIFY(!base64Decode("abc"));
        QVERIFY(!base64Decode("a=bc"));
        QCOMPARE(toRfc3339Nano(*fromRfc3339("2026-11-23T22:00:00.5+01:00")),
                 std::string("2026-11-23T21:00:00.500000000Z"));
        QVERIFY(!fromRfc3339("yesterday"));
        QVERIFY(!fromRfc3339("2026-13-01T00:00:00Z"));
    }
};

QTEST_GUILESS_MAIN(TestLocalNode)
#include "tst_local_node.moc"
