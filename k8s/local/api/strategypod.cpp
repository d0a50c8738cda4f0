#include "k8s/local/api/names.h"
#include "k8s/local/api/strategy.h"
#include "k8s/local/base/text.h"

#include <set>

namespace zdtp::local {

namespace {

void setIfAbsent(Json &object, const char *key, Json value)
{
    if (!object.contains(key) || object[key].is_null())
        object[key] = std::move(value);
}

void setContainerDefaults(Json &container)
{
    const std::string image = textAt(container, "image");
    const std::string last = image.substr(image.rfind('/') == std::string::npos ? 0 : image.rfind('/') + 1);
    const bool latest = image.find('@') == std::string::npos &&
                        (last.find(':') == std::string::npos || last.substr(last.find(':')) == ":latest");
    setIfAbsent(container, "resources", Json::object());
    setIfAbsent(container, "terminationMessagePath", "/dev/termination-log");
    setIfAbsent(container, "terminationMessagePolicy", "File");
    setIfAbsent(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
    // What is requested defaults to the limit, as quotas and the qos class count it.
    if (const Json *limits = find(container, {"resources", "limits"}); limits && limits->is_object()) {
        const Json copy = *limits;
        for (const auto &[name, value] : copy.items())
            setIfAbsent(container["resources"]["requests"], name.c_str(), value);
    }
    if (container.contains("ports")) {
        for (Json &port : container["ports"])
            setIfAbsent(port, "protocol", "TCP");
    }
    if (container.contains("env")) {
        for (Json &variable : container["env"]) {
            if (find(variable, {"valueFrom", "fieldRef"}))
                setIfAbsent(variable["valueFrom"]["fieldRef"], "apiVersion", "v1");
        }
    }
}

void checkMode(const Json &holder, const char *field, const std::string &at, Causes &causes)
{
    const long long mode = numberAt(holder, {field}, 0);
    if (mode < 0 || mode > 0777)
        causes.push_back(invalidValue(at + "." + field, std::to_string(mode),
                                      "must be a number between 0 and 0777 (octal), both inclusive"));
}

void checkVolumes(const Json &volumes, std::set<std::string> &names, Causes &causes)
{
    std::size_t index = 0;
    for (const Json &volume : volumes) {
        const std::string at = "spec.volumes[" + std::to_string(index++) + "]";
        const std::string name = textAt(volume, "name");
        if (name.empty())
            causes.push_back(required(at + ".name"));
        else if (const std::string why = dnsLabelProblem(name); !why.empty())
            causes.push_back(invalidValue(at + ".name", name, why));
        if (!names.insert(name).second)
            causes.push_back(duplicate(at + ".name", name));
        if (volume.size() < 2)
            causes.push_back(required(at, "must specify a volume type"));
        else if (volume.size() > 2)
            causes.push_back(forbidden(at, "may not specify more than 1 volume type"));
        for (const char *kind : {"secret", "configMap"}) {
            if (!volume.contains(kind))
                continue;
            const char *nameField = std::string(kind) == "secret" ? "secretName" : "name";
            if (textAt(volume, {kind, nameField}).empty())
                causes.push_back(required(at + "." + kind + "." + nameField));
            checkMode(volume[kind], "defaultMode", at + "." + kind, causes);
            std::size_t item = 0;
            for (const Json &entry : listAt(volume, {kind, "items"})) {
                const std::string where = at + "." + kind + ".items[" + std::to_string(item++) + "]";
                const std::string path = textAt(entry, "path");
                if (textAt(entry, "key").empty())
                    causes.push_back(required(where + ".key"));
                if (path.empty())
                    causes.push_back(required(where + ".path"));
                else if (path[0] == '/')
                    causes.push_back(invalidValue(where + ".path", path, "must be a relative path"));
                for (const std::string &part : split(path, '/')) {
                    if (part == "..")
                        causes.push_back(invalidValue(where + ".path", path, "must not contain '..'"));
                }
                checkMode(entry, "mode", where, causes);
            }
        }
    }
}

void checkContainer(const Json &container, const std::string &at, const std::set<std::string> &volumes,
                    std::set<std::string> &names, Causes &causes)
{
    const std::string name = textAt(container, "name");
    if (name.empty())
        causes.push_back(required(at + ".name"));
    else if (const std::string why = dnsLabelProblem(name); !why.empty())
        causes.push_back(invalidValue(at + ".name", name, why));
    if (!name.empty() && !names.insert(name).second)
        causes.push_back(duplicate(at + ".name", name));
    const std::string image = textAt(container, "image");
    if (image.empty())
        causes.push_back(required(at + ".image"));
    else if (image != trimmed(image))
        causes.push_back(invalidValue(at + ".image", image, "must not have leading or trailing whitespace"));
    const auto choice = [&](const char *field, const std::vector<std::string> &choices) {
        const std::string value = textAt(container, field);
        if (std::find(choices.begin(), choices.end(), value) == choices.end())
            causes.push_back(notSupported(at + "." + field, value, choices));
    };
    choice("imagePullPolicy", {"Always", "IfNotPresent", "Never"});
    choice("terminationMessagePolicy", {"FallbackToLogsOnError", "File"});
    std::size_t index = 0;
    for (const Json &variable : listAt(container, "env")) {
        const std::string where = at + ".env[" + std::to_string(index++) + "]";
        const std::string variableName = textAt(variable, "name");
        if (variableName.empty())
            causes.push_back(required(where + ".name"));
        else if (const std::string why = envNameProblem(variableName); !why.empty())
            causes.push_back(invalidValue(where + ".name", variableName, why));
        const Json &source = mapAt(variable, {"valueFrom"});
        if (variable.contains("valueFrom")) {
            if (!textAt(variable, "value").empty())
                causes.push_back(
                    invalidValue(where + ".valueFrom", "", "may not be specified when `value` is not empty"));
            if (source.size() != 1)
                causes.push_back(invalidValue(
                    where + ".valueFrom", "",
                    source.empty()
                        ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
                        : "may not have more than one field specified at a time"));
            for (const char *kind : {"secretKeyRef", "configMapKeyRef"}) {
                if (!source.contains(kind))
                    continue;
                if (textAt(source, {kind, "name"}).empty())
                    causes.push_back(required(where + ".valueFrom." + kind + ".name"));
                if (textAt(source, {kind, "key"}).empty())
                    causes.push_back(required(where + ".valueFrom." + kind + ".key"));
            }
        }
    }
    std::set<std::string> paths;
    index = 0;
    for (const Json &mount : listAt(container, "volumeMounts")) {
        const std::string where = at + ".volumeMounts[" + std::to_string(index++) + "]";
        const std::string volume = textAt(mount, "name");
        if (volume.empty())
            causes.push_back(required(where + ".name"));
        else if (!volumes.contains(volume))
            causes.push_back({"FieldValueNotFound", where + ".name", "Not found: " + dump(Json(volume))});
        const std::string path = textAt(mount, "mountPath");
        if (path.empty())
            causes.push_back(required(where + ".mountPath"));
        else if (!paths.insert(path).second)
            causes.push_back(
                {"FieldValueInvalid", where + ".mountPath", "Invalid value: " + dump(Json(path)) + ": must be unique"});
        const std::string subPath = textAt(mount, "subPath");
        if (!subPath.empty() && subPath[0] == '/')
            causes.push_back(invalidValue(where + ".subPath", subPath, "must be a relative path"));
        for (const std::string &part : split(subPath, '/')) {
            if (part == "..")
                causes.push_back(invalidValue(where + ".subPath", subPath, "must not contain '..'"));
        }
    }
    if (numberAt(container, {"securityContext", "runAsUser"}, 0) < 0)
        causes.push_back(
            invalidValue(at + ".securityContext.runAsUser", "", "must be between 0 and 2147483647, inclusive"));
}

} // namespace

void setPodDefaults(Json &spec)
{
    for (const char *list : {"initContainers", "containers"}) {
        if (spec.contains(list) && spec[list].is_array()) {
            for (Json &container : spec[list])
                setContainerDefaults(container);
        }
    }
    setIfAbsent(spec, "restartPolicy", "Always");
    setIfAbsent(spec, "terminationGracePeriodSeconds", 30);
    setIfAbsent(spec, "dnsPolicy", "ClusterFirst");
    if (textAt(spec, "serviceAccountName").empty())
        spec["serviceAccountName"] =
            textAt(spec, "serviceAccount").empty() ? "default" : textAt(spec, "serviceAccount");
    const std::string account = textAt(spec, "serviceAccountName"); // a copy: a new key moves the others
    spec["serviceAccount"] = account;
    setIfAbsent(spec, "securityContext", Json::object());
    setIfAbsent(spec, "schedulerName", "default-scheduler");
    if (!spec.contains("tolerations")) {
        spec["tolerations"] = Json::array();
        for (const char *key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
            spec["tolerations"].push_back(
                {{"key", key}, {"operator", "Exists"}, {"effect", "NoExecute"}, {"tolerationSeconds", 300}});
    }
    setIfAbsent(spec, "priority", 0);
    setIfAbsent(spec, "enableServiceLinks", true);
    setIfAbsent(spec, "preemptionPolicy", "PreemptLowerPriority");
    if (spec.contains("volumes")) {
        for (Json &volume : spec["volumes"]) {
            if (volume.size() == 1 && volume.contains("name"))
                volume["emptyDir"] = Json::object();
            for (const char *kind : {"secret", "configMap", "projected", "downwardAPI"}) {
                if (volume.contains(kind))
                    setIfAbsent(volume[kind], "defaultMode", 420);
            }
        }
    }
}

Causes podProblems(const Json &spec)
{
    Causes causes;
    std::set<std::string> volumes;
    checkVolumes(listAt(spec, "volumes"), volumes, causes);
    std::set<std::string> names;
    if (listAt(spec, "containers").empty())
        causes.push_back(required("spec.containers"));
    for (const char *list : {"containers", "initContainers"}) {
        std::size_t index = 0;
        for (const Json &container : listAt(spec, list))
            checkContainer(container, std::string("spec.") + list + "[" + std::to_string(index++) + "]", volumes, names,
                           causes);
    }
    const std::string policy = textAt(spec, "restartPolicy");
    if (policy != "Always" && policy != "OnFailure" && policy != "Never")
        causes.push_back(notSupported("spec.restartPolicy", policy, {"Always", "OnFailure", "Never"}));
    const std::string dns = textAt(spec, "dnsPolicy");
    if (dns != "ClusterFirst" && dns != "ClusterFirstWithHostNet" && dns != "Default" && dns != "None")
        causes.push_back(
            notSupported("spec.dnsPolicy", dns, {"ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"}));
    const long long deadline = numberAt(spec, {"activeDeadlineSeconds"}, 1);
    if (deadline < 1 || deadline > 2147483647)
        causes.push_back(invalidValue("spec.activeDeadlineSeconds", std::to_string(deadline),
                                      "must be between 1 and 2147483647, inclusive"));
    if (numberAt(spec, {"terminationGracePeriodSeconds"}, 0) < 0)
        causes.push_back(invalidValue("spec.terminationGracePeriodSeconds",
                                      std::to_string(numberAt(spec, {"terminationGracePeriodSeconds"}, 0)),
                                      "must be greater than or equal to 0"));
    return causes;
}

Causes podChangeProblems(const Json &changed, const Json &old)
{
    // Everything but these stands for the life of a pod.
    const auto masked = [](Json spec) {
        for (const char *list : {"containers", "initContainers"}) {
            if (spec.contains(list)) {
                for (Json &container : spec[list])
                    container.erase("image");
            }
        }
        for (const char *field : {"activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"})
            spec.erase(field);
        return nlohmann::json(spec); // with sorted keys: their order must not count as a change
    };
    Causes causes;
    if (masked(changed) != masked(old))
        causes.push_back(forbidden("spec",
                                   "pod updates may not change fields other than `spec.containers[*].image`,"
                                   "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
                                   "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
                                   "(allow it to be set to 1 if it was previously negative)"));
    const long long before = numberAt(old, {"activeDeadlineSeconds"}, -1);
    const long long after = numberAt(changed, {"activeDeadlineSeconds"}, -1);
    if (before >= 0 && (after < 0 || after > before))
        causes.push_back(invalidValue("spec.activeDeadlineSeconds", std::to_string(after),
                                      "must be less than or equal to previous value"));
    return causes;
}

std::string qosClassOf(const Json &spec)
{
    bool any = false;
    bool guaranteed = true;
    for (const char *list : {"containers", "initContainers"}) {
        for (const Json &container : listAt(spec, list)) {
            const Json &limits = mapAt(container, {"resources", "limits"});
            const Json &requests = mapAt(container, {"resources", "requests"});
            for (const char *name : {"cpu", "memory"}) {
                any = any || limits.contains(name) || requests.contains(name);
                if (!limits.contains(name) || (requests.contains(name) && requests[name] != limits[name]))
                    guaranteed = false;
            }
        }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

} // namespace zdtp::local
