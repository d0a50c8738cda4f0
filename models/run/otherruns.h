#pragma once

#include "models/run/runoperation.h"

namespace zdtp {

/// How long a claim keeps others away when its holder is not heard of. Longer than a request may be on its way, so that
/// what a vanished console sent last has happened, or never will.
inline constexpr qint64 leaseMilliseconds = 120'000;

/// The other runs of a task. Runs of one task write the same slices of the same target, so no two may work at once, and
/// nothing of an older run is started or emptied again once a newer one may have copied. An operation raises its own
/// flag in its run's record first (phase Preparing or Launching, or a claim) and asks here afterwards: of two that
/// begin at once at least one sees the other. The rules stand in README.md beside this file.
class OtherRuns
{
public:
    enum class Pods {
        Read,   ///< of all runs: at the start of an operation
        LeftOut ///< only the records: whatever began since the start has one
    };

    /// Reads what the server knows now. `own` is left out of everything but lastRun(); 0: no run is.
    Async<Outcome> read(Requests requests, QString task, int own, Pods pods);

    /// Refused while another run is being launched, has a worker that has not ended, or one that an operator restarts
    /// or cleans up.
    Outcome atWork(const QDateTime &now) const;
    /// Refused when a run with a higher number may have started a worker.
    Outcome newer() const;

    int lastRun() const { return m_last; } ///< the highest number known, 0: none
    const QString &podsVersion() const { return m_podsVersion; }

private:
    struct Run
    {
        std::optional<RunRecord> record; ///< none: only its pods are known
        int workers = 0;                 ///< pods that are there
        int unfinished = 0;              ///< of these
        bool mayHaveStarted() const;
    };

    QString m_task;
    int m_own = 0;
    int m_last = 0;
    QString m_podsVersion;
    QMap<int, Run> m_runs;
};

} // namespace zdtp
