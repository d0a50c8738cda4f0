#include "k8s/local/node/environment.h"

#include "k8s/local/api/names.h"
#include "k8s/local/base/text.h"

#include <algorithm>
#include <thread>

namespace zdtp::local {

namespace {

void set(Environment &environment, const std::string &name, std::string value)
{
    const auto found =
        std::find_if(environment.begin(), environment.end(), [&](const auto &entry) { return entry.first == name; });
    if (found != environment.end())
        found->second = std::move(value);
    else
        environment.emplace_back(name, std::move(value));
}

} // namespace

std::optional<std::map<std::string, std::string>> configData(const Store &store, const std::string &resource,
                                                             const std::string &ns, const std::string &name,
                                                             bool optional)
{
    const ObjectPtr object = store.get({resource, ns, name});
    if (!object) {
        if (optional)
            return std::nullopt;
        throw Failure((resource == "secrets" ? "secret \"" : "configmap \"") + name + "\" not found");
    }
    const Json body = object->parse();
    std::map<std::string, std::string> data;
    for (const auto &[key, value] : mapAt(body, {"data"}).items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : std::string();
        data[key] = resource == "secrets" ? base64Decode(text).value_or("") : text;
    }
    for (const auto &[key, value] : mapAt(body, {"binaryData"}).items())
        data[key] = base64Decode(value.is_string() ? value.get<std::string>() : std::string()).value_or("");
    return data;
}

std::string fieldOf(const Json &pod, const std::string &fieldPath)
{
    static const std::map<std::string, std::vector<const char *>> plain = {
        {"metadata.name", {"metadata", "name"}},
        {"metadata.namespace", {"metadata", "namespace"}},
        {"metadata.uid", {"metadata", "uid"}},
        {"spec.serviceAccountName", {"spec", "serviceAccountName"}}};
    const auto found = plain.find(fieldPath);
    if (found != plain.end())
        return textAt(pod, {found->second[0], found->second[1]});
    if (fieldPath == "spec.nodeName")
        return "local";
    if (fieldPath == "status.hostIP" || fieldPath == "status.podIP" || fieldPath == "status.podIPs" ||
        fieldPath == "status.hostIPs")
        return "127.0.0.1";
    for (const char *map : {"labels", "annotations"}) {
        const std::string prefix = std::string("metadata.") + map;
        if (fieldPath.rfind(prefix + "['", 0) == 0 && fieldPath.size() > prefix.size() + 4 &&
            fieldPath.substr(fieldPath.size() - 2) == "']") {
            const std::string key = fieldPath.substr(prefix.size() + 2, fieldPath.size() - prefix.size() - 4);
            return textAt(pod, {"metadata", map, key.c_str()});
        }
        if (fieldPath == prefix) {
            std::string all;
            for (const auto &[key, value] : mapAt(pod, {"metadata", map}).items())
                all += key + "=" + dump(value) + "\n";
            return all;
        }
    }
    throw Failure("unsupported fieldPath: " + fieldPath);
}

namespace {

/// A quantity of Kubernetes ("250m", "512Mi", 2) as a number.
double quantity(const Json &value)
{
    if (value.is_number())
        return value.get<double>();
    const std::string text = value.is_string() ? value.get<std::string>() : std::string();
    char *end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    static const std::map<std::string, double> units = {
        {"", 1},     {"m", 0.001},   {"k", 1e3},        {"M", 1e6},           {"G", 1e9},
        {"T", 1e12}, {"Ki", 1024.0}, {"Mi", 1048576.0}, {"Gi", 1073741824.0}, {"Ti", 1099511627776.0}};
    const auto unit = units.find(end);
    return unit == units.end() ? number : number * unit->second;
}

} // namespace

std::string resourceFieldOf(const Json &pod, const Json &reference, const std::string &containerName)
{
    std::string wanted = textAt(reference, "containerName");
    if (wanted.empty())
        wanted = containerName;
    const auto parts = split(textAt(reference, "resource"), '.');
    const double divisor = reference.contains("divisor") ? quantity(reference["divisor"]) : 1;
    for (const char *list : {"containers", "initContainers"}) {
        for (const Json &container : listAt(pod, {"spec", list})) {
            if (textAt(container, "name") != wanted || parts.size() != 2)
                continue;
            double value = parts[1] == "cpu" ? std::thread::hardware_concurrency() : 0;
            if (const Json *stated = find(container, {"resources", parts[0].c_str(), parts[1].c_str()}))
                value = quantity(*stated);
            const double scaled = value / (divisor > 0 ? divisor : 1);
            return std::to_string(static_cast<long long>(scaled) +
                                  (scaled > static_cast<double>(static_cast<long long>(scaled)) ? 1 : 0));
        }
    }
    throw Failure("unsupported resourceFieldRef: " + textAt(reference, "resource"));
}

std::string expandReferences(const std::string &text, const Environment &environment)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            result += text[i];
        } else if (text[i + 1] == '$') {
            result += '$';
            ++i;
        } else if (text[i + 1] == '(') {
            const std::size_t end = text.find(')', i);
            if (end == std::string::npos) {
                result += text.substr(i);
                break;
            }
            const std::string name = text.substr(i + 2, end - i - 2);
            const auto found = std::find_if(environment.begin(), environment.end(),
                                            [&](const auto &entry) { return entry.first == name; });
            result += found != environment.end() ? found->second : text.substr(i, end - i + 1);
            i = end;
        } else {
            result += '$';
        }
    }
    return result;
}

Environment environmentOf(const Store &store, const Json &pod, const Json &container, const Environment &base)
{
    const std::string ns = textAt(pod, {"metadata", "namespace"});
    Environment environment = base;
    for (const Json &source : listAt(container, "envFrom")) {
        for (const auto &[reference, resource] :
             {std::pair("configMapRef", "configmaps"), std::pair("secretRef", "secrets")}) {
            if (!source.contains(reference))
                continue;
            const auto data = configData(store, resource, ns, textAt(source, {reference, "name"}),
                                         flagAt(source, {reference, "optional"}));
            if (!data)
                continue;
            for (const auto &[key, value] : *data) {
                const std::string name = textAt(source, "prefix") + key;
                if (envNameProblem(name).empty())
                    set(environment, name, value);
            }
        }
    }
    for (const Json &variable : listAt(container, "env")) {
        const std::string name = textAt(variable, "name");
        const Json &source = mapAt(variable, {"valueFrom"});
        if (source.empty()) {
            set(environment, name, expandReferences(textAt(variable, "value"), environment));
        } else if (source.contains("fieldRef")) {
            set(environment, name, fieldOf(pod, textAt(source, {"fieldRef", "fieldPath"})));
        } else if (source.contains("resourceFieldRef")) {
            set(environment, name, resourceFieldOf(pod, source["resourceFieldRef"], textAt(container, "name")));
        } else {
            for (const auto &[reference, resource] :
                 {std::pair("configMapKeyRef", "configmaps"), std::pair("secretKeyRef", "secrets")}) {
                if (!source.contains(reference))
                    continue;
                const bool optional = flagAt(source, {reference, "optional"});
                const std::string object = textAt(source, {reference, "name"});
                const std::string key = textAt(source, {reference, "key"});
                const auto data = configData(store, resource, ns, object, optional);
                if (data && data->contains(key))
                    set(environment, name, data->at(key));
                else if (!optional)
                    throw Failure("couldn't find key " + key + " in " +
                                  (std::string(resource) == "secrets" ? "Secret " : "ConfigMap ") + ns + "/" + object);
            }
        }
    }
    return environment;
}

} // namespace zdtp::local
