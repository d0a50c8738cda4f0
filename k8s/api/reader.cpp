#include "k8s/api/reader.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace zdtp::k8s::reader {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Reader)
};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

/// Two or more digits at a place; -1 when there is anything else.
int digits(std::string_view view, size_t at, size_t count)
{
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
        if (i >= view.size() || view[i] < '0' || view[i] > '9')
            return -1;
        value = value * 10 + (view[i] - '0');
    }
    return value;
}

} // namespace

Result<Object> parse(QByteArrayView json, const char *kind)
{
    thread_local simdjson::dom::parser parser;
    // simdjson reads past the end; the bytes are copied to where there is room.
    thread_local std::vector<char> padded;
    const auto size = size_t(json.size());
    if (padded.size() < size + simdjson::SIMDJSON_PADDING)
        padded.resize(size + simdjson::SIMDJSON_PADDING);
    if (size > 0)
        std::memcpy(padded.data(), json.data(), size);
    std::memset(padded.data() + size, 0, simdjson::SIMDJSON_PADDING);

    Element document;
    if (const auto error = parser.parse(padded.data(), size, false).get(document); error != simdjson::SUCCESS)
        return fail(Words::tr("the %1 is not valid JSON: %2")
                        .arg(QString::fromLatin1(kind), QString::fromLatin1(simdjson::error_message(error))));
    Object object;
    Object metadata;
    if (document.get(object) != simdjson::SUCCESS || !child(object, "metadata", &metadata) ||
        string(metadata, "name").isEmpty())
        return fail(Words::tr("the %1 has no metadata.name").arg(QString::fromLatin1(kind)));
    return object;
}

QString string(const Object &object, std::string_view key)
{
    std::string_view view;
    return object.at_key(key).get(view) == simdjson::SUCCESS ? text(view) : QString();
}

int integer(const Object &object, std::string_view key)
{
    int64_t value = 0;
    if (object.at_key(key).get(value) != simdjson::SUCCESS)
        return 0;
    constexpr int64_t least = std::numeric_limits<int>::min();
    constexpr int64_t most = std::numeric_limits<int>::max();
    return int(std::clamp(value, least, most));
}

bool boolean(const Object &object, std::string_view key)
{
    bool value = false;
    return object.at_key(key).get(value) == simdjson::SUCCESS && value;
}

QDateTime parseTime(std::string_view view)
{
    // "2026-11-02T03:00:00Z" makes up nearly all of them, and QDateTime's own reader is many times slower.
    const int year = digits(view, 0, 4);
    const int month = digits(view, 5, 2);
    const int day = digits(view, 8, 2);
    const int hour = digits(view, 11, 2);
    const int minute = digits(view, 14, 2);
    const int second = digits(view, 17, 2);
    const bool isShape =
        view.size() >= 20 && view[4] == '-' && view[7] == '-' && view[10] == 'T' && view[13] == ':' && view[16] == ':';
    if (!isShape || year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0)
        return {};
    if (view.back() != 'Z')
        return QDateTime::fromString(text(view), Qt::ISODateWithMs).toUTC();
    int milliseconds = 0;
    size_t at = 19;
    if (view[at] == '.') {
        ++at;
        for (int scale = 100; at < view.size() - 1; ++at, scale /= 10) {
            const int digit = digits(view, at, 1);
            if (digit < 0)
                return {};
            milliseconds += digit * scale;
        }
    }
    if (at != view.size() - 1)
        return {};
    const QDate date(year, month, day);
    const QTime time(hour, minute, second, milliseconds);
    return date.isValid() && time.isValid() ? QDateTime(date, time, Qt::UTC) : QDateTime();
}

QDateTime time(const Object &object, std::string_view key)
{
    std::string_view view;
    return object.at_key(key).get(view) == simdjson::SUCCESS ? parseTime(view) : QDateTime();
}

QMap<QString, QString> strings(const Object &object, std::string_view key)
{
    QMap<QString, QString> map;
    Object inner;
    if (!child(object, key, &inner))
        return map;
    for (const auto field : inner) {
        std::string_view value;
        if (field.value.get(value) == simdjson::SUCCESS)
            map.insert(text(field.key), text(value));
    }
    return map;
}

bool child(const Object &object, std::string_view key, Object *into)
{
    return object.at_key(key).get(*into) == simdjson::SUCCESS;
}

ObjectMeta meta(const Object &object)
{
    ObjectMeta meta;
    Object metadata;
    if (!child(object, "metadata", &metadata))
        return meta;
    meta.name = string(metadata, "name");
    meta.nameSpace = string(metadata, "namespace");
    meta.uid = string(metadata, "uid");
    meta.resourceVersion = string(metadata, "resourceVersion");
    meta.created = time(metadata, "creationTimestamp");
    meta.deleted = time(metadata, "deletionTimestamp");
    meta.labels = strings(metadata, "labels");
    meta.annotations = strings(metadata, "annotations");
    forEach(metadata, "ownerReferences", [&meta](const Object &owner) {
        meta.owners.append({string(owner, "kind"), string(owner, "name"), string(owner, "uid"),
                            boolean(owner, "controller"), string(owner, "apiVersion")});
    });
    return meta;
}

} // namespace zdtp::k8s::reader
