#include "models/plan/plan.h"
#include "models/run/gzip.h"
#include "models/run/record.h"

#include <QTest>

#include <random>

using namespace zdtp;

/// Records go into ConfigMaps and come back whole; a damaged one is an error, never a crash.
class RecordTest : public QObject
{
    Q_OBJECT

private:
    static RunRecord sample()
    {
        RunRecord record;
        record.task = QStringLiteral("orders-full");
        record.nameSpace = QStringLiteral("shop");
        record.run = 3;
        record.launchId = QStringLiteral("0c7b");
        record.phase = RunPhase::Launching;
        record.launchedBy = QStringLiteral("操作员");
        record.launchedAt = QDateTime(QDate(2026, 11, 2), QTime(3, 0, 0, 125), Qt::UTC);
        record.taskYaml = "apiVersion: zdtp.io/v1\n# 注释\n";
        record.presetYaml = "kind: EnginePreset\n";
        record.podsVersion = QStringLiteral("812");
        record.expected = 24;
        record.intended = 12;
        AttemptRecord first;
        first.removed = first.cleaned = first.started = true;
        first.evidenceName = QStringLiteral("orders-full-r3-orders-02-a1-evidence");
        first.endState = State::Failed;
        first.exitCode = 2;
        first.reason = QStringLiteral("Error");
        first.cleanups = 1;
        AttemptRecord second;
        second.attempt = 2;
        second.launchId = second.claim = QStringLiteral("9d1a");
        second.intendedAt = record.launchedAt.addSecs(60);
        second.claimedBy = QStringLiteral("alice");
        second.claimedAt = record.launchedAt.addSecs(61);
        record.attempts.insert(QStringLiteral("orders-02"), {first, second});
        record.journal.append({record.launchedAt, QStringLiteral("alice"), QStringLiteral("launch"),
                               QStringLiteral("run 3"), QString(), QStringLiteral("24 workers"), QString()});
        record.updatedAt = record.launchedAt.addSecs(5);
        record.writeId = QStringLiteral("w");
        record.resourceVersion = QStringLiteral("77");
        return record;
    }

private slots:
    void roundTrip()
    {
        const RunRecord record = sample();
        const auto map = toConfigMap(record);
        QVERIFY(map.has_value());
        QCOMPARE(map->meta.name, QStringLiteral("orders-full-r3"));
        QVERIFY(isRunRecord(*map));
        QVERIFY(map->data.value(QStringLiteral("run.json")).contains(QStringLiteral("\"phase\": \"Launching\"")));
        const auto back = parseRunRecord(*map);
        QVERIFY2(back.has_value(), back ? "" : qPrintable(back.error().toLine()));
        QVERIFY(*back == record);
        QCOMPARE(toConfigMap(*back)->binaryData, map->binaryData); // the same record gives the same bytes
        QCOMPARE(back->latestAttempt(QStringLiteral("orders-02")), 2);
        QCOMPARE(back->latestAttempt(QStringLiteral("orders-09")), 1);
        QCOMPARE(back->launchIdOf(QStringLiteral("orders-02"), 2), QStringLiteral("9d1a"));
        QCOMPARE(back->launchIdOf(QStringLiteral("orders-02"), 1), QStringLiteral("0c7b"));
    }

    void gzipped()
    {
        const QByteArray text(100'000, 'x');
        const QByteArray packed = gzip(text);
        QCOMPARE(packed.left(2), QByteArray("\x1f\x8b"));
        QCOMPARE(*gunzip(packed, 1'000'000), text);
        QVERIFY(!gunzip(packed, 1000));
        QVERIFY(!gunzip(packed.left(packed.size() / 2), 1'000'000));
        QVERIFY(!gunzip("", 100));
        QCOMPARE(*gunzip(gzip(""), 100), QByteArray());
    }

    void tooLargeIsSaid()
    {
        RunRecord record = sample();
        std::mt19937 random(1);
        for (int i = 0; i < 1'000'000; ++i)
            record.taskYaml.append(char('!' + random() % 90));
        const auto map = toConfigMap(record);
        QVERIFY(!map);
        QVERIFY(map.error().toLine().contains(QStringLiteral("700 KiB")));
    }

    void anotherSchemaNamesBoth()
    {
        auto map = *toConfigMap(sample());
        QString &head = map.data[QStringLiteral("run.json")];
        head.replace(QStringLiteral("\"schema\": 1"), QStringLiteral("\"schema\": 9"));
        const auto back = parseRunRecord(map);
        QVERIFY(!back);
        QVERIFY(back.error().toLine().contains(QStringLiteral("schema 9")));
        QVERIFY(back.error().toLine().contains(QStringLiteral("schema 1")));
    }

    void damageIsAnError()
    {
        std::mt19937 random(7);
        const auto good = *toConfigMap(sample());
        for (int i = 0; i < 3000; ++i) {
            auto map = good;
            QByteArray head = map.data[QStringLiteral("run.json")].toUtf8();
            QByteArray &bulk = map.binaryData[QStringLiteral("bulk.json.gz")];
            QByteArray &victim = random() % 2 ? head : bulk;
            for (unsigned hits = 1 + random() % 4; hits > 0 && !victim.isEmpty(); --hits) {
                const auto at = qsizetype(random() % size_t(victim.size()));
                switch (random() % 3) {
                case 0:
                    victim[at] = char(random());
                    break;
                case 1:
                    victim.truncate(at);
                    break;
                default:
                    victim.insert(at, char(random()));
                }
            }
            map.data[QStringLiteral("run.json")] = QString::fromUtf8(head);
            const auto back = parseRunRecord(map);
            if (!back)
                QVERIFY(back.error().toLine().contains(QStringLiteral("shop/orders-full-r3")));
        }
    }

    void wrongTypesAreDefaults()
    {
        auto map = *toConfigMap(sample());
        map.data[QStringLiteral("run.json")] =
            QStringLiteral(R"({"schema": 1, "task": "t", "run": 1, "phase": "Launched", "expected": "many", )"
                           R"("intended": 99, "launchedAt": 5})");
        map.binaryData[QStringLiteral("bulk.json.gz")] =
            gzip(R"({"task": 7, "attempts": {"w": [1, {"endState": 99}]}, "journal": [null]})");
        const auto back = parseRunRecord(map);
        QVERIFY(back.has_value());
        QCOMPARE(back->expected, 0);
        QCOMPARE(back->intended, 0);
        QVERIFY(!back->launchedAt.isValid());
        QCOMPARE(back->attempts.value(QStringLiteral("w")).size(), 2);
    }

    void tasks()
    {
        const TaskRecord task{QStringLiteral("orders"),
                              QStringLiteral("shop"),
                              "kind: SyncTask\n",
                              QStringLiteral("alice"),
                              QDateTime(QDate(2026, 11, 2), QTime(3, 0), Qt::UTC),
                              4,
                              QStringLiteral("9")};
        const auto map = toConfigMap(task);
        QVERIFY(isTaskRecord(map) && !isRunRecord(map));
        const auto back = parseTaskRecord(map);
        QVERIFY(back.has_value());
        QVERIFY(*back == task);
    }

    void evidenceFits()
    {
        AttemptEvidence evidence;
        evidence.podUid = QStringLiteral("u");
        evidence.exitCode = 2;
        evidence.started = true;
        evidence.podJson = "{}";
        evidence.eventsJson = "[]";
        std::mt19937 random(3);
        for (int line = 0; line < 40'000; ++line)
            evidence.log += QByteArray::number(uint(random())) + QByteArray::number(uint(random())) + " line\n";
        evidence.log += "the last word\n";
        const auto map = toConfigMap(evidence, sample(), QStringLiteral("orders-02"), 1, QStringLiteral("pod"));
        qsizetype size = 0;
        for (const QByteArray &part : map.binaryData)
            size += part.size();
        QVERIFY(size < 700 * 1024);
        QCOMPARE(map.meta.name, QStringLiteral("pod-evidence"));
        const auto back = parseEvidence(map);
        QVERIFY(back.has_value());
        QVERIFY(back->log.endsWith("the last word\n"));
        QCOMPARE(back->exitCode, 2);
    }
};

QTEST_APPLESS_MAIN(RecordTest)
#include "tst_record.moc"
