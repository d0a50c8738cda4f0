#pragma once

#include "k8s/yaml/reader.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace zdtp {

/// Where the values of a YAML text begin and end. yaml-cpp tells beginnings only; the ends are found by reading the
/// text from there. In the text's bytes.
class EditLayout
{
public:
    struct Range
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        bool isEmpty() const { return begin == end; }
    };
    /// An entry of a map or an item of a list.
    struct Child
    {
        qsizetype begin = 0;   ///< of the key, the dash, or the item of a flow list
        qsizetype lead = 0;    ///< behind the colon or the dash: where the value may begin
        bool hasColon = false; ///< of maps: "{a}" has none
        Range value;           ///< empty at `lead` where nothing is written
    };

    explicit EditLayout(const QByteArray &yaml);

    /// Of the root; an empty range where nothing is written.
    Range rootRange(const k8s::YamlNode &root) const;
    /// The children of a map or list that begins at its node's place. Nothing where the text is too unusual.
    std::optional<std::vector<Child>> children(const k8s::YamlNode &node) const;
    bool isFlow(const k8s::YamlNode &node) const;
    qsizetype offsetOf(const k8s::YamlNode &node) const;
    int columnOf(qsizetype offset) const; ///< from 0
    qsizetype lineStart(qsizetype offset) const;
    qsizetype lineEnd(qsizetype offset) const; ///< of the line break, or of the text
    bool onlyBlankBefore(qsizetype offset) const;

private:
    Range rangeOf(const k8s::YamlNode &node, qsizetype lead, int indent) const;
    qsizetype endOfScalar(const k8s::YamlNode &node, qsizetype begin, int indent) const;
    qsizetype endOfQuoted(qsizetype begin) const;
    qsizetype endOfBlockScalar(qsizetype begin, int indent) const;
    qsizetype endOfPlain(const k8s::YamlNode &node, qsizetype begin) const;
    qsizetype endOfFlow(qsizetype begin) const;
    qsizetype skipProperties(qsizetype at) const;
    qsizetype skipSpace(qsizetype at) const; ///< blanks, line breaks and comments
    qsizetype skipBlanks(qsizetype at) const;
    char at(qsizetype offset) const { return offset < m_yaml.size() ? m_yaml.at(offset) : '\0'; }

    const QByteArray &m_yaml;
    std::vector<qsizetype> m_lines;
};

} // namespace zdtp
