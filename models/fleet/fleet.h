#pragma once

#include "k8s/api/pod.h"
#include "k8s/base/clock.h"
#include "k8s/cache/typedstore.h"
#include "models/fleet/worker.h"
#include "models/run/record.h"

#include <QHash>
#include <QList>
#include <QObject>

namespace zdtp {

/// One run with what the cluster says of it.
struct RunView
{
    RunRecord record;
    RunSums sums;
    bool ended = false;         ///< nothing of it runs or waits
    bool succeeded = false;     ///< ended, and every worker succeeded
    bool reconstructed = false; ///< its record is gone; known from labels only
    friend bool operator==(const RunView &, const RunView &) = default;
};

/// Joins run records and pods to workers with attempts, by labels and uids, never by parsing names. Changes of the
/// stores are gathered and told at most once an event-loop turn.
class Fleet : public QObject
{
    Q_OBJECT

public:
    /// The stores must outlive the fleet; it becomes their listener.
    Fleet(k8s::Store<k8s::Pod> &pods, k8s::Store<k8s::ConfigMap> &records, Clock &clock, QObject *parent = nullptr);
    ~Fleet() override;

    QList<RunView> runs() const;                                                ///< newest first
    QList<RunView> runsOf(const QString &nameSpace, const QString &task) const; ///< newest first
    const RunView *run(const QString &nameSpace, const QString &task, int run) const;
    QList<TaskRecord> tasks() const; ///< saved tasks, by name
    const TaskRecord *task(const QString &nameSpace, const QString &name) const;
    QList<WorkerRow> workers(const QString &nameSpace, const QString &task,
                             int run) const; ///< in the order of the plan
    QList<WorkerRow> allWorkers() const;
    const WorkerRow *worker(const QString &nameSpace, const QString &task, int run, const QString &worker) const;
    /// Helper pods of a run (count, cleanup, precheck), newest first: visible like any other pod.
    QList<k8s::Pod> helperPods(const QString &nameSpace, const QString &task, int run) const;
    const k8s::Pod *pod(const QString &nameSpace, const QString &name) const;

    /// Progress read from a worker's log, kept with its attempt.
    void setProgress(const QString &podUid, const Progress &progress);

signals:
    void tasksChanged();
    void runsChanged();
    /// Keys (WorkerRow::key) whose rows changed, and those that are gone.
    void workersChanged(const QStringList &changed, const QStringList &removed);
    void podChanged(const QString &nameSpace, const QString &name);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace zdtp
