#include "models/run/launch.h"
#include "tests/unit/models/session/world.h"

#include <random>

using namespace zdtp;
using zdtp::test::FakeApiClient;
using zdtp::test::World;
using Fault = FakeApiClient::Fault;

/// The launch, with everything between it and the cluster going wrong.
class LaunchTest : public QObject
{
    Q_OBJECT

private:
    static constexpr int Workers = 4;

    /// Every worker of the run was started once, and nothing is said to be amiss.
    static void allOnce(World &world, const char *when)
    {
        QVERIFY2(world.violations.isEmpty(),
                 qPrintable(world.violations.join(QStringLiteral("; ")) + QLatin1String(when)));
        for (int number = 1; number <= Workers; ++number)
            QVERIFY2(world.startsOf(World::workerName(number)) == 1,
                     qPrintable(QStringLiteral("%1 was started %2 times %3")
                                    .arg(World::workerName(number))
                                    .arg(world.startsOf(World::workerName(number)))
                                    .arg(QLatin1String(when))));
    }
    static const RunView *firstRun(const ClusterSession &session)
    {
        return session.fleet().run(QStringLiteral("shop"), QStringLiteral("orders"), 1);
    }
    static Fault fault(int kind)
    {
        Fault chosen;
        switch (kind) {
        case 0:
            chosen.kind = Fault::Kind::ErrorBefore;
            break;
        case 1:
            chosen.kind = Fault::Kind::AnswerLost;
            break;
        case 2:
            chosen.kind = Fault::Kind::Duplicate;
            break;
        case 3:
            chosen.kind = Fault::Kind::AnswerLost;
            chosen.error = k8s::ApiError::fromAnswer(504, "gateway timeout");
            break;
        case 4:
            chosen.kind = Fault::Kind::ErrorBefore;
            chosen.error = k8s::ApiError::fromAnswer(
                429,
                R"({"kind":"Status","code":429,"reason":"TooManyRequests","message":"slow down","details":{"retryAfterSeconds":1}})");
            break;
        default:
            chosen.kind = Fault::Kind::ErrorBefore;
            chosen.error = k8s::ApiError::make(k8s::ApiError::Kind::NotSent, QStringLiteral("connection refused"));
            break;
        }
        return chosen;
    }

private slots:
    void allWell()
    {
        World world;
        world.session = world.open();
        const Outcome outcome = world.finish(world.session->launch(World::document(), QStringLiteral("orders.yaml")));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        allOnce(world, "");
        world.settle();
        const RunView *run = firstRun(*world.session);
        QVERIFY(run);
        QCOMPARE(run->record.phase, RunPhase::Launched);
        QCOMPARE(run->record.intended, Workers);
        QCOMPARE(run->record.launchedBy, QStringLiteral("tester"));
        QCOMPARE(run->sums.running, Workers);
        QCOMPARE(run->record.journal.size(), 1);
        for (const WorkerRow &row : world.session->fleet().workers(QStringLiteral("shop"), QStringLiteral("orders"), 1))
            QCOMPARE(row.state, WorkerState::Running);
    }

    void theRecordComesFirst()
    {
        World world;
        world.session = world.open();
        int announced = 0;
        bool early = false;
        world.server.onRequest([&](const k8s::Request &request) {
            const Json body = Json::parse(request.body.toStdString(), nullptr, false);
            if (request.verb == k8s::Verb::Patch && body.is_object()) {
                const Json head = Json::parse(jsonString(body, {"data", "run.json"}).toStdString(), nullptr, false);
                announced = head.value("intended", 0);
            }
            if (request.verb == k8s::Verb::Post && request.path.endsWith(QLatin1String("/pods")))
                early = early || announced < Workers;
            return Fault();
        });
        QVERIFY(world.finish(world.session->launch(World::document(), QString())).isDone());
        QVERIFY(!early);
    }

    void missingSecret_data()
    {
        QTest::addColumn<bool>("keyOnly");
        QTest::newRow("secret") << false;
        QTest::newRow("key") << true;
    }
    void missingSecret()
    {
        QFETCH(bool, keyOnly);
        World world;
        world.session = world.open();
        world.server.erase(k8s::resources::secrets(), QStringLiteral("shop"), QStringLiteral("shop-dst"));
        if (keyOnly)
            world.server.put(k8s::resources::secrets(), QStringLiteral("shop"),
                             {{"apiVersion", "v1"},
                              {"kind", "Secret"},
                              {"metadata", {{"name", "shop-dst"}, {"namespace", "shop"}}},
                              {"data", {{"user", "eA=="}, {"pass", "c2VjcmV0"}}}});
        const Outcome outcome = world.finish(world.session->launch(World::document(), QString()));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        if (keyOnly)
            QCOMPARE(outcome.line,
                     QStringLiteral("Secret shop-dst has no key \"password\". Its keys are: user, pass."));
        else
            QVERIFY2(outcome.line.contains(QStringLiteral("Secret shop-dst does not exist")), qPrintable(outcome.line));
        QVERIFY(!outcome.line.contains(QStringLiteral("c2VjcmV0")));
        QCOMPARE(world.workers().size(), 0);
        QCOMPARE(world.server.all(k8s::resources::configMaps()).size(), 0);
    }

    void aFullTargetRefuses()
    {
        World world;
        world.session = world.open();
        world.rows[World::workerName(2)] = 250;
        const Outcome outcome =
            world.finish(world.session->launch(World::document(Workers, "prepare: check-empty"), QString()));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("250 rows")), qPrintable(outcome.line));
        QCOMPARE(world.workers().size(), 0);
        world.settle();
        QCOMPARE(firstRun(*world.session)->record.phase, RunPhase::Refused);
        QCOMPARE(firstRun(*world.session)->sums.stopped, Workers);
    }

    void aRefusedPodIsTold()
    {
        World world;
        world.session = world.open();
        world.server.onRequest([](const k8s::Request &request) {
            Fault refused;
            if (request.verb == k8s::Verb::Post && request.path.endsWith(QLatin1String("/pods"))) {
                refused.kind = Fault::Kind::ErrorBefore;
                refused.error = k8s::ApiError::fromAnswer(
                    403, R"({"kind":"Status","code":403,"reason":"Forbidden","message":"exceeded quota: small"})");
            }
            return refused;
        });
        const Outcome outcome = world.finish(world.session->launch(World::document(), QString()));
        QVERIFY(!outcome.isDone());
        QVERIFY2(outcome.line.contains(QStringLiteral("exceeded quota: small")), qPrintable(outcome.line));
        world.server.onRequest({});
        world.settle();
        const RunView *run = firstRun(*world.session);
        QCOMPARE(run->sums.missing, 0); // it is known that they never were
        QCOMPARE(run->sums.failed + run->sums.waiting, Workers);
    }

    /// --dry-run: the server is asked about every object, and afterwards there is nothing new on it.
    void aRehearsalChangesNothing()
    {
        World world;
        world.session = world.open();
        int asked = 0;
        QStringList writes;
        world.server.onRequest([&](const k8s::Request &request) {
            if (request.verb == k8s::Verb::Get || request.path.contains(QLatin1String("/apis/auth")))
                return Fault();
            if (request.query.queryItemValue(QStringLiteral("dryRun")) == QLatin1String("All"))
                ++asked;
            else
                writes.append(request.path);
            return Fault();
        });
        const Outcome outcome = world.finish(world.session->rehearseLaunch(World::document(), QString()));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QVERIFY2(outcome.line.contains(QStringLiteral("4 worker")), qPrintable(outcome.line));
        QVERIFY2(asked > Workers, qPrintable(QString::number(asked))); // the pods and what they share
        QCOMPARE(writes, QStringList());
        QCOMPARE(world.workers().size(), 0);
        world.settle();
        QVERIFY(!firstRun(*world.session));
        // What was rehearsed can then be done.
        world.server.onRequest({});
        QVERIFY(world.finish(world.session->launch(World::document(), QString())).isDone());
        allOnce(world, "");
    }

    void aRehearsalTellsWhatWouldBeRefused()
    {
        World world;
        world.session = world.open();
        world.server.onRequest([](const k8s::Request &request) {
            Fault refused;
            if (request.verb == k8s::Verb::Post && request.path.endsWith(QLatin1String("/pods"))) {
                refused.kind = Fault::Kind::ErrorBefore;
                refused.error = k8s::ApiError::fromAnswer(
                    422, R"({"kind":"Status","code":422,"reason":"Invalid","message":"spec.nodeSelector: no"})");
            }
            return refused;
        });
        const Outcome outcome = world.finish(world.session->rehearseLaunch(World::document(), QString()));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("orders-01-a1: spec.nodeSelector: no")),
                 qPrintable(outcome.line));
        QVERIFY2(outcome.line.contains(QStringLiteral("1 more")), qPrintable(outcome.line));
    }

    void savingAndDeletingCanBeRehearsed()
    {
        World world;
        world.session = world.open();
        Outcome outcome = world.finish(world.session->saveTask(World::document(), QString(), true));
        QVERIFY2(outcome.isDone() && outcome.line.contains(QStringLiteral("would be saved, revision 1")),
                 qPrintable(outcome.line));
        world.settle();
        QVERIFY(!world.session->fleet().task(QStringLiteral("shop"), QStringLiteral("orders")));

        QVERIFY(world.finish(world.session->launch(World::document(), QString())).isDone());
        world.settle();
        DeleteRequest request;
        request.task = QStringLiteral("orders");
        request.run = 1;
        request.dryRun = true;
        for (const WorkerRow &row : world.session->fleet().workers(QStringLiteral("shop"), request.task, 1))
            request.shownPods.insert(row.podName, row.podUid);
        outcome = world.finish(world.session->remove(request));
        QVERIFY2(outcome.isDone() && outcome.line.contains(QStringLiteral("4 pod")), qPrintable(outcome.line));
        world.settle();
        QCOMPARE(firstRun(*world.session)->sums.running, Workers);
        QCOMPARE(firstRun(*world.session)->record.phase, RunPhase::Launched);
        // A pod that is not the one that was shown would be left alone.
        request.shownPods.insert(request.shownPods.firstKey(), QStringLiteral("another"));
        outcome = world.finish(world.session->remove(request));
        QVERIFY2(outcome.line.contains(QStringLiteral("left alone: ") + request.shownPods.firstKey()),
                 qPrintable(outcome.line));
    }

    /// The lists may be there before the server has said who we are: records are signed all the same.
    void recordsAreSignedWithTheNameThatTheServerKnows()
    {
        World world;
        world.server.onRequest([](const k8s::Request &request) {
            Fault late;
            if (request.path.endsWith(QLatin1String("/selfsubjectreviews")))
                late.delay = std::chrono::seconds(2);
            return late;
        });
        world.session = world.open();
        QCOMPARE(world.session->userName(), QString()); // not yet
        QVERIFY(world.finish(world.session->saveTask(World::document(), QString())).isDone());
        world.settle();
        const TaskRecord *saved = world.session->fleet().task(QStringLiteral("shop"), QStringLiteral("orders"));
        QVERIFY(saved);
        QCOMPARE(saved->savedBy, QStringLiteral("tester"));
    }

    void oneFault_data()
    {
        QTest::addColumn<int>("kind");
        const char *kinds[] = {"before", "answer lost", "twice", "gateway timeout", "too many requests", "not sent"};
        for (int kind = 0; kind < 6; ++kind)
            QTest::newRow(kinds[kind]) << kind;
    }
    /// Each request of a launch fails once, in every way.
    void oneFault()
    {
        QFETCH(int, kind);
        for (int at = 0;; ++at) {
            World world;
            world.session = world.open();
            int sent = 0;
            bool hit = false;
            world.server.onRequest([&](const k8s::Request &request) {
                if (request.query.hasQueryItem(QStringLiteral("watch")) || sent++ != at)
                    return Fault();
                hit = true;
                return fault(kind);
            });
            const Outcome outcome = world.finish(world.session->launch(World::document(), QString()));
            if (!hit)
                break;
            const QByteArray when = QByteArray(" with a fault at request ") + QByteArray::number(at);
            if (outcome.isDone()) {
                allOnce(world, when.constData());
            } else {
                QVERIFY2(world.violations.isEmpty(),
                         qPrintable(world.violations.join(u';') + QString::fromLatin1(when)));
                QVERIFY2(!outcome.line.isEmpty(), when.constData());
            }
        }
    }

    /// The console is killed at every request of a launch; the next one finishes it.
    void killed()
    {
        for (int at = 1;; ++at) {
            World world;
            world.session = world.open();
            world.server.forgetRequests();
            Operation *launch = world.session->launch(World::document(), QString());
            bool ended = false;
            QObject::connect(launch, &Operation::finished, [&] { ended = true; });
            world.until([&] { return ended || world.server.requests().size() >= at; });
            if (ended)
                break;
            world.session.reset();
            world.settle(std::chrono::seconds(20));
            world.session = world.open();
            const QByteArray when = QByteArray(" after a kill at request ") + QByteArray::number(at);
            const RunView *run = firstRun(*world.session);
            if (!run) {
                QVERIFY2(world.workers().isEmpty(), when.constData());
                QVERIFY(world.finish(world.session->launch(World::document(), QString())).isDone());
            } else if (run->record.phase != RunPhase::Launched) {
                QCOMPARE(world.session->interruptedLaunches().size(), 1);
                const Outcome outcome = world.finish(world.session->resumeLaunch(QStringLiteral("orders"), 1));
                QVERIFY2(outcome.isDone(), qPrintable(outcome.line + QString::fromLatin1(when)));
            }
            allOnce(world, when.constData());
            world.settle();
            QCOMPARE(firstRun(*world.session)->record.phase, RunPhase::Launched);
            QCOMPARE(firstRun(*world.session)->sums.running, Workers);
            QVERIFY(world.session->interruptedLaunches().isEmpty());
        }
    }

    /// A pod that was there and is gone, or whose history is gone, is never created again by itself.
    void aVanishedWorkerStaysMissing_data()
    {
        QTest::addColumn<bool>("compacted");
        QTest::newRow("the history shows it") << false;
        QTest::newRow("the history is gone") << true;
    }
    void aVanishedWorkerStaysMissing()
    {
        QFETCH(bool, compacted);
        World world;
        world.session = world.open();
        Operation *launch = world.session->launch(World::document(), QString());
        Q_UNUSED(launch)
        world.until([&] { return world.workers().size() == Workers; });
        world.session.reset();
        const QString victim = names::workerPod(QStringLiteral("orders"), 1, World::workerName(2), 1);
        world.server.erase(k8s::resources::pods(), QStringLiteral("shop"), victim);
        if (compacted)
            world.server.compact();
        world.settle(std::chrono::seconds(70));
        world.session = world.open();
        const Outcome outcome = world.finish(world.session->resumeLaunch(QStringLiteral("orders"), 1));
        QCOMPARE(outcome.kind, Outcome::Kind::Unknown);
        QVERIFY2(outcome.line.contains(World::workerName(2)), qPrintable(outcome.line));
        QCOMPARE(world.startsOf(World::workerName(2)), 1);
        world.settle(std::chrono::seconds(70));
        const RunView *run = firstRun(*world.session);
        QCOMPARE(run->sums.missing, 1);
        QCOMPARE(run->sums.running, Workers - 1);
        QCOMPARE(world.session->gate(QStringLiteral("orders"), 1, World::workerName(2)).demand,
                 Gate::Demand::CountFirst);
    }

    void twoOperators()
    {
        World world;
        world.session = world.open();
        const auto other = world.open();
        Operation *first = world.session->launch(World::document(), QString());
        Operation *second = other->launch(World::document(), QString());
        QList<Outcome> outcomes;
        for (Operation *operation : {first, second})
            QObject::connect(operation, &Operation::finished,
                             [&](const Outcome &outcome) { outcomes.append(outcome); });
        QVERIFY(world.until([&] { return outcomes.size() == 2; }));
        const int done =
            int(std::count_if(outcomes.cbegin(), outcomes.cend(), [](const Outcome &one) { return one.isDone(); }));
        QCOMPARE(done, 1);
        for (const Outcome &outcome : std::as_const(outcomes)) {
            if (!outcome.isDone()) {
                QCOMPARE(outcome.kind, Outcome::Kind::Refused);
                QVERIFY2(outcome.line.contains(QStringLiteral("tester has just launched run 1")),
                         qPrintable(outcome.line));
            }
        }
        allOnce(world, " with two operators");
    }

    /// Who comes later, while the first run is at work or not launched to its end, is told as well: both would find the
    /// same target empty.
    void aSecondRunWaitsForTheFirst()
    {
        World world;
        world.session = world.open();
        QVERIFY(world.finish(world.session->launch(World::document(), QString())).isDone());
        world.settle();
        QCOMPARE(firstRun(*world.session)->sums.running, Workers);
        const auto other = world.open();
        Outcome outcome = world.finish(other->launch(World::document(), QString()));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("4 worker(s) of run 1 of orders have not ended")),
                 qPrintable(outcome.line));
        allOnce(world, " with a second launch");
        for (const Json &pod : world.workers())
            QVERIFY(world.server.setPodStatus(QStringLiteral("shop"), jsonString(pod, {"metadata", "name"}),
                                              {{"phase", "Failed"}}));
        world.settle();
        outcome = world.finish(other->launch(World::document(), QString()));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
    }

    void aSecondRunWaitsForACutOffLaunch()
    {
        World world;
        world.session = world.open();
        // Two places for four workers: the launch stays open until others end.
        QVERIFY(world
                    .finish(world.session->launch(World::document(Workers, "prepare: keep", 2), QString(),
                                                  ClusterSession::LaunchExtent::FreePlaces))
                    .isDone());
        for (const Json &pod : world.workers())
            QVERIFY(world.server.setPodStatus(QStringLiteral("shop"), jsonString(pod, {"metadata", "name"}),
                                              {{"phase", "Succeeded"}}));
        world.settle();
        const Outcome outcome = world.finish(world.session->launch(World::document(), QString()));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("The launch of run 1 of orders by tester has not ended")),
                 qPrintable(outcome.line));
    }

    void parallelismIsKept()
    {
        World world;
        world.session = world.open();
        Operation *launch = world.session->launch(World::document(6, "prepare: keep", 2), QString());
        bool ended = false;
        QObject::connect(launch, &Operation::finished, [&] { ended = true; });
        int most = 0;
        while (!ended) {
            world.settle(std::chrono::seconds(1));
            int running = 0;
            QString one;
            for (const Json &pod : world.workers()) {
                if (jsonString(pod, {"status", "phase"}) == QLatin1String("Running")) {
                    ++running;
                    one = jsonString(pod, {"metadata", "name"});
                }
            }
            most = std::max(most, running);
            if (!ended && !one.isEmpty())
                world.end(one, "Succeeded", 0);
        }
        QCOMPARE(most, 2);
        QCOMPARE(world.workers().size(), 6);
        QVERIFY(world.violations.isEmpty());
    }

    void freePlacesOnly()
    {
        World world;
        world.session = world.open();
        const Outcome outcome = world.finish(world.session->launch(World::document(6, "prepare: keep", 2), QString(),
                                                                   ClusterSession::LaunchExtent::FreePlaces));
        QVERIFY(outcome.isDone());
        QVERIFY2(outcome.line.contains(QStringLiteral("2 of 6")), qPrintable(outcome.line));
        QCOMPARE(world.workers().size(), 2);
    }

    void cancelled()
    {
        World world;
        world.session = world.open();
        Operation *launch = world.session->launch(World::document(40), QString());
        Outcome outcome;
        bool ended = false;
        QObject::connect(launch, &Operation::finished, [&](const Outcome &result) {
            outcome = result;
            ended = true;
        });
        world.until([&] { return world.workers().size() >= 10; });
        launch->cancel();
        QVERIFY(world.until([&] { return ended; }));
        QCOMPARE(outcome.kind, Outcome::Kind::Failed);
        const auto created = world.workers().size();
        QVERIFY(created >= 10 && created < 40);
        world.settle(std::chrono::seconds(70));
        const RunView *run = firstRun(*world.session);
        QCOMPARE(run->record.phase, RunPhase::Cancelled);
        QCOMPARE(run->sums.running, int(created));
        QCOMPARE(run->sums.stopped, int(40 - created));
        QCOMPARE(run->sums.missing, 0);
        QVERIFY(world.finish(world.session->resumeLaunch(QStringLiteral("orders"), 1)).isDone());
        QCOMPARE(world.workers().size(), 40);
        QVERIFY(world.violations.isEmpty());
    }

    /// The rest of a cancelled run would be copied a second time once a newer run has copied everything.
    void aCancelledRunIsOverWhenANewerOneBegan()
    {
        World world;
        world.fate = [](const QString &) { return QStringLiteral("Succeeded"); };
        world.session = world.open();
        Operation *launch = world.session->launch(World::document(40), QString());
        bool ended = false;
        QObject::connect(launch, &Operation::finished, [&] { ended = true; });
        world.until([&] { return world.workers().size() >= 10; });
        launch->cancel();
        QVERIFY(world.until([&] { return ended; }));
        world.settle();
        const auto created = world.workers().size();
        QVERIFY(created < 40);
        QVERIFY(world.finish(world.session->launch(World::document(40), QString())).isDone());
        world.settle();
        const Outcome outcome = world.finish(world.session->resumeLaunch(QStringLiteral("orders"), 1));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY2(outcome.line.contains(QStringLiteral("Run 2 of orders is newer")), qPrintable(outcome.line));
        QCOMPARE(world.workers().size(), created + 40);
        QCOMPARE(firstRun(*world.session)->record.phase, RunPhase::Cancelled);
    }

    /// Many faults at once, kills, and consoles that go on: whatever happens, nothing starts twice, and in the end
    /// everything was started or is shown as missing.
    void randomSchedules()
    {
        const int seeds =
            qEnvironmentVariableIntValue("ZDTP_SEEDS") > 0 ? qEnvironmentVariableIntValue("ZDTP_SEEDS") : 100;
        for (int seed = 0; seed < seeds; ++seed) {
            World world;
            std::mt19937 random(static_cast<unsigned>(seed));
            const auto chance = [&random](unsigned percent) { return random() % 100 < percent; };
            world.session = world.open();
            world.server.onRequest([&](const k8s::Request &request) {
                if (request.query.hasQueryItem(QStringLiteral("watch")) || !chance(15))
                    return Fault();
                return fault(int(random() % 6));
            });
            bool launched = false;
            for (int round = 0; round < 8 && !launched; ++round) {
                const RunView *run = firstRun(*world.session);
                Operation *operation = run ? world.session->resumeLaunch(QStringLiteral("orders"), 1)
                                           : world.session->launch(World::document(), QString());
                bool ended = false;
                const auto connection = QObject::connect(operation, &Operation::finished, [&] { ended = true; });
                const auto killAt = world.server.requests().size() + 3 + int(random() % 40);
                world.until([&] { return ended || world.server.requests().size() >= killAt; });
                QObject::disconnect(connection);
                if (!ended) {
                    world.session.reset();
                    world.settle(std::chrono::seconds(1 + random() % 90));
                    world.session = world.open();
                }
                world.settle(std::chrono::seconds(2));
                run = firstRun(*world.session);
                launched = run && (run->record.phase == RunPhase::Launched || run->record.phase == RunPhase::Refused);
            }
            world.server.onRequest({});
            world.settle(std::chrono::seconds(70));
            const QByteArray when = "seed " + QByteArray::number(seed);
            QVERIFY2(world.violations.isEmpty(), qPrintable(QString::fromLatin1(when) + world.violations.join(u';')));
            const RunView *run = firstRun(*world.session);
            if (!run)
                continue;
            const RunSums &sums = run->sums;
            QCOMPARE(sums.running + sums.waiting + sums.succeeded + sums.failed + sums.missing + sums.unknown +
                         sums.stopped,
                     sums.expected);
            QVERIFY2(sums.running == world.workers().size(), when.constData());
            if (run->record.phase == RunPhase::Launched)
                QVERIFY2(sums.running + sums.missing + sums.failed == Workers, when.constData());
        }
    }
};

QTEST_GUILESS_MAIN(LaunchTest)
#include "tst_launch.moc"
