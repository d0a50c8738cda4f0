#include "models/fleet/fleet.h"
#include "models/fleet/join.h"
#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace zdtp;

/// Rows and sums from records and pods, however they come.
class FleetTest : public QObject
{
    Q_OBJECT

private:
    static constexpr int Workers = 5;
    static QByteArray document()
    {
        return "apiVersion: zdtp.io/v1\nkind: SyncTask\nmetadata: {name: t, namespace: ns}\nspec:\n  type: full\n"
               "  engine: psql-copy\n  source: {url: \"postgresql://a:1/a\", user: a, password: {secret: s, key: k}}\n"
               "  target: {url: \"postgresql://b:1/b\", user: b, password: {secret: s, key: k}}\n"
               "  tables:\n    - name: public.w\n      split: {column: id, from: 1, to: 5001, parts: 5}\n"
               "  scheduling: {mode: Pod, restartPolicy: Never}\n";
    }
    static QString name(int number)
    {
        static const QList<WorkerSpec> specs = workersOf(*parseSyncTask(document(), {}).task);
        return specs.at(number - 1).name;
    }
    static RunRecord record(int version)
    {
        RunRecord run;
        run.task = QStringLiteral("t");
        run.nameSpace = QStringLiteral("ns");
        run.run = 1;
        run.launchId = QStringLiteral("L");
        run.phase = RunPhase::Launched;
        run.taskYaml = document();
        run.expected = run.intended = Workers;
        run.launchedAt = QDateTime(QDate(2026, 11, 2), QTime(1, 0), Qt::UTC);
        run.resourceVersion = QString::number(version);
        return run;
    }
    static Json pod(int number, int attempt, const QString &phase, int version, const char *launchId = "L")
    {
        Json state = Json::object();
        if (phase == QLatin1String("Running"))
            state["running"] = {{"startedAt", "2026-11-02T02:00:00Z"}};
        else if (phase == QLatin1String("Pending"))
            state["waiting"] = {{"reason", "ContainerCreating"}};
        else
            state["terminated"] = {{"exitCode", phase == QLatin1String("Failed") ? 2 : 0},
                                   {"reason", phase == QLatin1String("Failed") ? "Error" : "Completed"},
                                   {"message", "done rows=1000"},
                                   {"startedAt", "2026-11-02T02:00:00Z"},
                                   {"finishedAt", "2026-11-02T02:01:00Z"}};
        const Json labels = {{names::task, "t"},
                             {names::run, "1"},
                             {names::worker, name(number)},
                             {names::attempt, std::to_string(attempt)},
                             {names::role, "worker"}};
        const Json metadata = {{"name", QString(name(number) + QStringLiteral("-a%1").arg(attempt))},
                               {"namespace", "ns"},
                               {"uid", QStringLiteral("u%1-%2").arg(number).arg(attempt)},
                               {"resourceVersion", std::to_string(version)},
                               {"labels", labels},
                               {"annotations", {{names::launchId, launchId}}}};
        const Json status = {{"name", "worker"}, {"ready", false}, {"restartCount", 0}, {"state", state}};
        const Json container = {{"name", "worker"}, {"image", "i"}};
        return {{"kind", "Pod"},
                {"apiVersion", "v1"},
                {"metadata", metadata},
                {"spec", {{"containers", Json::array({container})}, {"nodeName", "node"}}},
                {"status", {{"phase", phase}, {"containerStatuses", Json::array({status})}}}};
    }
    static void tell(k8s::ResourceSink &sink, const char *type, const Json &object)
    {
        const auto applied = sink.applyWatchLine(jsonBytes({{"type", type}, {"object", object}}));
        QVERIFY2(applied.has_value(), applied ? "" : qPrintable(applied.error().toLine()));
    }
    static void tellRun(k8s::ResourceSink &sink, const char *type, const RunRecord &run)
    {
        Json object = k8s::toJson(*toConfigMap(run));
        object["kind"] = "ConfigMap";
        object["apiVersion"] = "v1";
        tell(sink, type, object);
    }
    static void addsUp(const Fleet &fleet, const QString &when)
    {
        const QList<RunView> runs = fleet.runs();
        for (const RunView &view : runs) {
            const RunSums &sums = view.sums;
            QVERIFY2(sums.running + sums.waiting + sums.succeeded + sums.failed + sums.missing + sums.unknown +
                             sums.stopped ==
                         sums.expected,
                     qPrintable(when));
            RunSums counted;
            const auto rows = fleet.workers(view.record.nameSpace, view.record.task, view.record.run);
            for (const WorkerRow &row : rows)
                count(counted, row.state, 1);
            QVERIFY2(counted == sums, qPrintable(when));
            if (!view.reconstructed)
                QVERIFY2(sums.expected == Workers, qPrintable(when));
        }
    }
    struct House
    {
        ManualClock clock;
        k8s::Store<k8s::Pod> pods;
        k8s::Store<k8s::ConfigMap> records;
        Fleet fleet{pods, records, clock};
        const RunView *run() const { return fleet.run(QStringLiteral("ns"), QStringLiteral("t"), 1); }
        const WorkerRow *row(int number) const
        {
            return fleet.worker(QStringLiteral("ns"), QStringLiteral("t"), 1, name(number));
        }
    };

private slots:
    void joins()
    {
        House house;
        QCoreApplication::sendPostedEvents();
        QSignalSpy changed(&house.fleet, &Fleet::workersChanged);
        tellRun(house.records, "ADDED", record(1));
        tell(house.pods, "ADDED", pod(1, 1, QStringLiteral("Running"), 2));
        tell(house.pods, "ADDED", pod(2, 1, QStringLiteral("Failed"), 3));
        tell(house.pods, "ADDED", pod(3, 1, QStringLiteral("Succeeded"), 4));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(changed.size(), 1); // gathered
        QCOMPARE(house.run()->sums.running, 1);
        QCOMPARE(house.run()->sums.failed, 1);
        QCOMPARE(house.run()->sums.succeeded, 1);
        QCOMPARE(house.run()->sums.missing, 2);
        QCOMPARE(house.row(2)->exitCode, 2);
        QCOMPARE(house.row(2)->podStatus, QStringLiteral("Error"));
        QVERIFY(house.row(2)->started);
        QCOMPARE(house.row(2)->spec.from.value_or(QString()), QStringLiteral("1001"));
        QCOMPARE(house.row(3)->progress.rows, std::optional<qint64>(1000));
        QCOMPARE(house.row(3)->progress.percent, std::optional<double>(100));
    }

    void theLatestAttemptCounts()
    {
        House house;
        RunRecord run = record(1);
        run.attemptForWriting(name(1), 1).removed = true;
        run.attemptForWriting(name(1), 2).launchId = QStringLiteral("M");
        tellRun(house.records, "ADDED", run);
        tell(house.pods, "ADDED", pod(1, 1, QStringLiteral("Failed"), 2));
        tell(house.pods, "ADDED", pod(1, 2, QStringLiteral("Running"), 3, "M"));
        QCOMPARE(house.row(1)->attempt, 2);
        QCOMPARE(house.row(1)->state, WorkerState::Running);
    }

    void anotherLaunchsPodIsNotOurs()
    {
        House house;
        tellRun(house.records, "ADDED", record(1));
        tell(house.pods, "ADDED", pod(1, 1, QStringLiteral("Running"), 2, "somebody"));
        QCOMPARE(house.row(1)->state, WorkerState::Missing);
        QVERIFY(house.row(1)->message.contains(QStringLiteral("another launch")));
    }

    void withoutARecord()
    {
        House house;
        tell(house.pods, "ADDED", pod(1, 1, QStringLiteral("Running"), 2));
        tell(house.pods, "ADDED", pod(2, 1, QStringLiteral("Failed"), 3));
        QVERIFY(house.run() && house.run()->reconstructed);
        QCOMPARE(house.run()->sums.expected, 2);
        tellRun(house.records, "ADDED", record(4)); // the record comes after its pods
        QVERIFY(!house.run()->reconstructed);
        QCOMPARE(house.run()->sums.expected, Workers);
        QCOMPARE(house.run()->sums.running, 1);
        tellRun(house.records, "DELETED", record(5)); // and is lost
        QVERIFY(house.run()->reconstructed);
        QCOMPARE(house.run()->sums.expected, 2);
    }

    void announcedWorkersWaitAMinute()
    {
        House house;
        RunRecord run = record(1);
        run.phase = RunPhase::Launching;
        run.intended = 3;
        run.updatedAt = house.clock.now();
        tellRun(house.records, "ADDED", run);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(house.run()->sums.waiting, Workers);
        house.clock.advance(std::chrono::seconds(70));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(house.run()->sums.missing, 3);
        QCOMPARE(house.run()->sums.waiting, 2);
    }

    void progressStaysWithItsPod()
    {
        House house;
        tellRun(house.records, "ADDED", record(1));
        tell(house.pods, "ADDED", pod(1, 1, QStringLiteral("Running"), 2));
        QCoreApplication::sendPostedEvents();
        Progress progress;
        progress.rows = 42;
        progress.rate = 7;
        house.fleet.setProgress(QStringLiteral("u1-1"), progress);
        QCOMPARE(house.row(1)->progress.rows, std::optional<qint64>(42));
        tell(house.pods, "MODIFIED", pod(1, 1, QStringLiteral("Succeeded"), 3));
        QCOMPARE(house.row(1)->progress.rows, std::optional<qint64>(1000));
    }

    void rowsFromTerminationMessages_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<qint64>("rows");
        QTest::newRow("json") << QStringLiteral("{\"rows\": 612304}") << qint64(612304);
        QTest::newRow("json after a log") << QStringLiteral("DELETE 5\n{\"rows\": 5}\n") << qint64(5);
        QTest::newRow("words") << QStringLiteral("done rows=7: the target holds the whole slice") << qint64(7);
        QTest::newRow("neither") << QStringLiteral("the source went away") << qint64(-1);
        QTest::newRow("broken json") << QStringLiteral("{\"rows\": ") << qint64(-1);
        QTest::newRow("another type") << QStringLiteral("{\"rows\": \"5\"}") << qint64(-1);
        QTest::newRow("too large") << QStringLiteral("done rows=99999999999999999999999") << qint64(-1);
        QTest::newRow("nothing") << QString() << qint64(-1);
    }
    void rowsFromTerminationMessages()
    {
        QFETCH(QString, message);
        QFETCH(qint64, rows);
        QCOMPARE(rowsOf(message).value_or(-1), rows);
    }

    /// Pods and records come, change and go in any order: the sums always add up, and what was told of rows leads to
    /// the rows that are there.
    void sumsAddUp()
    {
        const QStringList phases{QStringLiteral("Pending"), QStringLiteral("Running"), QStringLiteral("Succeeded"),
                                 QStringLiteral("Failed")};
        for (unsigned seed = 0; seed < 1000; ++seed) {
            std::mt19937 random(seed);
            House house;
            QSet<QString> known;
            connect(&house.fleet, &Fleet::workersChanged, &house.fleet,
                    [&known](const QStringList &changed, const QStringList &removed) {
                        for (const QString &key : removed)
                            known.remove(key);
                        for (const QString &key : changed)
                            known.insert(key);
                    });
            int version = 1;
            for (int event = 0; event < 30; ++event) {
                const int number = 1 + int(random() % Workers);
                const int attempt = 1 + int(random() % 2);
                const QString &phase = phases.at(int(random() % 4));
                switch (random() % 5) {
                case 0:
                    if (random() % 3 == 0) {
                        tellRun(house.records, "DELETED", record(++version));
                    } else {
                        RunRecord run = record(++version);
                        run.intended = int(random() % (Workers + 1));
                        run.phase = RunPhase(random() % 5);
                        if (random() % 2)
                            run.attemptForWriting(name(number), attempt).removed = random() % 2;
                        tellRun(house.records, "MODIFIED", run);
                    }
                    break;
                case 1:
                    tell(house.pods, "DELETED", pod(number, attempt, phase, ++version));
                    break;
                case 2:
                    QCoreApplication::sendPostedEvents();
                    break;
                case 3:
                    house.clock.advance(std::chrono::seconds(random() % 100));
                    break;
                default:
                    tell(house.pods, "MODIFIED", pod(number, attempt, phase, ++version));
                }
                addsUp(house.fleet, QStringLiteral("seed %1, event %2").arg(seed).arg(event));
            }
            QCoreApplication::sendPostedEvents();
            QSet<QString> there;
            const QList<WorkerRow> rows = house.fleet.allWorkers();
            for (const WorkerRow &row : rows)
                there.insert(row.key());
            QVERIFY2(there == known, qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }
};

QTEST_GUILESS_MAIN(FleetTest)
#include "tst_fleet.moc"
