#include "k8s/local/base/json.h"

namespace zdtp::local {

const Json *find(const Json &object, std::initializer_list<const char *> path)
{
    const Json *at = &object;
    for (const char *key : path) {
        if (!at->is_object())
            return nullptr;
        const auto it = at->find(key);
        if (it == at->end() || it->is_null())
            return nullptr;
        at = &*it;
    }
    return at;
}

std::string textAt(const Json &object, std::initializer_list<const char *> path)
{
    const Json *value = find(object, path);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

long long numberAt(const Json &object, std::initializer_list<const char *> path, long long otherwise)
{
    const Json *value = find(object, path);
    return value && value->is_number_integer() ? value->get<long long>() : otherwise;
}

bool flagAt(const Json &object, std::initializer_list<const char *> path, bool otherwise)
{
    const Json *value = find(object, path);
    return value && value->is_boolean() ? value->get<bool>() : otherwise;
}

const Json &listAt(const Json &object, std::initializer_list<const char *> path)
{
    static const Json empty = Json::array();
    const Json *value = find(object, path);
    return value && value->is_array() ? *value : empty;
}

const Json &mapAt(const Json &object, std::initializer_list<const char *> path)
{
    static const Json empty = Json::object();
    const Json *value = find(object, path);
    return value && value->is_object() ? *value : empty;
}

std::string dump(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace zdtp::local
