#include "k8s/api/configmap.h"
#include "k8s/api/event.h"
#include "k8s/api/reader.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

const QDateTime noon(QDate(2026, 11, 2), QTime(12, 0, 0), Qt::UTC);

QByteArray eventOf(const char *fields)
{
    return QByteArray("{\"metadata\":{\"name\":\"e\",\"namespace\":\"shop\"},") + fields + "}";
}

} // namespace

class TestObjects : public QObject
{
    Q_OBJECT

private slots:
    void eventTimesFollowKubectl_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QDateTime>("first");
        QTest::addColumn<QDateTime>("last");
        QTest::addColumn<int>("count");
        QTest::newRow("classic") << eventOf("\"firstTimestamp\":\"2026-11-02T12:00:00Z\",\"lastTimestamp\":"
                                            "\"2026-11-02T12:00:05Z\",\"count\":3")
                                 << noon << noon.addSecs(5) << 3;
        QTest::newRow("of the scheduler") << eventOf("\"firstTimestamp\":null,\"lastTimestamp\":null,\"eventTime\":"
                                                     "\"2026-11-02T12:00:00.000000Z\",\"count\":0")
                                          << noon << noon << 1;
        QTest::newRow("series") << eventOf("\"eventTime\":\"2026-11-02T12:00:00.000000Z\",\"series\":{\"count\":7,"
                                           "\"lastObservedTime\":\"2026-11-02T12:01:00.000000Z\"}")
                                << noon << noon.addSecs(60) << 7;
        QTest::newRow("no time at all") << eventOf("\"type\":\"Normal\"") << QDateTime() << QDateTime() << 1;
    }
    void eventTimesFollowKubectl()
    {
        QFETCH(QByteArray, json);
        QFETCH(QDateTime, first);
        QFETCH(QDateTime, last);
        QFETCH(int, count);
        const auto read = parseEvent(json);
        QVERIFY(read.has_value());
        QCOMPARE(read->firstSeen, first);
        QCOMPARE(read->lastSeen, last);
        QCOMPARE(read->count, count);
    }

    void bothFormsOfAnEventAreRead()
    {
        const auto core =
            parseEvent(eventOf("\"type\":\"Warning\",\"reason\":\"BackOff\",\"message\":\"m\",\"involvedObject\":"
                               "{\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"}"));
        const auto newer =
            parseEvent(eventOf("\"type\":\"Warning\",\"reason\":\"BackOff\",\"note\":\"m\",\"regarding\":"
                               "{\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"}"));
        QVERIFY(core.has_value() && newer.has_value());
        QCOMPARE(*core, *newer);
        QCOMPARE(core->objectName, QStringLiteral("p"));
    }

    void aConfigMapComesBackAsItWas()
    {
        ConfigMap map;
        map.meta.name = QStringLiteral("r");
        map.meta.nameSpace = QStringLiteral("shop");
        map.meta.uid = QStringLiteral("u");
        map.meta.resourceVersion = QStringLiteral("5");
        map.meta.labels.insert(QStringLiteral("zdtp.io/task"), QStringLiteral("orders"));
        map.meta.annotations.insert(QStringLiteral("a"), QString::fromUtf8("zwei\nZeilen ü"));
        map.meta.owners.append(
            {QStringLiteral("Job"), QStringLiteral("j"), QStringLiteral("u2"), true, QStringLiteral("batch/v1")});
        map.data.insert(QStringLiteral("k"), QStringLiteral("v"));
        map.binaryData.insert(QStringLiteral("b"), QByteArray("\x00\xff\x80", 3));
        const auto read = parseConfigMap(jsonBytes(toJson(map)));
        QVERIFY(read.has_value());
        QCOMPARE(*read, map);
    }

    void timesAreReadExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDateTime>("time");
        QTest::newRow("seconds") << QByteArray("2026-11-02T12:00:00Z") << noon;
        QTest::newRow("microseconds") << QByteArray("2026-11-02T12:00:00.123456Z") << noon.addMSecs(123);
        QTest::newRow("one digit") << QByteArray("2026-11-02T12:00:00.5Z") << noon.addMSecs(500);
        QTest::newRow("offset") << QByteArray("2026-11-02T13:00:00+01:00") << noon;
        for (const char *bad : {"", "x", "2026-11-02", "2026-13-02T12:00:00Z", "2026-11-02T25:00:00Z",
                                "2026-11-02T12:00:00.xZ", "2026-11-02T12:00:00", "2026/11/02T12:00:00Z"})
            QTest::newRow(*bad ? bad : "empty") << QByteArray(bad) << QDateTime();
    }
    void timesAreReadExactly()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDateTime, time);
        QCOMPARE(reader::parseTime({text.constData(), size_t(text.size())}), time);
    }
};

QTEST_GUILESS_MAIN(TestObjects)
#include "tst_objects.moc"
