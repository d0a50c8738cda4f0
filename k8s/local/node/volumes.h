#pragma once

#include "k8s/local/base/json.h"
#include "k8s/local/node/podfolder.h"
#include "k8s/local/node/sandbox.h"
#include "k8s/local/store/store.h"

#include <string>
#include <vector>

namespace zdtp::local {

/// Makes the folders of a pod's volumes and fills them. Throws Failure, in the kubelet's words, for what cannot be
/// mounted (yet).
void prepareVolumes(const Store &store, const Json &pod, const PodFolder &folder);

/// Where a container sees them. Throws Failure for a subPath that leaves its volume.
std::vector<Mount> mountsOf(const Json &pod, const Json &container, const PodFolder &folder,
                            const std::vector<std::pair<std::string, std::string>> &environment);

/// Removes what a pod keeps outside of its folder: volumes in memory.
void removeMemoryVolumes(const std::string &podUid);

} // namespace zdtp::local
