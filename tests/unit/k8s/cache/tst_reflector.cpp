#include "k8s/api/configmap.h"
#include "k8s/cache/informer.h"
#include "tests/support/fakeapiclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;
using namespace std::chrono_literals;
using test::FakeApiClient;
using Fault = FakeApiClient::Fault;
using State = Freshness::State;

namespace {

const QString shop = QStringLiteral("shop");

Json configMap(const QString &name, const QString &value, bool selected = true)
{
    Json object = {{"metadata", {{"name", name}}}, {"data", {{"k", value}}}};
    if (selected)
        object["metadata"]["labels"]["app"] = "zdtp";
    return object;
}

ListWatch what()
{
    return {resources::configMaps(), shop, QStringLiteral("app=zdtp"), {}};
}

Fault failing(ApiError error)
{
    return {Fault::Kind::ErrorBefore, std::move(error), 0ms};
}

ApiError refused()
{
    return ApiError::make(ApiError::Kind::NotSent, QStringLiteral("the server refused the connection"));
}

bool isWatch(const Request &request)
{
    return request.query.hasQueryItem(QStringLiteral("watch"));
}

/// A server, an informer on it and a clock that the test moves.
struct Bench
{
    ManualClock clock;
    FakeApiClient server{clock};
    Informer<ConfigMap> informer{server, what(), clock, 1};

    void put(const QString &name, const QString &value = QStringLiteral("v"), bool selected = true)
    {
        server.put(resources::configMaps(), shop, configMap(name, value, selected));
    }
    const Freshness &freshness() const { return informer.reflector().freshness(); }
    State state() const { return freshness().state; }
    int lists() const
    {
        return int(std::count_if(server.requests().cbegin(), server.requests().cend(),
                                 [](const Request &request) { return !isWatch(request); }));
    }
    int watches() const { return int(server.requests().size()) - lists(); }
    /// Name → value of what the store holds, and of what the server holds of it.
    QMap<QString, QString> held() const
    {
        QMap<QString, QString> map;
        for (const ConfigMap &one : informer.store().objects())
            map.insert(one.meta.name + u'@' + one.meta.uid, one.data.value(QStringLiteral("k")));
        return map;
    }
    QMap<QString, QString> truth() const
    {
        QMap<QString, QString> map;
        for (const Json &one : server.all(resources::configMaps(), shop)) {
            if (test::matchesSelector(one, QStringLiteral("app=zdtp")))
                map.insert(jsonString(one, {"metadata", "name"}) + u'@' + jsonString(one, {"metadata", "uid"}),
                           jsonString(one, {"data", "k"}));
        }
        return map;
    }
    void startLive()
    {
        informer.reflector().start();
        clock.advance(100ms);
    }
};

} // namespace

class TestReflector : public QObject
{
    Q_OBJECT

private slots:
    void itListsThenWatches()
    {
        Bench bench;
        bench.put(QStringLiteral("a"));
        bench.put(QStringLiteral("other"), QStringLiteral("v"), false);
        QCOMPARE(bench.state(), State::NotConnected);
        bench.informer.reflector().start();
        QCOMPARE(bench.state(), State::CatchingUp);
        bench.clock.advance(100ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.held().size(), 1);

        bench.put(QStringLiteral("b"));
        bench.put(QStringLiteral("other"), QStringLiteral("v"));    // now it matches
        bench.put(QStringLiteral("a"), QStringLiteral("v"), false); // now it does not
        bench.clock.advance(100ms);
        QCOMPARE(bench.held(), bench.truth());
        QCOMPARE(bench.held().size(), 2);
        QCOMPARE(bench.lists(), 1);
        QCOMPARE(bench.watches(), 1);

        const Request &watch = bench.server.requests().last();
        QCOMPARE(watch.query.queryItemValue(QStringLiteral("allowWatchBookmarks")), QStringLiteral("true"));
        const int seconds = watch.query.queryItemValue(QStringLiteral("timeoutSeconds")).toInt();
        QVERIFY(seconds >= 300 && seconds < 600);
    }

    void longListsComeInPages()
    {
        Bench bench;
        for (int i = 0; i < 1201; ++i)
            bench.put(QStringLiteral("c%1").arg(i));
        QList<int> loaded;
        QObject::connect(&bench.informer.reflector(), &Reflector::freshnessChanged, &bench.informer.reflector(),
                         [&loaded](const Freshness &freshness) { loaded.append(freshness.loaded); });
        bench.startLive();
        QCOMPARE(bench.lists(), 3);
        QCOMPARE(bench.held(), bench.truth());
        QCOMPARE(loaded, (QList<int>{0, 500, 1000, 0}));
    }

    void anExpiredPageIsAskedForWhole()
    {
        Bench bench;
        for (int i = 0; i < 600; ++i)
            bench.put(QStringLiteral("c%1").arg(i));
        int requests = 0;
        bench.server.onRequest([&](const Request &) {
            if (++requests == 2)
                bench.server.compact();
            return Fault();
        });
        bench.startLive();
        QCOMPARE(bench.held(), bench.truth());
        QCOMPARE(bench.lists(), 3);
        QVERIFY(!bench.server.requests().at(2).query.hasQueryItem(QStringLiteral("limit")));
    }

    void aCleanEndIsWatchedOnWithoutAList()
    {
        Bench bench;
        bench.put(QStringLiteral("a"));
        bench.startLive();
        bench.clock.advance(5s);
        bench.server.cutStreams();
        bench.put(QStringLiteral("b")); // while no watch is open
        bench.clock.advance(50ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 1);
        QCOMPARE(bench.watches(), 2);
        QCOMPARE(bench.held(), bench.truth());
    }

    void aWatchThatEndsAtOnceIsNotAskedForInACircle()
    {
        Bench bench;
        bench.startLive();
        bench.server.cutStreams();
        bench.clock.advance(100ms);
        QCOMPARE(bench.state(), State::Stale);
        QVERIFY(bench.freshness().nextTry.isValid());
        QCOMPARE(bench.watches(), 1);
        bench.clock.advance(2s);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 2);
    }

    void anExpiredVersionIsListedAnew_data()
    {
        QTest::addColumn<bool>("asEvent");
        QTest::newRow("as an event of the stream") << true;
        QTest::newRow("as HTTP 410") << false;
    }
    void anExpiredVersionIsListedAnew()
    {
        QFETCH(bool, asEvent);
        Bench bench;
        bench.server.expiredAsEvent = asEvent;
        bench.put(QStringLiteral("a"));
        bench.startLive();
        bench.clock.advance(2s);
        bench.server.cutStreams();
        bench.put(QStringLiteral("b"));
        bench.server.erase(resources::configMaps(), shop, QStringLiteral("a"));
        bench.put(QStringLiteral("a"), QStringLiteral("again")); // same name, another object
        bench.server.compact();
        bench.clock.advance(100ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 2);
        QCOMPARE(bench.held(), bench.truth());
    }

    void aHalfLineIsNeverApplied()
    {
        Bench bench;
        bench.startLive();
        bench.clock.advance(2s);
        bench.put(QStringLiteral("b"));
        bench.server.cutStreams(ApiError::make(ApiError::Kind::Network, QStringLiteral("cut")), true);
        bench.clock.advance(100ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 1); // it went on from the last version
        QCOMPARE(bench.held(), bench.truth());
    }

    void bytesMayComeInAnyPieces()
    {
        for (int size = 1; size < 40; ++size) {
            Bench bench;
            bench.server.chunkSize = size;
            bench.startLive();
            bench.put(QStringLiteral("a"));
            bench.put(QStringLiteral("b"), QStringLiteral("zeile\nzwei"));
            bench.clock.advance(1s);
            QCOMPARE(bench.held(), bench.truth());
        }
    }

    void silenceIsNotTakenForHealth()
    {
        Bench bench;
        bench.startLive();
        bench.server.silenceStreams();
        bench.put(QStringLiteral("a"));
        bench.clock.advance(60s);
        QCOMPARE(bench.state(), State::Live);
        QList<State> states;
        QObject::connect(&bench.informer.reflector(), &Reflector::freshnessChanged, &bench.informer.reflector(),
                         [&states](const Freshness &freshness) { states.append(freshness.state); });
        bench.server.unsilenceStreams();
        bench.clock.advance(61s);
        QCOMPARE(states, (QList<State>{State::Stale, State::Live}));
        QCOMPARE(bench.held(), bench.truth());
        QCOMPARE(bench.lists(), 1);
    }

    void bookmarksKeepAQuietWatchAlive()
    {
        Bench bench;
        bench.startLive();
        for (int minute = 0; minute < 4; ++minute) {
            bench.clock.advance(60s);
            bench.server.sendBookmarks();
        }
        bench.clock.advance(1s);
        QCOMPARE(bench.watches(), 1);
        QCOMPARE(bench.state(), State::Live);
    }

    void aBookmarkMovesTheVersionOn()
    {
        Bench bench;
        bench.startLive();
        bench.server.put(resources::pods(), shop, {{"metadata", {{"name", "elsewhere"}}}});
        bench.server.sendBookmarks();
        bench.clock.advance(2s);
        bench.server.compact(); // what the bookmark told is still known
        bench.server.cutStreams();
        bench.clock.advance(100ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 1);
    }

    void aServerThatIsGoneIsAskedAgainEverMoreSlowly()
    {
        Bench bench;
        bench.put(QStringLiteral("a"));
        bench.startLive();
        bench.clock.advance(3s);
        const QDateTime lastWord = bench.clock.now().addMSecs(-3000);
        bench.server.onRequest([](const Request &) { return failing(refused()); });
        bench.server.cutStreams();
        bench.server.forgetRequests();
        bench.clock.advance(10min);
        QCOMPARE(bench.state(), State::Stale);
        QVERIFY2(qAbs(bench.freshness().since.msecsTo(lastWord)) < 1000,
                 qPrintable(bench.freshness().since.toString()));
        QVERIFY(bench.freshness().problem.contains(QLatin1String("refused")));
        QVERIFY(bench.freshness().nextTry > bench.clock.now());
        QVERIFY2(bench.watches() > 10 && bench.watches() < 32, qPrintable(QString::number(bench.watches())));
        QCOMPARE(bench.lists(), 0); // the store is good; only the watch is missing

        bench.server.onRequest({});
        bench.clock.advance(60s);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.freshness().problem, QString());
        QVERIFY(!bench.freshness().nextTry.isValid());
    }

    void theWaitStartsSmallAgainAfterHealth()
    {
        Bench bench;
        bench.startLive();
        bench.server.onRequest([](const Request &) { return failing(refused()); });
        bench.server.cutStreams();
        bench.clock.advance(5min);
        bench.server.onRequest({});
        bench.clock.advance(60s + 3min);
        QCOMPARE(bench.state(), State::Live);
        bench.server.onRequest([](const Request &) { return failing(refused()); });
        bench.server.cutStreams();
        bench.clock.advance(20ms);
        QVERIFY(bench.clock.now().msecsTo(bench.freshness().nextTry) <= 1600);
    }

    void retryAfterIsALowerBound()
    {
        Bench bench;
        bench.startLive();
        bench.clock.advance(2s);
        bench.server.onRequest([](const Request &) {
            ApiError error = ApiError::fromAnswer(429, "");
            error.retryAfter = 17s;
            return failing(error);
        });
        bench.server.cutStreams();
        bench.clock.advance(20ms);
        QVERIFY(bench.clock.now().msecsTo(bench.freshness().nextTry) >= 16'900);
        bench.server.onRequest({});
        bench.server.forgetRequests();
        bench.clock.advance(20s);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.lists(), 0);
    }

    void aFirstListThatFailsIsSaid_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        QTest::newRow("401") << 401 << "401";
        QTest::newRow("403") << 403 << "403";
        QTest::newRow("500") << 500 << "500";
        QTest::newRow("page of a proxy") << 302 << "302";
    }
    void aFirstListThatFailsIsSaid()
    {
        QFETCH(int, code);
        QFETCH(QString, word);
        Bench bench;
        bench.server.onRequest([code](const Request &) { return failing(ApiError::fromAnswer(code, "")); });
        bench.startLive();
        QCOMPARE(bench.state(), State::NotConnected);
        QVERIFY(bench.freshness().problem.contains(word));
        QVERIFY(bench.freshness().nextTry.isValid());
        if (code == 401 || code == 403)
            QVERIFY(bench.clock.now().msecsTo(bench.freshness().nextTry) > 29'000);
        bench.server.onRequest({});
        bench.clock.advance(31s);
        QCOMPARE(bench.state(), State::Live);
    }

    void pokeCutsTheWaitShort()
    {
        Bench bench;
        bench.server.onRequest([](const Request &) { return failing(refused()); });
        bench.startLive();
        bench.clock.advance(5min);
        QCOMPARE(bench.state(), State::NotConnected);
        bench.server.onRequest({});
        bench.informer.reflector().poke();
        bench.clock.advance(10ms);
        QCOMPARE(bench.state(), State::Live);
        bench.informer.reflector().poke();
        QCOMPARE(bench.state(), State::Stale);
        bench.clock.advance(10ms);
        QCOMPARE(bench.state(), State::Live);
        QCOMPARE(bench.server.openStreams(), 1);
    }

    /// The time of a laptop that sleeps stands still, and with it every timer; the wall clock goes on.
    void afterSleepNothingOpenIsTrusted_data()
    {
        QTest::addColumn<qint64>("jump"); // ms
        QTest::addColumn<bool>("isNoticed");
        QTest::newRow("an hour of sleep") << qint64(3'600'000) << true;
        QTest::newRow("the clock was set back") << qint64(-3'600'000) << true;
        QTest::newRow("a time server's small correction") << qint64(2'000) << false;
    }
    void afterSleepNothingOpenIsTrusted()
    {
        QFETCH(qint64, jump);
        QFETCH(bool, isNoticed);
        Bench bench;
        bench.put(QStringLiteral("a"));
        bench.startLive();
        QVERIFY(bench.freshness().isLive());
        QSignalSpy told(&bench.informer.reflector(), &Reflector::freshnessChanged);
        const int watches = bench.watches();
        const int lists = bench.lists();
        bench.server.silenceStreams(); // the connection did not survive, and nobody was told
        bench.server.unsilenceStreams();
        bench.put(QStringLiteral("b"));
        bench.clock.jumpWallClock(std::chrono::milliseconds(jump));
        bench.clock.advance(11s);
        QCOMPARE(bench.watches(), watches + (isNoticed ? 1 : 0));
        QCOMPARE(bench.lists(), lists); // what is missing comes by the watch
        QCOMPARE(bench.held() == bench.truth(), isNoticed);
        QVERIFY(bench.freshness().isLive());
        if (!isNoticed)
            return;
        const auto stale = told.value(0).value(0).value<Freshness>();
        QVERIFY(stale.state == State::Stale);
        QVERIFY2(stale.problem.contains(QLatin1String("slept for 3600 s")), qPrintable(stale.problem));
    }

    void afterSleepNobodyWaitsForAnOldTry()
    {
        Bench bench;
        bench.startLive();
        bench.server.onRequest([](const Request &) { return failing(refused()); });
        bench.server.cutStreams();
        bench.clock.advance(3min); // the waits are long by now
        QVERIFY(bench.state() == State::Stale);
        bench.server.onRequest({});
        bench.clock.jumpWallClock(1h);
        bench.clock.advance(11s);
        QVERIFY(bench.freshness().isLive());
    }

    void stopIsQuietAndStartGoesOn()
    {
        Bench bench;
        bench.put(QStringLiteral("a"));
        bench.startLive();
        bench.informer.reflector().stop();
        QCOMPARE(bench.state(), State::Stale);
        QCOMPARE(bench.server.openStreams(), 0);
        bench.put(QStringLiteral("b"));
        bench.server.forgetRequests();
        bench.clock.advance(10min);
        QCOMPARE(bench.server.requests().size(), 0);
        bench.informer.reflector().start();
        bench.clock.advance(100ms);
        QCOMPARE(bench.held(), bench.truth());
        QCOMPARE(bench.lists(), 0);
    }

    void aListenerMayTakeItAway()
    {
        for (int when = 0; when < 6; ++when) {
            ManualClock clock;
            FakeApiClient server(clock);
            server.put(resources::configMaps(), shop, configMap(QStringLiteral("a"), QStringLiteral("v")));
            auto store = std::make_unique<Store<ConfigMap>>();
            auto reflector = std::make_unique<Reflector>(server, what(), *store, clock, 1);
            int notices = 0;
            const auto notice = [&] {
                if (++notices == when)
                    reflector.reset();
            };
            store->onChange([&](const StoreChange<ConfigMap> &) { notice(); });
            QObject::connect(reflector.get(), &Reflector::freshnessChanged, reflector.get(), [&] { notice(); });
            QObject::connect(reflector.get(), &Reflector::heard, reflector.get(), [&] { notice(); });
            reflector->start();
            clock.advance(50ms);
            server.put(resources::configMaps(), shop, configMap(QStringLiteral("b"), QStringLiteral("v")));
            clock.advance(50ms);
            QVERIFY(when == 0 || !reflector);
        }
    }
};

QTEST_GUILESS_MAIN(TestReflector)
#include "tst_reflector.moc"
