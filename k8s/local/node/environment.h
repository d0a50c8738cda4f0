#pragma once

#include "k8s/local/base/files.h"
#include "k8s/local/base/json.h"
#include "k8s/local/store/store.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace zdtp::local {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// Reads the data of a ConfigMap or Secret, decoded. Throws Failure, in the kubelet's words, when it does not exist and
/// is not optional (then: no value).
std::optional<std::map<std::string, std::string>> configData(const Store &store, const std::string &resource,
                                                             const std::string &ns, const std::string &name,
                                                             bool optional);

/// What a container finds in its environment: envFrom, env with its sources, $(NAME) expanded.
/// Throws Failure where something that it refers to is missing: CreateContainerConfigError.
Environment environmentOf(const Store &store, const Json &pod, const Json &container, const Environment &base);

/// The value of metadata.name, metadata.labels['x'], status.podIP, … Throws Failure for what is not offered.
std::string fieldOf(const Json &pod, const std::string &fieldPath);
std::string resourceFieldOf(const Json &pod, const Json &reference, const std::string &containerName);

/// Replaces $(NAME) by its value; $$(NAME) stays $(NAME), unknown names stay as they are.
std::string expandReferences(const std::string &text, const Environment &environment);

} // namespace zdtp::local
