#include "models/plan/planner.h"

#include <QCoreApplication>
#include <QLocale>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Plan", text);
}

/// Of the values in one ConfigMap of items; the server's limit is 1 MiB for all of the object.
constexpr qsizetype largestItems = 700 * 1024;

void put(Json &json, const char *key, const std::optional<int> &value)
{
    if (value)
        json[key] = *value;
}

Error tooLong(const QString &name, int most)
{
    return {
        say("the name %1 has more than %2 characters").arg(name).arg(most), say("Shorten the name of the task"), {}};
}

/// A Job's spec apart from completions and the template. A Job of workers that may not start twice never starts a pod
/// in place of a failed one, and none beside one that still terminates.
Json jobSpec(const PlanInput &input, bool indexed)
{
    const Scheduling &scheduling = input.task.scheduling;
    Json spec;
    if (indexed)
        spec["completionMode"] = "Indexed";
    // Without limits of their own the indexes of a Job are all ended when one has failed.
    const bool perIndex = indexed && scheduling.restartPolicy == RestartPolicy::Never &&
                          (scheduling.backoffLimitPerIndex || !scheduling.backoffLimit);
    if (perIndex) {
        spec["backoffLimitPerIndex"] = scheduling.backoffLimitPerIndex.value_or(0);
        put(spec, "maxFailedIndexes", scheduling.maxFailedIndexes);
    }
    if (scheduling.backoffLimit)
        spec["backoffLimit"] = *scheduling.backoffLimit;
    else if (!perIndex && scheduling.restartPolicy == RestartPolicy::Never)
        spec["backoffLimit"] = 0;
    put(spec, "activeDeadlineSeconds", scheduling.activeDeadlineSeconds);
    put(spec, "ttlSecondsAfterFinished", scheduling.ttlSecondsAfterFinished);
    spec["podReplacementPolicy"] = "Failed";
    return spec;
}

} // namespace

Result<PlannedObject> Planner::worker(const WorkerSpec &worker, int attempt) const
{
    const PlanInput &input = m_parts->input;
    const SyncTask &task = input.task;
    const SchedulingMode mode = task.scheduling.mode;
    const TemplateValues own = m_parts->valuesOf(&worker, attempt);
    const TemplateData values(own, TemplateLanguage::Pod);
    PodParts parts;
    parts.name = names::workerPod(task.name, input.run, worker.name, attempt);
    if (parts.name.size() > 253)
        return fail(tooLong(parts.name, 253));
    parts.role = QStringLiteral("worker");
    parts.worker = &worker;
    parts.attempt = attempt;
    parts.restartPolicy = task.scheduling.restartPolicy;
    if (mode == SchedulingMode::Pod)
        parts.deadlineSeconds = task.scheduling.activeDeadlineSeconds;
    for (const Template &text : m_parts->command)
        parts.command.append(text.render(m_parts->sharedForPods, values));
    m_parts->addContract(parts, &worker, attempt);
    m_parts->addEnvironment(parts, values, own);
    Json pod = podManifest(input, parts);
    PlannedObject object;
    object.worker = worker.name;
    object.attempt = attempt;
    object.part = PlannedObject::Part::Work;
    if (mode == SchedulingMode::Pod) {
        object.kind = QStringLiteral("Pod");
        object.name = parts.name;
        object.manifest = std::move(pod);
        return object;
    }
    object.name = names::workload(task.name, input.run, worker.name);
    if (object.name.size() > 63)
        return fail(tooLong(object.name, 63));
    const Json labels = labelsOf(input, parts.role, &worker, attempt);
    if (mode == SchedulingMode::Deployment) {
        object.kind = QStringLiteral("Deployment");
        object.manifest = objectManifest(input, "apps/v1", "Deployment", object.name, labels);
        Json &spec = object.manifest["spec"];
        spec["replicas"] = 1;
        // The old pod is gone before a new one starts: two consumers would read one change twice.
        spec["strategy"] = {{"type", "Recreate"}};
        for (const char *key : {names::role, names::run, names::task, names::worker})
            spec["selector"]["matchLabels"][key] = labels[key];
        spec["template"] = podTemplate(pod);
        return object;
    }
    object.kind = QStringLiteral("Job");
    object.manifest = objectManifest(input, "batch/v1", "Job", object.name, labels);
    Json &spec = object.manifest["spec"] = jobSpec(input, false);
    spec["completions"] = 1;
    spec["parallelism"] = 1;
    spec["template"] = podTemplate(pod);
    return object;
}

Result<QList<PlannedObject>> Planner::items(const QList<WorkerSpec> &workers) const
{
    const PlanInput &input = m_parts->input;
    QList<PlannedObject> maps;
    qsizetype room = 0;
    for (qsizetype index = 0; index < workers.size(); ++index) {
        QString text;
        for (const auto &[name, value] : m_parts->ownEnvironment(workers.at(index), 1))
            text += QStringLiteral("export %1=%2\n").arg(name, quote::shell(value));
        // An index of the Job, or what the queue says.
        const std::string key =
            isQueueMode(input.task.scheduling.mode) ? workers.at(index).name.toStdString() : std::to_string(index);
        const qsizetype bytes = text.toUtf8().size() + qsizetype(key.size());
        if (bytes > largestItems)
            return fail(say("what worker %1 gets has %2; a ConfigMap holds 1 MiB")
                            .arg(workers.at(index).name, QLocale().formattedDataSize(bytes)));
        if (maps.isEmpty() || bytes > room) {
            PlannedObject map;
            map.kind = QStringLiteral("ConfigMap");
            map.name = names::runItems(input.task.name, input.run, int(maps.size()) + 1);
            map.manifest = objectManifest(input, "v1", "ConfigMap", map.name,
                                          labelsOf(input, QStringLiteral("config"), nullptr, 0));
            map.manifest["immutable"] = true;
            map.manifest["data"] = Json::object();
            maps.append(std::move(map));
            room = largestItems;
        }
        room -= bytes;
        maps.last().manifest["data"][key] = text;
    }
    return maps;
}

Result<PlannedObject> Planner::work(const QList<WorkerSpec> &workers, int itemMaps) const
{
    const PlanInput &input = m_parts->input;
    const SyncTask &task = input.task;
    const bool isCron = task.scheduling.mode == SchedulingMode::CronJob;
    const bool isQueue = isQueueMode(task.scheduling.mode);
    const TemplateValues own = m_parts->valuesOf(nullptr, 0);
    const TemplateData values(own, TemplateLanguage::Pod);
    PodParts parts;
    parts.role = QStringLiteral("worker");
    parts.attempt = 1;
    parts.restartPolicy = task.scheduling.restartPolicy;
    parts.itemMaps = itemMaps;
    // The worker of an index is known in the pod only: its variables come from its file.
    if (!isQueue)
        parts.command = {QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                         quote::pod(QStringLiteral(". \"/zdtp/items/${JOB_COMPLETION_INDEX}\" && exec \"$@\"")),
                         QStringLiteral("zdtp")};
    for (const Template &text : m_parts->command)
        parts.command.append(text.render(m_parts->sharedForPods, values));
    m_parts->addContract(parts, nullptr, 0);
    m_parts->addEnvironment(parts, values, own);
    Json spec = jobSpec(input, !isQueue);
    if (isQueue)
        limitQueueJob(input, spec, int(workers.size()));
    else
        spec["completions"] = int(workers.size());
    spec["parallelism"] = task.scheduling.parallelism > 0 ? std::min(task.scheduling.parallelism, int(workers.size()))
                                                          : int(workers.size());
    Json pod = podManifest(input, parts);
    if (isQueue)
        feedFromQueue(input, pod);
    if (isCron && task.prepare == Prepare::Truncate && task.type == SyncType::Full) {
        if (workers.size() != 1)
            return fail(say("a timed task with %1 workers cannot empty its target before each run").arg(workers.size()),
                        say("Keep one worker, or write prepare: keep with an engine that writes each row once"));
        auto prepared = helper({HelperKind::Prepare, nullptr, Side::Target, 1});
        if (!prepared)
            return fail(prepared.error());
        Json container = prepared->manifest["spec"]["containers"][0];
        container["name"] = "prepare";
        pod["spec"]["initContainers"] = Json::array({std::move(container)});
    }
    spec["template"] = podTemplate(pod);

    PlannedObject object;
    object.name = names::workload(task.name, input.run, {});
    object.part = PlannedObject::Part::Work;
    object.attempt = 1;
    const Json labels = labelsOf(input, parts.role, nullptr, 1);
    if (!isCron) {
        if (object.name.size() > 63)
            return fail(tooLong(object.name, 63));
        object.kind = QStringLiteral("Job");
        object.manifest = objectManifest(input, "batch/v1", "Job", object.name, labels);
        object.manifest["spec"] = std::move(spec);
        return object;
    }
    if (object.name.size() > 52)
        return fail(tooLong(object.name, 52));
    object.kind = QStringLiteral("CronJob");
    object.manifest = objectManifest(input, "batch/v1", "CronJob", object.name, labels);
    Json &cron = object.manifest["spec"];
    cron["schedule"] = task.scheduling.schedule;
    if (!task.scheduling.timeZone.isEmpty())
        cron["timeZone"] = task.scheduling.timeZone;
    cron["concurrencyPolicy"] =
        task.scheduling.concurrencyPolicy.isEmpty() ? QStringLiteral("Forbid") : task.scheduling.concurrencyPolicy;
    put(cron, "startingDeadlineSeconds", task.scheduling.startingDeadlineSeconds);
    put(cron, "successfulJobsHistoryLimit", task.scheduling.successfulJobsHistoryLimit);
    put(cron, "failedJobsHistoryLimit", task.scheduling.failedJobsHistoryLimit);
    cron["jobTemplate"]["metadata"]["labels"] = labels;
    cron["jobTemplate"]["spec"] = std::move(spec);
    return object;
}

} // namespace zdtp
