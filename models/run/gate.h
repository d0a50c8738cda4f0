#pragma once

#include "models/engine/preset.h"
#include "models/fleet/worker.h"
#include "models/run/record.h"

namespace zdtp {

/// What stands before a restart (product contract, section 7). Pure.
struct Gate
{
    enum class Demand {
        NotRestartable, ///< it runs, waits or succeeded
        AtOnce,         ///< nothing was copied, or copying twice is harmless
        CleanUpFirst,   ///< the slice in the target must be empty first
        CountFirst      ///< outcome unknown: count in the target, then as the count says
    };
    Demand demand = Demand::NotRestartable;
    bool cleanUpOffered = false;
    QString reason; ///< in words, for the dialog and for the command line
};
/// `newerRun`: a run of the same task with a higher number that may have started a worker; 0: there is none.
Gate gateOf(const WorkerRow &row, RerunSafety safety, const RunRecord &record, int newerRun);
/// Why nothing of `run` may be started or emptied any more once `newerRun` began.
QString newerRunReason(const QString &task, int run, int newerRun);

} // namespace zdtp
