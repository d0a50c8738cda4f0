#include "k8s/base/protobuf.h"

namespace zdtp {

namespace {

constexpr std::string_view magic{"k8s\0", 4};

std::string_view textOf(QByteArrayView view)
{
    return {view.data(), size_t(view.size())};
}

} // namespace

bool isProtoEnvelope(QByteArrayView bytes)
{
    return textOf(bytes).substr(0, magic.size()) == magic;
}

std::optional<ProtoEnvelope> openProtoEnvelope(QByteArrayView bytes)
{
    if (!isProtoEnvelope(bytes))
        return {};
    ProtoEnvelope envelope;
    bool good = true;
    const bool whole = eachProtoField(textOf(bytes).substr(magic.size()), [&](const ProtoField &field) {
        if (field.number == 2)
            envelope.object = field.bytes;
        if (field.number != 1)
            return;
        good = good && eachProtoField(field.bytes, [&envelope](const ProtoField &inner) {
                   if (inner.number == 2)
                       envelope.kind = inner.bytes;
               });
    });
    if (!whole || !good)
        return {};
    return envelope;
}

} // namespace zdtp
