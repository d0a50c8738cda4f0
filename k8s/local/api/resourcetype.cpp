#include "k8s/local/api/resourcetype.h"

#include <algorithm>
#include <stdexcept>

namespace zdtp::local {

const std::vector<ResourceType> &resourceTypes()
{
    static const std::vector<std::string> all = {"create", "delete", "deletecollection", "get",
                                                 "list",   "patch",  "update",           "watch"};
    static const std::vector<std::string> read = {"get", "list", "watch"};
    // "review": answered at once and never stored; discovery shows it as "create".
    static const std::vector<std::string> review = {"review"};
    static const std::vector<ResourceType> types = {
        {"", "v1", "configmaps", "configmap", "ConfigMap", true, {"cm"}, all, {}, {}},
        {"", "v1", "events", "event", "Event", true, {"ev"}, all, {}, {}},
        {"", "v1", "namespaces", "namespace", "Namespace", false, {"ns"}, all, {"status"}, {}},
        {"", "v1", "nodes", "node", "Node", false, {"no"}, read, {"status"}, {}},
        {"", "v1", "pods", "pod", "Pod", true, {"po"}, all, {"log", "status"}, {"all"}},
        {"", "v1", "secrets", "secret", "Secret", true, {}, all, {}, {}},
        {"", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", true, {"sa"}, read, {}, {}},
        {"authentication.k8s.io",
         "v1",
         "selfsubjectreviews",
         "selfsubjectreview",
         "SelfSubjectReview",
         false,
         {},
         review,
         {},
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectaccessreviews",
         "selfsubjectaccessreview",
         "SelfSubjectAccessReview",
         false,
         {},
         review,
         {},
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectrulesreviews",
         "selfsubjectrulesreview",
         "SelfSubjectRulesReview",
         false,
         {},
         review,
         {},
         {}},
    };
    return types;
}

const ResourceType *findResource(const std::string &group, const std::string &version, const std::string &plural)
{
    const auto &types = resourceTypes();
    const auto found = std::find_if(types.begin(), types.end(), [&](const ResourceType &type) {
        return type.plural == plural && type.group == group && type.version == version;
    });
    return found == types.end() ? nullptr : &*found;
}

const ResourceType &resourceOf(const std::string &stored)
{
    const auto &types = resourceTypes();
    const auto found =
        std::find_if(types.begin(), types.end(), [&](const ResourceType &type) { return type.stored() == stored; });
    if (found == types.end())
        throw std::logic_error("unknown resource " + stored);
    return *found;
}

} // namespace zdtp::local
