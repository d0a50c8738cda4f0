#include "tests/unit/models/session/world.h"

using namespace zdtp;
using namespace zdtp::test;

/// Secrets that the console writes: what was there stays, whatever happens on the way.
class TestSecret : public QObject
{
    Q_OBJECT

private slots:
    void isCreatedWhereThereIsNone()
    {
        World world;
        const auto session = world.open();
        const Outcome outcome = write(world, *session, "fresh", {{QStringLiteral("password"), "s3cret"}});
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(value(world, "fresh", "password"), QByteArray("s3cret"));
        QVERIFY(!outcome.line.contains(QStringLiteral("s3cret")));
    }

    void addsAKeyAndLeavesTheOthers()
    {
        World world;
        const auto session = world.open();
        const Outcome outcome = write(world, *session, "shop-src", {{QStringLiteral("user"), "anna"}});
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(value(world, "shop-src", "user"), QByteArray("anna"));
        QCOMPARE(value(world, "shop-src", "password"), QByteArray("secret"));
    }

    void aKeyThatExistsIsLeftAloneUnlessToldOtherwise()
    {
        World world;
        const auto session = world.open();
        Outcome outcome = write(world, *session, "shop-src", {{QStringLiteral("password"), "other"}});
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("password")), qPrintable(outcome.line));
        QCOMPARE(value(world, "shop-src", "password"), QByteArray("secret"));
        outcome = write(world, *session, "shop-src", {{QStringLiteral("password"), "other"}}, true);
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(value(world, "shop-src", "password"), QByteArray("other"));
    }

    void anAnswerThatIsLostIsReadBack_data()
    {
        QTest::addColumn<bool>("exists");
        QTest::newRow("create") << false;
        QTest::newRow("patch") << true;
    }
    void anAnswerThatIsLostIsReadBack()
    {
        QFETCH(bool, exists);
        World world;
        const auto session = world.open();
        int lost = 0;
        world.server.onRequest([&](const k8s::Request &request) {
            FakeApiClient::Fault fault;
            if ((request.verb == k8s::Verb::Post || request.verb == k8s::Verb::Patch) && lost++ == 0)
                fault.kind = FakeApiClient::Fault::Kind::AnswerLost;
            return fault;
        });
        const Outcome outcome =
            write(world, *session, exists ? "shop-src" : "fresh", {{QStringLiteral("user"), "anna"}});
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(value(world, exists ? "shop-src" : "fresh", "user"), QByteArray("anna"));
        QCOMPARE(lost, 1); // sent once
    }

    void somebodyElseIsQuicker()
    {
        World world;
        const auto session = world.open();
        bool meddled = false;
        world.server.onRequest([&](const k8s::Request &request) {
            // Between our reading and our writing another one makes the Secret, with the same key.
            if (request.verb == k8s::Verb::Post && !std::exchange(meddled, true))
                world.server.put(k8s::resources::secrets(), QStringLiteral("shop"),
                                 {{"metadata", {{"name", "fresh"}}}, {"data", {{"password", "dGhlaXJz"}}}});
            return FakeApiClient::Fault();
        });
        const Outcome outcome = write(world, *session, "fresh", {{QStringLiteral("password"), "ours"}});
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QCOMPARE(value(world, "fresh", "password"), QByteArray("theirs"));
    }

    void refusedOnAReadOnlyClusterAndForNothing()
    {
        World world;
        const auto session = world.open();
        QCOMPARE(write(world, *session, "fresh", {{QStringLiteral("password"), ""}}).kind, Outcome::Kind::Invalid);
        session->setGuards(true, false);
        QCOMPARE(write(world, *session, "fresh", {{QStringLiteral("password"), "x"}}).kind, Outcome::Kind::Refused);
        QVERIFY(!world.server.find(k8s::resources::secrets(), QStringLiteral("shop"), QStringLiteral("fresh")));
    }

private:
    static Outcome write(World &world, ClusterSession &session, const char *name,
                         const QMap<QString, QByteArray> &values, bool replace = false)
    {
        SecretOrder order;
        order.name = QLatin1String(name);
        order.values = values;
        order.replaceKeys = replace;
        return world.finish(session.writeSecret(std::move(order)));
    }

    static QByteArray value(World &world, const char *name, const char *key)
    {
        const Json *found = world.server.find(k8s::resources::secrets(), QStringLiteral("shop"), QLatin1String(name));
        return found ? QByteArray::fromBase64(jsonString(*found, {"data", key}).toLatin1()) : QByteArray("none");
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
