#pragma once

#include "models/run/runoperation.h"

#include <QSet>

namespace zdtp {

/// What happened to the pods of a run since a resourceVersion, as the server's watch tells it again.
struct Replay
{
    bool complete = false; ///< the history reaches back to the beginning and was read to its end
    QSet<QString> seen;    ///< names of pods that existed at some time
    QString problem;       ///< why it is not complete
};
/// `mustSee`: names of pods that are there; a history that does not show them was not read to its end.
Async<Replay> replayPods(Requests requests, QString resourceVersion, QString labelSelector, QSet<QString> mustSee);

} // namespace zdtp
