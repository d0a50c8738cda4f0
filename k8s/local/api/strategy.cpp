#include "k8s/local/api/strategy.h"

#include "k8s/local/api/names.h"
#include "k8s/local/base/text.h"

#include <algorithm>
#include <array>

namespace zdtp::local {

namespace {

constexpr std::size_t maxConfigBytes = 1'048'576;
constexpr std::size_t maxAnnotationBytes = 262'144;

void checkMetadata(const ResourceType &type, const Json &body, Causes &causes)
{
    const std::string name = textAt(body, {"metadata", "name"});
    if (name.empty()) {
        causes.push_back(required("metadata.name", "name or generateName is required"));
    } else {
        const std::string why = type.plural == "namespaces" ? dnsLabelProblem(name) : dnsSubdomainProblem(name);
        if (!why.empty())
            causes.push_back(invalidValue("metadata.name", name, why));
    }
    for (const auto &[key, value] : mapAt(body, {"metadata", "labels"}).items()) {
        if (const std::string why = labelKeyProblem(key); !why.empty())
            causes.push_back(invalidValue("metadata.labels", key, why));
        const std::string text = value.is_string() ? value.get<std::string>() : std::string();
        if (const std::string why = labelValueProblem(text); !why.empty())
            causes.push_back(invalidValue("metadata.labels", text, why));
    }
    std::size_t annotationBytes = 0;
    for (const auto &[key, value] : mapAt(body, {"metadata", "annotations"}).items()) {
        if (const std::string why = labelKeyProblem(lower(key)); !why.empty())
            causes.push_back(invalidValue("metadata.annotations", key, why));
        annotationBytes += key.size() + (value.is_string() ? value.get_ref<const std::string &>().size() : 0);
    }
    if (annotationBytes > maxAnnotationBytes)
        causes.push_back(tooLong("metadata.annotations", maxAnnotationBytes));
    std::size_t index = 0;
    for (const Json &owner : listAt(body, {"metadata", "ownerReferences"})) {
        const std::string at = "metadata.ownerReferences[" + std::to_string(index++) + "]";
        for (const char *field : {"apiVersion", "kind", "name", "uid"}) {
            if (textAt(owner, field).empty())
                causes.push_back(required(at + "." + field, std::string(field) + " must not be empty"));
        }
    }
}

void checkConfig(const Json &body, bool isSecret, Causes &causes)
{
    std::size_t bytes = 0;
    for (const char *part : {"data", "binaryData"}) {
        for (const auto &[key, value] : mapAt(body, {part}).items()) {
            if (const std::string why = configKeyProblem(key); !why.empty())
                causes.push_back(invalidValue(std::string(part) + "[" + key + "]", key, why));
            const std::string text = value.is_string() ? value.get<std::string>() : std::string();
            const bool encoded = isSecret || std::string(part) == "binaryData";
            bytes += encoded ? text.size() / 4 * 3 : text.size();
            if (std::string(part) == "binaryData" && find(body, {"data", key.c_str()}))
                causes.push_back(
                    invalidValue(std::string("data[") + key + "]", key, "duplicate of key present in binaryData"));
        }
    }
    if (bytes > maxConfigBytes)
        causes.push_back(tooLong(isSecret ? "data" : "[]", maxConfigBytes));
}

/// The decoder's own refusal, before any validation.
void checkBase64(const ResourceType &type, const Json &body, const char *part)
{
    for (const auto &[key, value] : mapAt(body, {part}).items()) {
        if (value.is_string() && !base64Decode(value.get_ref<const std::string &>()))
            throw Refusal::badRequest(type.kind + " in version \"v1\" cannot be handled as a " + type.kind +
                                      ": illegal base64 data in " + part + "[" + key + "]");
    }
}

} // namespace

void setDefaults(const ResourceType &type, Json &body)
{
    if (type.plural == "pods") {
        if (!body.contains("spec"))
            body["spec"] = Json::object();
        setPodDefaults(body["spec"]);
    } else if (type.plural == "secrets") {
        checkBase64(type, body, "data");
        if (find(body, "stringData")) {
            const Json plain = body["stringData"]; // a copy: a new key moves the others
            for (const auto &[key, value] : plain.items())
                body["data"][key] = base64Encode(value.get<std::string>());
            body.erase("stringData");
        }
        if (textAt(body, "type").empty())
            body["type"] = "Opaque";
    } else if (type.plural == "configmaps") {
        checkBase64(type, body, "binaryData");
    } else if (type.plural == "namespaces") {
        const std::string name = textAt(body, {"metadata", "name"});
        if (!name.empty())
            body["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
        body["spec"] = {{"finalizers", {"kubernetes"}}};
    }
}

void prepareForCreate(const ResourceType &type, Json &body)
{
    if (type.plural == "pods") {
        body["status"] = {{"phase", "Pending"}, {"qosClass", qosClassOf(mapAt(body, {"spec"}))}};
        body["metadata"]["generation"] = 1;
    } else if (type.plural == "namespaces") {
        body["status"] = {{"phase", "Active"}};
    }
}

Causes problemsOf(const ResourceType &type, const Json &body)
{
    Causes causes;
    checkMetadata(type, body, causes);
    if (type.plural == "pods") {
        Causes more = podProblems(mapAt(body, {"spec"}));
        causes.insert(causes.end(), more.begin(), more.end());
    } else if (type.plural == "configmaps" || type.plural == "secrets") {
        checkConfig(body, type.plural == "secrets", causes);
    } else if (type.plural == "events") {
        const std::string involved = textAt(body, {"involvedObject", "namespace"});
        const std::string ns = textAt(body, {"metadata", "namespace"});
        if (ns != involved && !(involved.empty() && ns == "default"))
            causes.push_back(invalidValue("involvedObject.namespace", involved, "does not match event.namespace"));
    }
    return causes;
}

Causes problemsOfChange(const ResourceType &type, const Json &changed, const Json &old)
{
    Causes causes;
    if (find(old, {"metadata", "deletionTimestamp"})) {
        const Json &before = listAt(old, {"metadata", "finalizers"});
        std::string added;
        for (const Json &finalizer : listAt(changed, {"metadata", "finalizers"})) {
            if (std::find(before.begin(), before.end(), finalizer) == before.end())
                added += (added.empty() ? "" : ", ") + dump(finalizer);
        }
        if (!added.empty())
            causes.push_back(forbidden("metadata.finalizers",
                                       "no new finalizers can be added if the object is being deleted, found new "
                                       "finalizers []string{" +
                                           added + "}"));
    }
    if (type.plural == "pods") {
        const Causes more = podChangeProblems(mapAt(changed, {"spec"}), mapAt(old, {"spec"}));
        causes.insert(causes.end(), more.begin(), more.end());
    } else if (type.plural == "configmaps" || type.plural == "secrets") {
        if (flagAt(old, {"immutable"})) {
            if (!flagAt(changed, {"immutable"}))
                causes.push_back(forbidden("immutable", "field is immutable when `immutable` is set"));
            for (const char *part : {"data", "binaryData"}) {
                if (mapAt(changed, {part}) != mapAt(old, {part}))
                    causes.push_back(forbidden(part, "field is immutable when `immutable` is set"));
            }
        }
        if (textAt(changed, "type") != textAt(old, "type"))
            causes.push_back(invalidValue("type", textAt(changed, "type"), "field is immutable"));
    }
    return causes;
}

} // namespace zdtp::local
