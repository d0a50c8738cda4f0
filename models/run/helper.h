#pragma once

#include "models/run/recordfile.h"

namespace zdtp {

/// What a helper pod was asked for and what it said.
struct HelperRun
{
    Outcome outcome; ///< Done: it ran and ended well
    QString pod;
    QString podUid;
    std::optional<qint64> rows; ///< Count, Cleanup
    QString problem;            ///< in its own words
};

struct HelperOrder
{
    HelperKind kind = HelperKind::Count;
    std::optional<WorkerSpec> worker; ///< none: for the whole task
    Side side = Side::Target;
    QString launchId;   ///< stamps the pod
    int number = 1;     ///< of the pod's name
    bool fixed = false; ///< this number and no other: a pod of this name that is not ours ends it
};

/// Creates a helper pod, waits until it has ended, and reads its result. Its pod stays, visible like any other.
Async<HelperRun> runHelper(Requests requests, const RunPlan *plan, HelperOrder order);

/// Keeps what is to know of a pod in the ConfigMap "<pod>-evidence". Done also when there is no pod any more.
struct Archived
{
    Outcome outcome;
    QString name; ///< of the ConfigMap; empty: there was nothing to keep
    QString summary;
    QString podUid;          ///< empty: there is no pod
    QString resourceVersion; ///< of the pod as it was read
    AttemptRecord said;      ///< end state, exit code, started, reason
};
Async<Archived> archive(Requests requests, const RunRecord *record, QString worker, int attempt, QString podName);

} // namespace zdtp
