#include "k8s/base/protobuf.h"
#include "k8s/cache/typedstore.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <simdjson.h>
#include <vector>

namespace zdtp::k8s {

namespace {

namespace ondemand = simdjson::ondemand;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Splitter)
};

/// A copy with the room behind it that simdjson needs, kept from call to call.
class Padded
{
public:
    void assign(QByteArrayView bytes)
    {
        const auto size = size_t(bytes.size());
        if (m_bytes.size() < size + simdjson::SIMDJSON_PADDING)
            m_bytes.resize(size + simdjson::SIMDJSON_PADDING);
        if (size > 0)
            std::memcpy(m_bytes.data(), bytes.data(), size);
        std::memset(m_bytes.data() + size, ' ', simdjson::SIMDJSON_PADDING);
        m_view = bytes;
    }
    simdjson::padded_string_view whole() const { return view(m_bytes.data(), size_t(m_view.size())); }
    /// A part of the copy, to be read as a document of its own.
    simdjson::padded_string_view part(std::string_view text) const { return view(text.data(), text.size()); }
    /// The same part in the bytes of the caller.
    QByteArrayView original(std::string_view text) const
    {
        return m_view.sliced(text.data() - m_bytes.data(), qsizetype(text.size())).trimmed();
    }
    void shrink()
    {
        constexpr size_t kept = 4 * 1024 * 1024;
        if (m_bytes.size() > kept)
            std::vector<char>().swap(m_bytes);
    }

private:
    simdjson::padded_string_view view(const char *begin, size_t size) const
    {
        return simdjson::padded_string_view(begin, size, m_bytes.size() - size_t(begin - m_bytes.data()));
    }

    std::vector<char> m_bytes;
    QByteArrayView m_view;
};

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

tl::unexpected<Error> notJson(const QString &what, simdjson::error_code error)
{
    return fail(
        Words::tr("%1 is not what the API sends: %2").arg(what, QString::fromLatin1(simdjson::error_message(error))));
}

/// Something stands behind the value that was read.
bool hasMore(ondemand::document &document)
{
    const char *at = nullptr;
    return document.current_location().get(at) == simdjson::SUCCESS;
}

QString stringOf(ondemand::value &value)
{
    std::string_view view;
    return value.get_string().get(view) == simdjson::SUCCESS ? text(view) : QString();
}

QString text(const ProtoField &field)
{
    return text(field.bytes);
}

/// The message of every list: metadata = 1, items = 2.
Result<ListMeta> splitProtobuf(QByteArrayView body, const SplitListPage::ItemFunction &item)
{
    const auto malformed = [] { return fail(Words::tr("the list is not what the API sends: broken protobuf")); };
    const auto envelope = openProtoEnvelope(body);
    if (!envelope)
        return malformed();
    ListMeta meta;
    bool isWhole = true;
    Result<void> items;
    const bool isList = eachProtoField(envelope->object, [&](const ProtoField &field) {
        if (!items)
            return;
        if (field.number == 1) {
            isWhole = isWhole && eachProtoField(field.bytes, [&meta](const ProtoField &inner) {
                          if (inner.number == 2)
                              meta.resourceVersion = text(inner);
                          else if (inner.number == 3)
                              meta.continueToken = text(inner);
                      });
        } else if (field.number == 2 && field.wire == ProtoField::Wire::Bytes) {
            ++meta.items;
            items = item(QByteArrayView(field.bytes.data(), qsizetype(field.bytes.size())), Encoding::Protobuf);
        }
    });
    if (!items)
        return fail(items.error());
    if (!isList || !isWhole)
        return malformed();
    if (meta.resourceVersion.isEmpty())
        return fail(Words::tr("the answer is not a list: it has no items or no resourceVersion"));
    return meta;
}

} // namespace

Result<ListMeta> SplitListPage::split(QByteArrayView body, const ItemFunction &item)
{
    if (isProtoEnvelope(body))
        return splitProtobuf(body, item);
    const QString what = Words::tr("the list");
    thread_local ondemand::parser parser;
    thread_local Padded padded;
    padded.assign(body);

    ondemand::document document;
    if (const auto error = parser.iterate(padded.whole()).get(document))
        return notJson(what, error);
    ondemand::object root;
    if (const auto error = document.get_object().get(root))
        return notJson(what, error);
    ListMeta meta;
    bool hasItems = false;
    for (auto field : root) {
        std::string_view key;
        if (const auto error = field.unescaped_key().get(key))
            return notJson(what, error);
        ondemand::value value;
        if (const auto error = field.value().get(value))
            return notJson(what, error);
        if (key == "metadata") {
            ondemand::object metadata;
            if (const auto error = value.get_object().get(metadata))
                return notJson(what, error);
            for (auto inner : metadata) {
                std::string_view name;
                if (const auto error = inner.unescaped_key().get(name))
                    return notJson(what, error);
                ondemand::value innerValue;
                if (const auto error = inner.value().get(innerValue))
                    return notJson(what, error);
                if (name == "resourceVersion")
                    meta.resourceVersion = stringOf(innerValue);
                else if (name == "continue")
                    meta.continueToken = stringOf(innerValue);
            }
        } else if (key == "items") {
            hasItems = true;
            ondemand::json_type type{};
            if (const auto error = value.type().get(type))
                return notJson(what, error);
            if (type == ondemand::json_type::null)
                continue;
            ondemand::array items;
            if (const auto error = value.get_array().get(items))
                return notJson(what, error);
            for (auto element : items) {
                ondemand::object object;
                if (const auto error = element.get_object().get(object))
                    return notJson(what, error);
                std::string_view raw;
                if (const auto error = object.raw_json().get(raw))
                    return notJson(what, error);
                ++meta.items;
                if (auto done = item(padded.original(raw), Encoding::Json); !done)
                    return fail(done.error());
            }
        }
    }
    const bool more = hasMore(document);
    padded.shrink();
    if (more || !hasItems || meta.resourceVersion.isEmpty())
        return fail(Words::tr("the answer is not a list: it has no items or no resourceVersion"));
    return meta;
}

namespace {

/// metadata of an event's object, and what a Status says.
std::optional<simdjson::error_code> readObject(ondemand::object object, WatchEvent &event)
{
    for (auto field : object) {
        std::string_view key;
        if (const auto error = field.unescaped_key().get(key))
            return error;
        ondemand::value value;
        if (const auto error = field.value().get(value))
            return error;
        if (key == "metadata") {
            ondemand::object metadata;
            if (value.get_object().get(metadata))
                continue;
            for (auto inner : metadata) {
                std::string_view name;
                if (const auto error = inner.unescaped_key().get(name))
                    return error;
                ondemand::value innerValue;
                if (const auto error = inner.value().get(innerValue))
                    return error;
                if (name == "resourceVersion") {
                    event.resourceVersion = stringOf(innerValue);
                } else if (name == "annotations") {
                    std::string_view mark;
                    if (innerValue["k8s.io/initial-events-end"].get_string().get(mark) == simdjson::SUCCESS)
                        event.initialEventsEnd = mark == "true";
                }
            }
            if (event.type != WatchEvent::Type::Error)
                return {}; // the rest is the reader's of the kind
        } else if (event.type == WatchEvent::Type::Error) {
            int64_t code = 0;
            if (key == "code" && value.get_int64().get(code) == simdjson::SUCCESS)
                event.statusCode = int(std::clamp<int64_t>(code, 0, 999));
            else if (key == "reason")
                event.statusReason = stringOf(value);
            else if (key == "message")
                event.statusMessage = stringOf(value);
        }
    }
    return {};
}

} // namespace

Result<WatchEvent> splitWatchLine(QByteArrayView line, QByteArrayView *object)
{
    const QString what = Words::tr("a line of the watch");
    thread_local ondemand::parser parser;
    thread_local Padded padded;
    padded.assign(line);

    ondemand::document document;
    if (const auto error = parser.iterate(padded.whole()).get(document))
        return notJson(what, error);
    ondemand::object root;
    if (const auto error = document.get_object().get(root))
        return notJson(what, error);
    QString type;
    std::string_view raw;
    for (auto field : root) {
        std::string_view key;
        if (const auto error = field.unescaped_key().get(key))
            return notJson(what, error);
        ondemand::value value;
        if (const auto error = field.value().get(value))
            return notJson(what, error);
        if (key == "type") {
            type = stringOf(value);
        } else if (key == "object") {
            ondemand::object inner;
            if (const auto error = value.get_object().get(inner))
                return notJson(what, error);
            if (const auto error = inner.raw_json().get(raw))
                return notJson(what, error);
        }
    }
    if (hasMore(document))
        return fail(Words::tr("a line of the watch holds more than one event"));

    WatchEvent event;
    if (type == QLatin1String("ADDED"))
        event.type = WatchEvent::Type::Added;
    else if (type == QLatin1String("MODIFIED"))
        event.type = WatchEvent::Type::Modified;
    else if (type == QLatin1String("DELETED"))
        event.type = WatchEvent::Type::Deleted;
    else if (type == QLatin1String("BOOKMARK"))
        event.type = WatchEvent::Type::Bookmark;
    else if (type == QLatin1String("ERROR"))
        event.type = WatchEvent::Type::Error;
    else
        return fail(Words::tr("the watch sent an event of unknown type \"%1\"").arg(type.left(40)));
    if (raw.empty())
        return fail(Words::tr("the watch sent an event without an object"));

    ondemand::document inner;
    if (const auto error = parser.iterate(padded.part(raw)).get(inner))
        return notJson(what, error);
    ondemand::object innerObject;
    if (const auto error = inner.get_object().get(innerObject))
        return notJson(what, error);
    if (const auto error = readObject(innerObject, event))
        return notJson(what, *error);
    if (event.type != WatchEvent::Type::Error && event.resourceVersion.isEmpty())
        return fail(Words::tr("the watch sent an object without a resourceVersion"));
    *object = padded.original(raw);
    padded.shrink();
    return event;
}

} // namespace zdtp::k8s
