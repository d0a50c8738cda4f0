#pragma once

#include "k8s/local/api/resourcetype.h"
#include "k8s/local/store/object.h"

#include <chrono>
#include <span>
#include <string>
#include <utility>

namespace zdtp::local {

/// The objects as a Table of meta.k8s.io/v1, with the columns that kubectl prints.
/// `includeObject`: None, Metadata (the default) or Object. The columns' names can be left out after a first event.
Json tableOf(const ResourceType &type, std::span<const Object *const> objects, const std::string &revision,
             const std::string &includeObject, bool withColumns);
inline Json tableOf(const ResourceType &type, std::pair<const Object *, int> one, const std::string &revision,
                    const std::string &includeObject, bool withColumns)
{
    const Object *const objects[] = {one.first};
    return tableOf(type, std::span<const Object *const>(objects), revision, includeObject, withColumns);
}
/// The object as PartialObjectMetadata.
Json metadataOnly(const Object &object, bool withType);

/// READY, STATUS and RESTARTS of a pod, as the API server computes them.
struct PodSummary
{
    std::string ready;
    std::string status;
    std::string restarts;
};
PodSummary summarize(const Json &pod, std::chrono::system_clock::time_point now);

} // namespace zdtp::local
