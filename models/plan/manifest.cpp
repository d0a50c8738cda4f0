#include "models/plan/manifest.h"

namespace zdtp {
namespace {

Json textMap(const QMap<QString, QString> &map)
{
    Json json = Json::object();
    for (auto it = map.begin(); it != map.end(); ++it)
        json[it.key().toStdString()] = it.value();
    return json;
}

/// An unprivileged user that no image is likely to have.
constexpr int workerUser = 10001;

Json resourcesOf(const PlanInput &input)
{
    const bool own = !input.task.resources.requests.isEmpty() || !input.task.resources.limits.isEmpty();
    const auto &requests = own ? input.task.resources.requests : input.preset.requests;
    const auto &limits = own ? input.task.resources.limits : input.preset.limits;
    Json json = Json::object();
    if (!requests.isEmpty())
        json["requests"] = textMap(requests);
    if (!limits.isEmpty())
        json["limits"] = textMap(limits);
    return json;
}

Json tolerationsOf(const PodSettings &pod)
{
    Json list = Json::array();
    for (const Toleration &toleration : pod.tolerations) {
        Json item = Json::object();
        const auto put = [&](const char *key, const QString &value) {
            if (!value.isEmpty())
                item[key] = value;
        };
        put("key", toleration.key);
        put("operator", toleration.operation);
        put("value", toleration.value);
        put("effect", toleration.effect);
        if (toleration.seconds)
            item["tolerationSeconds"] = *toleration.seconds;
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace

Json labelsOf(const PlanInput &input, const QString &role, const WorkerSpec *worker, int attempt)
{
    Json labels;
    labels[names::managedBy] = names::managedByValue;
    labels[names::engine] = input.preset.name;
    labels[names::partOf] = names::partOfValue;
    if (attempt > 0)
        labels[names::attempt] = QString::number(attempt);
    labels[names::role] = role;
    labels[names::run] = QString::number(input.run);
    labels[names::sync] = word(input.task.type);
    labels[names::task] = input.task.name;
    if (worker)
        labels[names::worker] = worker->name;
    return labels;
}

Json podManifest(const PlanInput &input, const PodParts &parts)
{
    const SyncTask &task = input.task;
    Json pod;
    pod["apiVersion"] = "v1";
    pod["kind"] = "Pod";
    Json &metadata = pod["metadata"];
    metadata["name"] = parts.name;
    metadata["namespace"] = task.nameSpace;
    Json &labels = metadata["labels"];
    labels = labelsOf(input, parts.role, parts.worker, parts.attempt);
    for (auto it = task.pod.labels.begin(); it != task.pod.labels.end(); ++it)
        labels[it.key().toStdString()] = it.value();
    Json annotations = textMap(task.pod.annotations);
    if (parts.worker)
        annotations[names::slice] = parts.worker->wholeTable()
                                        ? parts.worker->table
                                        : QString(parts.worker->table + u' ' + parts.worker->sliceText());
    if (!annotations.empty())
        metadata["annotations"] = std::move(annotations);

    Json &spec = pod["spec"];
    spec["restartPolicy"] = word(parts.restartPolicy);
    // A worker that is stopped tells its target to roll back and says so: that takes a moment.
    spec["terminationGracePeriodSeconds"] = task.pod.graceSeconds.value_or(30);
    if (parts.deadlineSeconds)
        spec["activeDeadlineSeconds"] = *parts.deadlineSeconds;
    spec["automountServiceAccountToken"] = false;
    spec["enableServiceLinks"] = false;
    if (!task.pod.serviceAccountName.isEmpty())
        spec["serviceAccountName"] = task.pod.serviceAccountName;
    if (!task.pod.nodeSelector.isEmpty())
        spec["nodeSelector"] = textMap(task.pod.nodeSelector);
    if (!task.pod.tolerations.isEmpty())
        spec["tolerations"] = tolerationsOf(task.pod);
    if (!task.pod.imagePullSecrets.isEmpty()) {
        for (const QString &name : task.pod.imagePullSecrets)
            spec["imagePullSecrets"].push_back({{"name", name}});
    }
    spec["securityContext"] = {{"runAsNonRoot", true},
                               {"runAsUser", workerUser},
                               {"runAsGroup", workerUser},
                               {"fsGroup", workerUser},
                               {"seccompProfile", {{"type", "RuntimeDefault"}}}};

    Json container;
    container["name"] = "worker";
    container["image"] = !parts.image.isEmpty() ? parts.image : !task.image.isEmpty() ? task.image : input.preset.image;
    for (const QString &text : parts.command)
        container["command"].push_back(text);
    Json &environment = container["env"] = Json::array();
    for (const auto &[name, value] : parts.environment)
        environment.push_back({{"name", name}, {"value", value}});
    for (const auto &[name, secret] : parts.secrets)
        environment.push_back(
            {{"name", name}, {"valueFrom", {{"secretKeyRef", {{"name", secret.secret}, {"key", secret.key}}}}}});
    if (Json resources = resourcesOf(input); !resources.empty())
        container["resources"] = std::move(resources);
    container["terminationMessagePolicy"] = "FallbackToLogsOnError";
    container["securityContext"] = {{"allowPrivilegeEscalation", false},
                                    {"readOnlyRootFilesystem", true},
                                    {"capabilities", {{"drop", Json::array({"ALL"})}}}};
    container["volumeMounts"] = Json::array({{{"name", "config"}, {"mountPath", "/zdtp/config"}, {"readOnly", true}},
                                             {{"name", "tmp"}, {"mountPath", "/tmp"}}});
    if (parts.itemMaps > 0)
        container["volumeMounts"].push_back({{"name", "items"}, {"mountPath", "/zdtp/items"}, {"readOnly", true}});
    spec["containers"].push_back(std::move(container));
    spec["volumes"] =
        Json::array({{{"name", "config"}, {"configMap", {{"name", names::runConfig(task.name, input.run)}}}},
                     {{"name", "tmp"}, {"emptyDir", Json::object()}}});
    if (parts.itemMaps > 0) {
        Json sources = Json::array();
        for (int number = 1; number <= parts.itemMaps; ++number)
            sources.push_back({{"configMap", {{"name", names::runItems(task.name, input.run, number)}}}});
        spec["volumes"].push_back({{"name", "items"}, {"projected", {{"sources", std::move(sources)}}}});
    }
    return pod;
}

Json objectManifest(const PlanInput &input, const char *apiVersion, const char *kind, const QString &name,
                    const Json &labels)
{
    Json object;
    object["apiVersion"] = apiVersion;
    object["kind"] = kind;
    object["metadata"]["name"] = name;
    object["metadata"]["namespace"] = input.task.nameSpace;
    object["metadata"]["labels"] = labels;
    return object;
}

Json podTemplate(const Json &pod)
{
    Json result;
    result["metadata"]["labels"] = pod["metadata"]["labels"];
    if (pod["metadata"].contains("annotations"))
        result["metadata"]["annotations"] = pod["metadata"]["annotations"];
    result["spec"] = pod["spec"];
    return result;
}

} // namespace zdtp
