#include "k8s/base/clock.h"
#include "k8s/base/duration.h"
#include "k8s/base/error.h"
#include "k8s/base/json.h"

#include <QTest>

using namespace zdtp;
using namespace std::chrono_literals;

class TestBase : public QObject
{
    Q_OBJECT

private slots:
    void anErrorIsOneLine()
    {
        const Error error{QStringLiteral("unknown field\n\"tabels\""), QStringLiteral("Did you mean \"tables\"?"),
                          Place{QStringLiteral("orders.yaml"), 12, 3}};
        QCOMPARE(error.toLine(),
                 QStringLiteral("orders.yaml:12:3: unknown field \"tabels\". Did you mean \"tables\"?"));
        QCOMPARE((Error{QStringLiteral("no server"), {}, {}}.toLine()), QStringLiteral("no server"));
    }

    void agesReadAsKubectlPrintsThem_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        const std::pair<qint64, const char *> rows[] = {{-2, "<invalid>"},  {-1, "0s"},        {0, "0s"},
                                                        {119, "119s"},      {120, "2m"},       {599, "9m59s"},
                                                        {600, "10m"},       {10799, "179m"},   {10800, "3h"},
                                                        {28799, "7h59m"},   {28800, "8h"},     {172799, "47h"},
                                                        {172800, "2d"},     {691199, "7d23h"}, {691200, "8d"},
                                                        {62985600, "729d"}, {63072000, "2y"},  {252201600, "7y364d"},
                                                        {252288000, "8y"}};
        for (const auto &[seconds, text] : rows)
            QTest::addRow("%s", text) << seconds << QString::fromLatin1(text);
    }
    void agesReadAsKubectlPrintsThem()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, text);
        QCOMPARE(humanDuration(std::chrono::seconds(seconds)), text);
    }

    void manualTimersRunInOrderAndCanBeCancelled()
    {
        ManualClock clock;
        QString order;
        const auto late = clock.after(20ms, [&] { order += u'b'; });
        auto cancelled = clock.after(15ms, [&] { order += u'x'; });
        TimerHandle nested;
        const auto early = clock.after(10ms, [&] {
            order += u'a';
            cancelled.reset();
            nested = clock.after(0ms, [&] { order += u'n'; });
        });
        clock.advance(19ms);
        QCOMPARE(order, QStringLiteral("an"));
        clock.advance(1ms);
        QCOMPARE(order, QStringLiteral("anb"));
        QVERIFY(!clock.runNext());
    }

    void systemTimersRunLaterAndMayDestroyThemselves()
    {
        SystemClock clock;
        bool ran = false;
        TimerHandle timer;
        timer = clock.after(0ms, [&] {
            timer.reset();
            ran = true;
        });
        QVERIFY(!ran);
        QTRY_VERIFY(ran);
    }

    void jsonNeverThrowsOnTheWayIn()
    {
        const Json json = Json::parse(R"({"a":{"b":"text","n":3}})");
        QCOMPARE(jsonString(json, {"a", "b"}), QStringLiteral("text"));
        QVERIFY(jsonString(json, {"a", "n"}).isEmpty());
        QVERIFY(jsonString(json, {"a", "b", "c"}).isEmpty());
        QVERIFY(!jsonAt(json, {"x"}));
        QCOMPARE(jsonBytes(Json{{"z", "\xff"}, {"a", 1}}), QByteArray("{\"z\":\"\xEF\xBF\xBD\",\"a\":1}"));
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
