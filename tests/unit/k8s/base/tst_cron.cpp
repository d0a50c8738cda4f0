#include "k8s/base/cron.h"

#include <QLocale>
#include <QTest>

using namespace zdtp;

class TestCron : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    /// What robfig/cron's ParseStandard takes, as the server does.
    void schedules_data()
    {
        QTest::addColumn<bool>("taken");
        const auto rows = [](bool taken, std::initializer_list<const char *> texts) {
            for (const char *text : texts)
                QTest::addRow("%s '%s'", taken ? "takes" : "refuses", text) << taken;
        };
        rows(true, {"0 0 * * *",    "*/15 * * * *",      "0 0 1 1 ?",     "0-59/7 1,2,3 1-31 * sun",
                    "5/10 * * * *", "0 0 * JAN-dec Mon", " 0  0\t* * * ", "@hourly",
                    "@every 1h30m", "@every 1.5h",       "@every -5s",    "@every 0",
                    "*-5 * * * *",  "007 +5 * * *",      "*,5 * * * *",   "1,,2 * * * *",
                    ", * * * *",    "0 0 31 2 *",        "0 0 * * 0-6",   "@yearly",
                    "@midnight",    "0 0 */40 * *",      "@every 100us",  "0 0 1-1 * *",
                    "0 0 ?/2 * ?"});
        rows(false, {"",
                     "* * * *",
                     "* * * * * *",
                     "60 * * * *",
                     "* 24 * * *",
                     "* * 0 * *",
                     "* * 32 * *",
                     "* * * 13 *",
                     "* * * 0 *",
                     "* * * * 7",
                     "5-1 * * * *",
                     "*/0 * * * *",
                     "1-2-3 * * * *",
                     "1/2/3 * * * *",
                     "a * * * *",
                     "-5 * * * *",
                     "1- * * * *",
                     "*/x * * * *",
                     "@Daily",
                     "@never",
                     " @daily",
                     "@every",
                     "@every 5",
                     "@every 1d",
                     "@every  1h",
                     "@daily ",
                     "TZ=UTC 0 0 * * *",
                     "CRON_TZ=UTC 0 0 * * *",
                     "* * * monday *",
                     "1.5 * * * *",
                     "0x1 * * * *",
                     "* * * * mo",
                     "99999999999999999999 * * * *",
                     "* * L * *",
                     "* * * * 1#2"});
    }
    void schedules()
    {
        QFETCH(bool, taken);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        const QString text = name.mid(name.indexOf(u'\'') + 1).chopped(1);
        const auto schedule = CronSchedule::parse(text);
        QCOMPARE(schedule.has_value(), taken);
        if (!schedule) {
            QVERIFY(!schedule.error().what.isEmpty());
            QVERIFY(!schedule.error().remedy.isEmpty());
        } else {
            QVERIFY(!schedule->sentence().isEmpty());
        }
    }

    void nextTimes_data()
    {
        QTest::addColumn<QString>("schedule");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("from"); // UTC
        QTest::addColumn<QStringList>("times");
        const auto row = [](const char *name, const char *schedule, const char *zone, const char *from,
                            const QStringList &times) {
            QTest::newRow(name) << QString::fromLatin1(schedule) << QByteArray(zone) << QString::fromLatin1(from)
                                << times;
        };
        row("daily", "30 2 * * *", "UTC", "2026-11-25T02:30:00Z",
            {"2026-11-26T02:30:00Z", "2026-11-27T02:30:00Z", "2026-11-28T02:30:00Z"});
        row("just before", "30 2 * * *", "UTC", "2026-11-25T02:29:59Z", {"2026-11-25T02:30:00Z"});
        row("over the end of the year", "0 0 1 */6 *", "UTC", "2026-11-25T00:00:00Z",
            {"2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z"});
        row("a leap day", "0 0 29 2 *", "UTC", "2026-11-25T00:00:00Z",
            {"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"});
        row("never", "0 0 30 2 *", "UTC", "2026-11-25T00:00:00Z", {});
        row("a day of the month or of the week", "0 0 13 * fri", "UTC", "2026-11-10T00:00:00Z",
            {"2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", "2026-12-04T00:00:00Z",
             "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z"});
        row("a step over days is no star", "0 0 */15 * mon", "UTC", "2026-11-25T00:00:00Z",
            {"2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"});
        row("a time zone", "0 9 * * mon-fri", "Asia/Shanghai", "2026-11-27T02:00:00Z",
            {"2026-11-30T01:00:00Z", "2026-12-01T01:00:00Z"});
        row("the hour that does not exist is left out", "30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z",
            {"2027-03-29T00:30:00Z"});
        row("the hour that comes twice is taken twice", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z",
            {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"});
        row("half an hour of summer", "0,30 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z",
            {"2026-10-03T15:30:00Z", "2026-10-04T15:00:00Z"});
        row("every", "@every 1h30m", "UTC", "2026-11-25T00:00:07Z", {"2026-11-25T01:30:07Z", "2026-11-25T03:00:07Z"});
    }
    void nextTimes()
    {
        QFETCH(QString, schedule);
        QFETCH(QByteArray, zone);
        QFETCH(QString, from);
        QFETCH(QStringList, times);
        const auto parsed = CronSchedule::parse(schedule);
        QVERIFY(parsed);
        QStringList got;
        for (const QDateTime &time : parsed->next(QDateTime::fromString(from, Qt::ISODate), QTimeZone(zone),
                                                  times.isEmpty() ? 3 : int(times.size()))) {
            QCOMPARE(time.timeZone(), QTimeZone(zone));
            got.append(time.toUTC().toString(Qt::ISODate));
        }
        QCOMPARE(got, times);
    }

    void sentences_data()
    {
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *schedule, const char *sentence) {
            QTest::newRow(schedule) << QString::fromUtf8(sentence);
        };
        row("30 2 * * *", "at 02:30, every day");
        row("0 2,14 * * mon-fri", "at 02:00, 14:00, on Monday, Tuesday, Wednesday, Thursday, Friday");
        row("*/15 * * * *", "every 15 minutes, every day");
        row("* * * * *", "every minute, every day");
        row("@hourly", "at minute 0 of every hour, every day");
        row("0 */2 * * *", "at minute 0 of every 2nd hour, every day");
        row("*/30 8-17 * * *", "every 30 minutes of the hours 8–17, every day");
        row("0 0 1 1,7 *", "at 00:00, on day 1 of the month, in January, July");
        row("0 0 13 * fri", "at 00:00, on day 13 of the month and on Friday");
        row("@every 1h", "every hour from its creation on");
        row("@every 90s", "every 90 seconds from its creation on");
        row(", * * * *", "never");
    }
    void sentences()
    {
        QFETCH(QString, sentence);
        const auto schedule = CronSchedule::parse(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY(schedule);
        QCOMPARE(schedule->sentence(), sentence);
    }

    void timeZones_data()
    {
        QTest::addColumn<bool>("taken");
        for (const char *name :
             {"UTC", "Europe/Berlin", "Asia/Shanghai", "America/Argentina/Buenos_Aires", "EST5EDT", "Etc/GMT+5", "GMT"})
            QTest::newRow(name) << true;
        for (const char *name :
             {"", "Local", "local", "Europe/Berlinn", "UTC+03:00", "UTC+3", "CET-1CEST", "../etc/passwd",
              "/Europe/Berlin", "Europe/Berlin ", "Europe//Berlin", "localtime", "right/UTC", "Zürich"})
            QTest::newRow(name) << false;
    }
    void timeZones()
    {
        QFETCH(bool, taken);
        QCOMPARE(isCronTimeZone(QString::fromUtf8(QTest::currentDataTag())), taken);
    }
};

QTEST_APPLESS_MAIN(TestCron)
#include "tst_cron.moc"
