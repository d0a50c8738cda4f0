#include "k8s/api/event.h"

#include "k8s/api/reader.h"

namespace zdtp::k8s {

Result<Event> parseEvent(QByteArrayView json)
{
    using reader::Object;
    const auto object = reader::parse(json, "Event");
    if (!object)
        return fail(object.error());
    Event event;
    event.meta = reader::meta(*object);
    event.type = reader::string(*object, "type");
    event.reason = reader::string(*object, "reason");
    // "note" and "regarding" are the names of the newer API group for the same objects.
    event.message = reader::string(*object, "message");
    if (event.message.isEmpty())
        event.message = reader::string(*object, "note");
    Object about;
    if (reader::child(*object, "involvedObject", &about) || reader::child(*object, "regarding", &about)) {
        event.objectKind = reader::string(about, "kind");
        event.objectName = reader::string(about, "name");
        event.objectUid = reader::string(about, "uid");
    }

    const QDateTime eventTime = reader::time(*object, "eventTime");
    event.firstSeen = reader::time(*object, "firstTimestamp");
    if (!event.firstSeen.isValid())
        event.firstSeen = eventTime;
    event.lastSeen = reader::time(*object, "lastTimestamp");
    if (!event.lastSeen.isValid())
        event.lastSeen = event.firstSeen;
    event.count = reader::integer(*object, "count");
    Object series;
    if (reader::child(*object, "series", &series)) {
        if (const QDateTime last = reader::time(series, "lastObservedTime"); last.isValid())
            event.lastSeen = last;
        event.count = reader::integer(series, "count");
    }
    if (event.count <= 0)
        event.count = 1;
    return event;
}

template <>
Result<Event> parseObject<Event>(QByteArrayView json)
{
    return parseEvent(json);
}

} // namespace zdtp::k8s
