#include "models/run/gate.h"

#include <QCoreApplication>

#include <array>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::Gate)
};

/// The kubelet's and the scheduler's words for a container that waits for something that does not come by itself.
bool isStuck(const WorkerRow &row)
{
    static constexpr std::array stuck = {"ErrImagePull",         "ImagePullBackOff",          "InvalidImageName",
                                         "ErrImageNeverPull",    "RegistryUnavailable",       "ImageInspectError",
                                         "CreateContainerError", "CreateContainerConfigError"};
    for (const char *reason : stuck) {
        if (row.podStatus == QLatin1String(reason) || row.reason == QLatin1String(reason))
            return true;
    }
    return row.node.isEmpty() && row.podStatus == QLatin1String("Pending");
}

Gate closed(const QString &reason)
{
    return {Gate::Demand::NotRestartable, false, reason};
}

Gate ofFailed(const WorkerRow &row, RerunSafety safety)
{
    if (!row.started)
        return {Gate::Demand::AtOnce, false, Words::tr("The container never started, so nothing was copied.")};
    switch (safety) {
    case RerunSafety::Unsafe:
        return {
            Gate::Demand::CleanUpFirst, true,
            Words::tr(
                "Attempt %1 started and then failed, and its engine keeps no progress. The slice in the target must "
                "be empty before attempt %2 starts, otherwise its rows are there twice.")
                .arg(row.attempt)
                .arg(row.attempt + 1)};
    case RerunSafety::Idempotent:
        return {Gate::Demand::AtOnce, true,
                Words::tr("The engine writes each row once however often it runs, so it can start again at once.")};
    case RerunSafety::Resumable:
        return {Gate::Demand::AtOnce, true,
                Words::tr("The engine goes on where it stopped, so it can start again at once.")};
    }
    return closed({});
}

} // namespace

QString newerRunReason(const QString &task, int run, int newerRun)
{
    return Words::tr("Run %1 of %2 is newer and writes the same slices: what run %3 starts or deletes now would double "
                     "or destroy its rows. Work on run %1 instead, or launch a new run.")
        .arg(newerRun)
        .arg(task)
        .arg(run);
}

Gate gateOf(const WorkerRow &row, RerunSafety safety, const RunRecord &record, int newerRun)
{
    if (newerRun > record.run)
        return closed(newerRunReason(record.task, record.run, newerRun));
    if (row.attempt == 0) {
        if (record.phase == RunPhase::Refused)
            return closed(
                Words::tr("The launch was refused and this worker was never created. Launch the task again."));
        return closed(Words::tr("This worker was not created yet. Continue the launch instead."));
    }
    const AttemptRecord *attempt = record.attempt(row.spec.name, row.attempt);
    const bool cleaned = attempt && attempt->cleaned;
    switch (row.state) {
    case WorkerState::Succeeded:
        return closed(Words::tr("This worker succeeded. Starting it again would copy its rows twice."));
    case WorkerState::Running:
        return closed(Words::tr("This worker runs."));
    case WorkerState::Waiting:
        if (!row.podUid.isEmpty() && !row.started && !row.terminating && isStuck(row))
            return {Gate::Demand::AtOnce, false, Words::tr("The container never started, so nothing was copied.")};
        if (row.started && row.podStatus == QLatin1String("CrashLoopBackOff"))
            return closed(Words::tr("Kubernetes starts this worker again by itself."));
        return closed(Words::tr("This worker waits to run."));
    case WorkerState::Unknown:
    case WorkerState::Missing:
        if (cleaned)
            break;
        return {Gate::Demand::CountFirst, true,
                Words::tr("What became of attempt %1 is not known. The rows in the target must be counted first.")
                    .arg(row.attempt)};
    case WorkerState::Stopped:
    case WorkerState::Failed:
        if (cleaned)
            break;
        return ofFailed(row, safety);
    case WorkerState::NotTried:
        return closed(Words::tr("This worker was never created."));
    }
    return {Gate::Demand::AtOnce, false,
            Words::tr("The slice in the target was emptied after attempt %1.").arg(row.attempt)};
}

} // namespace zdtp
