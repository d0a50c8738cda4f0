#pragma once

#include <QByteArrayView>

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace zdtp {

/// One field of a protobuf message as it stands on the wire. The bytes live as long as the message.
struct ProtoField
{
    enum class Wire { Number, Bytes, Other };
    std::uint32_t number = 0;
    Wire wire = Wire::Other;
    std::int64_t value = 0; ///< Number only
    std::string_view bytes; ///< Bytes only: a string, a message or an entry of a map
};

/// Calls `each` with every field, in the order of the wire. False when the message is malformed; the fields before the
/// damage were told. Never throws, unless `each` does.
template <typename Function>
bool eachProtoField(std::string_view message, Function &&each)
{
    try {
        protozero::pbf_reader reader{message.data(), message.size()};
        while (reader.next()) {
            ProtoField field;
            field.number = reader.tag();
            switch (reader.wire_type()) {
            case protozero::pbf_wire_type::varint:
                field.wire = ProtoField::Wire::Number;
                field.value = reader.get_int64();
                break;
            case protozero::pbf_wire_type::length_delimited: {
                const protozero::data_view view = reader.get_view();
                field.wire = ProtoField::Wire::Bytes;
                field.bytes = {view.data(), view.size()};
                break;
            }
            default:
                reader.skip();
                break;
            }
            each(field);
        }
        return true;
    } catch (const protozero::exception &) {
        return false;
    }
}

/// What the API sends as application/vnd.kubernetes.protobuf: "k8s\0" and an envelope of the kind and the object.
struct ProtoEnvelope
{
    std::string_view kind; ///< "PodList"; may be empty
    std::string_view object;
};
bool isProtoEnvelope(QByteArrayView bytes);
/// Nothing when it is no envelope.
std::optional<ProtoEnvelope> openProtoEnvelope(QByteArrayView bytes);

} // namespace zdtp
