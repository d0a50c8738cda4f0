#pragma once

#include "k8s/api/meta.h"
#include "k8s/api/parse.h"
#include "k8s/base/protobuf.h"
#include "k8s/base/result.h"

#include <QByteArrayView>

#include <functional>
#include <simdjson.h>
#include <span>
#include <string_view>

namespace zdtp::k8s {

/// Tolerant reading of API objects: what is absent or of another type stays empty. One table of fields a struct serves
/// JSON and protobuf alike. Inside k8s/api only.
///
///     template <> struct Fields<OwnerReference> {
///         static constexpr Field<OwnerReference> all[] = {member<&OwnerReference::kind>("kind", 1), …};
///     };
namespace reader {

/// The value of a field: of a JSON object, or one occurrence of a field of a protobuf message (repeated fields and maps
/// come one entry at a time).
struct Value
{
    const simdjson::dom::element *json = nullptr; ///< none: protobuf
    ProtoField proto;

    /// An object or a message.
    bool isObject() const { return json ? json->is_object() : proto.wire == ProtoField::Wire::Bytes; }
};

template <typename T>
struct Field
{
    std::string_view name; ///< in JSON
    std::uint32_t number;  ///< in protobuf, as the API's generated.proto says; 0: JSON only
    void (*read)(T &into, const Value &value);
};

/// Specialised with a table `all` for every struct that is read.
template <typename T>
struct Fields;

void take(const Value &value, QString &into);
void take(const Value &value, QByteArray &into); ///< bytes: base64 in JSON
void take(const Value &value, int &into);
void take(const Value &value, bool &into);
void take(const Value &value, QDateTime &into);
void take(const Value &value, QMap<QString, QString> &into);
void take(const Value &value, QMap<QString, QByteArray> &into);
template <typename T>
void take(const Value &value, T &into);
template <typename T>
void take(const Value &value, QList<T> &into);

/// Every field that the table knows, in one pass.
template <typename T>
void readFields(const Value &value, T &into, std::span<const Field<T>> fields)
{
    if (!value.json) {
        // Malformed inside: what came before the damage is kept, as with a field of another type.
        eachProtoField(value.proto.bytes, [&](const ProtoField &proto) {
            for (const Field<T> &field : fields) {
                if (field.number == proto.number)
                    return field.read(into, Value{nullptr, proto});
            }
        });
        return;
    }
    simdjson::dom::object object;
    if (value.json->get(object) != simdjson::SUCCESS)
        return;
    for (const auto entry : object) {
        for (const Field<T> &field : fields) {
            if (field.name == entry.key) {
                const simdjson::dom::element element = entry.value;
                field.read(into, Value{&element, {}});
                break;
            }
        }
    }
}

template <typename T>
void take(const Value &value, T &into)
{
    if (value.isObject())
        readFields<T>(value, into, Fields<T>::all);
}

template <typename T>
void take(const Value &value, QList<T> &into)
{
    if (!value.json) {
        if (value.isObject())
            take(value, into.emplaceBack());
        return;
    }
    simdjson::dom::array array;
    if (value.json->get(array) != simdjson::SUCCESS)
        return;
    for (const simdjson::dom::element element : array) {
        if (element.is_object())
            take(Value{&element, {}}, into.emplaceBack());
    }
}

template <auto Member>
struct MemberOf;
template <typename T, typename M, M T::*Member>
struct MemberOf<Member>
{
    using Struct = T;
};

/// A field that fills a member of the struct.
template <auto Member>
constexpr auto member(std::string_view name, std::uint32_t number)
{
    using T = typename MemberOf<Member>::Struct;
    return Field<T>{name, number, [](T &into, const Value &value) { take(value, into.*Member); }};
}

/// A field whose own fields fill the same struct: spec and status of a Pod.
template <typename T, const auto &Table>
constexpr Field<T> part(std::string_view name, std::uint32_t number)
{
    return {name, number, [](T &into, const Value &value) {
                if (value.isObject())
                    readFields<T>(value, into, Table);
            }};
}

/// The document in `bytes` handed to `each`, which lives only during the call. An error when it is malformed at the top
/// or no object. `kind` is for the message.
Result<void> readDocument(QByteArrayView bytes, Encoding encoding, const char *kind,
                          const std::function<void(const Value &document)> &each);
Error withoutName(const char *kind);

/// An object with metadata: an error unless it has a name.
template <typename T>
Result<T> readObject(QByteArrayView bytes, Encoding encoding, const char *kind)
{
    T object;
    if (const auto read =
            readDocument(bytes, encoding, kind, [&object](const Value &document) { take(document, object); });
        !read)
        return fail(read.error());
    if (object.meta.name.isEmpty())
        return fail(withoutName(kind));
    return object;
}

/// RFC 3339 as the API writes it, with or without a fraction; UTC, invalid when it is anything else.
QDateTime parseTime(std::string_view text);

template <>
struct Fields<OwnerReference>
{
    static constexpr Field<OwnerReference> all[] = {
        member<&OwnerReference::kind>("kind", 1),
        member<&OwnerReference::name>("name", 3),
        member<&OwnerReference::uid>("uid", 4),
        member<&OwnerReference::apiVersion>("apiVersion", 5),
        member<&OwnerReference::controller>("controller", 6),
    };
};

template <>
struct Fields<ObjectMeta>
{
    static constexpr Field<ObjectMeta> all[] = {
        member<&ObjectMeta::name>("name", 1),
        member<&ObjectMeta::nameSpace>("namespace", 3),
        member<&ObjectMeta::uid>("uid", 5),
        member<&ObjectMeta::resourceVersion>("resourceVersion", 6),
        member<&ObjectMeta::created>("creationTimestamp", 8),
        member<&ObjectMeta::deleted>("deletionTimestamp", 9),
        member<&ObjectMeta::labels>("labels", 11),
        member<&ObjectMeta::annotations>("annotations", 12),
        member<&ObjectMeta::owners>("ownerReferences", 13),
    };
};

} // namespace reader
} // namespace zdtp::k8s
