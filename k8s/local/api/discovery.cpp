#include "k8s/local/api/discovery.h"

#include "k8s/local/api/refusal.h"
#include "k8s/local/api/resourcetype.h"
#include "k8s/local/base/json.h"
#include "k8s/local/base/text.h"

#include <sys/utsname.h>

#include <set>

namespace zdtp::local {

namespace {

Json version()
{
    return {{"major", "1"},    {"minor", "36"},           {"gitVersion", "v1.36.0+zdtp-local"},
            {"gitCommit", ""}, {"gitTreeState", "clean"}, {"buildDate", "1970-01-01T00:00:00Z"},
            {"goVersion", ""}, {"compiler", "gcc"},       {"platform", "linux/amd64"}};
}

Json verbsOf(const ResourceType &type)
{
    return type.isStored() ? Json(type.verbs) : Json::array({"create"});
}

Json legacyResources(const std::string &group, const std::string &groupVersion)
{
    Json resources = Json::array();
    for (const ResourceType &type : resourceTypes()) {
        if (type.group != group)
            continue;
        Json entry = {{"name", type.plural},
                      {"singularName", type.singular},
                      {"namespaced", type.namespaced},
                      {"kind", type.kind},
                      {"verbs", verbsOf(type)}};
        if (!type.shortNames.empty())
            entry["shortNames"] = type.shortNames;
        if (!type.categories.empty())
            entry["categories"] = type.categories;
        resources.push_back(entry);
        for (const std::string &sub : type.subresources)
            resources.push_back(
                {{"name", type.plural + "/" + sub},
                 {"singularName", ""},
                 {"namespaced", type.namespaced},
                 {"kind", type.kind},
                 {"verbs", sub == "log" ? Json::array({"get"}) : Json::array({"get", "patch", "update"})}});
    }
    return {
        {"kind", "APIResourceList"}, {"apiVersion", "v1"}, {"groupVersion", groupVersion}, {"resources", resources}};
}

Json aggregatedGroup(const std::string &group)
{
    Json resources = Json::array();
    std::string apiVersion;
    for (const ResourceType &type : resourceTypes()) {
        if (type.group != group)
            continue;
        apiVersion = type.version;
        const Json kind = {{"group", group}, {"version", type.version}, {"kind", type.kind}};
        Json entry = {{"resource", type.plural},
                      {"responseKind", kind},
                      {"scope", type.namespaced ? "Namespaced" : "Cluster"},
                      {"singularResource", type.singular},
                      {"verbs", verbsOf(type)}};
        if (!type.shortNames.empty())
            entry["shortNames"] = type.shortNames;
        if (!type.categories.empty())
            entry["categories"] = type.categories;
        Json subs = Json::array();
        for (const std::string &sub : type.subresources)
            subs.push_back({{"subresource", sub},
                            {"responseKind", kind},
                            {"verbs", sub == "log" ? Json::array({"get"}) : Json::array({"get", "patch", "update"})}});
        if (!subs.empty())
            entry["subresources"] = subs;
        resources.push_back(entry);
    }
    Json metadata = {{"creationTimestamp", nullptr}};
    if (!group.empty())
        metadata["name"] = group;
    return {
        {"metadata", metadata},
        {"versions", Json::array({Json{{"version", apiVersion}, {"resources", resources}, {"freshness", "Current"}}})}};
}

std::set<std::string> namedGroups()
{
    std::set<std::string> groups;
    for (const ResourceType &type : resourceTypes()) {
        if (!type.group.empty())
            groups.insert(type.group);
    }
    return groups;
}

Json groupEntry(const std::string &group)
{
    const Json entry = {{"groupVersion", group + "/v1"}, {"version", "v1"}};
    return {{"name", group}, {"versions", Json::array({entry})}, {"preferredVersion", entry}};
}

/// Enough of OpenAPI for kubectl to see that fields are validated here, on the server.
Json openApiPaths(const std::string &group, const std::string &version)
{
    const std::string prefix = group.empty() ? "/api/" + version : "/apis/" + group + "/" + version;
    Json paths = Json::object();
    const Json parameters = Json::array(
        {Json{{"name", "dryRun"}, {"in", "query"}, {"schema", {{"type", "string"}, {"uniqueItems", true}}}},
         Json{{"name", "fieldManager"}, {"in", "query"}, {"schema", {{"type", "string"}, {"uniqueItems", true}}}},
         Json{{"name", "fieldValidation"}, {"in", "query"}, {"schema", {{"type", "string"}, {"uniqueItems", true}}}}});
    for (const ResourceType &type : resourceTypes()) {
        if (type.group != group || !type.isStored())
            continue;
        const Json kind = {{"group", group}, {"version", version}, {"kind", type.kind}};
        const std::string collection = prefix + (type.namespaced ? "/namespaces/{namespace}/" : "/") + type.plural;
        const auto operation = [&](const char *action) {
            return Json{{"parameters", parameters},
                        {"responses", {{"200", {{"description", "OK"}}}}},
                        {"x-kubernetes-action", action},
                        {"x-kubernetes-group-version-kind", kind}};
        };
        paths[collection] = {{"get", operation("list")}, {"post", operation("post")}};
        paths[collection + "/{name}"] = {{"get", operation("get")},
                                         {"put", operation("put")},
                                         {"patch", operation("patch")},
                                         {"delete", operation("delete")}};
    }
    return paths;
}

} // namespace

std::optional<ApiResponse> discoveryDocument(const ApiRequest &request)
{
    std::string path = request.path;
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    ApiResponse response;
    const auto answer = [&](const Json &document) {
        response.body = dump(document);
        return response;
    };
    const bool aggregated = request.accept.find("as=APIGroupDiscoveryList") != std::string::npos &&
                            request.accept.find("v=v2;") != std::string::npos;
    const auto aggregate = [&](const std::set<std::string> &groups) {
        Json items = Json::array();
        for (const std::string &group : groups)
            items.push_back(aggregatedGroup(group));
        response.contentType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        return answer({{"kind", "APIGroupDiscoveryList"},
                       {"apiVersion", "apidiscovery.k8s.io/v2"},
                       {"metadata", Json::object()},
                       {"items", items}});
    };
    if (path == "/version")
        return answer(version());
    if (path == "/")
        return answer({{"paths", {"/api", "/api/v1", "/apis", "/livez", "/openapi/v3", "/readyz", "/version"}}});
    if (path == "/api") {
        if (aggregated)
            return aggregate({""});
        return answer({{"kind", "APIVersions"}, {"versions", {"v1"}}, {"serverAddressByClientCIDRs", Json::array()}});
    }
    if (path == "/api/v1")
        return answer(legacyResources("", "v1"));
    if (path == "/apis") {
        if (aggregated)
            return aggregate(namedGroups());
        Json groups = Json::array();
        for (const std::string &group : namedGroups())
            groups.push_back(groupEntry(group));
        return answer({{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", groups}});
    }
    const auto parts = split(path.substr(1), '/');
    if (parts[0] == "apis" && parts.size() <= 3) {
        if (!namedGroups().contains(parts[1]) || (parts.size() == 3 && parts[2] != "v1"))
            throw Refusal::noSuchResource();
        if (parts.size() == 3)
            return answer(legacyResources(parts[1], parts[1] + "/v1"));
        Json group = groupEntry(parts[1]);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return answer(group);
    }
    if (parts[0] == "openapi") {
        if (path == "/openapi/v3")
            return answer({{"paths", {{"api/v1", {{"serverRelativeURL", "/openapi/v3/api/v1"}}}}}});
        if (path == "/openapi/v3/api/v1")
            return answer({{"openapi", "3.0.0"},
                           {"info", {{"title", "zdtp-local"}, {"version", "v1.36.0"}}},
                           {"paths", openApiPaths("", "v1")},
                           {"components", {{"schemas", Json::object()}}}});
        throw Refusal::noSuchResource();
    }
    return std::nullopt;
}

} // namespace zdtp::local
