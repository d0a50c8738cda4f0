#include "k8s/api/event.h"

#include "k8s/api/reader.h"

namespace zdtp::k8s {

namespace reader {

namespace {

/// As it is written; which of its times counts is decided afterwards.
struct WireEvent
{
    ObjectMeta meta;
    Event event;
    QDateTime eventTime;
    QDateTime firstTimestamp;
    QDateTime lastTimestamp;
    QDateTime lastObserved;
    int seriesCount = 0;
    bool isSeries = false;
};

template <auto Member>
constexpr Field<WireEvent> eventField(std::string_view name, std::uint32_t number)
{
    return {name, number, [](WireEvent &into, const Value &value) { take(value, into.event.*Member); }};
}

constexpr Field<WireEvent> aboutFields[] = {
    eventField<&Event::objectKind>("kind", 1),
    eventField<&Event::objectName>("name", 3),
    eventField<&Event::objectUid>("uid", 4),
};
constexpr Field<WireEvent> seriesFields[] = {
    member<&WireEvent::seriesCount>("count", 1),
    member<&WireEvent::lastObserved>("lastObservedTime", 2),
};

} // namespace

template <>
struct Fields<WireEvent>
{
    static constexpr Field<WireEvent> all[] = {
        member<&WireEvent::meta>("metadata", 1),
        part<WireEvent, aboutFields>("involvedObject", 2),
        eventField<&Event::reason>("reason", 3),
        eventField<&Event::message>("message", 4),
        member<&WireEvent::firstTimestamp>("firstTimestamp", 6),
        member<&WireEvent::lastTimestamp>("lastTimestamp", 7),
        eventField<&Event::count>("count", 8),
        eventField<&Event::type>("type", 9),
        member<&WireEvent::eventTime>("eventTime", 10),
        {"series", 11,
         [](WireEvent &into, const Value &value) {
             into.isSeries = value.isObject();
             if (into.isSeries)
                 readFields<WireEvent>(value, into, seriesFields);
         }},
        // The names of the newer API group for the same objects.
        eventField<&Event::message>("note", 0),
        part<WireEvent, aboutFields>("regarding", 0),
    };
};

} // namespace reader

Result<Event> parseEvent(QByteArrayView bytes, Encoding encoding)
{
    auto read = reader::readObject<reader::WireEvent>(bytes, encoding, "Event");
    if (!read)
        return fail(read.error());
    reader::WireEvent &wire = *read;
    Event event = std::move(wire.event);
    event.meta = std::move(wire.meta);
    event.firstSeen = wire.firstTimestamp.isValid() ? wire.firstTimestamp : wire.eventTime;
    event.lastSeen = wire.lastTimestamp.isValid() ? wire.lastTimestamp : event.firstSeen;
    if (wire.isSeries) {
        if (wire.lastObserved.isValid())
            event.lastSeen = wire.lastObserved;
        event.count = wire.seriesCount;
    }
    if (event.count <= 0)
        event.count = 1;
    return event;
}

template <>
Result<Event> parseObject<Event>(QByteArrayView bytes, Encoding encoding)
{
    return parseEvent(bytes, encoding);
}

} // namespace zdtp::k8s
