#pragma once

#include "k8s/local/base/json.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zdtp::local {

/// Where an object stands. The resource is its plural, with the group in front when it has one: "pods",
/// "batch/jobs". The namespace is "" for cluster-scoped resources.
struct Key
{
    std::string resource;
    std::string ns;
    std::string name;
    friend auto operator<=>(const Key &, const Key &) = default;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// One version of a stored object. Never changes, shared by whoever reads it. It is kept as text: that is what goes
/// to the disk and to clients, and 10,000 pods as trees would take ten times the memory.
struct Object
{
    Key key;
    std::string uid;
    std::int64_t revision = 0;
    std::string body;                          ///< JSON without kind and apiVersion, as lists carry it
    std::map<std::string, std::string> labels; ///< for label selectors
    Fields fields;                             ///< for field selectors, beyond metadata.name and metadata.namespace
    std::vector<std::string> owners;           ///< uids of metadata.ownerReferences

    Json parse() const { return Json::parse(body, nullptr, false); }
    /// With kind and apiVersion in front, as single objects and watch events carry it.
    std::string withType(std::string_view kind, std::string_view apiVersion) const;
};
using ObjectPtr = std::shared_ptr<const Object>;

/// Makes the stored form of a body whose metadata is complete.
ObjectPtr makeObject(Key key, std::int64_t revision, const Json &body);
ObjectPtr makeObject(Key key, std::int64_t revision, std::string body);
/// The fields that field selectors of this resource may name, beyond metadata.*.
Fields selectableFields(const std::string &resource, const Json &body);

} // namespace zdtp::local
