#include "tests/unit/models/session/world.h"

#include <random>

using namespace zdtp;
using zdtp::test::FakeApiClient;
using zdtp::test::World;
using Fault = FakeApiClient::Fault;

/// Restart, clean-up and delete of a worker that failed half way and left 500 rows.
class RestartTest : public QObject
{
    Q_OBJECT

private:
    const QString space = QStringLiteral("shop");
    const QString task = QStringLiteral("orders");
    const QString failed = World::workerName(2);

    void launch(World &world)
    {
        world.fate = [this](const QString &worker) {
            return worker == failed && !m_mended ? QStringLiteral("Failed") : QStringLiteral("Succeeded");
        };
        m_mended = false;
        world.session = world.open();
        const Outcome outcome = world.finish(world.session->launch(World::document(), QString()));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        world.settle(std::chrono::seconds(2));
        QCOMPARE(row(world)->state, WorkerState::Failed);
        world.server.setLog(space, row(world)->podName,
                            "2026-11-23T22:00:00.123456789Z failed: the source went away\n");
        m_mended = true;
    }
    const WorkerRow *row(World &world) { return world.session->fleet().worker(space, task, 1, failed); }
    RestartRequest request(RestartRequest::CleanUp cleanUp, const QString &reason = {})
    {
        RestartRequest wanted;
        wanted.task = task;
        wanted.run = 1;
        wanted.workers = {failed};
        wanted.cleanUp = cleanUp;
        wanted.byHandReason = reason;
        return wanted;
    }
    bool m_mended = false;

private slots:
    void theGateAsks()
    {
        World world;
        launch(world);
        QCOMPARE(world.session->gate(task, 1, failed).demand, Gate::Demand::CleanUpFirst);
        const Outcome outcome = world.finish(world.session->restart(request(RestartRequest::CleanUp::None)));
        QCOMPARE(outcome.kind, Outcome::Kind::Refused);
        QVERIFY(outcome.line.contains(failed));
        QCOMPARE(world.startsOf(failed, 2), 0);
        QCOMPARE(world.rows.value(failed), 500);
    }

    void cleanUpAndRestart()
    {
        World world;
        launch(world);
        Operation *operation = world.session->restart(request(RestartRequest::CleanUp::Pod));
        QStringList steps;
        QList<Step> last;
        QObject::connect(operation, &Operation::stepsChanged, [&] { last = operation->steps(); });
        const Outcome outcome = world.finish(operation);
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        for (const Step &step : std::as_const(last)) {
            steps.append(step.id);
            QCOMPARE(step.status, Step::Status::Done);
        }
        QCOMPARE(steps, (QStringList{QStringLiteral("archive"), QStringLiteral("cleanup"), QStringLiteral("verify"),
                                     QStringLiteral("delete"), QStringLiteral("create")}));
        QCOMPARE(last.at(1).result, QStringLiteral("500 rows"));
        QVERIFY2(world.violations.isEmpty(), qPrintable(world.violations.join(u';')));
        world.settle();
        QCOMPARE(row(world)->attempt, 2);
        QCOMPARE(row(world)->state, WorkerState::Succeeded);
        const RunView *run = world.session->fleet().run(space, task, 1);
        QVERIFY(run->succeeded);
        QStringList journal;
        for (const JournalEntry &entry : run->record.journal)
            journal.append(entry.what);
        QCOMPARE(journal,
                 (QStringList{QStringLiteral("launch"), QStringLiteral("cleanup"), QStringLiteral("restart")}));

        // The evidence of the first attempt is kept, with its log.
        const QString name = evidenceName(names::workerPod(task, 1, failed, 1));
        const Json *kept = world.server.find(k8s::resources::configMaps(), space, name);
        QVERIFY(kept);
        const auto map = k8s::parseConfigMap(jsonBytes(*kept));
        QVERIFY(map.has_value());
        const auto evidence = parseEvidence(*map);
        QVERIFY(evidence.has_value());
        QCOMPARE(evidence->exitCode, 1);
        QVERIFY(evidence->log.contains("the source went away"));
    }

    void byHand()
    {
        World world;
        launch(world);
        QCOMPARE(
            world.finish(world.session->restart(request(RestartRequest::CleanUp::ByHand, QStringLiteral(" ")))).kind,
            Outcome::Kind::Invalid);
        world.rows[failed] = 0;
        const Outcome outcome = world.finish(
            world.session->restart(request(RestartRequest::CleanUp::ByHand, QStringLiteral("ticket 4711"))));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        world.settle();
        const RunView *run = world.session->fleet().run(space, task, 1);
        QVERIFY(std::any_of(run->record.journal.cbegin(), run->record.journal.cend(), [](const JournalEntry &entry) {
            return entry.what == QLatin1String("cleaned-by-hand") && entry.reason == QLatin1String("ticket 4711");
        }));
        QCOMPARE(world.startsOf(failed, 2), 1);
    }

    void cleanUpAlone()
    {
        World world;
        launch(world);
        QVERIFY(world.finish(world.session->cleanUp(task, 1, {failed})).isDone());
        QCOMPARE(world.rows.value(failed), 0);
        QCOMPARE(world.startsOf(failed, 2), 0);
        world.settle();
        QCOMPARE(world.session->gate(task, 1, failed).demand, Gate::Demand::AtOnce);
        QVERIFY(world.finish(world.session->restart(request(RestartRequest::CleanUp::None))).isDone());
        QCOMPARE(world.startsOf(failed, 2), 1);
    }

    /// A newer run wrote the same slices: neither its rows are deleted nor is anything started on top of them.
    void aNewerRunWroteTheSlices()
    {
        World world;
        launch(world);
        world.rows[failed] = 0; // somebody emptied it and launched the whole task again
        const Outcome second = world.finish(world.session->launch(World::document(), QString()));
        QVERIFY2(second.isDone(), qPrintable(second.line));
        world.settle(std::chrono::seconds(2));
        world.rows[failed] = 1000; // what run 2 copied
        QCOMPARE(world.session->gate(task, 1, failed).demand, Gate::Demand::NotRestartable);
        QVERIFY(world.session->gate(task, 1, failed).reason.contains(QStringLiteral("Run 2")));
        for (Operation *operation : {world.session->restart(request(RestartRequest::CleanUp::Pod)),
                                     world.session->restart(request(RestartRequest::CleanUp::ByHand, task)),
                                     world.session->cleanUp(task, 1, {failed})}) {
            const Outcome outcome = world.finish(operation);
            QCOMPARE(outcome.kind, Outcome::Kind::Refused);
            QVERIFY2(outcome.line.contains(QStringLiteral("Run 2")), qPrintable(outcome.line));
        }
        QCOMPARE(world.rows.value(failed), 1000);
        QCOMPARE(world.startsOf(failed, 2), 0);
    }

    /// A launch of the next run begins at each request of a clean-up and restart, and the other way round: one of the
    /// two is told, or both are; never do both work.
    void aLaunchBesideARestart_data()
    {
        QTest::addColumn<bool>("launchFirst");
        QTest::newRow("the launch begins in the middle of the restart") << false;
        QTest::newRow("the restart begins in the middle of the launch") << true;
    }
    void aLaunchBesideARestart()
    {
        QFETCH(bool, launchFirst);
        for (int at = 1;; ++at) {
            World world;
            launch(world);
            const auto other = world.open();
            world.server.forgetRequests();
            int open = 1;
            QList<Outcome> outcomes;
            const auto begin = [&](bool launches) {
                Operation *operation = launches ? other->launch(World::document(4, "prepare: check-empty"), QString())
                                                : world.session->restart(request(RestartRequest::CleanUp::Pod));
                QObject::connect(operation, &Operation::finished, [&](const Outcome &outcome) {
                    outcomes.append(outcome);
                    --open;
                });
            };
            begin(launchFirst);
            world.until([&] { return open == 0 || world.server.requests().size() >= at; });
            if (open == 0)
                break;
            ++open;
            begin(!launchFirst);
            QVERIFY(world.until([&] { return open == 0; }));
            const QByteArray when = " at request " + QByteArray::number(at);
            world.settle();
            QVERIFY2(world.violations.isEmpty(), qPrintable(world.violations.join(u';') + QString::fromLatin1(when)));
            for (const Outcome &outcome : std::as_const(outcomes))
                QVERIFY2(outcome.isDone() || outcome.kind == Outcome::Kind::Refused, qPrintable(outcome.line));
        }
    }

    void aWorkerThatSucceededIsLeftAlone()
    {
        World world;
        launch(world);
        RestartRequest wanted = request(RestartRequest::CleanUp::Pod);
        wanted.workers = {World::workerName(1)};
        QCOMPARE(world.finish(world.session->restart(wanted)).kind, Outcome::Kind::Refused);
        QCOMPARE(world.finish(world.session->cleanUp(task, 1, {World::workerName(1)})).kind, Outcome::Kind::Refused);
        QCOMPARE(world.server.count(k8s::Verb::Delete), 0);
    }

    void twoOperators()
    {
        World world;
        launch(world);
        const auto other = world.open();
        QList<Outcome> outcomes;
        for (ClusterSession *session : {world.session.get(), other.get()}) {
            Operation *operation = session->restart(request(RestartRequest::CleanUp::Pod));
            QObject::connect(operation, &Operation::finished,
                             [&](const Outcome &outcome) { outcomes.append(outcome); });
        }
        QVERIFY(world.until([&] { return outcomes.size() == 2; }));
        QVERIFY2(world.violations.isEmpty(), qPrintable(world.violations.join(u';')));
        QCOMPARE(world.startsOf(failed, 2), 1);
        QCOMPARE(world.startsOf(failed, 3), 0);
        QCOMPARE(
            int(std::count_if(outcomes.cbegin(), outcomes.cend(), [](const Outcome &one) { return one.isDone(); })), 1);
    }

    /// Killed at every request; a second console, two minutes later, goes on behind the same gate.
    void killed()
    {
        for (int at = 1;; ++at) {
            World world;
            launch(world);
            world.server.forgetRequests();
            Operation *operation = world.session->restart(request(RestartRequest::CleanUp::Pod));
            bool ended = false;
            QObject::connect(operation, &Operation::finished, [&] { ended = true; });
            world.until([&] { return ended || world.server.requests().size() >= at; });
            if (ended)
                break;
            const QByteArray when = " after a kill at request " + QByteArray::number(at);
            world.session.reset();
            world.settle(std::chrono::seconds(130));
            world.session = world.open();
            world.settle();
            if (row(world)->state != WorkerState::Succeeded) {
                const Outcome outcome = world.finish(world.session->restart(request(RestartRequest::CleanUp::Pod)));
                QVERIFY2(outcome.isDone(), qPrintable(outcome.line + QString::fromLatin1(when)));
                world.settle();
            }
            QVERIFY2(world.violations.isEmpty(), qPrintable(world.violations.join(u';') + QString::fromLatin1(when)));
            QVERIFY2(row(world)->state == WorkerState::Succeeded, when.constData());
            QCOMPARE(world.startsOf(failed, 1), 1);
            QVERIFY2(world.startsOf(failed, 2) + world.startsOf(failed, 3) == 1, when.constData());
        }
    }

    /// Many faults, kills and two operators; whatever happens, no attempt runs twice, beside another, or on rows that
    /// were there, and nothing is cleaned under a running worker.
    void randomSchedules()
    {
        const int seeds =
            qEnvironmentVariableIntValue("ZDTP_SEEDS") > 0 ? qEnvironmentVariableIntValue("ZDTP_SEEDS") : 100;
        for (int seed = 0; seed < seeds; ++seed) {
            World world;
            launch(world);
            std::mt19937 random(static_cast<unsigned>(seed));
            world.fate = [&random](const QString &) {
                return random() % 3 == 0 ? QStringLiteral("Failed")
                       : random() % 2    ? QStringLiteral("Succeeded")
                                         : QString();
            };
            world.server.onRequest([&](const k8s::Request &sent) {
                Fault fault;
                if (sent.query.hasQueryItem(QStringLiteral("watch")) || random() % 100 >= 10)
                    return fault;
                fault.kind = static_cast<Fault::Kind>(1 + random() % 3);
                if (random() % 2)
                    fault.error = k8s::ApiError::fromAnswer(503, "no backend");
                return fault;
            });
            auto other = world.open();
            for (int round = 0; round < 4; ++round) {
                int open = 0;
                std::vector<QMetaObject::Connection> connections;
                for (ClusterSession *session : {world.session.get(), other.get()}) {
                    if (random() % 3 == 0)
                        continue;
                    Operation *operation = session->restart(request(RestartRequest::CleanUp::Pod));
                    ++open;
                    connections.push_back(QObject::connect(operation, &Operation::finished, [&open] { --open; }));
                }
                const auto killAt = world.server.requests().size() + 5 + int(random() % 60);
                world.until([&] { return open == 0 || world.server.requests().size() >= killAt; });
                for (const auto &connection : connections)
                    QObject::disconnect(connection);
                if (open > 0) {
                    (random() % 2 ? other : world.session).reset();
                    world.settle(std::chrono::seconds(random() % 200));
                    if (!world.session)
                        world.session = world.open();
                    if (!other)
                        other = world.open();
                }
                world.settle(std::chrono::seconds(1 + random() % 100));
            }
            const QString when = QStringLiteral("seed %1: ").arg(seed);
            QVERIFY2(world.violations.isEmpty(), qPrintable(when + world.violations.join(u';')));
        }
    }

    void deleteWhatWasShown()
    {
        World world;
        launch(world);
        const QString pod = row(world)->podName;
        DeleteRequest wanted;
        wanted.task = task;
        wanted.run = 1;
        wanted.workers = {failed};
        wanted.shownPods = {{pod, QStringLiteral("another-uid")}};
        QCOMPARE(world.finish(world.session->remove(wanted)).kind, Outcome::Kind::Refused);
        QVERIFY(world.server.find(k8s::resources::pods(), space, pod));
        wanted.shownPods = {{pod, row(world)->podUid}};
        QVERIFY(world.finish(world.session->remove(wanted)).isDone());
        QVERIFY(!world.server.find(k8s::resources::pods(), space, pod));
        QVERIFY(world.server.find(k8s::resources::configMaps(), space, evidenceName(pod)));
        world.settle();
        QCOMPARE(row(world)->state, WorkerState::Failed); // its evidence says so
        QCOMPARE(row(world)->exitCode, 1);
    }

    void deleteARun()
    {
        World world;
        launch(world);
        DeleteRequest wanted;
        wanted.task = task;
        wanted.run = 1;
        for (const WorkerRow &one : world.session->fleet().workers(space, task, 1))
            wanted.shownPods.insert(one.podName, one.podUid);
        const Outcome outcome = world.finish(world.session->remove(wanted));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(world.server.all(k8s::resources::pods()).size(), 0);
        QCOMPARE(world.server.all(k8s::resources::configMaps()).size(), 0);
        world.settle();
        QVERIFY(world.session->fleet().runs().isEmpty());
    }

    void countsBothSides()
    {
        World world;
        launch(world);
        qint64 target = -2;
        const Outcome outcome = world.finish(world.session->count(
            task, 1, {failed}, [&](const QString &, const ClusterSession::Counts &counts) { target = counts.target; }));
        QVERIFY2(outcome.isDone(), qPrintable(outcome.line));
        QCOMPARE(target, 500);
    }

    void savedTasks()
    {
        World world;
        world.session = world.open();
        QVERIFY(world.finish(world.session->saveTask(World::document(), QStringLiteral("a.yaml"))).isDone());
        world.settle();
        const TaskRecord *saved = world.session->fleet().task(space, task);
        QVERIFY(saved);
        QCOMPARE(saved->yaml, World::document());
        QVERIFY(world.finish(world.session->saveTask(World::document(8), QStringLiteral("a.yaml"))).isDone());
        world.settle();
        QCOMPARE(world.session->fleet().task(space, task)->revision, 2);
        QVERIFY(world.finish(world.session->forgetTask(task)).isDone());
        world.settle();
        QVERIFY(world.session->fleet().tasks().isEmpty());
    }
};

QTEST_GUILESS_MAIN(RestartTest)
#include "tst_restart.moc"
