#include "k8s/api/configmap.h"
#include "k8s/api/pod.h"
#include "k8s/cache/freshness.h"
#include "k8s/cache/typedstore.h"

#include <QTest>

#include <random>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

Result<ListMeta> split(const QByteArray &body, QList<QByteArray> *items = nullptr)
{
    return SplitListPage::split(body, [items](QByteArrayView item, Encoding) -> Result<void> {
        if (items)
            items->append(item.toByteArray());
        return {};
    });
}

} // namespace

class TestSplitter : public QObject
{
    Q_OBJECT

private slots:
    /// ZDTP_SEEDS: how many.
    void damagedBytesNeverCrash()
    {
        const int wanted = qEnvironmentVariableIntValue("ZDTP_SEEDS");
        const Json pod = {
            {"metadata",
             {{"name", "p"},
              {"namespace", "shop"},
              {"uid", "u"},
              {"resourceVersion", "4"},
              {"creationTimestamp", "2026-11-02T03:00:00Z"},
              {"labels", {{"a", "b"}}}}},
            {"spec", {{"containers", Json::array({{{"name", "c"}, {"image", "i"}}})}}},
            {"status",
             {{"phase", "Running"}, {"containerStatuses", Json::array({{{"name", "c"}, {"restartCount", 3}}})}}}};
        const QByteArray line = jsonBytes({{"type", "MODIFIED"}, {"object", pod}});
        const QByteArray list =
            jsonBytes({{"metadata", {{"resourceVersion", "5"}}}, {"items", Json::array({pod, pod})}});
        for (int seed = 0; seed < (wanted > 0 ? wanted : 5000); ++seed) {
            std::mt19937 random{quint32(seed)};
            const bool isLine = random() % 2 == 0;
            QByteArray bytes = isLine ? line : list;
            for (quint32 times = 1 + random() % 6; times > 0; --times) {
                const auto at = qsizetype(random() % quint32(bytes.size()));
                const char marks[] = "{}[]:,\"\\0-.eE+tfn \n\xff\x00";
                switch (random() % 3) {
                case 0:
                    bytes[at] = marks[random() % (sizeof marks - 1)];
                    break;
                case 1:
                    bytes.insert(at, marks[random() % (sizeof marks - 1)]);
                    break;
                default:
                    bytes.remove(at, 1 + qsizetype(random() % 10));
                    break;
                }
                if (bytes.isEmpty())
                    bytes = "{";
            }
            Store<Pod> store;
            if (isLine) {
                const auto event = store.applyWatchLine(bytes);
                QVERIFY(event || !event.error().what.isEmpty());
            } else {
                store.beginList();
                const auto meta = store.stageListPage(bytes);
                QVERIFY(meta || !meta.error().what.isEmpty());
            }
        }
    }

    void aPageGivesItsObjectsInOrder()
    {
        QList<QByteArray> items;
        // No raw strings in this file: Qt 6.4's moc loses the slots behind them.
        const auto meta = split("{\"items\":[{\"a\":1}, {\"b\":\"]}\"} ],\"kind\":\"PodList\","
                                "\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"t=\"}}",
                                &items);
        QVERIFY(meta.has_value());
        QCOMPARE(meta->resourceVersion, QStringLiteral("7"));
        QCOMPARE(meta->continueToken, QStringLiteral("t="));
        QCOMPARE(meta->items, 2);
        QCOMPARE(items, (QList<QByteArray>{"{\"a\":1}", "{\"b\":\"]}\"}"}));
    }

    void anEmptyListIsAList_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("array") << QByteArray("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}");
        QTest::newRow("null") << QByteArray("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":null}");
    }
    void anEmptyListIsAList()
    {
        QFETCH(QByteArray, body);
        QVERIFY(split(body).has_value());
    }

    void whatIsNoListIsAnError_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("blank") << QByteArray("  \n");
        QTest::newRow("page of a proxy") << QByteArray("<html>login</html>");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("text") << QByteArray("\"a\"");
        QTest::newRow("no items") << QByteArray("{\"metadata\":{\"resourceVersion\":\"7\"}}");
        QTest::newRow("no version") << QByteArray("{\"metadata\":{},\"items\":[]}");
        QTest::newRow("items of another type") << QByteArray("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":{}}");
        QTest::newRow("an item of another type")
            << QByteArray("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[1]}");
        QTest::newRow("metadata of another type") << QByteArray("{\"metadata\":1,\"items\":[]}");
        QTest::newRow("invalid UTF-8") << QByteArray(
            "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"a\":\"\xff\"}]}");
    }
    void whatIsNoListIsAnError()
    {
        QFETCH(QByteArray, body);
        const auto meta = split(body);
        QVERIFY(!meta.has_value());
        QVERIFY(!meta.error().what.isEmpty());
    }

    void aListCutOffAnywhereIsAnErrorNotACrash()
    {
        const QByteArray body =
            "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"metadata\":{\"name\":\"a\",\"uid\":\"1\"}},"
            "{\"metadata\":{\"name\":\"b\",\"labels\":{\"k\":\"v\\\"]\"}}}]}";
        QVERIFY(split(body).has_value());
        for (qsizetype length = 0; length < body.size(); ++length)
            QVERIFY2(!split(body.left(length)).has_value(), qPrintable(QString::number(length)));
    }

    void aWatchLineGivesTypeVersionAndObject_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("version");
        using Type = WatchEvent::Type;
        QTest::newRow("added") << QByteArray(
                                      "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}")
                               << int(Type::Added) << "9";
        QTest::newRow("object first, carriage return")
            << QByteArray(
                   "{\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"9\"}},\"type\":\"DELETED\"}\r")
            << int(Type::Deleted) << "9";
        QTest::newRow("bookmark") << QByteArray("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":{"
                                                "\"resourceVersion\":\"12\",\"creationTimestamp\":null}}}")
                                  << int(Type::Bookmark) << "12";
    }
    void aWatchLineGivesTypeVersionAndObject()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, type);
        QFETCH(QString, version);
        QByteArrayView object;
        const auto event = splitWatchLine(line, &object);
        QVERIFY2(event.has_value(), event ? "" : qPrintable(event.error().toLine()));
        QCOMPARE(int(event->type), type);
        QCOMPARE(event->resourceVersion, version);
        QVERIFY(object.startsWith('{') && object.endsWith('}'));
        QVERIFY(object.data() >= line.constData() && object.data() < line.constData() + line.size());
    }

    void anErrorEventCarriesItsStatus()
    {
        QByteArrayView object;
        const auto event = splitWatchLine("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"metadata\":{},"
                                          "\"message\":\"too old\",\"reason\":\"Expired\",\"code\":410}}",
                                          &object);
        QVERIFY(event.has_value());
        QVERIFY(event->type == WatchEvent::Type::Error);
        QCOMPARE(event->statusCode, 410);
        QCOMPARE(event->statusReason, QStringLiteral("Expired"));
        QCOMPARE(event->statusMessage, QStringLiteral("too old"));
    }

    void theEndOfAStreamingListIsKnown()
    {
        QByteArrayView object;
        const auto event = splitWatchLine("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"annotations\":{\"k8s.io/"
                                          "initial-events-end\":\"true\"},\"resourceVersion\":\"3\"}}}",
                                          &object);
        QVERIFY(event.has_value());
        QVERIFY(event->initialEventsEnd);
        QCOMPARE(event->resourceVersion, QStringLiteral("3"));
    }

    void brokenWatchLinesAreErrors()
    {
        QByteArrayView object;
        const QByteArray line =
            "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\",\"name\":\"a\"}}}";
        QVERIFY(splitWatchLine(line, &object).has_value());
        for (qsizetype length = 0; length < line.size(); ++length)
            QVERIFY2(!splitWatchLine(line.left(length), &object).has_value(), qPrintable(QString::number(length)));
        for (const char *bad :
             {"{\"type\":\"MOVED\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}", "{\"type\":\"ADDED\"}",
              "{\"type\":\"ADDED\",\"object\":1}", "{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}",
              "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}{}"})
            QVERIFY2(!splitWatchLine(bad, &object).has_value(), bad);
    }

    void aStoreSeesNothingBeforeTheListIsCommitted()
    {
        Store<ConfigMap> store;
        int notices = 0;
        StoreChange<ConfigMap> last;
        store.onChange([&](const StoreChange<ConfigMap> &change) {
            ++notices;
            last = change;
        });
        const auto list = [](const char *uid) {
            const Json item = {
                {"metadata", {{"namespace", "n"}, {"name", "a"}, {"uid", uid}, {"resourceVersion", "4"}}},
                {"data", {{"k", "v"}}}};
            return jsonBytes({{"metadata", {{"resourceVersion", "5"}}}, {"items", Json::array({item})}});
        };
        store.beginList();
        QVERIFY(store.stageListPage(list("u1")).has_value());
        QVERIFY(store.objects().isEmpty());
        QVERIFY(!store.hasSynced());
        store.commitList();
        QCOMPARE(notices, 1);
        QVERIFY(last.reset);
        QCOMPARE(last.upserted, QStringList{QStringLiteral("n/a")});
        QVERIFY(store.find(QStringLiteral("n"), QStringLiteral("a")) != nullptr);

        // The same name with another uid: another object.
        store.beginList();
        QVERIFY(store.stageListPage(list("u2")).has_value());
        store.commitList();
        QCOMPARE(last.removed.size(), 1);
        QCOMPARE(last.removed.first().meta.uid, QStringLiteral("u1"));
        QCOMPARE(last.upserted, QStringList{QStringLiteral("n/a")});
    }

    void theWorseOfTwoStates()
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        Freshness live;
        live.state = Freshness::State::Live;
        live.since = now;
        Freshness stale;
        stale.state = Freshness::State::Stale;
        stale.since = now.addSecs(-60);
        stale.problem = QStringLiteral("cut");
        Freshness staler = stale;
        staler.since = now.addSecs(-90);
        QCOMPARE(worse(live, stale), stale);
        QCOMPARE(worse(stale, live), stale);
        QCOMPARE(worse(stale, staler).since, staler.since);
        QCOMPARE(worse(staler, stale).since, staler.since);
        QVERIFY(worse(Freshness(), stale).state == Freshness::State::NotConnected);
        QVERIFY(worse(live, live).isLive());
    }
};

QTEST_GUILESS_MAIN(TestSplitter)
#include "tst_splitter.moc"
