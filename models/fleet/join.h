#pragma once

#include "k8s/api/pod.h"
#include "models/fleet/worker.h"
#include "models/run/record.h"

#include <chrono>

namespace zdtp {

/// What the labels of a pod say it is. Its name is never read.
struct PodPlace
{
    QString nameSpace;
    QString task;
    int run = 0;
    QString worker; ///< empty: a helper for the whole task
    int attempt = 0;
    QString role; ///< "worker", or the word of a helper

    bool isWorker() const { return role == QLatin1String("worker"); }
    friend bool operator==(const PodPlace &, const PodPlace &) = default;
};
/// Empty when the labels name no task and run.
std::optional<PodPlace> placeOf(const k8s::Pod &pod);

/// How long a worker that the launch has announced may take to appear before it counts as missing.
inline constexpr std::chrono::seconds launchGrace{60};

/// One worker as its record and the pod of its latest attempt say. Pure. `record` null: known from labels only.
/// `index`: place of the worker in the plan. `pod` null: there is none; a pod of another launch counts as none.
WorkerRow joinWorker(const QString &nameSpace, const QString &task, int run, const RunRecord *record,
                     const WorkerSpec &spec, int index, const k8s::Pod *pod, const QDateTime &now);

/// The main container ran, or may have run. Never false when it cannot be excluded.
bool mayHaveStarted(const k8s::Pod &pod);

/// Rows from a termination message: one line of JSON {"rows": 612304}, or "done rows=612304".
std::optional<qint64> rowsOf(const QString &terminationMessage);

void count(RunSums &sums, WorkerState state, int by);

} // namespace zdtp
