#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"

#include <QProcessEnvironment>

namespace zdtp::k8s {

/// How a program is run and what came of it. Inside k8s/rest only.
struct ExecRun
{
    QString program; ///< absolute
    QStringList args;
    QProcessEnvironment environment;
    std::chrono::milliseconds timeout{0};
    /// It gets our standard input and standard error, as they are; else neither.
    bool interactive = false;
};
struct ExecOutcome
{
    enum class End { Exited, Crashed, NotStarted, TimedOut, TooMuch, Cancelled };
    End end = End::Exited;
    int exitCode = 0;
    QByteArray output;
    QString errors; ///< the last of standard error, cleaned
    QString reason; ///< the system's words when it was not started
};

/// Starts it. `said` gets standard error as it comes, cleaned; `done` the outcome, from the event loop. Destroying the
/// handle ends the program and what it started.
[[nodiscard]] CallHandle startExec(ExecRun run, Clock &clock, std::function<void(const QString &)> said,
                                   std::function<void(ExecOutcome)> done);

} // namespace zdtp::k8s
