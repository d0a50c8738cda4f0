#pragma once

#include "k8s/base/json.h"
#include "k8s/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <vector>

namespace zdtp::k8s {

/// A YAML document as a tree with places. Aliases share their node; a recursive one is an error of the reader, so the
/// tree is finite, and it is bounded even when aliases are expanded.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Map };
    struct Entry
    {
        std::shared_ptr<const YamlNode> key;
        std::shared_ptr<const YamlNode> value;
    };
    Kind kind = Kind::Null;
    std::string text;    ///< of a scalar, UTF-8
    bool quoted = false; ///< a quoted or block scalar is text, whatever it looks like
    int line = 0;        ///< counts from 1
    int column = 0;
    std::vector<std::shared_ptr<const YamlNode>> items;
    std::vector<Entry> entries; ///< in the order of the document, duplicates included

    QString string() const { return QString::fromStdString(text); }
    /// The first entry with this key, or nullptr.
    const YamlNode *find(std::string_view key) const;
};
using YamlTree = std::shared_ptr<const YamlNode>;

struct YamlLimits
{
    qsizetype bytes = 4 * 1024 * 1024;
    qsizetype nodes = 1'000'000; ///< with aliases expanded
    int depth = 100;
};

/// All documents of a stream; empty documents are Null nodes, an empty stream has none. Total: broken UTF-8, tabs, deep
/// nesting, alias bombs and oversized input are errors with a place. `file` is only used in places.
Result<QList<YamlTree>> readYaml(const QByteArray &yaml, const QString &file, const YamlLimits &limits = {});

/// The same tree as JSON, unquoted scalars by YAML 1.2's core schema. Later duplicates of a key win.
Json toJson(const YamlNode &node);

} // namespace zdtp::k8s
