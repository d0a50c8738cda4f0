#include "k8s/api/pod.h"
#include "models/fleet/join.h"
#include "models/run/helper.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::Archived)
};

constexpr int LogLines = 5000;
constexpr qsizetype LogBytes = 2 * 1024 * 1024;

k8s::Request logRequest(const RunContext &context, const QString &pod, const QString &container, bool previous)
{
    k8s::Request request;
    request.path = k8s::pathOf(k8s::resources::pods(), context.nameSpace, pod, QStringLiteral("log"));
    request.query.addQueryItem(QStringLiteral("timestamps"), QStringLiteral("true"));
    request.query.addQueryItem(QStringLiteral("tailLines"), QString::number(LogLines));
    if (!container.isEmpty())
        request.query.addQueryItem(QStringLiteral("container"), container);
    if (previous)
        request.query.addQueryItem(QStringLiteral("previous"), QStringLiteral("true"));
    request.accept = "*/*";
    return request;
}

/// What the server will not give is said in the place of what would be there; an answer that never came is an error.
Async<Result<QByteArray, k8s::ApiError>> readLog(Requests requests, QString pod, QString container, bool previous)
{
    const k8s::Request request = logRequest(requests.context(), pod, container, previous);
    k8s::ApiResult<k8s::Response> answer = co_await requests.send(request);
    if (answer)
        co_return answer->body.right(LogBytes);
    if (sentOf(answer.error()) != Sent::Refused)
        co_return fail(answer.error());
    co_return QByteArray(Words::tr("(no log: %1)").arg(answer.error().message).toUtf8());
}

} // namespace

Async<Archived> archive(Requests requests, const RunRecord *record, QString worker, int attempt, QString podName)
{
    Archived archived;
    ObjectResult found = co_await requests.read(k8s::resources::pods(), podName);
    if (!found) {
        if (!found.error().isNotFound())
            archived.outcome = Outcome::of(found.error(), Words::tr("Pod %1 was not read").arg(podName));
        archived.summary = Words::tr("no pod is there any more");
        co_return archived;
    }
    const auto pod = k8s::parsePod(jsonBytes(*found));
    if (!pod) {
        archived.outcome = {Outcome::Kind::Failed, pod.error().toLine()};
        co_return archived;
    }
    archived.podUid = pod->meta.uid;
    archived.resourceVersion = pod->meta.resourceVersion;

    AttemptEvidence evidence;
    evidence.podUid = pod->meta.uid;
    evidence.podJson = QByteArray::fromStdString(found->dump(2, ' ', false, Json::error_handler_t::replace));
    WorkerSpec spec;
    spec.name = worker;
    const WorkerRow row = joinWorker(record->nameSpace, record->task, record->run, nullptr, spec, 0, &*pod,
                                     requests.context().clock.now());
    evidence.podStatus = row.podStatus;
    evidence.reason = row.reason;
    evidence.exitCode = row.exitCode;
    evidence.started = row.started;
    evidence.startedAt = row.startedAt;
    evidence.finishedAt = row.finishedAt;
    archived.said.endState = row.state;
    archived.said.exitCode = row.exitCode;
    archived.said.started = row.started;
    archived.said.reason = row.reason;

    const QString container = pod->containers.isEmpty() ? QString() : pod->containers.first().name;
    auto log = co_await readLog(requests, podName, container, false);
    if (!log) {
        archived.outcome = Outcome::of(log.error(), Words::tr("The log of pod %1 was not read").arg(podName));
        co_return archived;
    }
    evidence.log = *log;
    if (row.restartCount > 0) {
        auto previous = co_await readLog(requests, podName, container, true);
        if (previous)
            evidence.previousLog = *previous;
    }
    k8s::ListOptions options;
    options.fieldSelector = QStringLiteral("involvedObject.name=") + podName;
    ObjectResult events = co_await requests.list(k8s::resources::events(), options);
    int eventCount = 0;
    if (events && events->contains("items") && (*events)["items"].is_array()) {
        Json own = Json::array();
        for (Json &event : (*events)["items"]) {
            if (jsonString(event, {"involvedObject", "uid"}) == pod->meta.uid)
                own.push_back(std::move(event));
        }
        eventCount = int(own.size());
        evidence.eventsJson = jsonBytes(own);
    } else if (!events && sentOf(events.error()) != Sent::Refused) {
        archived.outcome = Outcome::of(events.error(), Words::tr("The events of pod %1 were not read").arg(podName));
        co_return archived;
    }

    const k8s::ConfigMap map = toConfigMap(evidence, *record, worker, attempt, podName);
    Json manifest = k8s::toJson(map);
    manifest["apiVersion"] = "v1";
    manifest["kind"] = "ConfigMap";
    stampLaunch(manifest, evidence.podUid);
    const Creation creation = co_await createOnce(requests, manifest);
    if (!creation.isThere() && creation.kind == Creation::Kind::Foreign) {
        // Kept before, perhaps by a restart that was cut off: it is the same pod when the uid says so.
        ObjectResult kept = co_await requests.read(k8s::resources::configMaps(), map.meta.name);
        const QString keptUid = kept ? jsonString(*kept, {"metadata", "annotations", names::launchId}) : QString();
        if (keptUid != evidence.podUid) {
            archived.outcome = creation.outcome(QStringLiteral("ConfigMap ") + map.meta.name);
            co_return archived;
        }
    } else if (!creation.isThere()) {
        archived.outcome = creation.outcome(QStringLiteral("ConfigMap ") + map.meta.name);
        co_return archived;
    }
    archived.name = map.meta.name;
    archived.said.evidenceName = map.meta.name;
    const qsizetype lines = evidence.log.count('\n');
    archived.summary = Words::tr("pod, %1 events, log of %2 lines").arg(eventCount).arg(lines);
    if (row.exitCode >= 0)
        archived.summary += Words::tr(", exit code %1").arg(row.exitCode);
    co_return archived;
}

} // namespace zdtp
