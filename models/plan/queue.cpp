#include "models/plan/planner.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

/// Outside of any namespace, as Qt wants it; a static library's resources are not there otherwise.
static void initQueueResources()
{
    Q_INIT_RESOURCE(queue);
}

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Plan", text);
}

/// queue.sh's and run.sh's code for: nothing is left, and some items failed.
constexpr int overCode = 79;

/// What a queue is spoken to with.
struct Client
{
    const char *image;
    const char *script; ///< beside queue.sh
};

std::optional<Client> clientOf(QueueKind kind)
{
    switch (kind) {
    case QueueKind::Redis:
        return Client{"redis:7", "redis.lua"};
    case QueueKind::PostgreSql:
        return Client{"postgres:17", "postgresql.sql"};
    case QueueKind::MySql:
        return Client{"mysql:8", "mysql.sh"};
    case QueueKind::Kafka:
    case QueueKind::RocketMq:
        break;
    }
    return std::nullopt;
}

/// A script without its text would end well and do nothing: that is no case to go on in.
QString resourceText(const char *name)
{
    initQueueResources();
    QFile file(QStringLiteral(":/queue/%1").arg(QString::fromLatin1(name)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the program was built without %s", qPrintable(file.fileName()));
    return QString::fromUtf8(file.readAll());
}

QString redisName(const PlanInput &input)
{
    return names::workload(input.task.name, input.run, QStringLiteral("redis"));
}

QString scriptsName(const PlanInput &input)
{
    return names::workload(input.task.name, input.run, QStringLiteral("queue"));
}

/// Of this run in this namespace: several may share a server. In Redis all keys of a queue stay on one node of a
/// cluster.
QString queueName(const PlanInput &input)
{
    const QString name = input.task.nameSpace + u'/' + names::workload(input.task.name, input.run, {});
    return input.task.scheduling.queue->kind == QueueKind::Redis ? QString(u'{' + name + u'}') : name;
}

Json variable(const char *name, const QString &value)
{
    return {{"name", name}, {"value", value}};
}

Json field(const char *name, const char *path)
{
    return {{"name", name}, {"valueFrom", {{"fieldRef", {{"fieldPath", path}}}}}};
}

/// Where the queue is and what it is called: also what an image gets that speaks to it itself.
Json addressOf(const PlanInput &input)
{
    const Queue &queue = *input.task.scheduling.queue;
    Json environment = Json::array({variable("QUEUE_NAME", queueName(input))});
    if (queue.url.secret.isEmpty())
        environment.push_back(variable("QUEUE_URL", QStringLiteral("redis://%1:6379").arg(redisName(input))));
    else
        environment.push_back(
            {{"name", "QUEUE_URL"},
             {"valueFrom", {{"secretKeyRef", {{"name", queue.url.secret}, {"key", queue.url.key}}}}}});
    return environment;
}

Json mount(const char *name, const char *path, bool readOnly)
{
    Json result = {{"name", name}, {"mountPath", path}};
    if (readOnly)
        result["readOnly"] = true;
    return result;
}

/// A container that speaks to the queue. `pod`: one of this console, whose worker container shows what is demanded of
/// all.
Json queueContainer(const PlanInput &input, const Json &pod, const char *name, const QStringList &arguments, bool works)
{
    const Queue &queue = *input.task.scheduling.queue;
    const Json &worker = pod["spec"]["containers"][0];
    Json container;
    container["name"] = name;
    container["image"] = clientOf(queue.kind)->image;
    container["command"] = Json::array({"/bin/sh", "/zdtp/queue/queue.sh"});
    for (const QString &argument : arguments)
        container["command"].push_back(argument);
    Json environment = addressOf(input);
    environment.push_back(variable("ZDTP_QUEUE_KIND", word(queue.kind)));
    // A second start of what a dead pod had taken is harmless with some engines, and doubles rows with others.
    environment.push_back(
        variable("ZDTP_QUEUE_AGAIN", QString::fromLatin1(input.preset.safety == RerunSafety::Unsafe ? "0" : "1")));
    environment.push_back(field("POD_NAME", "metadata.name"));
    environment.push_back(field("POD_UID", "metadata.uid"));
    container["env"] = std::move(environment);
    container["resources"] = {{"requests", {{"cpu", "10m"}, {"memory", "32Mi"}}}, {"limits", {{"memory", "64Mi"}}}};
    container["terminationMessagePolicy"] = worker["terminationMessagePolicy"];
    container["securityContext"] = worker["securityContext"];
    container["volumeMounts"] = Json::array({mount("queue", "/zdtp/queue", true), mount("tmp", "/tmp", false)});
    if (works)
        container["volumeMounts"].push_back(mount("work", "/zdtp/work", false));
    return container;
}

Json configMapVolume(const char *name, const QString &map)
{
    return {{"name", name}, {"configMap", {{"name", map}}}};
}

/// A pod of ours with one container of the queue instead of the engine's.
Json queuePod(const PlanInput &input, const QString &name, const QString &role, const char *container,
              const QStringList &arguments, int itemMaps)
{
    PodParts parts;
    parts.name = name;
    parts.role = role;
    parts.itemMaps = itemMaps;
    Json pod = podManifest(input, parts);
    Json one = queueContainer(input, pod, container, arguments, false);
    if (itemMaps > 0)
        one["volumeMounts"].push_back(mount("items", "/zdtp/items", true));
    pod["spec"]["containers"] = Json::array({std::move(one)});
    Json &volumes = pod["spec"]["volumes"];
    volumes.erase(0); // the engine's configuration
    volumes.push_back(configMapVolume("queue", scriptsName(input)));
    return pod;
}

PlannedObject scripts(const PlanInput &input)
{
    const Queue &queue = *input.task.scheduling.queue;
    PlannedObject object;
    object.kind = QStringLiteral("ConfigMap");
    object.name = scriptsName(input);
    object.manifest =
        objectManifest(input, "v1", "ConfigMap", object.name, labelsOf(input, QStringLiteral("config"), nullptr, 0));
    object.manifest["immutable"] = true;
    Json &data = object.manifest["data"];
    for (const char *name : {clientOf(queue.kind)->script, "queue.sh"})
        data[name] = resourceText(name);
    if (queue.taking == QueueTaking::Feeder)
        data["run.sh"] = resourceText("run.sh");
    return object;
}

/// A Redis for this run alone. It writes each step to disk before it answers: a start of its container forgets nothing.
/// When its pod is lost the queue is lost with it, and nobody takes anything more: an empty queue is not a loaded one.
QList<PlannedObject> redis(const PlanInput &input)
{
    const QString role = QStringLiteral("queue");
    PodParts parts;
    parts.role = role;
    Json pod = podManifest(input, parts);
    Json container = queueContainer(input, pod, "redis", {}, false);
    container["command"] = Json::array({"redis-server", "--dir", "/data", "--appendonly", "yes", "--appendfsync",
                                        "always", "--save", "", "--protected-mode", "no"});
    container.erase("env");
    container["ports"] = Json::array({{{"name", "redis"}, {"containerPort", 6379}}});
    container["resources"]["requests"]["cpu"] = "50m";
    container["resources"]["limits"]["memory"] = "256Mi";
    container["volumeMounts"] = Json::array({mount("data", "/data", false)});
    pod["spec"]["containers"] = Json::array({std::move(container)});
    pod["spec"]["restartPolicy"] = "Always";
    pod["spec"]["volumes"] = Json::array({{{"name", "data"}, {"emptyDir", Json::object()}}});

    const Json labels = labelsOf(input, role, nullptr, 0);
    Json selector;
    for (const char *key : {names::role, names::run, names::task})
        selector[key] = labels[key];
    PlannedObject service;
    service.kind = QStringLiteral("Service");
    service.name = redisName(input);
    service.part = PlannedObject::Part::Queue;
    service.manifest = objectManifest(input, "v1", "Service", service.name, labels);
    service.manifest["spec"]["selector"] = selector;
    service.manifest["spec"]["ports"] = Json::array({{{"name", "redis"}, {"port", 6379}, {"targetPort", "redis"}}});
    PlannedObject deployment;
    deployment.kind = QStringLiteral("Deployment");
    deployment.name = service.name;
    deployment.part = PlannedObject::Part::Queue;
    deployment.manifest = objectManifest(input, "apps/v1", "Deployment", deployment.name, labels);
    Json &spec = deployment.manifest["spec"];
    spec["replicas"] = 1;
    spec["strategy"] = {{"type", "Recreate"}};
    spec["selector"]["matchLabels"] = selector;
    spec["template"] = podTemplate(pod);
    return {std::move(service), std::move(deployment)};
}

PlannedObject loader(const PlanInput &input, int itemMaps)
{
    const QString role = QStringLiteral("loader");
    PlannedObject object;
    object.kind = QStringLiteral("Job");
    object.name = names::workload(input.task.name, input.run, role);
    object.part = PlannedObject::Part::Loader;
    object.manifest = objectManifest(input, "batch/v1", "Job", object.name, labelsOf(input, role, nullptr, 0));
    Json pod = queuePod(input, {}, role, "loader", {QStringLiteral("load")}, itemMaps);
    pod["spec"]["restartPolicy"] = "OnFailure";
    // All pods of this Job are one loader; who comes from another one is told so.
    pod["spec"]["containers"][0]["env"].push_back(
        field("ZDTP_LOADER_UID", "metadata.labels['batch.kubernetes.io/controller-uid']"));
    Json &spec = object.manifest["spec"];
    spec["backoffLimit"] = 6;
    spec["completions"] = 1;
    spec["parallelism"] = 1;
    spec["template"] = podTemplate(pod);
    return object;
}

} // namespace

bool isQueueMode(SchedulingMode mode)
{
    return mode == SchedulingMode::JobQueuePerItem || mode == SchedulingMode::JobQueueVariable;
}

std::optional<Error> queueProblem(const PlanInput &input)
{
    const Scheduling &scheduling = input.task.scheduling;
    if (!isQueueMode(scheduling.mode))
        return std::nullopt;
    if (!scheduling.queue)
        return Error{say("mode %1 needs a queue").arg(word(scheduling.mode)), say("Write queue: {kind: redis}"), {}};
    const Queue &queue = *scheduling.queue;
    if (!clientOf(queue.kind))
        return Error{say("items cannot be put into a queue of kind %1 yet").arg(word(queue.kind)),
                     say("Use redis, postgresql or mysql"),
                     {}};
    if (queue.url.secret.isEmpty() && queue.kind != QueueKind::Redis)
        return Error{say("a queue of kind %1 needs its URL").arg(word(queue.kind)),
                     say("Write url: {secret: …, key: …}; only a Redis is deployed with the task"),
                     {}};
    const QString service = redisName(input);
    if (queue.url.secret.isEmpty() && (service.size() > 63 || service.front().isDigit()))
        return Error{say("%1 cannot be the name of a Service").arg(service),
                     say("Let the task's name begin with a letter, and shorten it to %1 characters").arg(54),
                     {}};
    return std::nullopt;
}

void feedFromQueue(const PlanInput &input, Json &pod)
{
    const Scheduling &scheduling = input.task.scheduling;
    Json &spec = pod["spec"];
    Json &worker = spec["containers"][0];
    if (scheduling.queue->taking == QueueTaking::Image) {
        for (Json &entry : addressOf(input))
            worker["env"].push_back(std::move(entry));
        return;
    }
    const bool one = scheduling.mode == SchedulingMode::JobQueuePerItem;
    Json command = Json::array({"/bin/sh", "/zdtp/queue/run.sh", one ? "one" : "many"});
    for (Json &argument : worker["command"])
        command.push_back(std::move(argument));
    worker["command"] = std::move(command);
    worker["volumeMounts"].push_back(mount("queue", "/zdtp/queue", true));
    worker["volumeMounts"].push_back(mount("work", "/zdtp/work", false));
    // A sidecar starts before the worker and ends after it: it can always tell how the worker ended.
    const auto sidecar = [&](const char *name, const QString &verb) {
        Json container = queueContainer(input, pod, name, {verb}, true);
        container["restartPolicy"] = "Always";
        return container;
    };
    spec["initContainers"] = one ? Json::array({queueContainer(input, pod, "take", {QStringLiteral("take")}, true),
                                                sidecar("report", QStringLiteral("report"))})
                                 : Json::array({sidecar("feeder", QStringLiteral("feed"))});
    spec["volumes"].push_back(configMapVolume("queue", scriptsName(input)));
    spec["volumes"].push_back({{"name", "work"}, {"emptyDir", Json::object()}});
}

void limitQueueJob(const PlanInput &input, Json &spec, int workers)
{
    const Scheduling &scheduling = input.task.scheduling;
    // A pod in place of a failed one takes another item: what failed stays failed in the queue. Ending the Job at the
    // first failure would kill all that are at work.
    if (!scheduling.backoffLimit)
        spec["backoffLimit"] = workers;
    if (scheduling.mode == SchedulingMode::JobQueuePerItem)
        spec["completions"] = workers;
    if (scheduling.restartPolicy != RestartPolicy::Never)
        return;
    Json rules =
        Json::array({{{"action", "Ignore"},
                      {"onPodConditions", Json::array({{{"type", "DisruptionTarget"}, {"status", "True"}}})}}});
    if (scheduling.queue->taking == QueueTaking::Feeder) {
        const char *container = scheduling.mode == SchedulingMode::JobQueuePerItem ? "take" : "worker";
        rules.push_back(
            {{"action", "FailJob"},
             {"onExitCodes", {{"containerName", container}, {"operator", "In"}, {"values", Json::array({overCode})}}}});
    }
    spec["podFailurePolicy"]["rules"] = std::move(rules);
}

QList<PlannedObject> queueObjects(const PlanInput &input, int itemMaps)
{
    QList<PlannedObject> objects{scripts(input)};
    if (input.task.scheduling.queue->url.secret.isEmpty())
        objects.append(redis(input));
    objects.append(loader(input, itemMaps));
    return objects;
}

Result<PlannedObject> planQueueHelper(const PlanInput &input, const QueueRequest &request)
{
    if (auto problem = queueProblem(input))
        return fail(std::move(*problem));
    if (!isQueueMode(input.task.scheduling.mode))
        return fail(say("mode %1 has no queue").arg(word(input.task.scheduling.mode)));
    const bool again = !request.putBack.isEmpty();
    const QString verb = again ? QStringLiteral("again") : QStringLiteral("ledger");
    PlannedObject object;
    object.kind = QStringLiteral("Pod");
    object.worker = request.putBack;
    object.name = names::workload(input.task.name, input.run, QStringLiteral("%1-%2").arg(verb).arg(request.number));
    const QStringList arguments = again ? QStringList{verb, request.putBack} : QStringList{verb};
    object.manifest = queuePod(input, object.name, QStringLiteral("ledger"), "ledger", arguments, 0);
    return object;
}

} // namespace zdtp
