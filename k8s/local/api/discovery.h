#pragma once

#include "k8s/local/api/request.h"

#include <optional>

namespace zdtp::local {

/// What the server tells about itself: /version, /api, /apis…, /openapi…; nothing for other paths. Throws Refusal.
std::optional<ApiResponse> discoveryDocument(const ApiRequest &request);

} // namespace zdtp::local
