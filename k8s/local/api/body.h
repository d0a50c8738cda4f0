#pragma once

#include "k8s/local/api/request.h"
#include "k8s/local/api/resourcetype.h"
#include "k8s/local/base/json.h"

#include <string>
#include <vector>

namespace zdtp::local {

/// The body as JSON; YAML where the content type says so. Throws Refusal (400, 415).
Json parseBody(const ApiRequest &request);
/// Checks kind and apiVersion against the type and takes them out. Throws Refusal (400).
void checkType(const ResourceType &type, Json &body);
/// Takes out unknown fields: refuses the request (400) under fieldValidation=Strict, else adds a warning for each.
void checkFields(const ApiRequest &request, const ResourceType &type, Json &body, std::vector<std::string> &warnings);

} // namespace zdtp::local
