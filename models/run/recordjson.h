#pragma once

#include "k8s/base/json.h"
#include "models/run/record.h"

/// Reading and writing single fields of records: what is absent or of another type is the default.
namespace zdtp::recordjson {

inline void setText(Json &json, const char *key, const QString &value)
{
    if (!value.isEmpty())
        json[key] = value;
}

inline void setTime(Json &json, const char *key, const QDateTime &value)
{
    if (value.isValid())
        json[key] = value.toUTC().toString(Qt::ISODateWithMs);
}

inline QString text(const Json &json, const char *key)
{
    return jsonString(json, {key});
}

inline QDateTime time(const Json &json, const char *key)
{
    const QString written = text(json, key);
    return written.isEmpty() ? QDateTime() : QDateTime::fromString(written, Qt::ISODateWithMs).toUTC();
}

inline qint64 number(const Json &json, const char *key, qint64 otherwise)
{
    const Json *value = jsonAt(json, {key});
    return value && value->is_number_integer() ? value->get<qint64>() : otherwise;
}

inline bool flag(const Json &json, const char *key)
{
    const Json *value = jsonAt(json, {key});
    return value && value->is_boolean() && value->get<bool>();
}

Json journalJson(const JournalEntry &entry);
JournalEntry journalFrom(const Json &json);

} // namespace zdtp::recordjson
