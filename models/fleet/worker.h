#pragma once

#include "models/tables/roles.h"
#include "models/task/split.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <optional>

namespace zdtp {

/// What a worker is, in one word. Failed: its pod failed and nothing will start it again by itself. Unknown: the pod
/// vanished, or its node did. Missing: recorded as started, and neither a pod nor its evidence is there. Waiting:
/// pending, pulling, backing off, or not yet created by the launch. Stopped: ended on request. severity() gives the
/// order of trouble.
using WorkerState = State;
QString word(WorkerState state); ///< "Failed", translated

struct Progress
{
    std::optional<qint64> rows;
    std::optional<qint64> bytes;
    std::optional<double> rate;    ///< rows per second
    std::optional<double> percent; ///< 0…100; empty: the engine reports none
    friend bool operator==(const Progress &, const Progress &) = default;
};

/// One row of the worker table: a worker of a run with its latest attempt. Plain values.
struct WorkerRow
{
    QString nameSpace;
    QString task;
    int run = 0;
    WorkerSpec spec;
    int attempt = 0; ///< 0: never created
    WorkerState state = WorkerState::Waiting;
    QString podName;
    QString podUid;    ///< empty: no pod
    QString podStatus; ///< kubectl's STATUS, empty without a pod
    QString ready;     ///< "0/1"
    QString restarts;  ///< "3 (20s ago)"
    int restartCount = 0;
    QDateTime created; ///< of the pod, UTC
    QDateTime startedAt, finishedAt;
    QString node;
    QString image;
    bool started = false; ///< the main container ran at least once
    int exitCode = -1;    ///< -1: not ended or not known
    QString reason;       ///< terminated or waiting reason
    QString message;      ///< termination message or waiting message, trimmed
    bool terminating = false;
    Progress progress;

    QString key() const { return QStringLiteral("%1/%2/%3/%4").arg(nameSpace, task).arg(run).arg(spec.name); }
    friend bool operator==(const WorkerRow &, const WorkerRow &) = default;
};

/// The sums of a run; they always add up to expected.
struct RunSums
{
    int expected = 0, running = 0, waiting = 0, succeeded = 0, failed = 0, missing = 0, unknown = 0, stopped = 0;
    friend bool operator==(const RunSums &, const RunSums &) = default;
};

} // namespace zdtp

Q_DECLARE_METATYPE(zdtp::WorkerRow)
