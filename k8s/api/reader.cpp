#include "k8s/api/reader.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

namespace zdtp::k8s::reader {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Reader)
};

/// Label keys, namespaces, images, phases: thousands of objects share a few short texts. The last text of each place in
/// the table is kept, and whoever reads it again shares it instead of holding a copy.
QString text(std::string_view view)
{
    constexpr size_t longest = 96;
    struct Kept
    {
        std::array<char, longest> bytes{};
        size_t size = 0;
        QString text;
    };
    thread_local std::vector<Kept> table(1024);
    if (view.empty() || view.size() > longest)
        return QString::fromUtf8(view.data(), qsizetype(view.size()));
    Kept &kept = table[std::hash<std::string_view>{}(view) % table.size()];
    if (std::string_view(kept.bytes.data(), kept.size) != view) {
        kept.text = QString::fromUtf8(view.data(), qsizetype(view.size()));
        std::copy(view.begin(), view.end(), kept.bytes.begin());
        kept.size = view.size();
    }
    return kept.text;
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

int bounded(int64_t value)
{
    constexpr int64_t least = std::numeric_limits<int>::min();
    constexpr int64_t most = std::numeric_limits<int>::max();
    return int(std::clamp(value, least, most));
}

/// One entry of a map in protobuf: {key = 1, value = 2}.
std::pair<std::string_view, std::string_view> entryOf(std::string_view message)
{
    std::pair<std::string_view, std::string_view> entry;
    eachProtoField(message, [&entry](const ProtoField &field) {
        if (field.number == 1)
            entry.first = field.bytes;
        else if (field.number == 2)
            entry.second = field.bytes;
    });
    return entry;
}

template <typename Function>
void eachEntry(const Value &value, Function each)
{
    if (!value.json) {
        if (value.isObject()) {
            const auto [key, text] = entryOf(value.proto.bytes);
            each(key, text);
        }
        return;
    }
    simdjson::dom::object object;
    if (value.json->get(object) != simdjson::SUCCESS)
        return;
    for (const auto field : object) {
        std::string_view inner;
        if (field.value.get(inner) == simdjson::SUCCESS)
            each(field.key, inner);
    }
}

} // namespace

Result<void> readDocument(QByteArrayView bytes, Encoding encoding, const char *kind,
                          const std::function<void(const Value &document)> &each)
{
    const auto size = size_t(bytes.size());
    if (encoding == Encoding::Protobuf) {
        const std::string_view message(bytes.data(), size);
        if (!eachProtoField(message, [](const ProtoField &) {}))
            return fail(Words::tr("the %1 is not valid protobuf").arg(QString::fromLatin1(kind)));
        ProtoField whole;
        whole.wire = ProtoField::Wire::Bytes;
        whole.bytes = message;
        each(Value{nullptr, whole});
        return {};
    }
    thread_local simdjson::dom::parser parser;
    // simdjson reads past the end; the bytes are copied to where there is room.
    thread_local std::vector<char> padded;
    if (padded.size() < size + simdjson::SIMDJSON_PADDING)
        padded.resize(size + simdjson::SIMDJSON_PADDING);
    if (size > 0)
        std::memcpy(padded.data(), bytes.data(), size);
    std::memset(padded.data() + size, 0, simdjson::SIMDJSON_PADDING);

    simdjson::dom::element document;
    if (const auto error = parser.parse(padded.data(), size, false).get(document); error != simdjson::SUCCESS)
        return fail(Words::tr("the %1 is not valid JSON: %2")
                        .arg(QString::fromLatin1(kind), QString::fromLatin1(simdjson::error_message(error))));
    each(Value{&document, {}});
    return {};
}

Error withoutName(const char *kind)
{
    return {Words::tr("the %1 has no metadata.name").arg(QString::fromLatin1(kind)), {}, {}};
}

void take(const Value &value, QString &into)
{
    std::string_view view;
    if (!value.json) {
        if (value.proto.wire == ProtoField::Wire::Bytes)
            into = text(value.proto.bytes);
    } else if (value.json->get(view) == simdjson::SUCCESS) {
        into = text(view);
    }
}

void take(const Value &value, QByteArray &into)
{
    std::string_view view;
    if (!value.json)
        into = QByteArray(value.proto.bytes.data(), qsizetype(value.proto.bytes.size()));
    else if (value.json->get(view) == simdjson::SUCCESS)
        into = QByteArray::fromBase64(QByteArray(view.data(), qsizetype(view.size())));
}

void take(const Value &value, int &into)
{
    int64_t number = 0;
    if (!value.json)
        into = bounded(value.proto.value);
    else if (value.json->get(number) == simdjson::SUCCESS)
        into = bounded(number);
}

void take(const Value &value, bool &into)
{
    if (!value.json)
        into = value.proto.value != 0;
    else if (value.json->get(into) != simdjson::SUCCESS)
        into = false;
}

void take(const Value &value, QDateTime &into)
{
    std::string_view view;
    if (value.json) {
        if (value.json->get(view) == simdjson::SUCCESS)
            into = parseTime(view);
        return;
    }
    // An empty message is how a time that is not set is written.
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    eachProtoField(value.proto.bytes, [&](const ProtoField &field) {
        if (field.number == 1)
            seconds = field.value;
        else if (field.number == 2)
            nanoseconds = field.value;
    });
    constexpr int64_t farthest = 253'402'300'799; // the year 9999, as far as the text form goes
    if (seconds > -farthest && seconds <= farthest && seconds != 0)
        into = QDateTime::fromMSecsSinceEpoch(seconds * 1000 + bounded(nanoseconds) / 1'000'000, Qt::UTC);
}

void take(const Value &value, QMap<QString, QString> &into)
{
    eachEntry(value, [&into](std::string_view key, std::string_view inner) { into.insert(text(key), text(inner)); });
}

void take(const Value &value, QMap<QString, QByteArray> &into)
{
    const bool isText = value.json;
    eachEntry(value, [&](std::string_view key, std::string_view inner) {
        const QByteArray bytes(inner.data(), qsizetype(inner.size()));
        into.insert(text(key), isText ? QByteArray::fromBase64(bytes) : bytes);
    });
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

} // namespace zdtp::k8s::reader
