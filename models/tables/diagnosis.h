#pragma once

#include "models/fleet/worker.h"
#include "models/run/gate.h"

namespace zdtp::tables {

/// Why a worker is not well, in words: what happened to the data first, then why, then what to do.
struct DiagnosisWords
{
    State state = State::Failed;
    QString heading; ///< empty: it is well, there is nothing to say
    QString why;
    QString whatToDo;
    friend bool operator==(const DiagnosisWords &, const DiagnosisWords &) = default;
};

/// Pure. `engine` is the name of the task's engine.
DiagnosisWords diagnose(const WorkerRow &row, const Gate &gate, const QString &engine);

} // namespace zdtp::tables
