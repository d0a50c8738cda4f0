#pragma once

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace zdtp::local {

/// API objects as they travel and are stored; keys keep their order. (k8s/base/json.h is the same type with Qt's
/// strings; this room is free of Qt because its program also starts every container and must be light.)
using Json = nlohmann::ordered_json;

/// The value at a path of keys, or nullptr when anything on the way is absent or null.
const Json *find(const Json &object, std::initializer_list<const char *> path);
inline const Json *find(const Json &object, const char *key)
{
    return find(object, {key});
}
/// The string at a path, or "" when it is absent or of another type.
std::string textAt(const Json &object, std::initializer_list<const char *> path);
inline std::string textAt(const Json &object, const char *key)
{
    return textAt(object, {key});
}
/// The integer at a path, or `otherwise`.
long long numberAt(const Json &object, std::initializer_list<const char *> path, long long otherwise);
bool flagAt(const Json &object, std::initializer_list<const char *> path, bool otherwise = false);
/// The list at a path, or an empty one. The reference lives as long as the object.
const Json &listAt(const Json &object, std::initializer_list<const char *> path);
inline const Json &listAt(const Json &object, const char *key)
{
    return listAt(object, {key});
}
/// The map at a path, or an empty one.
const Json &mapAt(const Json &object, std::initializer_list<const char *> path);
/// Compact bytes; invalid UTF-8 is replaced, never thrown.
std::string dump(const Json &json);

} // namespace zdtp::local
