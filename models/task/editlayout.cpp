#include "models/task/editlayout.h"

#include <algorithm>

namespace zdtp {

using k8s::YamlNode;

EditLayout::EditLayout(const QByteArray &yaml) : m_yaml(yaml), m_lines{0}
{
    for (qsizetype at = yaml.indexOf('\n'); at >= 0; at = yaml.indexOf('\n', at + 1))
        m_lines.push_back(at + 1);
}

qsizetype EditLayout::offsetOf(const YamlNode &node) const
{
    const auto line = static_cast<std::size_t>(std::max(node.line - 1, 0));
    const qsizetype begin = line < m_lines.size() ? m_lines[line] : m_yaml.size();
    return std::min<qsizetype>(begin + std::max(node.column - 1, 0), m_yaml.size());
}

qsizetype EditLayout::lineStart(qsizetype offset) const
{
    return *std::prev(std::upper_bound(m_lines.begin(), m_lines.end(), offset));
}

qsizetype EditLayout::lineEnd(qsizetype offset) const
{
    const qsizetype end = m_yaml.indexOf('\n', offset);
    return end < 0 ? m_yaml.size() : end;
}

int EditLayout::columnOf(qsizetype offset) const
{
    return static_cast<int>(offset - lineStart(offset));
}

bool EditLayout::onlyBlankBefore(qsizetype offset) const
{
    return QByteArrayView(m_yaml).sliced(lineStart(offset), columnOf(offset)).trimmed().isEmpty();
}

qsizetype EditLayout::skipBlanks(qsizetype offset) const
{
    while (at(offset) == ' ' || at(offset) == '\t')
        ++offset;
    return offset;
}

qsizetype EditLayout::skipSpace(qsizetype offset) const
{
    for (;;) {
        const char byte = at(offset);
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
            ++offset;
        else if (byte == '#')
            offset = lineEnd(offset);
        else
            return offset;
    }
}

/// Anchors and tags in front of a value.
qsizetype EditLayout::skipProperties(qsizetype offset) const
{
    while (at(offset) == '&' || at(offset) == '!') {
        while (offset < m_yaml.size() && !QByteArrayView(" \t\r\n").contains(at(offset)))
            ++offset;
        offset = skipSpace(offset);
    }
    return offset;
}

bool EditLayout::isFlow(const YamlNode &node) const
{
    const char first = at(skipProperties(offsetOf(node)));
    return first == '{' || first == '[';
}

qsizetype EditLayout::endOfQuoted(qsizetype begin) const
{
    const char quote = at(begin);
    for (qsizetype i = begin + 1; i < m_yaml.size(); ++i) {
        if (quote == '"' && at(i) == '\\')
            ++i;
        else if (at(i) == quote && quote == '\'' && at(i + 1) == quote)
            ++i;
        else if (at(i) == quote)
            return i + 1;
    }
    return m_yaml.size();
}

qsizetype EditLayout::endOfBlockScalar(qsizetype begin, int indent) const
{
    qsizetype end = lineEnd(begin);
    for (qsizetype line = end + 1; line < m_yaml.size();) {
        const qsizetype stop = lineEnd(line);
        const qsizetype text = skipBlanks(line);
        if (text < stop && at(text) != '\r') {
            if (text - line <= indent)
                break;
            end = stop;
        }
        line = stop + 1;
    }
    return end;
}

qsizetype EditLayout::endOfPlain(const YamlNode &node, qsizetype begin) const
{
    // What was read is what is written, but for line breaks, which became blanks.
    qsizetype offset = begin;
    for (const char byte : node.text) {
        const bool blank = byte == ' ' || byte == '\n';
        if (blank && at(offset) != byte)
            offset = skipSpace(offset);
        else if (at(offset) == byte)
            ++offset;
        else if (blank)
            continue;
        else
            return offset;
        if (blank && (at(offset) == ' ' || at(offset) == '\n' || at(offset) == '\r'))
            offset = skipSpace(offset);
    }
    return offset;
}

qsizetype EditLayout::endOfFlow(qsizetype begin) const
{
    int depth = 0;
    for (qsizetype i = begin; i < m_yaml.size();) {
        const char byte = at(i);
        const char before = i > begin ? at(i - 1) : ' ';
        const bool starts = QByteArrayView(" \t\n[{,:").contains(before);
        if ((byte == '"' || byte == '\'') && starts) {
            i = endOfQuoted(i);
            continue;
        }
        if (byte == '#' && (before == ' ' || before == '\t' || before == '\n')) {
            i = lineEnd(i);
            continue;
        }
        if (byte == '{' || byte == '[')
            ++depth;
        else if ((byte == '}' || byte == ']') && --depth == 0)
            return i + 1;
        ++i;
    }
    return m_yaml.size();
}

qsizetype EditLayout::endOfScalar(const YamlNode &node, qsizetype begin, int indent) const
{
    const char first = at(begin);
    if (first == '"' || first == '\'')
        return endOfQuoted(begin);
    if (node.quoted && (first == '|' || first == '>'))
        return endOfBlockScalar(begin, indent);
    return endOfPlain(node, begin);
}

EditLayout::Range EditLayout::rangeOf(const YamlNode &node, qsizetype lead, int indent) const
{
    const qsizetype begin = offsetOf(node);
    const qsizetype next = skipSpace(lead);
    if (at(next) == '*' && begin != next) { // an alias: its node stands elsewhere
        qsizetype end = next;
        while (end < m_yaml.size() && !QByteArrayView(" \t\r\n,]}").contains(at(end)))
            ++end;
        return {next, end};
    }
    if (node.kind == YamlNode::Kind::Null && node.text.empty())
        return {lead, lead};
    const qsizetype value = skipProperties(begin);
    if (node.kind == YamlNode::Kind::Scalar || node.kind == YamlNode::Kind::Null)
        return {begin, endOfScalar(node, value, indent)};
    if (isFlow(node))
        return {begin, endOfFlow(value)};
    const auto parts = children(node);
    return {begin, parts && !parts->empty() ? std::max(parts->back().value.end, parts->back().lead) : begin};
}

EditLayout::Range EditLayout::rootRange(const YamlNode &root) const
{
    return rangeOf(root, 0, -1);
}

std::optional<std::vector<EditLayout::Child>> EditLayout::children(const YamlNode &node) const
{
    const bool flow = isFlow(node);
    const qsizetype begin = skipProperties(offsetOf(node));
    const int indent = columnOf(begin);
    std::vector<Child> result;
    qsizetype offset = flow ? begin + 1 : begin;
    if (node.kind == YamlNode::Kind::Map) {
        for (const YamlNode::Entry &entry : node.entries) {
            Child child;
            child.begin = offsetOf(*entry.key);
            if (entry.key->kind != YamlNode::Kind::Scalar || child.begin < offset)
                return std::nullopt;
            const qsizetype end = skipBlanks(endOfScalar(*entry.key, skipProperties(child.begin), indent));
            child.hasColon = at(end) == ':';
            if (!child.hasColon && !flow)
                return std::nullopt; // "? key"
            child.lead = child.hasColon ? end + 1 : end;
            child.value = rangeOf(*entry.value, child.lead, indent);
            offset = std::max(child.value.end, child.lead);
            result.push_back(child);
        }
        return result;
    }
    for (const k8s::YamlTree &item : node.items) {
        Child child;
        offset = skipSpace(offset);
        if (flow && at(offset) == ',')
            offset = skipSpace(offset + 1);
        child.begin = offset;
        if (!flow && at(offset) != '-')
            return std::nullopt;
        child.lead = flow ? offset : offset + 1;
        child.value = rangeOf(*item, child.lead, indent);
        if (!child.value.isEmpty() && child.value.begin < child.lead)
            return std::nullopt;
        offset = std::max(child.value.end, child.lead);
        result.push_back(child);
    }
    return result;
}

} // namespace zdtp
