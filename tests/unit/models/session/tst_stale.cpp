#include "tests/unit/models/session/world.h"

using namespace zdtp;
using zdtp::test::World;
using Fault = zdtp::test::FakeApiClient::Fault;

/// What is shown as stale is not acted upon: evidence that may be old starts nothing and deletes nothing.
class StaleTest : public QObject
{
    Q_OBJECT

private:
    static bool isMutation(const k8s::Request &request) { return request.verb != k8s::Verb::Get; }

private slots:
    void whatChangesThingsIsOffWhileStale_data()
    {
        using Act = std::function<Operation *(ClusterSession &)>;
        QTest::addColumn<Act>("act");
        const QString task = QStringLiteral("orders");
        QTest::newRow("save") << Act([](ClusterSession &session) { return session.saveTask(World::document(), {}); });
        QTest::newRow("forget") << Act([task](ClusterSession &session) { return session.forgetTask(task); });
        QTest::newRow("launch") << Act([](ClusterSession &session) { return session.launch(World::document(), {}); });
        QTest::newRow("resume") << Act([task](ClusterSession &session) { return session.resumeLaunch(task, 1); });
        QTest::newRow("count") << Act(
            [task](ClusterSession &session) { return session.count(task, 1, {World::workerName(1)}, {}); });
        QTest::newRow("clean up") << Act(
            [task](ClusterSession &session) { return session.cleanUp(task, 1, {World::workerName(1)}); });
        QTest::newRow("restart") << Act([task](ClusterSession &session) {
            RestartRequest request;
            request.task = task;
            request.run = 1;
            request.workers = {World::workerName(1)};
            return session.restart(request);
        });
        QTest::newRow("delete") << Act([task](ClusterSession &session) {
            DeleteRequest request;
            request.task = task;
            request.run = 1;
            return session.remove(request);
        });
    }
    void whatChangesThingsIsOffWhileStale()
    {
        using Act = std::function<Operation *(ClusterSession &)>;
        QFETCH(Act, act);
        World world;
        world.session = world.open();
        QCOMPARE(world.session->refusal(), QString());
        // The server goes away and does not come back.
        world.server.onRequest([](const k8s::Request &) {
            Fault fault;
            fault.kind = Fault::Kind::ErrorBefore;
            fault.error = k8s::ApiError::make(k8s::ApiError::Kind::NotSent, QStringLiteral("refused the connection"));
            return fault;
        });
        world.server.cutStreams();
        QVERIFY(world.until([&] { return world.session->freshness().state == k8s::Freshness::State::Stale; }));
        const QString why = world.session->refusal();
        QVERIFY2(why.contains(QLatin1String("stale since")), qPrintable(why));

        world.server.forgetRequests();
        std::optional<Outcome> outcome;
        Operation *operation = act(*world.session);
        QObject::connect(operation, &Operation::finished, operation,
                         [&outcome](const Outcome &result) { outcome = result; });
        QVERIFY(world.until([&] { return outcome.has_value(); }));
        QVERIFY(outcome->kind == Outcome::Kind::Refused);
        QCOMPARE(outcome->line, why);
        QVERIFY(std::none_of(world.server.requests().cbegin(), world.server.requests().cend(), isMutation));

        // And on again, once it is known what is there.
        world.server.onRequest({});
        QVERIFY(world.until([&] { return world.session->freshness().isLive(); }));
        QCOMPARE(world.session->refusal(), QString());
    }
};

QTEST_GUILESS_MAIN(StaleTest)
#include "tst_stale.moc"
