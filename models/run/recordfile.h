#pragma once

#include "models/run/runoperation.h"

#include <functional>

namespace zdtp {

/// The task and preset that a record holds, as a plan wants them.
struct RunPlan
{
    PlanInput input;
    QList<WorkerSpec> workers;
    const WorkerSpec *worker(const QString &name) const;
};
Result<RunPlan> planOf(const RunRecord &record);

/// A run's record while an operation works with it. Every write is guarded by resourceVersion; what several lanes want
/// to write at the same time goes in one write. After a conflict the changes are made again to what is there now, so a
/// change looks at the record that it gets and may refuse.
class RecordFile
{
public:
    /// Changes the record and returns an empty string, or returns in words why it must not be changed.
    using Change = std::function<QString(RunRecord &)>;

    explicit RecordFile(Requests requests) : m_requests(requests) {}

    /// Writes a new record. Refused: somebody else has taken this run number.
    Async<Outcome> create(RunRecord record);
    Async<Outcome> load(QString task, int run);
    Async<Outcome> write(Change change);
    Async<Outcome> remove();
    const RunRecord &record() const { return m_record; }

private:
    struct Pending
    {
        Change change;
        Outcome outcome;
        std::coroutine_handle<> waiter;
    };
    struct Turn;
    Async<void> drain();
    Async<Outcome> writeAll(QList<Pending *> *batch);
    Outcome take(const Json &object);

    Requests m_requests;
    RunRecord m_record;
    QList<Pending *> m_queue;
    bool m_writing = false;
    Async<void> m_writer;
};

} // namespace zdtp
