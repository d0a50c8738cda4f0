#include "k8s/local/api/table.h"

#include "k8s/local/base/text.h"

namespace zdtp::local {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::system_clock;

namespace {

struct Column
{
    const char *name;
    const char *type;
    int priority; ///< above 0: only in wide output
};

const std::vector<Column> &columnsOf(const std::string &plural)
{
    static const std::vector<Column> pods = {{"Name", "string", 0},
                                             {"Ready", "string", 0},
                                             {"Status", "string", 0},
                                             {"Restarts", "string", 0},
                                             {"Age", "string", 0},
                                             {"IP", "string", 1},
                                             {"Node", "string", 1},
                                             {"Nominated Node", "string", 1},
                                             {"Readiness Gates", "string", 1}};
    static const std::vector<Column> configMaps = {{"Name", "string", 0}, {"Data", "string", 0}, {"Age", "string", 0}};
    static const std::vector<Column> secrets = {
        {"Name", "string", 0}, {"Type", "string", 0}, {"Data", "string", 0}, {"Age", "string", 0}};
    static const std::vector<Column> namespaces = {
        {"Name", "string", 0}, {"Status", "string", 0}, {"Age", "string", 0}};
    static const std::vector<Column> events = {
        {"Last Seen", "string", 0}, {"Type", "string", 0},   {"Reason", "string", 0},  {"Object", "string", 0},
        {"Subobject", "string", 1}, {"Source", "string", 1}, {"Message", "string", 0}, {"First Seen", "string", 1},
        {"Count", "string", 1},     {"Name", "string", 1}};
    static const std::vector<Column> nodes = {{"Name", "string", 0},           {"Status", "string", 0},
                                              {"Roles", "string", 0},          {"Age", "string", 0},
                                              {"Version", "string", 0},        {"Internal-IP", "string", 1},
                                              {"External-IP", "string", 1},    {"OS-Image", "string", 1},
                                              {"Kernel-Version", "string", 1}, {"Container-Runtime", "string", 1}};
    static const std::vector<Column> accounts = {{"Name", "string", 0}, {"Secrets", "string", 0}, {"Age", "string", 0}};
    static const std::vector<Column> others = {{"Name", "string", 0}, {"Created At", "date", 0}};
    if (plural == "pods")
        return pods;
    if (plural == "configmaps")
        return configMaps;
    if (plural == "secrets")
        return secrets;
    if (plural == "namespaces")
        return namespaces;
    if (plural == "events")
        return events;
    if (plural == "nodes")
        return nodes;
    if (plural == "serviceaccounts")
        return accounts;
    return others;
}

std::string ageOf(const std::string &when, system_clock::time_point now)
{
    const auto time = fromRfc3339(when);
    return time ? humanAge(duration_cast<milliseconds>(now - *time)) : "<unknown>";
}

std::string orNone(const std::string &text)
{
    return text.empty() ? "<none>" : text;
}

Json podCells(const Json &pod, const std::string &name, system_clock::time_point now)
{
    const PodSummary summary = summarize(pod, now);
    return {name,
            summary.ready,
            summary.status,
            summary.restarts,
            ageOf(textAt(pod, {"metadata", "creationTimestamp"}), now),
            orNone(textAt(pod, {"status", "podIP"})),
            orNone(textAt(pod, {"spec", "nodeName"})),
            orNone(textAt(pod, {"status", "nominatedNodeName"})),
            "<none>"};
}

Json eventCells(const Json &event, system_clock::time_point now)
{
    std::string first = textAt(event, "firstTimestamp");
    if (first.empty())
        first = textAt(event, "eventTime");
    std::string last = textAt(event, "lastTimestamp");
    if (last.empty())
        last = first;
    const long long count = numberAt(event, {"count"}, 1);
    std::string source = textAt(event, {"source", "component"});
    if (source.empty())
        source = textAt(event, "reportingComponent");
    if (const std::string host = textAt(event, {"source", "host"}); !host.empty())
        source += ", " + host;
    return {ageOf(last, now),
            textAt(event, "type"),
            textAt(event, "reason"),
            lower(textAt(event, {"involvedObject", "kind"})) + "/" + textAt(event, {"involvedObject", "name"}),
            textAt(event, {"involvedObject", "fieldPath"}),
            source,
            trimmed(textAt(event, "message")),
            ageOf(first, now),
            std::max(1LL, count),
            textAt(event, {"metadata", "name"})};
}

Json cellsOf(const ResourceType &type, const Object &object, const Json &body, system_clock::time_point now)
{
    const std::string &name = object.key.name;
    const std::string age = ageOf(textAt(body, {"metadata", "creationTimestamp"}), now);
    const std::string &plural = type.plural;
    if (plural == "pods")
        return podCells(body, name, now);
    if (plural == "configmaps")
        return {name, mapAt(body, {"data"}).size() + mapAt(body, {"binaryData"}).size(), age};
    if (plural == "secrets")
        return {name, textAt(body, "type"), mapAt(body, {"data"}).size(), age};
    if (plural == "namespaces")
        return {name, textAt(body, {"status", "phase"}), age};
    if (plural == "events")
        return eventCells(body, now);
    if (plural == "serviceaccounts")
        return {name, 0, age};
    if (plural == "nodes") {
        const Json &info = mapAt(body, {"status", "nodeInfo"});
        return {name,
                "Ready",
                "<none>",
                age,
                textAt(info, "kubeletVersion"),
                "127.0.0.1",
                "<none>",
                textAt(info, "osImage"),
                textAt(info, "kernelVersion"),
                textAt(info, "containerRuntimeVersion")};
    }
    return {name, textAt(body, {"metadata", "creationTimestamp"})};
}

bool isTrue(const Json &pod, const char *condition)
{
    for (const Json &entry : listAt(pod, {"status", "conditions"})) {
        if (textAt(entry, "type") == condition)
            return textAt(entry, "status") == "True";
    }
    return false;
}

void keepLatest(const Json &status, std::optional<Time> &latest)
{
    const auto finished = fromRfc3339(textAt(status, {"lastState", "terminated", "finishedAt"}));
    if (finished && (!latest || *finished > *latest))
        latest = finished;
}

/// "ExitCode:3", "Signal:9", or the reason.
std::string wordOf(const Json &terminated)
{
    const std::string reason = textAt(terminated, "reason");
    if (!reason.empty())
        return reason;
    const long long signal = numberAt(terminated, {"signal"}, 0);
    return signal != 0 ? "Signal:" + std::to_string(signal)
                       : "ExitCode:" + std::to_string(numberAt(terminated, {"exitCode"}, 0));
}

} // namespace

PodSummary summarize(const Json &pod, system_clock::time_point now)
{
    // printers.go, printPod (kubernetes-facts.md 3.1)
    const Json &status = mapAt(pod, {"status"});
    const Json &initContainers = listAt(pod, {"spec", "initContainers"});
    long long restarts = 0;
    int ready = 0;
    const std::size_t total = listAt(pod, {"spec", "containers"}).size();
    std::optional<Time> lastRestart;
    std::string word = textAt(status, "phase");
    if (const std::string reason = textAt(status, "reason"); !reason.empty())
        word = reason;
    bool initializing = false;
    std::size_t index = 0;
    for (const Json &container : listAt(status, "initContainerStatuses")) {
        restarts += numberAt(container, {"restartCount"}, 0);
        keepLatest(container, lastRestart);
        const Json *terminated = find(container, {"state", "terminated"});
        if (terminated && numberAt(*terminated, {"exitCode"}, 0) == 0) {
            ++index;
            continue;
        }
        const std::string waiting = textAt(container, {"state", "waiting", "reason"});
        if (terminated)
            word = "Init:" + wordOf(*terminated);
        else if (!waiting.empty() && waiting != "PodInitializing")
            word = "Init:" + waiting;
        else
            word = "Init:" + std::to_string(index) + "/" + std::to_string(initContainers.size());
        initializing = true;
        break;
    }
    if (!initializing || isTrue(pod, "Initialized")) {
        restarts = 0;
        lastRestart.reset();
        bool running = false;
        const Json &containers = listAt(status, "containerStatuses");
        for (auto at = containers.rbegin(); at != containers.rend(); ++at) {
            restarts += numberAt(*at, {"restartCount"}, 0);
            keepLatest(*at, lastRestart);
            const std::string waiting = textAt(*at, {"state", "waiting", "reason"});
            const Json *terminated = find(*at, {"state", "terminated"});
            if (!waiting.empty()) {
                word = waiting;
            } else if (terminated) {
                word = wordOf(*terminated);
            } else if (flagAt(*at, {"ready"}) && find(*at, {"state", "running"})) {
                running = true;
                ++ready;
            }
        }
        if (word == "Completed" && running)
            word = isTrue(pod, "Ready") ? "Running" : "NotReady";
    }
    const std::string phase = textAt(status, "phase");
    if (find(pod, {"metadata", "deletionTimestamp"})) {
        if (textAt(status, "reason") == "NodeLost")
            word = "Unknown";
        else if (phase != "Succeeded" && phase != "Failed")
            word = "Terminating";
    }
    PodSummary summary;
    summary.ready = std::to_string(ready) + "/" + std::to_string(total);
    summary.status = word;
    summary.restarts = std::to_string(restarts);
    if (restarts != 0 && lastRestart)
        summary.restarts += " (" + humanAge(duration_cast<milliseconds>(now - *lastRestart)) + " ago)";
    return summary;
}

Json metadataOnly(const Object &object, bool withType)
{
    Json only = Json::object();
    if (withType) {
        only["kind"] = "PartialObjectMetadata";
        only["apiVersion"] = "meta.k8s.io/v1";
    }
    only["metadata"] = mapAt(object.parse(), {"metadata"});
    return only;
}

Json tableOf(const ResourceType &type, std::span<const Object *const> objects, const std::string &revision,
             const std::string &includeObject, bool withColumns)
{
    const auto now = system_clock::now();
    Json columns = nullptr;
    if (withColumns) {
        columns = Json::array();
        for (const Column &column : columnsOf(type.plural))
            columns.push_back({{"name", column.name},
                               {"type", column.type},
                               {"format", std::string(column.name) == "Name" ? "name" : ""},
                               {"description", ""},
                               {"priority", column.priority}});
    }
    Json rows = Json::array();
    for (const Object *object : objects) {
        const Json body = object->parse();
        Json row = {{"cells", cellsOf(type, *object, body, now)}};
        const std::string phase = type.plural == "pods" ? textAt(body, {"status", "phase"}) : std::string();
        if (phase == "Succeeded" || phase == "Failed")
            row["conditions"] = Json::array(
                {Json{{"type", "Completed"},
                      {"status", "True"},
                      {"reason", phase},
                      {"message", phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed."}}});
        if (includeObject == "Object")
            row["object"] = Json::parse(object->withType(type.kind, type.apiVersion()), nullptr, false);
        else if (includeObject != "None")
            row["object"] = {{"kind", "PartialObjectMetadata"},
                             {"apiVersion", "meta.k8s.io/v1"},
                             {"metadata", mapAt(body, {"metadata"})}};
        rows.push_back(std::move(row));
    }
    return {{"kind", "Table"},
            {"apiVersion", "meta.k8s.io/v1"},
            {"metadata", {{"resourceVersion", revision}}},
            {"columnDefinitions", columns},
            {"rows", rows}};
}

} // namespace zdtp::local
