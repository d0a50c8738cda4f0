#include "models/fleet/join.h"

#include "k8s/base/json.h"
#include "models/plan/plan.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::Fleet)
};

using Kind = k8s::ContainerState::Kind;

const k8s::ContainerStatus *mainStatus(const k8s::Pod &pod)
{
    if (pod.containers.isEmpty())
        return pod.containerStatuses.isEmpty() ? nullptr : &pod.containerStatuses.first();
    return pod.status(pod.containers.first().name);
}

/// The runtime refused to start it: the process never was.
bool neverRan(const k8s::ContainerState &state)
{
    return state.reason == QLatin1String("StartError") || state.reason == QLatin1String("ContainerCannotRun");
}

WorkerState stateOf(const k8s::Pod &pod, const QString &status)
{
    if (status == QLatin1String("Unknown") || status == QLatin1String("ContainerStatusUnknown") ||
        pod.phase == QLatin1String("Unknown"))
        return WorkerState::Unknown;
    if (pod.phase == QLatin1String("Succeeded"))
        return WorkerState::Succeeded;
    if (pod.phase == QLatin1String("Failed"))
        return WorkerState::Failed;
    const k8s::ContainerStatus *main = mainStatus(pod);
    if (pod.phase == QLatin1String("Running") && main && main->state.kind == Kind::Running)
        return WorkerState::Running;
    // Terminated with phase Running: the kubelet has not summed up yet, or will start it again.
    if (pod.phase == QLatin1String("Running") && main && main->state.kind == Kind::Terminated)
        return pod.restartPolicy == QLatin1String("Never") ? WorkerState::Running : WorkerState::Waiting;
    return WorkerState::Waiting;
}

void readPod(WorkerRow &row, const k8s::Pod &pod, const QDateTime &now)
{
    const k8s::PodCells cells = k8s::printPod(pod, now);
    row.podName = pod.meta.name;
    row.podUid = pod.meta.uid;
    row.podStatus = cells.status;
    row.ready = cells.ready;
    row.restarts = cells.restarts;
    row.restartCount = cells.restartCount;
    row.created = pod.meta.created;
    row.node = pod.nodeName;
    row.terminating = pod.meta.deleted.isValid();
    row.state = stateOf(pod, cells.status);
    row.started = mayHaveStarted(pod);
    row.reason = pod.reason;
    row.message = pod.message;
    if (!pod.containers.isEmpty())
        row.image = pod.containers.first().image;
    const k8s::ContainerStatus *main = mainStatus(pod);
    if (!main)
        return;
    const k8s::ContainerState &state =
        main->state.kind == Kind::Waiting && main->lastState.kind == Kind::Terminated ? main->lastState : main->state;
    if (!main->state.reason.isEmpty())
        row.reason = main->state.reason;
    row.startedAt = state.startedAt;
    if (state.kind == Kind::Terminated) {
        row.finishedAt = state.finishedAt;
        row.exitCode = state.exitCode;
    }
    if (!state.message.isEmpty())
        row.message = state.message.trimmed();
    else if (!main->state.message.isEmpty())
        row.message = main->state.message.trimmed();
    row.progress.rows = rowsOf(state.message);
    if (row.state == WorkerState::Succeeded)
        row.progress.percent = 100;
}

/// No pod is there: what the record knows instead.
void readAbsence(WorkerRow &row, const RunRecord &record, int index, const QDateTime &now)
{
    const AttemptRecord *attempt = record.attempt(row.spec.name, row.attempt);
    if (attempt && (attempt->removed || !attempt->evidenceName.isEmpty())) {
        const bool ended = attempt->endState == WorkerState::Succeeded || attempt->endState == WorkerState::Failed;
        row.state = ended ? *attempt->endState : WorkerState::Stopped;
        row.exitCode = attempt->exitCode;
        row.started = attempt->started;
        row.reason = attempt->reason;
        row.message = attempt->evidenceName.isEmpty()
                          ? attempt->reason
                          : Words::tr("The pod of attempt %1 was deleted here; its evidence is kept.").arg(row.attempt);
        return;
    }
    const bool created = index < record.intended || row.attempt > 1;
    if (!created) {
        row.attempt = 0;
        row.podName.clear();
        const bool comes = record.phase == RunPhase::Preparing || record.phase == RunPhase::Launching;
        row.state = comes ? WorkerState::Waiting : WorkerState::Stopped;
        return;
    }
    row.started = true; // cannot be excluded
    const QDateTime announced = attempt && attempt->intendedAt.isValid() ? attempt->intendedAt : record.updatedAt;
    const bool fresh = announced.isValid() && announced.msecsTo(now) < std::chrono::milliseconds(launchGrace).count();
    if (fresh && (record.phase == RunPhase::Launching || row.attempt > 1)) {
        row.state = WorkerState::Waiting;
        return;
    }
    row.state = WorkerState::Missing;
    row.message = Words::tr("Attempt %1 is recorded as started, and its pod is not there.").arg(row.attempt);
}

} // namespace

std::optional<PodPlace> placeOf(const k8s::Pod &pod)
{
    const auto label = [&pod](const char *key) { return pod.meta.labels.value(QString::fromLatin1(key)); };
    PodPlace place;
    place.nameSpace = pod.meta.nameSpace;
    place.task = label(names::task);
    place.run = label(names::run).toInt();
    place.worker = label(names::worker);
    place.attempt = label(names::attempt).toInt();
    place.role = label(names::role);
    if (place.role.isEmpty())
        place.role = QStringLiteral("worker");
    if (place.task.isEmpty() || place.run < 1 || (place.isWorker() && place.worker.isEmpty()))
        return {};
    return place;
}

bool mayHaveStarted(const k8s::Pod &pod)
{
    const k8s::ContainerStatus *main = mainStatus(pod);
    if (!main) {
        // Refused at the node's door, or evicted before anything began: such pods have no container statuses.
        if (pod.phase == QLatin1String("Failed"))
            return !(pod.reason == QLatin1String("Evicted") || pod.reason == QLatin1String("NodeAffinity") ||
                     pod.reason == QLatin1String("UnexpectedAdmissionError") ||
                     pod.reason == QLatin1String("Preempting") || pod.reason.startsWith(QLatin1String("OutOf")));
        return !pod.phase.isEmpty() && pod.phase != QLatin1String("Pending");
    }
    if (main->restartCount > 0 || main->lastState.kind != Kind::None)
        return !(neverRan(main->lastState) && main->restartCount == 0);
    switch (main->state.kind) {
    case Kind::Running:
        return true;
    case Kind::Terminated:
        return !neverRan(main->state);
    case Kind::Waiting:
        // A waiting container in a pod that is over (its node went): nobody says whether it ran.
        return pod.phase != QLatin1String("Pending") && pod.phase != QLatin1String("Running") &&
               !pod.nodeName.isEmpty();
    case Kind::None:
        break;
    }
    return pod.phase != QLatin1String("Pending");
}

std::optional<qint64> rowsOf(const QString &message)
{
    const QString text = message.trimmed();
    if (text.isEmpty())
        return {};
    const QString lastLine = text.mid(text.lastIndexOf(u'\n') + 1);
    if (lastLine.startsWith(u'{')) {
        const Json json = Json::parse(lastLine.toStdString(), nullptr, false);
        const Json *rows = json.is_object() ? jsonAt(json, {"rows"}) : nullptr;
        if (rows && rows->is_number_integer())
            return rows->get<qint64>();
        return {};
    }
    static const QRegularExpression done(QStringLiteral("\\bdone rows=(\\d{1,18})\\b"));
    const auto match = done.match(text);
    return match.hasMatch() ? std::optional(match.captured(1).toLongLong()) : std::nullopt;
}

WorkerRow joinWorker(const QString &nameSpace, const QString &task, int run, const RunRecord *record,
                     const WorkerSpec &spec, int index, const k8s::Pod *pod, const QDateTime &now)
{
    WorkerRow row;
    row.nameSpace = nameSpace;
    row.task = task;
    row.run = run;
    row.spec = spec;
    row.attempt = record ? record->latestAttempt(spec.name) : 1;
    const int podAttempt = pod ? pod->meta.labels.value(QString::fromLatin1(names::attempt)).toInt() : 0;
    if (pod && record && podAttempt >= row.attempt) {
        // A newer attempt than the record's is one whose record has not arrived here yet.
        const QString carried = pod->meta.annotations.value(QString::fromLatin1(names::launchId));
        if (podAttempt == row.attempt && carried != record->launchIdOf(spec.name, podAttempt)) {
            readAbsence(row, *record, index, now);
            row.podName = pod->meta.name;
            row.message = Words::tr("A pod of this name belongs to another launch.");
            return row;
        }
    } else if (record) {
        pod = nullptr;
    }
    if (pod) {
        row.attempt = std::max(podAttempt, 1);
        readPod(row, *pod, now);
        return row;
    }
    if (record) {
        row.podName = names::workerPod(task, run, spec.name, row.attempt);
        readAbsence(row, *record, index, now);
    } else {
        row.state = WorkerState::Missing;
    }
    // Without a pod there is no name to ask the server for.
    if (row.state != WorkerState::Missing)
        row.podName.clear();
    return row;
}

void count(RunSums &sums, WorkerState state, int by)
{
    sums.expected += by;
    switch (state) {
    case WorkerState::Running:
        sums.running += by;
        break;
    case WorkerState::Waiting:
        sums.waiting += by;
        break;
    case WorkerState::Succeeded:
        sums.succeeded += by;
        break;
    case WorkerState::Failed:
        sums.failed += by;
        break;
    case WorkerState::Missing:
        sums.missing += by;
        break;
    case WorkerState::Unknown:
        sums.unknown += by;
        break;
    case WorkerState::Stopped:
    case WorkerState::NotTried:
        sums.stopped += by;
        break;
    }
}

} // namespace zdtp
