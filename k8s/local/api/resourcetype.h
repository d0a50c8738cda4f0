#pragma once

#include <string>
#include <vector>

namespace zdtp::local {

/// A resource that the server knows.
struct ResourceType
{
    std::string group; ///< "" for the core group
    std::string version;
    std::string plural;
    std::string singular;
    std::string kind;
    bool namespaced = true;
    std::vector<std::string> shortNames;
    std::vector<std::string> verbs;
    std::vector<std::string> subresources;
    std::vector<std::string> categories;

    std::string apiVersion() const { return group.empty() ? version : group + "/" + version; }
    /// The name in the store: "pods", "batch/jobs".
    std::string stored() const { return group.empty() ? plural : group + "/" + plural; }
    /// The name in messages: "pods", "jobs.batch".
    std::string qualified() const { return group.empty() ? plural : plural + "." + group; }
    bool isStored() const { return !verbs.empty() && verbs.front() != "review"; }
};

const std::vector<ResourceType> &resourceTypes();
/// nullptr when there is none.
const ResourceType *findResource(const std::string &group, const std::string &version, const std::string &plural);
/// By the name in the store; it must exist.
const ResourceType &resourceOf(const std::string &stored);

} // namespace zdtp::local
