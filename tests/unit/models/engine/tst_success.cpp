#include "models/engine/success.h"

#include <QTest>

using namespace zdtp;

namespace {

const EngineCatalog &catalog()
{
    static const EngineCatalog engines = EngineCatalog::load({}, nullptr);
    return engines;
}

const EnginePreset &engine(const char *name)
{
    const EnginePreset *found = catalog().find(QString::fromLatin1(name));
    if (!found)
        qFatal("no engine %s", name);
    return *found;
}

} // namespace

class TestSuccess : public QObject
{
    Q_OBJECT

private slots:
    void lines_data()
    {
        QTest::addColumn<QString>("engineName");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *name, const char *line, const char *told) {
            QTest::addRow("%s: %.60s", name, line)
                << QString::fromUtf8(name) << QString::fromUtf8(line) << QString::fromUtf8(told);
        };
        row("psql-copy", "worker  progress rows=511870 bytes=89577250 rate=7311/s",
            "rows=511870 bytes=89577250 rate=7311");
        row("psql-copy", "worker  done rows=250000", "rows=250000");
        row("psql-copy", "worker  the target holds nothing", "");
        row("mysqldump", "worker  progress bytes=1048576", "bytes=1048576");
        row("mysqldump", "worker  done rows=1000", "rows=1000");
        // A job of one task says 0 % until its end: no percent is told.
        row("datax",
            "2020-09-23 19:51:41.129 [job-0] INFO  StandAloneJobContainerCommunicator - Total 10 records, 260 bytes | "
            "Speed 26B/s, 1 records/s | Error 0 records, 0 bytes |  All Task WaitWriterTime 0.000s |  All Task "
            "WaitReaderTime 0.000s | Percentage 100.00%",
            "rows=10 bytes=260 percent=100 rate=1");
        row("datax",
            "2020-09-23 19:51:31.129 [job-0] INFO  StandAloneJobContainerCommunicator - Total 7 records, 182 bytes | "
            "Speed 18B/s, 0 records/s | Error 0 records, 0 bytes |  All Task WaitWriterTime 0.000s |  All Task "
            "WaitReaderTime 0.000s | Percentage 0.00%",
            "rows=7 bytes=182 rate=0");
        row("datax", "读出记录总数                    :                  10", "rows=10");
        row("addax", "Number of rec             :                  10", "rows=10");
        row("seatunnel", "Write Count So Far        :             1234567", "rows=1234567");
        row("seatunnel", "Total Write Count         :                  42", "rows=42");
        row("seatunnel", "Read Count So Far         :             1234567", "");
        row("debezium-server", "Exported 20480 of 500000 records for table 'public.orders' after 00:00:10.1",
            "rows=20480");
        row("pgloader", "      Total import time          ✓       3000    12.3 kB          0.080s",
            "rows=3000 bytes=12300");
        row("sling", "2024-12-03 11:28:50 INF inserted 1500 rows into \"public\".\"items\" in 2 secs [750 r/s] [21 kB]",
            "rows=1500 bytes=21000 rate=750");
        row("sling",
            "\x1b[90m11:31AM\x1b[0m \x1b[32mINF\x1b[0m inserted 2 rows into \"public\".\"orders\" in 0 secs [29 r/s] "
            "[8 B]",
            "rows=2 bytes=8 rate=29");
        row("sling", "2024-12-03 11:28:50 INF [1 / 2] running stream x", "");
        row("custom", "progress rows=5 bytes=10 rate=2/s percent=12.5", "rows=5 bytes=10 percent=12.5 rate=2");
    }
    void lines()
    {
        QFETCH(QString, engineName);
        QFETCH(QString, line);
        const auto progress = progressOf(engine(qPrintable(engineName)), line);
        QStringList told;
        if (progress) {
            if (progress->rows)
                told.append(QStringLiteral("rows=%1").arg(*progress->rows));
            if (progress->bytes)
                told.append(QStringLiteral("bytes=%1").arg(*progress->bytes));
            if (progress->percent)
                told.append(QStringLiteral("percent=%1").arg(*progress->percent));
            if (progress->rate)
                told.append(QStringLiteral("rate=%1").arg(*progress->rate));
        }
        QTEST(told.join(u' '), "told");
    }

    void complaints_data()
    {
        QTest::addColumn<QString>("engineName");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("told"); // the cause, or where there is none what the engine said
        const auto row = [](const char *name, const char *line, const char *told) {
            QTest::addRow("%s: %.60s", name, line)
                << QString::fromUtf8(name) << QString::fromUtf8(line) << QString::fromUtf8(told);
        };
        row("psql-copy", "worker  failed: source: it is gone", "source: it is gone");
        row("mysqldump", "worker  failed: source: mysqldump: Got error: 1045: \"Access denied for user 'r'@'h'\"",
            "The database refused the user or the password");
        row("mysqldump", "worker  failed: target: ERROR 1062 (23000) at line 21: Duplicate entry '1' for key 'PRIMARY'",
            "The target already holds a row with this key");
        row("pgloader",
            "2026-11-25T11:31:01.168000Z ERROR mysql: Failed to connect to mysql at \"127.0.0.1\" (port 3306) as user "
            "\"reader\": MySQL Error [1045]: \"Access denied for user 'reader'@'127.0.0.1' (using password: YES)\"",
            "MySQL refused the user or the password");
        row("pgloader",
            "2026-11-25T11:31:53.276000Z ERROR Database error 23505: duplicate key value violates unique constraint "
            "\"orders_pkey\"",
            "The target already holds a row with this key; the batch was left out");
        row("pgloader", "      Total import time          1          0                     0.080s",
            "Rows were refused by the target and left out");
        row("pgloader", "      Total import time          ✓          3     0.0 kB          0.080s", "");
        row("pgcopydb",
            "11:31:56 22131 ERROR connection to server at \"127.0.0.1\", port 5432 failed: Connection refused",
            "A database did not answer");
        row("datax", "读写失败总数                    :                   2",
            "Rows were refused by the target and left out");
        row("datax", "读写失败总数                    :                   0", "");
        row("datax", "经DataX智能分析,该任务最可能的错误原因是:", "经DataX智能分析,该任务最可能的错误原因是:");
        row("seatunnel", "Total Failed Count        :                   3", "Rows were not written");
        row("seatunnel", "Caused by: java.lang.ClassNotFoundException: com.mysql.cj.jdbc.Driver",
            "The image has no JDBC driver for this database");
        row("sling", "~ could not connect to database", "A database did not answer, or refused the connection");
        row("debezium-server", "ERROR: replication slot \"zdtp_orders\" is active for PID 77",
            "Another reader uses this replication slot");
    }
    void complaints()
    {
        QFETCH(QString, engineName);
        QFETCH(QString, line);
        const auto complaint = complaintOf(engine(qPrintable(engineName)), line);
        QTEST(!complaint ? QString() : complaint->cause.isEmpty() ? complaint->said : complaint->cause, "told");
    }

    void verdicts_data()
    {
        QTest::addColumn<QString>("engineName");
        QTest::addColumn<int>("code"); // -1: not known
        QTest::addColumn<QString>("log");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("what");
        using Kind = EngineVerdict::Kind;
        const auto row = [](const char *what, const char *name, int code, const char *log, Kind kind) {
            QTest::addRow("%s %d: %.50s", name, code, log)
                << QString::fromUtf8(name) << code << QString::fromUtf8(log) << int(kind) << QString::fromUtf8(what);
        };
        row("done rows=5", "psql-copy", 0, "worker  done rows=5", Kind::Succeeded);
        row("exit code 0, but the engine never said that it had finished", "psql-copy", 0, "worker  copy",
            Kind::Failed);
        row("exit code 2: source: gone", "psql-copy", 2, "worker  failed: source: gone", Kind::Failed);
        row("exit code 137", "psql-copy", 137, "", Kind::Failed);
        row("how the worker ended is not known", "psql-copy", -1, "worker  done rows=5", Kind::Unproven);
        row("exit code 0, but the engine said that it failed: MySQL refused the user or the password", "pgloader", 0,
            "ERROR mysql: Access denied for user 'r'\n      Total import time   ✓   0   0.0s", Kind::Failed);
        // pgloader found no table: it says so nowhere.
        row("exit code 0, but the engine never said that it had finished", "pgloader", 0,
            "      Total import time          ✓          0                     0.032s", Kind::Failed);
        row("public.\"orders\"", "pgloader", 0,
            "        public.\"orders\"          0          3     0.0 kB          0.040s\n      Total import time       "
            "   "
            "✓          3     0.0 kB          0.080s",
            Kind::Succeeded);
        row("读写失败总数", "datax", 0, "读写失败总数                    :                   0", Kind::Succeeded);
        row("exit code 0, but the engine said that it failed: Rows were refused", "datax", 0,
            "读写失败总数                    :                   2", Kind::Failed);
        row("exit code 143", "datax", 143, "", Kind::Failed);
        row("exit code 143", "debezium-server", 143, "stopped", Kind::Succeeded);
        row("exit code 0", "custom", 0, "", Kind::Succeeded);
        row("exit code 1: why", "custom", 1, "worker failed: why", Kind::Failed);
    }
    void verdicts()
    {
        QFETCH(QString, engineName);
        QFETCH(int, code);
        QFETCH(QString, log);
        QFETCH(QString, what);
        EngineEnd end;
        if (code >= 0)
            end.exitCode = code;
        end.logTail = log.split(u'\n');
        const EngineVerdict verdict = judge(engine(qPrintable(engineName)), end);
        QTEST(int(verdict.kind), "kind");
        QVERIFY2(verdict.what.startsWith(what), qPrintable(verdict.what));
        // The termination message is as good as a line of the log.
        EngineEnd ended;
        ended.exitCode = end.exitCode;
        ended.terminationMessage = log;
        QCOMPARE(judge(engine(qPrintable(engineName)), ended).kind, verdict.kind);
    }

    void aLogThatCannotBeReadProvesNothing()
    {
        EngineEnd end;
        end.exitCode = 0;
        end.logKnown = false;
        QCOMPARE(judge(engine("pgloader"), end).kind, EngineVerdict::Kind::Unproven);
        QVERIFY(!judge(engine("pgloader"), end).remedy.isEmpty());
        QVERIFY(judge(engine("pgloader"), end).countRows);
        QCOMPARE(judge(engine("custom"), end).kind, EngineVerdict::Kind::Succeeded);
    }

    void theMostTellingLineIsChosen()
    {
        const auto complaint = complaintOf(
            engine("pgloader"), QStringList{"ERROR something", "Access denied for user 'x'", "FATAL it ended"});
        QVERIFY(complaint);
        QCOMPARE(complaint->cause, QStringLiteral("MySQL refused the user or the password"));
        QVERIFY(!complaint->remedy.isEmpty());
        QVERIFY(!complaintOf(engine("pgloader"), QStringList{}));
    }
};

QTEST_GUILESS_MAIN(TestSuccess)
#include "tst_success.moc"
