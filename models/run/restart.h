#pragma once

#include "models/fleet/worker.h"
#include "models/run/gate.h"
#include "models/run/helper.h"
#include "models/run/orders.h"
#include "models/run/recordfile.h"

namespace zdtp {

/// Starts the next attempt of workers, or only empties their slices, behind their gates. Each worker is a protocol of
/// its own; with one worker its steps are shown, with many one step a worker. The protocol is in README.md beside this
/// file.
class RestartOperation final : public RunOperation
{
    Q_OBJECT

public:
    enum class Goal { Restart, CleanUpOnly };
    RestartOperation(RunContext context, RestartRequest request, Goal goal, QObject *parent = nullptr);
    QString title() const override;

protected:
    Async<Outcome> perform() override;

private:
    /// What is known of one worker on its way.
    struct Worker
    {
        WorkerSpec spec;
        int index = 0;
        int attempt = 0;
        QString podName;
        WorkerRow row;
        Gate gate;
        bool cleanUp = false; ///< with a pod
        bool byHand = false;
        QString podUid;
        QString podVersion;
        qint64 cleaned = -1; ///< rows that the clean-up deleted
    };
    struct Lanes;

    Async<void> lane(Lanes *lanes);
    Async<Outcome> one(Worker *worker);
    Async<Outcome> look(Worker *worker);
    Async<Outcome> stillNewest();
    Async<Outcome> countFirst(Worker *worker);
    Async<Outcome> claim(Worker *worker, int *cleanUpNumber);
    Async<Outcome> renew(const Worker *worker, int cleanUpNumber);
    Async<void> release(const Worker *worker, int attempt);
    Async<Outcome> keepEvidence(Worker *worker);
    Async<Outcome> cleanUp(Worker *worker, int number);
    Async<Outcome> byHand(const Worker *worker);
    Async<Outcome> removeOld(Worker *worker);
    Async<Outcome> startNext(Worker *worker);
    Async<Outcome> write(RecordFile::Change change, const JournalEntry *said);
    void show(const Worker &worker, const char *step, Step::Status status, const QString &result = {});
    void showSteps();
    QString attemptObject(const Worker &worker) const;

    RestartRequest m_request;
    Goal m_goal;
    RecordFile m_record;
    RunPlan m_plan;
    std::vector<Worker> m_workers;
};

} // namespace zdtp
