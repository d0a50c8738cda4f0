#include "k8s/local/store/object.h"

namespace zdtp::local {

std::string Object::withType(std::string_view kind, std::string_view apiVersion) const
{
    std::string text;
    text.reserve(body.size() + kind.size() + apiVersion.size() + 32);
    text.append(R"({"kind":")").append(kind).append(R"(","apiVersion":")").append(apiVersion).append("\"");
    if (body.size() > 2)
        text.append(",");
    text.append(body, 1);
    return text;
}

Fields selectableFields(const std::string &resource, const Json &body)
{
    Fields fields;
    const auto add = [&](const char *name, std::initializer_list<const char *> path) {
        fields.emplace_back(name, textAt(body, path));
    };
    if (resource == "pods") {
        add("spec.nodeName", {"spec", "nodeName"});
        add("spec.restartPolicy", {"spec", "restartPolicy"});
        add("spec.schedulerName", {"spec", "schedulerName"});
        add("spec.serviceAccountName", {"spec", "serviceAccountName"});
        fields.emplace_back("spec.hostNetwork", flagAt(body, {"spec", "hostNetwork"}) ? "true" : "false");
        add("status.phase", {"status", "phase"});
        add("status.podIP", {"status", "podIP"});
        add("status.nominatedNodeName", {"status", "nominatedNodeName"});
    } else if (resource == "events") {
        for (const char *part : {"kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"})
            fields.emplace_back(std::string("involvedObject.") + part, textAt(body, {"involvedObject", part}));
        add("reason", {"reason"});
        add("reportingComponent", {"reportingComponent"});
        add("source", {"source", "component"});
        add("type", {"type"});
    } else if (resource == "secrets") {
        add("type", {"type"});
    } else if (resource == "namespaces") {
        add("status.phase", {"status", "phase"});
    } else if (resource == "nodes") {
        fields.emplace_back("spec.unschedulable", flagAt(body, {"spec", "unschedulable"}) ? "true" : "false");
    }
    return fields;
}

namespace {

std::shared_ptr<Object> describe(Key key, std::int64_t revision, const Json &body)
{
    auto object = std::make_shared<Object>();
    object->revision = revision;
    object->uid = textAt(body, {"metadata", "uid"});
    for (const auto &[name, value] : mapAt(body, {"metadata", "labels"}).items()) {
        if (value.is_string())
            object->labels.emplace(name, value.get<std::string>());
    }
    for (const Json &owner : listAt(body, {"metadata", "ownerReferences"}))
        object->owners.push_back(textAt(owner, "uid"));
    object->fields = selectableFields(key.resource, body);
    object->key = std::move(key);
    return object;
}

} // namespace

ObjectPtr makeObject(Key key, std::int64_t revision, const Json &body)
{
    auto object = describe(std::move(key), revision, body);
    object->body = dump(body);
    return object;
}

ObjectPtr makeObject(Key key, std::int64_t revision, std::string body)
{
    auto object = describe(std::move(key), revision, Json::parse(body, nullptr, false));
    object->body = std::move(body);
    return object;
}

} // namespace zdtp::local
