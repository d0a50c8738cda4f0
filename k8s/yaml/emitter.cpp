#include "k8s/yaml/emitter.h"

#include "k8s/yaml/scalar.h"

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace zdtp::k8s {
namespace {

/// One code point; invalid bytes give U+FFFD and advance by one.
char32_t next(std::string_view text, std::size_t &at)
{
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char lead = byte(at);
    int more = 0;
    char32_t code = lead;
    if (lead >= 0xf0 && lead < 0xf5) {
        more = 3;
        code = lead & 0x07U;
    } else if (lead >= 0xe0 && lead < 0xf0) {
        more = 2;
        code = lead & 0x0fU;
    } else if (lead >= 0xc2 && lead < 0xe0) {
        more = 1;
        code = lead & 0x1fU;
    } else if (lead >= 0x80) {
        ++at;
        return 0xfffd;
    }
    for (int i = 1; i <= more; ++i) {
        if (at + i >= text.size() || (byte(at + i) & 0xc0U) != 0x80) {
            ++at;
            return 0xfffd;
        }
        code = (code << 6U) | (byte(at + i) & 0x3fU);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        ++at;
        return 0xfffd;
    }
    at += more + 1;
    return code;
}

struct Look
{
    bool escapes = false; ///< holds what only a double-quoted scalar can say
    bool lines = false;
};

/// Control characters, line and paragraph separators, the byte order mark and what is not valid UTF-8.
Look lookAt(std::string_view text)
{
    Look look;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x7f) {
            ++at;
            continue;
        }
        if (byte == '\n') {
            look.lines = true;
            ++at;
            continue;
        }
        if (byte == '\t') {
            ++at;
            continue;
        }
        const std::size_t before = at;
        const char32_t code = next(text, at);
        const bool broken = code == 0xfffd && at - before == 1;
        if (broken || code < 0xa0 || code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe ||
            code == 0xffff) {
            look.escapes = true;
            return look;
        }
    }
    return look;
}

bool isPlain(std::string_view text)
{
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':')
        return false;
    if (text.find('\t') != std::string_view::npos)
        return false;
    if (std::string_view("?:,[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos)
        return false;
    if (text.front() == '-' && (text.size() == 1 || text[1] == ' ' || text.substr(0, 3) == "---"))
        return false;
    if (text.substr(0, 3) == "...")
        return false;
    if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos)
        return false;
    return scalarKind(text) == ScalarKind::Text;
}

/// A literal block must not need an indentation indicator, and every line must be visible as it is.
bool isBlock(std::string_view text)
{
    if (text.empty() || text.front() == '\n' || text.front() == ' ' || text.front() == '\t')
        return false;
    std::size_t start = 0;
    while (start < text.size()) {
        std::size_t end = text.find('\n', start);
        if (end == std::string_view::npos)
            end = text.size();
        const std::string_view line = text.substr(start, end - start);
        if (!line.empty() && line.find_first_not_of(" \t") == std::string_view::npos)
            return false;
        start = end + 1;
    }
    return true;
}

class Writer
{
public:
    std::string out;

    void value(const Json &json, int indent)
    {
        if (json.is_object() && !json.empty()) {
            object(json, indent, false);
        } else if (json.is_array() && !json.empty()) {
            array(json, indent, false);
        } else {
            scalar(json, indent);
            out += '\n';
        }
    }

private:
    void pad(int indent) { out.append(static_cast<std::size_t>(indent), ' '); }

    /// `inLine`: the first key stands behind a "- " that is already written.
    void object(const Json &json, int indent, bool inLine)
    {
        for (const auto &[key, child] : json.items()) {
            if (!inLine)
                pad(indent);
            inLine = false;
            writeKey(key, indent);
            if (child.is_object() && !child.empty()) {
                out += '\n';
                object(child, indent + 2, false);
            } else if (child.is_array() && !child.empty()) {
                out += '\n';
                array(child, indent, false); // lists are not indented below their key
            } else {
                out += ' ';
                scalar(child, indent + 2);
                out += '\n';
            }
        }
    }

    void array(const Json &json, int indent, bool inLine)
    {
        for (const Json &child : json) {
            if (!inLine)
                pad(indent);
            inLine = false;
            out += "- ";
            if (child.is_object() && !child.empty()) {
                object(child, indent + 2, true);
            } else if (child.is_array() && !child.empty()) {
                array(child, indent + 2, true);
            } else {
                scalar(child, indent + 2);
                out += '\n';
            }
        }
    }

    void writeKey(std::string_view key, int indent)
    {
        const Look look = lookAt(key);
        // YAML allows a key without a "?" only up to 1024 characters.
        const bool isLong = key.size() > 500;
        if (isLong)
            out += "? ";
        if (!look.escapes && !look.lines && isPlain(key))
            out += key;
        else
            quoted(key, look);
        if (isLong) {
            out += '\n';
            pad(indent);
        }
        out += ':';
    }

    void scalar(const Json &json, int indent)
    {
        switch (json.type()) {
        case Json::value_t::object:
            out += "{}";
            return;
        case Json::value_t::array:
            out += "[]";
            return;
        case Json::value_t::string:
            text(json.get_ref<const std::string &>(), indent);
            return;
        case Json::value_t::number_float: {
            std::string number = json.dump();
            // "1e+20" has no dot: YAML 1.1 would read a text.
            const std::size_t exponent = number.find('e');
            if (exponent != std::string::npos && number.find('.') == std::string::npos)
                number.insert(exponent, ".0");
            out += number;
            return;
        }
        default:
            out += json.dump();
            return;
        }
    }

    void text(std::string_view value, int indent)
    {
        const Look look = lookAt(value);
        if (look.escapes) {
            quoted(value, look);
        } else if (look.lines) {
            if (isBlock(value))
                block(value, indent);
            else
                quoted(value, Look{true, true});
        } else if (isPlain(value)) {
            out += value;
        } else {
            quoted(value, look);
        }
    }

    void quoted(std::string_view value, Look look)
    {
        out += '"';
        if (!look.escapes && !look.lines && value.find_first_of("\"\\\t") == std::string_view::npos) {
            out += value;
        } else {
            for (std::size_t at = 0; at < value.size();)
                escaped(next(value, at));
        }
        out += '"';
    }

    void escaped(char32_t code)
    {
        switch (code) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\r':
            out += "\\r";
            return;
        default:
            break;
        }
        char buffer[16];
        if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
            std::snprintf(buffer, sizeof buffer, "\\x%02x", static_cast<unsigned>(code));
            out += buffer;
        } else if (code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe || code == 0xffff) {
            std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(code));
            out += buffer;
        } else if (code < 0x80) {
            out += static_cast<char>(code);
        } else if (code < 0x800) {
            out += static_cast<char>(0xc0U | (code >> 6U));
            out += static_cast<char>(0x80U | (code & 0x3fU));
        } else if (code < 0x10000) {
            out += static_cast<char>(0xe0U | (code >> 12U));
            out += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
            out += static_cast<char>(0x80U | (code & 0x3fU));
        } else {
            out += static_cast<char>(0xf0U | (code >> 18U));
            out += static_cast<char>(0x80U | ((code >> 12U) & 0x3fU));
            out += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
            out += static_cast<char>(0x80U | (code & 0x3fU));
        }
    }

    void block(std::string_view value, int indent)
    {
        std::size_t breaks = 0;
        while (breaks < value.size() && value[value.size() - 1 - breaks] == '\n')
            ++breaks;
        out += breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+";
        // The text of the top level has to be indented like any other.
        const int depth = indent < 2 ? 2 : indent;
        std::size_t start = 0;
        const std::size_t last = breaks == 0 ? value.size() : value.size() - 1;
        while (start <= last) {
            std::size_t end = value.find('\n', start);
            if (end == std::string_view::npos || end > last)
                end = last;
            out += '\n';
            if (end > start) {
                pad(depth);
                out += value.substr(start, end - start);
            }
            start = end + 1;
        }
    }
};

} // namespace

QByteArray toYaml(const Json &manifest)
{
    Writer writer;
    writer.value(manifest, 0);
    return QByteArray::fromStdString(writer.out);
}

} // namespace zdtp::k8s
