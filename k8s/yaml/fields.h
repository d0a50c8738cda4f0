#pragma once

#include "k8s/base/error.h"
#include "k8s/yaml/reader.h"

#include <QHash>
#include <QMap>
#include <QSet>
#include <QStringList>

#include <optional>

namespace zdtp::k8s {

/// What is wrong with one field of a document.
struct YamlProblem
{
    QString rule;    ///< "unknown-field", "duplicate-key", "wrong-type", "bad-scalar", "missing-field", "bad-value"
    QString field;   ///< "spec.tables[1].name"
    QString message; ///< without a full stop
    QString fix;     ///< may be empty
    Place place;
};

/// A value of the document and where it stands. `node` is null when the document does not have it; `place` is then
/// that of the map it is missing from.
struct YamlField
{
    const YamlNode *node = nullptr;
    QString path;
    Place place;

    /// Present, and not an explicit null.
    bool isSet() const { return node && node->kind != YamlNode::Kind::Null; }
};

/// Reads a strict document: every getter reports what it did not like and goes on, so that one reading tells all.
/// Absent fields give empty results without a problem, unless require() is asked.
class YamlFields
{
public:
    explicit YamlFields(QString file) : m_file(std::move(file)) {}

    YamlField root(const YamlNode &node) const;
    /// True when the field is a map. Unknown keys (with the nearest known one), duplicates and keys that are no text
    /// are reported.
    bool enter(const YamlField &map, const QStringList &known);
    YamlField child(const YamlField &map, const char *key) const;
    YamlField require(const YamlField &map, const char *key, const QString &fix = {});

    std::optional<QString> text(const YamlField &field);
    /// A plain decimal number. "0777", "1e3", "0x10", "1_000" and quoted digits are refused.
    std::optional<qint64> integer(const YamlField &field, qint64 least, qint64 most);
    /// Text, a plain decimal number, or true / false, as text: options and quantities.
    std::optional<QString> scalar(const YamlField &field, bool booleans = true);
    /// The index of the word in `allowed`.
    std::optional<int> oneOf(const YamlField &field, const QStringList &allowed);
    QList<YamlField> list(const YamlField &field);
    QStringList texts(const YamlField &field);
    QMap<QString, QString> textMap(const YamlField &field);
    QMap<QString, QString> scalarMap(const YamlField &field, bool booleans = true);

    void report(const QString &rule, const YamlField &field, const QString &message, const QString &fix = {});

    const QList<YamlProblem> &problems() const { return m_problems; }
    /// Places of every field that was entered, by path.
    const QHash<QString, Place> &places() const { return m_places; }

private:
    Place placeOf(const YamlNode &node) const { return {m_file, node.line, node.column}; }
    bool isList(const YamlField &field);
    template <typename Value>
    QMap<QString, QString> mapOf(const YamlField &field, Value value);

    QString m_file;
    QList<YamlProblem> m_problems;
    QHash<QString, Place> m_places;
    QSet<QString> m_meant; ///< fields that a misspelt one was taken for
};

/// The known word that a slip of the keyboard most likely meant, or an empty one.
QString nearestWord(const QString &word, const QStringList &known);

} // namespace zdtp::k8s
