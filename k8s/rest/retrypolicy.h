#pragma once

#include "k8s/rest/apiclient.h"

#include <chrono>
#include <optional>

namespace zdtp::k8s {

/// The one retry policy: how long to wait before a read is asked again; nothing when its error is to be told.
/// Mutations are never repeated: whoever made them reads back what became of them. `attempt` counts from 0.
std::optional<std::chrono::milliseconds> retryAfter(Verb verb, int attempt, const ApiError &error);

} // namespace zdtp::k8s
