#pragma once

#include "k8s/local/api/resourcetype.h"
#include "k8s/local/base/json.h"

#include <string>
#include <vector>

namespace zdtp::local {

/// Takes out of an object what its type does not have, and returns the paths of what was taken ("spec.foo").
/// Throws Refusal (400) where a value has another JSON type than the field.
std::vector<std::string> dropUnknownFields(const ResourceType &type, Json &object);

} // namespace zdtp::local
