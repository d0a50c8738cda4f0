#include "models/fleet/fleet.h"

#include "models/fleet/join.h"
#include "models/plan/plan.h"
#include "models/task/document.h"

#include <QLoggingCategory>
#include <QSet>

#include <algorithm>
#include <map>

namespace zdtp {

Q_LOGGING_CATEGORY(fleetLog, "zdtp.models.fleet")

namespace {

QString runKey(const QString &nameSpace, const QString &task, int run)
{
    return nameSpace + u'/' + task + u'/' + QString::number(run);
}

struct Worker
{
    WorkerSpec spec;
    int index = 0;
    QMap<int, QString> pods; ///< attempt → key of its pod
    WorkerRow row;
    bool counted = false; ///< its state is in the sums
};

struct Run
{
    RunView view;
    bool hasRecord = false;
    QByteArray planned; ///< the document that the workers were made from
    QList<Worker> workers;
    QHash<QString, int> byName;
    QSet<QString> helpers; ///< keys of pods
    QSet<int> dirty;
};

} // namespace

class Fleet::Private
{
public:
    Private(Fleet *fleet, k8s::Store<k8s::Pod> &podStore, k8s::Store<k8s::ConfigMap> &recordStore, Clock &time)
        : q(fleet), pods(podStore), records(recordStore), clock(time)
    {
    }

    void podsChanged(const k8s::StoreChange<k8s::Pod> &change);
    void recordsChanged(const k8s::StoreChange<k8s::ConfigMap> &change);
    void schedule();
    void update();
    void flush();
    void rowGone(const QString &key)
    {
        removedRows.insert(key);
        changedRows.remove(key);
    }

    Run &runAt(const QString &nameSpace, const QString &task, int number);
    int workerAt(Run &run, const QString &name);
    void placePod(const QString &key, const k8s::Pod &pod);
    void unplacePod(const QString &key);
    void takeRecord(const QString &key, const k8s::ConfigMap &map);
    void dropRecord(const QString &key);
    void planWorkers(Run &run, const RunRecord &record);
    void markAll(const QString &key, Run &run);
    bool refresh(Run &run, int index);
    void sumUp(Run &run);
    void dropIfEmpty(const QString &key);
    void watchGrace();

    Fleet *q;
    k8s::Store<k8s::Pod> &pods;
    k8s::Store<k8s::ConfigMap> &records;
    Clock &clock;

    std::map<QString, Run> runs;
    QHash<QString, PodPlace> places;     ///< key of a pod → what it is
    QHash<QString, QString> recordRuns;  ///< key of a ConfigMap → key of its run
    std::map<QString, TaskRecord> tasks; ///< by "namespace/name"
    QHash<QString, QString> recordTasks; ///< key of a ConfigMap → key of its task
    QHash<QString, Progress> progress;   ///< by uid of a pod
    QSet<QString> dirtyRuns;
    QSet<QString> changedPods;
    QSet<QString> removedRows;
    QSet<QString> changedRows;
    bool tasksDirty = false;
    bool runsDirty = false;
    bool scheduled = false;
    TimerHandle grace;
};

void Fleet::Private::schedule()
{
    if (std::exchange(scheduled, true))
        return;
    QMetaObject::invokeMethod(
        q,
        [this] {
            scheduled = false;
            flush();
        },
        Qt::QueuedConnection);
}

Run &Fleet::Private::runAt(const QString &nameSpace, const QString &task, int number)
{
    const QString key = runKey(nameSpace, task, number);
    const auto [entry, made] = runs.try_emplace(key);
    if (made) {
        RunRecord &record = entry->second.view.record;
        record.nameSpace = nameSpace;
        record.task = task;
        record.run = number;
        record.phase = RunPhase::Launched;
        entry->second.view.reconstructed = true;
        runsDirty = true;
    }
    dirtyRuns.insert(key);
    return entry->second;
}

int Fleet::Private::workerAt(Run &run, const QString &name)
{
    const auto found = run.byName.constFind(name);
    if (found != run.byName.cend())
        return *found;
    Worker worker;
    worker.spec.name = name;
    worker.index = int(run.workers.size());
    run.workers.append(worker);
    run.byName.insert(name, worker.index);
    return worker.index;
}

void Fleet::Private::placePod(const QString &key, const k8s::Pod &pod)
{
    const auto place = placeOf(pod);
    const auto old = places.constFind(key);
    if (old != places.cend() && (!place || *old != *place))
        unplacePod(key);
    if (!place)
        return;
    places.insert(key, *place);
    Run &run = runAt(place->nameSpace, place->task, place->run);
    if (!place->isWorker()) {
        run.helpers.insert(key);
        return;
    }
    const int index = workerAt(run, place->worker);
    run.workers[index].pods.insert(place->attempt, key);
    run.dirty.insert(index);
}

void Fleet::Private::unplacePod(const QString &key)
{
    const auto found = places.constFind(key);
    if (found == places.cend())
        return;
    const PodPlace place = *found;
    places.erase(found);
    Run &run = runAt(place.nameSpace, place.task, place.run);
    run.helpers.remove(key);
    if (const auto index = run.byName.constFind(place.worker); place.isWorker() && index != run.byName.cend()) {
        run.workers[*index].pods.remove(place.attempt);
        run.dirty.insert(*index);
    }
}

void Fleet::Private::podsChanged(const k8s::StoreChange<k8s::Pod> &change)
{
    for (const k8s::Pod &pod : change.removed) {
        const QString key = k8s::Store<k8s::Pod>::keyOf(pod.meta);
        progress.remove(pod.meta.uid);
        changedPods.insert(key);
        if (!pods.find(key))
            unplacePod(key);
    }
    for (const QString &key : change.upserted) {
        changedPods.insert(key);
        if (const k8s::Pod *pod = pods.find(key))
            placePod(key, *pod);
    }
    schedule();
}

void Fleet::Private::planWorkers(Run &run, const RunRecord &record)
{
    if (run.hasRecord && run.planned == record.taskYaml)
        return;
    run.planned = record.taskYaml;
    const ParsedTask parsed = parseSyncTask(record.taskYaml, {});
    QList<WorkerSpec> specs;
    if (parsed.task)
        specs = workersOf(*parsed.task);
    // Pods may have come before the record: their workers keep what was found of them, in the order of the plan.
    QHash<QString, Worker> known;
    for (const Worker &worker : std::as_const(run.workers))
        known.insert(worker.spec.name, worker);
    run.workers.clear();
    run.byName.clear();
    for (const WorkerSpec &spec : std::as_const(specs)) {
        Worker worker = known.take(spec.name);
        worker.spec = spec;
        worker.index = int(run.workers.size());
        run.byName.insert(spec.name, worker.index);
        run.workers.append(worker);
    }
    // What runs under the run's labels and is in no plan is shown all the same.
    QStringList others = known.keys();
    others.sort();
    for (const QString &name : std::as_const(others)) {
        Worker worker = known.value(name);
        worker.index = int(run.workers.size());
        run.byName.insert(name, worker.index);
        run.workers.append(worker);
    }
}

void Fleet::Private::markAll(const QString &key, Run &run)
{
    for (int index = 0; index < run.workers.size(); ++index)
        run.dirty.insert(index);
    dirtyRuns.insert(key);
}

void Fleet::Private::takeRecord(const QString &key, const k8s::ConfigMap &map)
{
    if (isTaskRecord(map)) {
        const auto task = parseTaskRecord(map);
        if (!task) {
            qCWarning(fleetLog).noquote() << task.error().toLine();
            return dropRecord(key);
        }
        const QString taskKey = task->nameSpace + u'/' + task->name;
        tasks[taskKey] = *task;
        recordTasks.insert(key, taskKey);
        tasksDirty = true;
        return;
    }
    if (!isRunRecord(map))
        return dropRecord(key);
    const auto record = parseRunRecord(map);
    if (!record) {
        qCWarning(fleetLog).noquote() << record.error().toLine();
        return dropRecord(key);
    }
    Run &run = runAt(record->nameSpace, record->task, record->run);
    planWorkers(run, *record);
    run.hasRecord = true;
    run.view.record = *record;
    run.view.reconstructed = false;
    const QString id = runKey(record->nameSpace, record->task, record->run);
    recordRuns.insert(key, id);
    markAll(id, run);
    runsDirty = true;
}

void Fleet::Private::dropRecord(const QString &key)
{
    if (const QString task = recordTasks.take(key); !task.isEmpty()) {
        tasks.erase(task);
        tasksDirty = true;
    }
    const QString id = recordRuns.take(key);
    const auto found = runs.find(id);
    if (id.isEmpty() || found == runs.end())
        return;
    Run &run = found->second;
    run.hasRecord = false;
    run.view.reconstructed = true;
    run.planned.clear();
    // Only what the labels of pods say is left.
    QList<Worker> seen;
    QHash<QString, int> byName;
    for (const Worker &worker : std::as_const(run.workers)) {
        if (worker.pods.isEmpty()) {
            if (worker.counted)
                rowGone(worker.row.key());
            continue;
        }
        Worker kept = worker;
        kept.index = int(seen.size());
        byName.insert(kept.spec.name, kept.index);
        seen.append(kept);
    }
    run.workers = seen;
    run.byName = byName;
    run.dirty.clear();
    markAll(id, run);
    runsDirty = true;
}

void Fleet::Private::recordsChanged(const k8s::StoreChange<k8s::ConfigMap> &change)
{
    for (const k8s::ConfigMap &map : change.removed) {
        const QString key = k8s::Store<k8s::ConfigMap>::keyOf(map.meta);
        if (!records.find(key))
            dropRecord(key);
    }
    for (const QString &key : change.upserted) {
        if (const k8s::ConfigMap *map = records.find(key))
            takeRecord(key, *map);
    }
    schedule();
}

bool Fleet::Private::refresh(Run &run, int index)
{
    Worker &worker = run.workers[index];
    const k8s::Pod *pod = worker.pods.isEmpty() ? nullptr : pods.find(worker.pods.last());
    const RunRecord &record = run.view.record;
    WorkerRow row = joinWorker(record.nameSpace, record.task, record.run, run.hasRecord ? &record : nullptr,
                               worker.spec, index, pod, clock.now());
    if (const auto known = progress.constFind(row.podUid); known != progress.cend() && !row.podUid.isEmpty()) {
        const Progress read = row.progress;
        row.progress = *known;
        if (read.rows)
            row.progress.rows = read.rows;
        if (read.percent)
            row.progress.percent = read.percent;
    }
    if (worker.counted && row == worker.row)
        return false;
    worker.row = std::move(row);
    worker.counted = true;
    return true;
}

void Fleet::Private::sumUp(Run &run)
{
    RunSums sums;
    for (const Worker &worker : std::as_const(run.workers))
        count(sums, worker.row.state, 1);
    RunView &view = run.view;
    if (!run.hasRecord) {
        view.record.expected = sums.expected;
        view.record.intended = sums.expected;
        QDateTime earliest;
        for (const Worker &worker : std::as_const(run.workers)) {
            if (worker.row.created.isValid() && (!earliest.isValid() || worker.row.created < earliest))
                earliest = worker.row.created;
        }
        view.record.launchedAt = earliest;
    }
    const bool ended = sums.running == 0 && sums.waiting == 0;
    const bool succeeded = ended && sums.expected > 0 && sums.succeeded == sums.expected;
    if (sums != view.sums || ended != view.ended || succeeded != view.succeeded) {
        view.sums = sums;
        view.ended = ended;
        view.succeeded = succeeded;
        runsDirty = true;
    }
}

void Fleet::Private::dropIfEmpty(const QString &key)
{
    const auto found = runs.find(key);
    if (found == runs.end())
        return;
    const Run &run = found->second;
    const bool anyPod = std::any_of(run.workers.cbegin(), run.workers.cend(),
                                    [](const Worker &worker) { return !worker.pods.isEmpty(); });
    if (run.hasRecord || anyPod || !run.helpers.isEmpty())
        return;
    for (const Worker &worker : run.workers) {
        if (worker.counted)
            rowGone(worker.row.key());
    }
    runs.erase(found);
    runsDirty = true;
}

/// A worker that was announced and does not come becomes missing by the clock alone.
void Fleet::Private::watchGrace()
{
    bool waits = false;
    for (const auto &[key, run] : runs) {
        for (const Worker &worker : run.workers)
            waits = waits ||
                    (worker.row.state == WorkerState::Waiting && worker.row.podUid.isEmpty() && worker.row.attempt > 0);
    }
    if (!waits) {
        grace.reset();
        return;
    }
    if (grace)
        return;
    grace = clock.after(std::chrono::seconds(5), [this] {
        const TimerHandle ended = std::move(grace);
        for (auto &[key, run] : runs) {
            for (const Worker &worker : std::as_const(run.workers)) {
                if (worker.row.state == WorkerState::Waiting && worker.row.podUid.isEmpty()) {
                    run.dirty.insert(worker.index);
                    dirtyRuns.insert(key);
                }
            }
        }
        flush();
        watchGrace();
    });
}

/// Brings rows and sums up to what the stores hold. Readers never see less than the stores, also before the signals.
void Fleet::Private::update()
{
    const QSet<QString> touched = std::exchange(dirtyRuns, {});
    for (const QString &key : touched) {
        const auto found = runs.find(key);
        if (found == runs.end())
            continue;
        Run &run = found->second;
        QList<int> gone;
        for (const int index : std::exchange(run.dirty, {})) {
            if (index >= run.workers.size())
                continue;
            if (!run.hasRecord && run.workers.at(index).pods.isEmpty()) {
                gone.append(index);
                continue;
            }
            if (refresh(run, index)) {
                changedRows.insert(run.workers.at(index).row.key());
                removedRows.remove(run.workers.at(index).row.key());
            }
        }
        std::sort(gone.begin(), gone.end(), std::greater<>());
        for (const int index : std::as_const(gone)) {
            if (run.workers.at(index).counted)
                rowGone(run.workers.at(index).row.key());
            run.workers.removeAt(index);
        }
        if (!gone.isEmpty()) {
            run.byName.clear();
            for (int index = 0; index < run.workers.size(); ++index) {
                run.workers[index].index = index;
                run.byName.insert(run.workers.at(index).spec.name, index);
            }
        }
        sumUp(run);
        dropIfEmpty(key);
    }
}

void Fleet::Private::flush()
{
    update();
    const QStringList removed = std::exchange(removedRows, {}).values();
    const QStringList changed = std::exchange(changedRows, {}).values();
    const QSet<QString> podKeys = std::exchange(changedPods, {});
    const bool tellTasks = std::exchange(tasksDirty, false);
    const bool tellRuns = std::exchange(runsDirty, false);
    watchGrace();
    if (tellTasks)
        emit q->tasksChanged();
    if (tellRuns)
        emit q->runsChanged();
    if (!changed.isEmpty() || !removed.isEmpty())
        emit q->workersChanged(changed, removed);
    for (const QString &key : podKeys) {
        const qsizetype slash = key.indexOf(u'/');
        emit q->podChanged(key.left(slash), key.mid(slash + 1));
    }
}

Fleet::Fleet(k8s::Store<k8s::Pod> &pods, k8s::Store<k8s::ConfigMap> &records, Clock &clock, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, pods, records, clock))
{
    pods.onChange([this](const auto &change) { d->podsChanged(change); });
    records.onChange([this](const auto &change) { d->recordsChanged(change); });
    k8s::StoreChange<k8s::Pod> podsSoFar;
    podsSoFar.upserted = pods.objects().keys();
    d->podsChanged(podsSoFar);
    k8s::StoreChange<k8s::ConfigMap> recordsSoFar;
    recordsSoFar.upserted = records.objects().keys();
    d->recordsChanged(recordsSoFar);
}

Fleet::~Fleet()
{
    d->pods.onChange({});
    d->records.onChange({});
}

QList<RunView> Fleet::runs() const
{
    d->update();
    QList<RunView> all;
    all.reserve(qsizetype(d->runs.size()));
    for (const auto &[key, run] : d->runs)
        all.append(run.view);
    std::sort(all.begin(), all.end(), [](const RunView &a, const RunView &b) {
        if (a.record.launchedAt != b.record.launchedAt)
            return a.record.launchedAt > b.record.launchedAt;
        return std::tie(a.record.task, b.record.run) < std::tie(b.record.task, a.record.run);
    });
    return all;
}

QList<RunView> Fleet::runsOf(const QString &nameSpace, const QString &task) const
{
    d->update();
    QList<RunView> found;
    for (const auto &[key, run] : d->runs) {
        if (run.view.record.nameSpace == nameSpace && run.view.record.task == task)
            found.append(run.view);
    }
    std::sort(found.begin(), found.end(),
              [](const RunView &a, const RunView &b) { return a.record.run > b.record.run; });
    return found;
}

const RunView *Fleet::run(const QString &nameSpace, const QString &task, int number) const
{
    d->update();
    const auto found = d->runs.find(runKey(nameSpace, task, number));
    return found == d->runs.end() ? nullptr : &found->second.view;
}

QList<TaskRecord> Fleet::tasks() const
{
    QList<TaskRecord> all;
    for (const auto &[key, task] : d->tasks)
        all.append(task);
    return all;
}

const TaskRecord *Fleet::task(const QString &nameSpace, const QString &name) const
{
    const auto found = d->tasks.find(nameSpace + u'/' + name);
    return found == d->tasks.end() ? nullptr : &found->second;
}

QList<WorkerRow> Fleet::workers(const QString &nameSpace, const QString &task, int number) const
{
    d->update();
    QList<WorkerRow> rows;
    const auto found = d->runs.find(runKey(nameSpace, task, number));
    if (found == d->runs.end())
        return rows;
    for (const Worker &worker : found->second.workers) {
        if (worker.counted)
            rows.append(worker.row);
    }
    if (!found->second.hasRecord)
        std::sort(rows.begin(), rows.end(),
                  [](const WorkerRow &a, const WorkerRow &b) { return a.spec.name < b.spec.name; });
    return rows;
}

QList<WorkerRow> Fleet::allWorkers() const
{
    QList<WorkerRow> rows;
    const QList<RunView> ordered = runs();
    for (const RunView &view : ordered)
        rows += workers(view.record.nameSpace, view.record.task, view.record.run);
    return rows;
}

const WorkerRow *Fleet::worker(const QString &nameSpace, const QString &task, int number, const QString &name) const
{
    d->update();
    const auto found = d->runs.find(runKey(nameSpace, task, number));
    if (found == d->runs.end())
        return nullptr;
    const auto index = found->second.byName.constFind(name);
    if (index == found->second.byName.cend())
        return nullptr;
    const Worker &worker = found->second.workers.at(*index);
    return worker.counted ? &worker.row : nullptr;
}

QList<k8s::Pod> Fleet::helperPods(const QString &nameSpace, const QString &task, int number) const
{
    QList<k8s::Pod> helpers;
    const auto found = d->runs.find(runKey(nameSpace, task, number));
    if (found == d->runs.end())
        return helpers;
    for (const QString &key : found->second.helpers) {
        if (const k8s::Pod *pod = d->pods.find(key))
            helpers.append(*pod);
    }
    std::sort(helpers.begin(), helpers.end(), [](const k8s::Pod &a, const k8s::Pod &b) {
        return a.meta.created != b.meta.created ? a.meta.created > b.meta.created : a.meta.name > b.meta.name;
    });
    return helpers;
}

const k8s::Pod *Fleet::pod(const QString &nameSpace, const QString &name) const
{
    return d->pods.find(nameSpace, name);
}

void Fleet::setProgress(const QString &podUid, const Progress &progress)
{
    if (podUid.isEmpty() || d->progress.value(podUid) == progress)
        return;
    for (auto &[key, run] : d->runs) {
        for (const Worker &worker : std::as_const(run.workers)) {
            if (worker.row.podUid == podUid) {
                d->progress.insert(podUid, progress);
                run.dirty.insert(worker.index);
                d->dirtyRuns.insert(key);
                d->schedule();
                return;
            }
        }
    }
}

} // namespace zdtp
