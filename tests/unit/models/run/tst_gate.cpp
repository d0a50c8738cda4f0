#include "models/run/gate.h"

#include <QTest>

using namespace zdtp;
using Demand = Gate::Demand;

/// The table of section 7 of the contract, row by row.
class GateTest : public QObject
{
    Q_OBJECT

private slots:
    void table_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("started");
        QTest::addColumn<QString>("podStatus");
        QTest::addColumn<int>("safety");
        QTest::addColumn<bool>("cleaned");
        QTest::addColumn<int>("demand");
        QTest::addColumn<bool>("offered");
        const auto row = [](const char *what, State state, bool started, const char *status, RerunSafety safety,
                            bool cleaned, Demand demand, bool offered) {
            QTest::newRow(what) << int(state) << started << QString::fromLatin1(status) << int(safety) << cleaned
                                << int(demand) << offered;
        };
        const auto unsafe = RerunSafety::Unsafe;
        const auto idempotent = RerunSafety::Idempotent;
        row("never started", State::Failed, false, "Error", unsafe, false, Demand::AtOnce, false);
        row("image cannot be pulled", State::Waiting, false, "ImagePullBackOff", unsafe, false, Demand::AtOnce, false);
        row("no node fits", State::Waiting, false, "Pending", unsafe, false, Demand::AtOnce, false);
        row("about to start", State::Waiting, false, "ContainerCreating", unsafe, false, Demand::NotRestartable, false);
        row("starts again by itself", State::Waiting, true, "CrashLoopBackOff", unsafe, false, Demand::NotRestartable,
            false);
        row("failed, unsafe", State::Failed, true, "Error", unsafe, false, Demand::CleanUpFirst, true);
        row("failed, unsafe, cleaned", State::Failed, true, "Error", unsafe, true, Demand::AtOnce, false);
        row("failed, idempotent", State::Failed, true, "Error", idempotent, false, Demand::AtOnce, true);
        row("failed, resumable", State::Failed, true, "Error", RerunSafety::Resumable, false, Demand::AtOnce, true);
        row("vanished", State::Missing, true, "", unsafe, false, Demand::CountFirst, true);
        row("its node is lost", State::Unknown, true, "Unknown", unsafe, false, Demand::CountFirst, true);
        row("vanished, idempotent", State::Missing, true, "", idempotent, false, Demand::CountFirst, true);
        row("vanished, cleaned", State::Missing, true, "", unsafe, true, Demand::AtOnce, false);
        row("running", State::Running, true, "Running", unsafe, false, Demand::NotRestartable, false);
        row("succeeded", State::Succeeded, true, "Completed", unsafe, false, Demand::NotRestartable, false);
        row("stopped on request", State::Stopped, true, "", unsafe, false, Demand::CleanUpFirst, true);
    }
    void table()
    {
        QFETCH(int, state);
        QFETCH(bool, started);
        QFETCH(QString, podStatus);
        QFETCH(int, safety);
        QFETCH(bool, cleaned);
        QFETCH(int, demand);
        QFETCH(bool, offered);
        WorkerRow row;
        row.spec.name = QStringLiteral("w");
        row.attempt = 1;
        row.state = State(state);
        row.started = started;
        row.podStatus = podStatus;
        row.podUid = podStatus.isEmpty() ? QString() : QStringLiteral("u");
        RunRecord record;
        record.phase = RunPhase::Launched;
        if (cleaned)
            record.attemptForWriting(row.spec.name, 1).cleaned = true;
        const Gate gate = gateOf(row, RerunSafety(safety), record, 0);
        QCOMPARE(int(gate.demand), demand);
        QCOMPARE(gate.cleanUpOffered, offered);
        QVERIFY(!gate.reason.isEmpty());
    }

    void notCreatedYet()
    {
        WorkerRow row;
        row.spec.name = QStringLiteral("w");
        RunRecord record;
        record.phase = RunPhase::Launching;
        QCOMPARE(gateOf(row, RerunSafety::Unsafe, record, 0).demand, Demand::NotRestartable);
    }

    /// What was cleaned after an earlier attempt says nothing of this one.
    void cleanedBefore()
    {
        WorkerRow row;
        row.spec.name = QStringLiteral("w");
        row.attempt = 2;
        row.state = State::Failed;
        row.started = true;
        RunRecord record;
        record.attemptForWriting(row.spec.name, 1).cleaned = true;
        record.attemptForWriting(row.spec.name, 2);
        QCOMPARE(gateOf(row, RerunSafety::Unsafe, record, 0).demand, Demand::CleanUpFirst);
    }
};

QTEST_APPLESS_MAIN(GateTest)
#include "tst_gate.moc"
