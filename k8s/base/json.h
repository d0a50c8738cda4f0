#pragma once

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

namespace zdtp {

/// Manifests and single API objects. Keeps the order in which keys were written: manifests are read by people.
using Json = nlohmann::ordered_json;

/// The string at a path of keys, or an empty one when anything on the way is absent or of another type.
QString jsonString(const Json &object, std::initializer_list<const char *> path);
/// The value at a path of keys, or nullptr. The pointer lives as long as the object is not changed.
const Json *jsonAt(const Json &object, std::initializer_list<const char *> path);
/// Compact bytes. Invalid UTF-8 is replaced, never thrown.
QByteArray jsonBytes(const Json &object);

} // namespace zdtp

/// QString travels as UTF-8 strings: json["name"] = name; json.at("name").get<QString>().
template <>
struct nlohmann::adl_serializer<QString>
{
    template <typename BasicJson>
    static void to_json(BasicJson &json, const QString &text)
    {
        json = text.toStdString();
    }
    template <typename BasicJson>
    static void from_json(const BasicJson &json, QString &text)
    {
        text = QString::fromStdString(json.template get_ref<const std::string &>());
    }
};
