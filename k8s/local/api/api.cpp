#include "k8s/local/api/api.h"

#include "k8s/local/api/discovery.h"
#include "k8s/local/base/text.h"

#include <algorithm>

namespace zdtp::local {

Api::Api(Store &store, LogsFunction logs) : m_store(store), m_logs(std::move(logs)) {}

Form formOf(const ApiRequest &request)
{
    if (trimmed(request.accept).empty())
        return Form::Object;
    for (const std::string &choice : split(request.accept, ',')) {
        const auto parts = split(choice, ';');
        const std::string media = trimmed(parts[0]);
        if (media != "application/json" && media != "*/*" && media != "application/*")
            continue;
        std::string as;
        std::string version;
        for (const std::string &part : parts) {
            const std::string parameter = trimmed(part);
            if (parameter.rfind("as=", 0) == 0)
                as = parameter.substr(3);
            else if (parameter.rfind("v=", 0) == 0)
                version = parameter.substr(2);
        }
        if (as.empty())
            return Form::Object;
        if (version == "v1" && as == "Table")
            return Form::Table;
        if (version == "v1" && (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList"))
            return Form::Metadata;
    }
    throw Refusal{
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io",
        Json::object(),
        {}};
}

Api::Target Api::parsePath(const std::string &path)
{
    auto parts = split(path, '/');
    std::erase(parts, std::string());
    std::string group;
    std::string version;
    std::size_t at = 0;
    if (parts.size() >= 3 && parts[0] == "api") {
        version = parts[1];
        at = 2;
    } else if (parts.size() >= 4 && parts[0] == "apis") {
        group = parts[1];
        version = parts[2];
        at = 3;
    } else {
        throw Refusal::noSuchResource();
    }
    Target target;
    if (parts[at] == "namespaces" && group.empty() && parts.size() - at <= 2) {
        target.type = findResource(group, version, "namespaces");
        target.name = parts.size() - at == 2 ? parts[at + 1] : std::string();
    } else if (parts[at] == "namespaces" && group.empty() && parts.size() - at == 3 &&
               (parts[at + 2] == "status" || parts[at + 2] == "finalize")) {
        target.type = findResource(group, version, "namespaces");
        target.name = parts[at + 1];
        target.subresource = parts[at + 2];
    } else {
        if (parts[at] == "namespaces") {
            if (parts.size() - at < 3)
                throw Refusal::noSuchResource();
            target.ns = parts[at + 1];
            at += 2;
        }
        target.type = findResource(group, version, parts[at]);
        if (parts.size() - at >= 2)
            target.name = parts[at + 1];
        if (parts.size() - at == 3)
            target.subresource = parts[at + 2];
        if (parts.size() - at > 3 ||
            (target.type && target.type->namespaced == target.ns.empty() && !target.name.empty()) ||
            (target.type && !target.type->namespaced && !target.ns.empty()))
            throw Refusal::noSuchResource();
    }
    if (!target.type)
        throw Refusal::noSuchResource();
    const auto &subresources = target.type->subresources;
    if (!target.subresource.empty() &&
        std::find(subresources.begin(), subresources.end(), target.subresource) == subresources.end())
        throw Refusal::noSuchResource();
    return target;
}

ApiResponse Api::dispatch(const ApiRequest &request, const Target &target)
{
    if (!target.type->isStored()) {
        if (request.method != "POST" || !target.name.empty())
            throw Refusal::notAllowed();
        return review(request, target);
    }
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (!isRead && target.type->verbs.size() == 3)
        throw Refusal::notAllowed();
    if (target.subresource == "log") {
        if (!isRead)
            throw Refusal::notAllowed();
        const ObjectPtr pod = m_store.get({target.type->stored(), target.ns, target.name});
        if (!pod)
            throw Refusal::notFound(*target.type, target.name);
        return m_logs(request, pod->parse());
    }
    if (target.name.empty()) {
        if (isRead)
            return request.flag("watch") ? watch(request, target) : list(request, target);
        if (request.method == "POST" && (!target.ns.empty() || !target.type->namespaced))
            return create(request, target);
        if (request.method == "DELETE")
            return removeCollection(request, target);
        throw Refusal::notAllowed();
    }
    if (isRead)
        return request.flag("watch") ? watch(request, target) : get(request, target);
    if (request.method == "PUT")
        return update(request, target);
    if (request.method == "PATCH")
        return patch(request, target);
    if (request.method == "DELETE" && target.subresource.empty())
        return remove(request, target);
    throw Refusal::notAllowed();
}

ApiResponse Api::handle(const ApiRequest &request)
{
    Refusal refusal;
    try {
        if (auto answer = discovery(request))
            return *answer;
        return dispatch(request, parsePath(request.path));
    } catch (const Refusal &refused) {
        refusal = refused;
    } catch (const Failure &failure) {
        refusal = Refusal::internal(failure.what());
    } catch (const std::exception &error) {
        // A mistake of ours or memory that ran out ends one request, never the server.
        refusal = Refusal::internal(error.what());
    }
    ApiResponse response;
    response.code = refusal.code;
    response.body = dump(refusal.status());
    if (refusal.code == 404 && refusal.reason.empty()) {
        response.contentType = "text/plain; charset=utf-8";
        response.body = refusal.message + "\n";
    }
    return response;
}

std::optional<ApiResponse> Api::discovery(const ApiRequest &request) const
{
    auto document = discoveryDocument(request);
    if (!document)
        return std::nullopt;
    if (request.method != "GET" && request.method != "HEAD")
        throw Refusal::notAllowed();
    return document;
}

} // namespace zdtp::local
