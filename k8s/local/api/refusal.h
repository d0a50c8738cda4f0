#pragma once

#include "k8s/local/api/resourcetype.h"
#include "k8s/local/base/json.h"

#include <string>
#include <vector>

namespace zdtp::local {

/// One field that is wrong, as the API server words it.
struct Cause
{
    std::string reason; ///< FieldValueInvalid, FieldValueRequired, …
    std::string field;  ///< "spec.containers[0].name"
    std::string message;
};
using Causes = std::vector<Cause>;

Cause required(std::string field, const std::string &why = {});
Cause invalidValue(std::string field, const std::string &value, const std::string &why);
Cause notSupported(std::string field, const std::string &value, const std::vector<std::string> &choices);
Cause duplicate(std::string field, const std::string &value);
Cause forbidden(std::string field, const std::string &why);
Cause tooLong(std::string field, long long limit);

/// Thrown by a handler: the request ends with this Status.
struct Refusal
{
    int code = 500;
    std::string reason;
    std::string message;
    Json details = Json::object(); ///< left out of the answer when empty
    std::string continueToken;     ///< for an expired list

    Json status() const;

    static Refusal notFound(const ResourceType &type, const std::string &name);
    static Refusal noSuchResource(); ///< as the API server says it: in plain text, without a Status
    static Refusal alreadyExists(const ResourceType &type, const std::string &name);
    static Refusal conflict(const ResourceType &type, const std::string &name, const std::string &why);
    static Refusal invalid(const ResourceType &type, const std::string &name, const Causes &causes);
    static Refusal badRequest(std::string message);
    static Refusal isForbidden(const ResourceType &type, const std::string &name, const std::string &why);
    static Refusal expired(std::string message);
    static Refusal notAllowed();
    static Refusal internal(const std::string &message);
};

/// The one text of a stale version.
extern const char *const staleVersion;

} // namespace zdtp::local
