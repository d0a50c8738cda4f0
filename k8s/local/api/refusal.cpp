#include "k8s/local/api/refusal.h"

#include "k8s/local/base/text.h"

namespace zdtp::local {

const char *const staleVersion =
    "the object has been modified; please apply your changes to the latest version and try again";

Cause required(std::string field, const std::string &why)
{
    return {"FieldValueRequired", std::move(field), why.empty() ? "Required value" : "Required value: " + why};
}

Cause invalidValue(std::string field, const std::string &value, const std::string &why)
{
    return {"FieldValueInvalid", std::move(field), "Invalid value: " + dump(Json(value)) + ": " + why};
}

Cause notSupported(std::string field, const std::string &value, const std::vector<std::string> &choices)
{
    std::vector<std::string> quoted;
    for (const std::string &choice : choices)
        quoted.push_back(dump(Json(choice)));
    return {"FieldValueNotSupported", std::move(field),
            "Unsupported value: " + dump(Json(value)) + ": supported values: " + joined(quoted, ", ")};
}

Cause duplicate(std::string field, const std::string &value)
{
    return {"FieldValueDuplicate", std::move(field), "Duplicate value: " + dump(Json(value))};
}

Cause forbidden(std::string field, const std::string &why)
{
    return {"FieldValueForbidden", std::move(field), "Forbidden: " + why};
}

Cause tooLong(std::string field, long long limit)
{
    return {"FieldValueTooLong", std::move(field),
            "Too long: may not be more than " + std::to_string(limit) + " bytes"};
}

Json Refusal::status() const
{
    Json metadata = Json::object();
    if (!continueToken.empty())
        metadata["continue"] = continueToken;
    Json status = {
        {"kind", "Status"}, {"apiVersion", "v1"}, {"metadata", metadata}, {"status", "Failure"}, {"message", message}};
    if (!reason.empty())
        status["reason"] = reason;
    if (!details.empty())
        status["details"] = details;
    status["code"] = code;
    return status;
}

namespace {

Json detailsOf(const ResourceType &type, const std::string &name)
{
    Json details = {{"name", name}};
    if (!type.group.empty())
        details["group"] = type.group;
    details["kind"] = type.plural;
    return details;
}

} // namespace

Refusal Refusal::notFound(const ResourceType &type, const std::string &name)
{
    return {404, "NotFound", type.qualified() + " \"" + name + "\" not found", detailsOf(type, name), {}};
}

Refusal Refusal::noSuchResource()
{
    return {404, {}, "404 page not found", Json::object(), {}};
}

Refusal Refusal::alreadyExists(const ResourceType &type, const std::string &name)
{
    return {409, "AlreadyExists", type.qualified() + " \"" + name + "\" already exists", detailsOf(type, name), {}};
}

Refusal Refusal::conflict(const ResourceType &type, const std::string &name, const std::string &why)
{
    return {409,
            "Conflict",
            "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + why,
            detailsOf(type, name),
            {}};
}

Refusal Refusal::invalid(const ResourceType &type, const std::string &name, const Causes &causes)
{
    // For this reason alone details.kind is the Kind, not the plural.
    Json details = {{"name", name}};
    if (!type.group.empty())
        details["group"] = type.group;
    details["kind"] = type.kind;
    details["causes"] = Json::array();
    std::vector<std::string> texts;
    for (const Cause &cause : causes) {
        details["causes"].push_back({{"reason", cause.reason}, {"message", cause.message}, {"field", cause.field}});
        texts.push_back(cause.field + ": " + cause.message);
    }
    const std::string kind = type.group.empty() ? type.kind : type.kind + "." + type.group;
    const std::string all = texts.size() == 1 ? texts.front() : "[" + joined(texts, ", ") + "]";
    return {422, "Invalid", kind + " \"" + name + "\" is invalid: " + all, details, {}};
}

Refusal Refusal::badRequest(std::string message)
{
    return {400, "BadRequest", std::move(message), Json::object(), {}};
}

Refusal Refusal::isForbidden(const ResourceType &type, const std::string &name, const std::string &why)
{
    return {403, "Forbidden", type.qualified() + " \"" + name + "\" is forbidden: " + why, detailsOf(type, name), {}};
}

Refusal Refusal::expired(std::string message)
{
    return {410, "Expired", std::move(message), Json::object(), {}};
}

Refusal Refusal::notAllowed()
{
    return {
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource", Json::object(), {}};
}

Refusal Refusal::internal(const std::string &message)
{
    return {500,
            "InternalError",
            "Internal error occurred: " + message,
            {{"causes", Json::array({Json{{"message", message}}})}},
            {}};
}

} // namespace zdtp::local
