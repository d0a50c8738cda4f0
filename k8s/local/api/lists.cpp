#include "k8s/local/api/api.h"
#include "k8s/local/api/table.h"
#include "k8s/local/base/text.h"

#include <algorithm>
#include <chrono>

namespace zdtp::local {

using std::chrono::steady_clock;

struct Api::ListOptions
{
    Selector selector;
    Form form = Form::Object;
    long long limit = 0;
    std::string continueToken;
    std::string version; ///< as it was given
    std::int64_t revision = 0;
    std::string match;
    long long timeoutSeconds = 0;
    bool bookmarks = false;
    std::optional<bool> initialEvents;
    std::string includeObject;
};

namespace {

constexpr auto pageLife = std::chrono::minutes(5);
constexpr std::size_t pagesKept = 64;

Refusal invalidOptions(const std::string &field, const std::string &why)
{
    return {422,
            "Invalid",
            "ListOptions.meta.k8s.io \"\" is invalid: " + field + ": " + why,
            {{"group", "meta.k8s.io"},
             {"kind", "ListOptions"},
             {"causes", Json::array({Json{{"reason", "FieldValueForbidden"}, {"message", why}, {"field", field}}})}},
            {}};
}

std::string listKind(const ResourceType &type)
{
    return type.kind + "List";
}

/// Counts the seconds of a watch and says when bookmarks are due.
class WatchTime
{
public:
    WatchTime(long long timeoutSeconds, bool bookmarks)
        : m_end(steady_clock::now() + std::chrono::seconds(timeoutSeconds)), m_bookmarks(bookmarks)
    {
    }
    bool isOver() const { return steady_clock::now() >= m_end; }
    /// One a minute while it lasts, and one shortly before the end.
    bool takeBookmark()
    {
        const auto now = steady_clock::now();
        const bool last = !m_lastGiven && now >= m_end - std::chrono::seconds(2);
        if (!m_bookmarks || (now < m_next && !last))
            return false;
        m_lastGiven = m_lastGiven || last;
        m_next = now + std::chrono::minutes(1);
        return true;
    }
    int untilNext() const
    {
        auto next = m_end;
        if (m_bookmarks)
            next = std::min({next, m_next, m_lastGiven ? m_end : m_end - std::chrono::seconds(2)});
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - steady_clock::now()).count();
        return static_cast<int>(std::clamp<long long>(wait, 0, 3'600'000));
    }

private:
    steady_clock::time_point m_end;
    steady_clock::time_point m_next = steady_clock::now() + std::chrono::minutes(1);
    bool m_bookmarks;
    bool m_lastGiven = false;
};

/// Writes watch events in the form that the client wants.
class EventWriter
{
public:
    EventWriter(const ResourceType &type, Form form, std::string includeObject)
        : m_type(type), m_form(form), m_includeObject(std::move(includeObject))
    {
    }
    void event(std::string &out, const char *kind, const Object &object)
    {
        out.append(R"({"type":")").append(kind).append(R"(","object":)");
        switch (m_form) {
        case Form::Object:
            out.append(object.withType(m_type.kind, m_type.apiVersion()));
            break;
        case Form::Metadata:
            out.append(dump(metadataOnly(object, true)));
            break;
        case Form::Table:
            // The columns are named once.
            out.append(
                dump(tableOf(m_type, {&object, 1}, std::to_string(object.revision), m_includeObject, !m_columnsSent)));
            m_columnsSent = true;
        }
        out.append("}\n");
    }
    void bookmark(std::string &out, std::int64_t revision, bool initialEnd)
    {
        Json object;
        Json metadata = {{"resourceVersion", std::to_string(revision)}, {"creationTimestamp", nullptr}};
        if (initialEnd)
            metadata["annotations"] = {{"k8s.io/initial-events-end", "true"}};
        if (m_form == Form::Table) {
            const Json row = {
                {"kind", "PartialObjectMetadata"}, {"apiVersion", "meta.k8s.io/v1"}, {"metadata", metadata}};
            object = {{"kind", "Table"},
                      {"apiVersion", "meta.k8s.io/v1"},
                      {"metadata", {{"resourceVersion", std::to_string(revision)}}},
                      {"columnDefinitions", nullptr},
                      {"rows", Json::array({Json{{"cells", Json::array()}, {"object", row}}})}};
        } else if (m_form == Form::Metadata) {
            object = {{"kind", "PartialObjectMetadata"}, {"apiVersion", "meta.k8s.io/v1"}, {"metadata", metadata}};
        } else {
            object = {{"kind", m_type.kind}, {"apiVersion", m_type.apiVersion()}, {"metadata", metadata}};
        }
        out += dump({{"type", "BOOKMARK"}, {"object", object}}) + "\n";
    }

private:
    const ResourceType &m_type;
    Form m_form;
    std::string m_includeObject;
    bool m_columnsSent = false;
};

std::string errorEvent(const Refusal &refusal)
{
    return dump({{"type", "ERROR"}, {"object", refusal.status()}}) + "\n";
}

Refusal tooOld(std::int64_t wanted, std::int64_t current)
{
    return Refusal::expired("too old resource version: " + std::to_string(wanted) + " (" + std::to_string(current) +
                            ")");
}

} // namespace

Api::ListOptions Api::listOptions(const ApiRequest &request, const Target &target)
{
    ListOptions options;
    std::string fields = request.param("fieldSelector");
    if (!target.name.empty()) // a watch on one object's own path
        fields = "metadata.name=" + target.name;
    options.selector = Selector::parse(request.param("labelSelector"), fields, target.type->stored());
    options.form = formOf(request);
    options.includeObject = request.param("includeObject");
    const auto number = [&](const char *name) -> long long {
        const std::string text = request.param(name);
        if (text.empty())
            return 0;
        const auto value = toNumber(text);
        if (!value)
            throw Refusal::badRequest(std::string(name) + " is not a number: " + text);
        return *value;
    };
    options.limit = number("limit");
    options.timeoutSeconds = number("timeoutSeconds");
    options.continueToken = request.param("continue");
    options.version = request.param("resourceVersion");
    options.match = request.param("resourceVersionMatch");
    options.bookmarks = request.flag("allowWatchBookmarks");
    if (request.has("sendInitialEvents"))
        options.initialEvents = request.flag("sendInitialEvents");
    if (!options.version.empty()) {
        const auto value = toNumber(options.version);
        if (!value || *value < 0)
            throw Refusal::badRequest("invalid resource version \"" + options.version + "\"");
        options.revision = *value;
    }
    const bool isWatch = request.flag("watch");
    if (!options.match.empty() && options.match != "Exact" && options.match != "NotOlderThan")
        throw invalidOptions("resourceVersionMatch", "Unsupported value: " + dump(Json(options.match)) +
                                                         ": supported values: \"Exact\", \"NotOlderThan\"");
    if (options.initialEvents) {
        if (!isWatch)
            throw invalidOptions("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list");
        if (options.match != "NotOlderThan")
            throw invalidOptions("resourceVersionMatch",
                                 "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    } else if (!options.match.empty()) {
        if (isWatch)
            throw invalidOptions(
                "resourceVersionMatch",
                "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (options.version.empty())
            throw invalidOptions("resourceVersionMatch",
                                 "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (options.match == "Exact" && options.version == "0")
            throw invalidOptions("resourceVersionMatch",
                                 "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
    return options;
}

ApiResponse Api::list(const ApiRequest &request, const Target &target)
{
    const ResourceType &type = *target.type;
    const ListOptions options = listOptions(request, target);
    Page page;
    std::size_t from = 0;
    if (!options.continueToken.empty()) {
        // "id:index:namespace/name of the last object seen"
        const std::string token = base64Decode(options.continueToken).value_or("");
        const auto parts = split(token, ':');
        const auto index = parts.size() == 3 ? toNumber(parts[1]) : std::nullopt;
        if (!index || *index < 0)
            throw Refusal::badRequest("continue key is not valid: " + options.continueToken);
        {
            const std::lock_guard lock(m_pagesMutex);
            for (const Page &kept : m_pages) {
                if (kept.id == parts[0] && steady_clock::now() - kept.made < pageLife)
                    page = kept;
            }
        }
        if (!page.id.empty()) {
            from = static_cast<std::size_t>(*index);
        } else if (!parts[0].empty()) {
            Refusal refusal = Refusal::expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new "
                "list without the continue parameter, or use the continue token in this response to retrieve the "
                "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                "objects that were created, modified, or deleted between the time the first chunk was returned and now "
                "may show up in the list.");
            refusal.continueToken = base64Encode(":0:" + parts[2]);
            throw refusal;
        } else {
            auto snapshot = m_store.list(type.stored(), target.ns);
            page.revision = snapshot.revision;
            for (ObjectPtr &object : snapshot.objects) {
                if (object->key.ns + "/" + object->key.name > parts[2] && options.selector.matches(*object))
                    page.objects.push_back(std::move(object));
            }
        }
    } else {
        auto snapshot = m_store.list(type.stored(), target.ns);
        page.revision = snapshot.revision;
        if (options.revision > snapshot.revision) {
            Refusal refusal{504,
                            "Timeout",
                            "Too large resource version: " + options.version +
                                ", current: " + std::to_string(snapshot.revision),
                            {{"causes", Json::array({Json{{"reason", "ResourceVersionTooLarge"},
                                                          {"message", "Too large resource version"}}})},
                             {"retryAfterSeconds", 1}},
                            {}};
            throw refusal;
        }
        if (options.match == "Exact" && options.revision != snapshot.revision)
            throw tooOld(options.revision, snapshot.revision);
        if (options.selector.isEmpty()) {
            page.objects = std::move(snapshot.objects);
        } else {
            for (ObjectPtr &object : snapshot.objects) {
                if (options.selector.matches(*object))
                    page.objects.push_back(std::move(object));
            }
        }
    }

    std::size_t to = page.objects.size();
    from = std::min(from, to);
    Json metadata = {{"resourceVersion", std::to_string(page.revision)}};
    if (options.limit > 0 && static_cast<std::size_t>(options.limit) < to - from) {
        to = from + static_cast<std::size_t>(options.limit);
        metadata["remainingItemCount"] = page.objects.size() - to;
        const Key &last = page.objects[to - 1]->key;
        const std::lock_guard lock(m_pagesMutex);
        if (page.id.empty()) {
            page.id = randomHex(8);
            page.made = steady_clock::now();
            m_pages.push_front(page);
            while (m_pages.size() > pagesKept || steady_clock::now() - m_pages.back().made >= pageLife)
                m_pages.pop_back();
        }
        metadata["continue"] = base64Encode(page.id + ":" + std::to_string(to) + ":" + last.ns + "/" + last.name);
    }
    const std::span<const ObjectPtr> objects(page.objects.data() + from, to - from);

    ApiResponse response;
    if (options.form == Form::Table) {
        std::vector<const Object *> plain;
        plain.reserve(objects.size());
        for (const ObjectPtr &object : objects)
            plain.push_back(object.get());
        Json table = tableOf(type, plain, std::to_string(page.revision), options.includeObject, true);
        table["metadata"] = metadata;
        response.body = dump(table);
        return response;
    }
    std::size_t size = 256;
    for (const ObjectPtr &object : objects)
        size += object->body.size() + 1;
    response.body.reserve(size);
    const bool metadataForm = options.form == Form::Metadata;
    response.body = R"({"kind":")" + (metadataForm ? "PartialObjectMetadataList" : listKind(type)) +
                    R"(","apiVersion":")" + (metadataForm ? "meta.k8s.io/v1" : type.apiVersion()) + R"(","metadata":)" +
                    dump(metadata) + R"(,"items":[)";
    for (const ObjectPtr &object : objects) {
        if (object != objects.front())
            response.body += ',';
        response.body += metadataForm ? dump(metadataOnly(*object, true)) : object->body;
    }
    response.body += "]}\n";
    return response;
}

ApiResponse Api::watch(const ApiRequest &request, const Target &target)
{
    const ListOptions options = listOptions(request, target);
    ApiResponse response;
    response.contentType = "application/json";
    // The stream outlives this call, on the same connection.
    response.stream = [this, options, target](StreamSink &sink) {
        const ResourceType &type = *target.type;
        const std::string stored = type.stored();
        Waker waker;
        m_store.addWaker(stored, &waker);
        struct Leave
        {
            Store &store;
            Waker &waker;
            ~Leave() { store.removeWaker(&waker); }
        } leave{m_store, waker};

        EventWriter writer(type, options.form, options.includeObject);
        // A watch that names no time ends after half an hour to an hour, as on a real server.
        const long long seconds = options.timeoutSeconds > 0
                                      ? options.timeoutSeconds
                                      : 1800 + static_cast<unsigned char>(randomBytes(1)[0]) * 7LL;
        WatchTime time(seconds, options.bookmarks);
        Store::Cursor cursor;
        std::string out;
        const bool fromStart = options.version.empty() || options.version == "0";
        // Without a place to start from the state comes first; with sendInitialEvents always, and its end is told.
        const bool initial = options.initialEvents.value_or(fromStart);
        if (initial) {
            auto [snapshot, place] = m_store.listAndFollow(stored, target.ns);
            if (options.revision > snapshot.revision) {
                sink.write(errorEvent({504,
                                       "Timeout",
                                       "Too large resource version: " + options.version +
                                           ", current: " + std::to_string(snapshot.revision),
                                       {{"causes", Json::array({Json{{"reason", "ResourceVersionTooLarge"},
                                                                     {"message", "Too large resource version"}}})},
                                        {"retryAfterSeconds", 1}},
                                       {}}));
                return;
            }
            cursor = place;
            for (const ObjectPtr &object : snapshot.objects) {
                if (!options.selector.matches(*object))
                    continue;
                writer.event(out, "ADDED", *object);
                if (out.size() > 65536) {
                    if (!sink.write(out))
                        return;
                    out.clear();
                }
            }
            if (options.bookmarks)
                writer.bookmark(out, snapshot.revision, true);
        } else {
            const auto place = fromStart ? std::optional(m_store.listAndFollow(stored, target.ns).second)
                                         : m_store.after(options.revision);
            if (!place) {
                sink.write(errorEvent(tooOld(options.revision, m_store.revision())));
                return;
            }
            cursor = *place;
        }
        for (;;) {
            waker.clear();
            for (;;) {
                const auto events = m_store.read(cursor, stored);
                if (!events) {
                    out += errorEvent(tooOld(cursor.revision, m_store.revision()));
                    sink.write(out);
                    return;
                }
                for (const Event &event : *events) {
                    if (!target.ns.empty() && event.object->key.ns != target.ns)
                        continue;
                    // An object that begins to match is new to this watcher, one that stops matching is gone for it.
                    const bool now = event.change != Change::Deleted && options.selector.matches(*event.object);
                    const bool before = event.previous && options.selector.matches(*event.previous);
                    if (now)
                        writer.event(out, before ? "MODIFIED" : "ADDED", *event.object);
                    else if (before)
                        writer.event(out, "DELETED", *event.object);
                }
                if (events->empty())
                    break;
            }
            if (time.takeBookmark())
                writer.bookmark(out, cursor.revision, false);
            if (!out.empty() && !sink.write(out))
                return;
            out.clear();
            if (time.isOver() || !sink.wait(waker.fd(), time.untilNext()))
                return;
        }
    };
    return response;
}

} // namespace zdtp::local
