#pragma once

#include "k8s/api/meta.h"
#include "k8s/base/result.h"

#include <QByteArrayView>

#include <simdjson.h>
#include <string_view>

namespace zdtp::k8s {

/// Tolerant reading of API objects: what is absent or of another type is empty. Inside k8s/api only.
namespace reader {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

/// The object in `json`; the element lives until the next call in this thread. An error unless it is an object with a
/// metadata.name. `kind` is for the message.
Result<Object> parse(QByteArrayView json, const char *kind);

QString string(const Object &object, std::string_view key);
int integer(const Object &object, std::string_view key);
bool boolean(const Object &object, std::string_view key);
QDateTime time(const Object &object, std::string_view key);
/// Empty containers when absent.
QMap<QString, QString> strings(const Object &object, std::string_view key);
bool child(const Object &object, std::string_view key, Object *into);
ObjectMeta meta(const Object &object);

/// RFC 3339 as the API writes it, with or without a fraction; UTC, invalid when it is anything else.
QDateTime parseTime(std::string_view text);

/// Calls `each` with every object of an array.
template <typename Function>
void forEach(const Object &object, std::string_view key, Function each)
{
    Array array;
    if (object.at_key(key).get(array) != simdjson::SUCCESS)
        return;
    for (const Element item : array) {
        Object inner;
        if (item.get(inner) == simdjson::SUCCESS)
            each(inner);
    }
}

} // namespace reader
} // namespace zdtp::k8s
