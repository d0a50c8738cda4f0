#pragma once

#include "k8s/local/base/json.h"

#include <string>

namespace zdtp::local {

/// The object with a patch applied. The content type decides how; "application/apply-patch+yaml" takes an already
/// parsed intent and merges it. Throws Refusal: 415 for another type, 400 or 422 for a patch that does not fit.
Json patched(const Json &object, const Json &patch, const std::string &contentType);

/// Lists of objects are merged by their key (containers by name, …), others are replaced; the $ directives of kubectl
/// are obeyed.
Json strategicMerge(const Json &object, const Json &patch);

} // namespace zdtp::local
