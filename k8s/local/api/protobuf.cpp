#include "k8s/local/api/protobuf.h"

#include "k8s/local/api/refusal.h"
#include "k8s/local/base/text.h"

#include <cstdint>
#include <map>
#include <sstream>

namespace zdtp::local {

namespace {

// One line a message of the API's published .proto files, number=field:value. Values: s(tring), y (bytes, base64 in
// JSON), i(nteger), b(ool), @Message, [value] repeated, {s} and {y} maps from strings, - read over.
constexpr const char *const messages[] = {
    "Meta 1=name:s 2=generateName:s 3=namespace:s 5=uid:s 6=resourceVersion:s 11=labels:{s} 12=annotations:{s} "
    "13=ownerReferences:[@Owner] 14=finalizers:[s]",
    "Owner 1=kind:s 3=name:s 4=uid:s 5=apiVersion:s 6=controller:b 7=blockOwnerDeletion:b",
    "ConfigMap 1=metadata:@Meta 2=data:{s} 3=binaryData:{y} 4=immutable:b",
    "Secret 1=metadata:@Meta 2=data:{y} 3=type:s 4=stringData:{s} 5=immutable:b",
    "Namespace 1=metadata:@Meta",
    "SelfSubjectReview 1=metadata:@Meta",
    "SelfSubjectAccessReview 1=metadata:@Meta 2=spec:@AccessSpec",
    "AccessSpec 1=resourceAttributes:@ResourceAttributes 2=nonResourceAttributes:@OtherAttributes",
    "ResourceAttributes 1=namespace:s 2=verb:s 3=group:s 4=version:s 5=resource:s 6=subresource:s 7=name:s",
    "OtherAttributes 1=path:s 2=verb:s",
    "SelfSubjectRulesReview 1=metadata:@Meta 2=spec:@RulesSpec",
    "RulesSpec 1=namespace:s",
    "DeleteOptions 1=gracePeriodSeconds:i 2=preconditions:@Preconditions 4=propagationPolicy:s 5=dryRun:[s]",
    "Preconditions 1=uid:s 2=resourceVersion:s",
};

struct Field
{
    std::string name;
    std::string value;
};
using Message = std::map<unsigned, Field>;

const std::map<std::string, Message> &allMessages()
{
    static const auto all = [] {
        std::map<std::string, Message> made;
        for (const char *line : messages) {
            std::istringstream words(line);
            std::string name;
            words >> name;
            for (std::string word; words >> word;) {
                const std::size_t equal = word.find('=');
                const std::size_t colon = word.find(':');
                made[name][static_cast<unsigned>(std::stoul(word))] = {word.substr(equal + 1, colon - equal - 1),
                                                                       word.substr(colon + 1)};
            }
        }
        return made;
    }();
    return all;
}

class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}
    bool atEnd() const { return m_bytes.empty(); }
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty())
                break;
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        throw Refusal::badRequest("the protobuf body is cut off");
    }
    std::string_view bytes() { return take(number()); }
    std::string_view take(std::uint64_t length)
    {
        if (length > m_bytes.size())
            throw Refusal::badRequest("the protobuf body is cut off");
        const std::string_view taken = m_bytes.substr(0, length);
        m_bytes.remove_prefix(length);
        return taken;
    }
    void skip(unsigned wire)
    {
        if (wire == 0)
            number();
        else if (wire == 1)
            take(8);
        else if (wire == 2)
            bytes();
        else if (wire == 5)
            take(4);
        else
            throw Refusal::badRequest("the body is not protobuf");
    }

private:
    std::string_view m_bytes;
};

Json messageOf(const std::string &name, std::string_view bytes);

Json valueOf(const std::string &kind, std::string_view bytes)
{
    if (kind[0] == '@')
        return messageOf(kind.substr(1), bytes);
    return kind == "y" ? Json(base64Encode(bytes)) : Json(std::string(bytes));
}

Json messageOf(const std::string &name, std::string_view bytes)
{
    const Message &message = allMessages().at(name);
    Json object = Json::object();
    Reader reader(bytes);
    while (!reader.atEnd()) {
        const std::uint64_t tag = reader.number();
        const auto wire = static_cast<unsigned>(tag & 7U);
        const auto field = message.find(static_cast<unsigned>(tag >> 3U));
        if (field == message.end()) {
            reader.skip(wire);
            continue;
        }
        const auto &[key, kind] = field->second;
        if (wire == 0) {
            const std::uint64_t value = reader.number();
            object[key] = kind == "b" ? Json(value != 0) : Json(static_cast<std::int64_t>(value));
            continue;
        }
        if (wire != 2) {
            reader.skip(wire);
            continue;
        }
        const std::string_view content = reader.bytes();
        if (kind[0] == '[') {
            object[key].push_back(valueOf(kind.substr(1, kind.size() - 2), content));
        } else if (kind[0] == '{') {
            Reader entry(content);
            std::string entryKey;
            std::string_view entryValue;
            while (!entry.atEnd()) {
                const std::uint64_t entryTag = entry.number();
                if (entryTag == ((1U << 3U) | 2U))
                    entryKey = entry.bytes();
                else if (entryTag == ((2U << 3U) | 2U))
                    entryValue = entry.bytes();
                else
                    entry.skip(static_cast<unsigned>(entryTag & 7U));
            }
            object[key][entryKey] = valueOf(kind.substr(1, 1), entryValue);
        } else if (!content.empty() || kind[0] == '@') {
            object[key] = valueOf(kind, content); // Go writes empty strings out
        }
    }
    return object;
}

} // namespace

Json parseProtobuf(std::string_view bytes)
{
    // "k8s\0", then runtime.Unknown: typeMeta=1 {apiVersion=1, kind=2}, raw=2.
    if (bytes.substr(0, 4) != std::string_view("k8s\0", 4))
        throw Refusal::badRequest("the body is not protobuf of Kubernetes");
    Reader reader(bytes.substr(4));
    std::string apiVersion;
    std::string kind;
    std::string_view raw;
    while (!reader.atEnd()) {
        const std::uint64_t tag = reader.number();
        if (tag == ((1U << 3U) | 2U)) {
            Reader type(reader.bytes());
            while (!type.atEnd()) {
                const std::uint64_t typeTag = type.number();
                if (typeTag == ((1U << 3U) | 2U))
                    apiVersion = type.bytes();
                else if (typeTag == ((2U << 3U) | 2U))
                    kind = type.bytes();
                else
                    type.skip(static_cast<unsigned>(typeTag & 7U));
            }
        } else if (tag == ((2U << 3U) | 2U)) {
            raw = reader.bytes();
        } else {
            reader.skip(static_cast<unsigned>(tag & 7U));
        }
    }
    if (!allMessages().contains(kind))
        throw Refusal{415,
                      "UnsupportedMediaType",
                      "a " + kind + " is taken as application/json or application/yaml only",
                      Json::object(),
                      {}};
    Json object = messageOf(kind, raw);
    object["kind"] = kind;
    object["apiVersion"] = apiVersion;
    return object;
}

} // namespace zdtp::local
