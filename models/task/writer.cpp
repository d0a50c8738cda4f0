#include "k8s/yaml/emitter.h"
#include "models/task/document.h"

namespace zdtp {
namespace {

Json mapJson(const QMap<QString, QString> &map)
{
    Json json = Json::object();
    for (auto it = map.begin(); it != map.end(); ++it)
        json[it.key().toStdString()] = it.value();
    return json;
}

void put(Json &json, const char *key, const QString &text)
{
    if (!text.isEmpty())
        json[key] = text;
}

template <typename Number>
void put(Json &json, const char *key, const std::optional<Number> &number)
{
    if (number)
        json[key] = *number;
}

void put(Json &json, const char *key, Json value)
{
    if (!value.empty())
        json[key] = std::move(value);
}

Json secretJson(const SecretReference &secret)
{
    return {{"secret", secret.secret}, {"key", secret.key}};
}

Json endpointJson(const DatabaseEndpoint &endpoint)
{
    return {{"url", endpoint.url}, {"user", endpoint.user}, {"password", secretJson(endpoint.password)}};
}

Json tableJson(const TableSpec &table)
{
    Json json{{"name", table.name}};
    if (!table.split)
        return json;
    const TableSplit &from = *table.split;
    Json &split = json["split"];
    if (!from.where.isEmpty()) {
        for (const QString &predicate : from.where)
            split["where"].push_back(predicate);
        return json;
    }
    const auto key = [&from](const QString &text) -> Json {
        return from.type == KeyType::Integer ? Json(text.toLongLong()) : Json(text);
    };
    split["column"] = from.column;
    if (from.type != KeyType::Integer)
        split["type"] = word(from.type);
    if (!from.bounds.isEmpty()) {
        Json &bounds = split["bounds"] = Json::array();
        for (const QString &bound : from.bounds)
            bounds.push_back(key(bound));
    } else {
        if (from.from)
            split["from"] = key(*from.from);
        if (from.to)
            split["to"] = key(*from.to);
        split["parts"] = from.parts;
    }
    if (from.openEnds)
        split["ends"] = "open";
    if (from.nulls != NullKeys::Nobody)
        split["nulls"] = word(from.nulls);
    return json;
}

Json schedulingJson(const Scheduling &scheduling)
{
    Json json;
    json["mode"] = word(scheduling.mode);
    json["restartPolicy"] = word(scheduling.restartPolicy);
    if (scheduling.parallelism != 0)
        json["parallelism"] = scheduling.parallelism;
    put(json, "backoffLimit", scheduling.backoffLimit);
    put(json, "backoffLimitPerIndex", scheduling.backoffLimitPerIndex);
    put(json, "maxFailedIndexes", scheduling.maxFailedIndexes);
    put(json, "activeDeadlineSeconds", scheduling.activeDeadlineSeconds);
    put(json, "ttlSecondsAfterFinished", scheduling.ttlSecondsAfterFinished);
    put(json, "schedule", scheduling.schedule);
    put(json, "timeZone", scheduling.timeZone);
    put(json, "concurrencyPolicy", scheduling.concurrencyPolicy);
    put(json, "startingDeadlineSeconds", scheduling.startingDeadlineSeconds);
    put(json, "successfulJobsHistoryLimit", scheduling.successfulJobsHistoryLimit);
    put(json, "failedJobsHistoryLimit", scheduling.failedJobsHistoryLimit);
    if (scheduling.queue) {
        Json &queue = json["queue"];
        queue["kind"] = word(scheduling.queue->kind);
        queue["taking"] = word(scheduling.queue->taking);
        if (scheduling.queue->url != SecretReference())
            queue["url"] = secretJson(scheduling.queue->url);
    }
    return json;
}

Json podJson(const PodSettings &pod)
{
    Json json = Json::object();
    put(json, "nodeSelector", mapJson(pod.nodeSelector));
    Json tolerations = Json::array();
    for (const Toleration &toleration : pod.tolerations) {
        Json item = Json::object();
        put(item, "key", toleration.key);
        put(item, "operator", toleration.operation);
        put(item, "value", toleration.value);
        put(item, "effect", toleration.effect);
        put(item, "tolerationSeconds", toleration.seconds);
        tolerations.push_back(std::move(item));
    }
    put(json, "tolerations", std::move(tolerations));
    put(json, "serviceAccountName", pod.serviceAccountName);
    Json secrets = Json::array();
    for (const QString &name : pod.imagePullSecrets)
        secrets.push_back(name);
    put(json, "imagePullSecrets", std::move(secrets));
    put(json, "labels", mapJson(pod.labels));
    put(json, "annotations", mapJson(pod.annotations));
    put(json, "graceSeconds", pod.graceSeconds);
    return json;
}

} // namespace

QByteArray writeSyncTask(const SyncTask &task)
{
    Json document;
    document["apiVersion"] = "zdtp.io/v1";
    document["kind"] = "SyncTask";
    document["metadata"]["name"] = task.name;
    put(document["metadata"], "namespace", task.nameSpace);
    Json &spec = document["spec"];
    spec["type"] = word(task.type);
    spec["engine"] = task.engine;
    put(spec, "image", task.image);
    spec["source"] = endpointJson(task.source);
    spec["target"] = endpointJson(task.target);
    Json &tables = spec["tables"] = Json::array();
    for (const TableSpec &table : task.tables)
        tables.push_back(tableJson(table));
    spec["scheduling"] = schedulingJson(task.scheduling);
    Json resources = Json::object();
    put(resources, "requests", mapJson(task.resources.requests));
    put(resources, "limits", mapJson(task.resources.limits));
    put(spec, "resources", std::move(resources));
    spec["prepare"] = word(task.prepare);
    put(spec, "options", mapJson(task.options));
    put(spec, "pod", podJson(task.pod));
    return k8s::toYaml(document);
}

} // namespace zdtp
