#include "k8s/local/api/selector.h"

#include "k8s/local/api/names.h"
#include "k8s/local/api/refusal.h"
#include "k8s/local/base/text.h"

#include <algorithm>

namespace zdtp::local {

namespace {

[[noreturn]] void refuseLabels(std::string_view text, const std::string &why)
{
    throw Refusal::badRequest("unable to parse requirement: " + why + " (label selector \"" + std::string(text) +
                              "\")");
}

/// Reads the pieces of a label selector: words, and the signs = == != ( ) , ! < >.
class Reader
{
public:
    explicit Reader(std::string_view text) : m_text(text) {}
    std::string next()
    {
        skip();
        if (m_at == m_text.size())
            return {};
        const std::size_t start = m_at;
        const char c = m_text[m_at];
        if (isSign(c)) {
            ++m_at;
            if ((c == '=' || c == '!') && m_at < m_text.size() && m_text[m_at] == '=')
                ++m_at;
        } else {
            while (m_at < m_text.size() && !isSign(m_text[m_at]) && m_text[m_at] != ' ')
                ++m_at;
        }
        return std::string(m_text.substr(start, m_at - start));
    }
    std::string peek()
    {
        const std::size_t at = m_at;
        std::string token = next();
        m_at = at;
        return token;
    }

private:
    static bool isSign(char c) { return std::string_view("=!(),<>").find(c) != std::string_view::npos; }
    void skip()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
    }
    std::string_view m_text;
    std::size_t m_at = 0;
};

bool isWord(const std::string &token)
{
    return !token.empty() && std::string_view("=!(),<>").find(token[0]) == std::string_view::npos;
}

} // namespace

std::vector<Selector::Label> Selector::parseLabels(std::string_view text)
{
    std::vector<Label> labels;
    Reader reader(text);
    if (trimmed(text).empty())
        return labels;
    for (;;) {
        Label label;
        std::string token = reader.next();
        if (token == "!") {
            label.op = Operator::Absent;
            token = reader.next();
        }
        if (!isWord(token))
            refuseLabels(text, "found '" + token + "', expected: identifier");
        label.key = token;
        if (const std::string why = labelKeyProblem(token); !why.empty())
            refuseLabels(text, "key: Invalid value: \"" + token + "\": " + why);
        token = reader.next();
        if (label.op == Operator::Absent || token.empty() || token == ",") {
            if (label.op != Operator::Absent)
                label.op = Operator::Exists;
        } else if (token == "=" || token == "==" || token == "!=") {
            label.op = token == "!=" ? Operator::NotIn : Operator::In;
            std::string value;
            if (isWord(reader.peek()))
                value = reader.next();
            label.values.insert(value);
            token = reader.next();
        } else if (token == ">" || token == "<") {
            label.op = token == ">" ? Operator::Greater : Operator::Less;
            const std::string value = reader.next();
            if (!toNumber(value))
                refuseLabels(text, "for 'Gt', 'Lt' operators, the value must be an integer");
            label.values.insert(value);
            token = reader.next();
        } else if (token == "in" || token == "notin") {
            label.op = token == "in" ? Operator::In : Operator::NotIn;
            if (reader.next() != "(")
                refuseLabels(text, "found no '(' after '" + token + "'");
            for (;;) {
                std::string value;
                if (isWord(reader.peek()))
                    value = reader.next();
                label.values.insert(value);
                const std::string sign = reader.next();
                if (sign == ")")
                    break;
                if (sign != ",")
                    refuseLabels(text, "found '" + sign + "', expected: ',' or ')'");
            }
            token = reader.next();
        } else {
            refuseLabels(text, "found '" + token + "', expected: in, notin, =, ==, !=, gt, lt");
        }
        for (const std::string &value : label.values) {
            if (const std::string why = labelValueProblem(value); !why.empty())
                refuseLabels(text, "values[0][" + label.key + "]: Invalid value: \"" + value + "\": " + why);
        }
        labels.push_back(std::move(label));
        if (token.empty())
            return labels;
        if (token != ",")
            refuseLabels(text, "found '" + token + "', expected: ',' or the end");
    }
}

Selector Selector::parse(const std::string &labels, const std::string &fields, const std::string &resource)
{
    Selector selector;
    selector.m_labels = parseLabels(labels);
    const Fields offered = selectableFields(resource, Json::object());
    for (const std::string &part : split(fields, ',')) {
        if (trimmed(part).empty())
            continue;
        Field field;
        const std::size_t at = part.find('=');
        if (at == std::string::npos)
            throw Refusal::badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
        field.equal = at == 0 || part[at - 1] != '!';
        field.name = trimmed(part.substr(0, field.equal ? at : at - 1));
        field.value = part.substr(at + (at + 1 < part.size() && part[at + 1] == '=' ? 2 : 1));
        const bool known =
            field.name == "metadata.name" || field.name == "metadata.namespace" ||
            std::any_of(offered.begin(), offered.end(), [&](const auto &offer) { return offer.first == field.name; });
        if (!known)
            throw Refusal::badRequest("field label not supported: " + field.name);
        selector.m_fields.push_back(std::move(field));
    }
    return selector;
}

bool Selector::matchesLabels(const std::map<std::string, std::string> &labels) const
{
    return std::all_of(m_labels.begin(), m_labels.end(), [&](const Label &label) {
        const auto found = labels.find(label.key);
        const bool present = found != labels.end();
        switch (label.op) {
        case Operator::In:
            return present && label.values.contains(found->second);
        case Operator::NotIn:
            return !present || !label.values.contains(found->second);
        case Operator::Exists:
            return present;
        case Operator::Absent:
            return !present;
        case Operator::Greater:
        case Operator::Less: {
            const auto limit = toNumber(*label.values.begin()).value_or(0);
            const auto value = toNumber(present ? found->second : std::string());
            if (!value)
                return false;
            return label.op == Operator::Greater ? value.value() > limit : value.value() < limit;
        }
        }
        return false;
    });
}

bool Selector::matches(const Object &object) const
{
    for (const Field &field : m_fields) {
        const std::string *value = nullptr;
        if (field.name == "metadata.name") {
            value = &object.key.name;
        } else if (field.name == "metadata.namespace") {
            value = &object.key.ns;
        } else {
            for (const auto &[name, text] : object.fields) {
                if (name == field.name)
                    value = &text;
            }
        }
        if ((value && *value == field.value) != field.equal)
            return false;
    }
    return matchesLabels(object.labels);
}

std::string Selector::name() const
{
    for (const Field &field : m_fields) {
        if (field.name == "metadata.name" && field.equal)
            return field.value;
    }
    return {};
}

} // namespace zdtp::local
