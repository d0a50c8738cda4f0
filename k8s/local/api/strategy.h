#pragma once

#include "k8s/local/api/refusal.h"
#include "k8s/local/api/resourcetype.h"
#include "k8s/local/base/json.h"

namespace zdtp::local {

// What the API server does to objects of each kind before it stores them.

/// Fills in what the author left out.
void setDefaults(const ResourceType &type, Json &body);
/// A new object's status, and the fields that only the server sets.
void prepareForCreate(const ResourceType &type, Json &body);
/// Problems of a complete object, metadata included.
Causes problemsOf(const ResourceType &type, const Json &body);
/// What may not change.
Causes problemsOfChange(const ResourceType &type, const Json &changed, const Json &old);

// Parts of them, for pods (strategypod.cpp).
void setPodDefaults(Json &spec);
Causes podProblems(const Json &spec);
Causes podChangeProblems(const Json &changed, const Json &old);
std::string qosClassOf(const Json &spec);

} // namespace zdtp::local
