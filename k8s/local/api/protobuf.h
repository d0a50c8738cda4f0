#pragma once

#include "k8s/local/base/json.h"

#include <string_view>

namespace zdtp::local {

/// A body of application/vnd.kubernetes.protobuf as JSON: what `kubectl create` and client-go send for ConfigMaps,
/// Secrets, Namespaces, reviews and options. The server itself always answers in JSON, which every client takes.
/// Throws Refusal: 400 for bytes that are none, 415 for other kinds.
Json parseProtobuf(std::string_view bytes);

} // namespace zdtp::local
