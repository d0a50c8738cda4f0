#include "k8s/yaml/fields.h"

#include "k8s/yaml/scalar.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <charconv>

namespace zdtp::k8s {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Yaml", text);
}

QString shown(const YamlNode &node)
{
    switch (node.kind) {
    case YamlNode::Kind::Null:
        return say("nothing");
    case YamlNode::Kind::Sequence:
        return say("a list");
    case YamlNode::Kind::Map:
        return say("a map");
    case YamlNode::Kind::Scalar:
        break;
    }
    QString text = node.string();
    if (text.size() > 60)
        text = text.left(57) + QStringLiteral("…");
    return node.quoted ? u'"' + text + u'"' : text;
}

QString joined(const QString &path, const QString &key)
{
    return path.isEmpty() ? key : path + u'.' + key;
}

} // namespace

QString nearestWord(const QString &word, const QStringList &known)
{
    QString best;
    qsizetype bestDistance = word.size() <= 3 ? 2 : word.size() <= 6 ? 3 : 4; // must be below
    for (const QString &candidate : known) {
        if (candidate.compare(word, Qt::CaseInsensitive) == 0)
            return candidate;
        if (std::abs(candidate.size() - word.size()) >= bestDistance)
            continue;
        // Optimal string alignment: a swap of neighbours counts as one slip.
        QList<QList<qsizetype>> d(word.size() + 1, QList<qsizetype>(candidate.size() + 1));
        for (qsizetype i = 0; i <= word.size(); ++i)
            d[i][0] = i;
        for (qsizetype j = 0; j <= candidate.size(); ++j)
            d[0][j] = j;
        for (qsizetype i = 1; i <= word.size(); ++i) {
            for (qsizetype j = 1; j <= candidate.size(); ++j) {
                const bool same = word.at(i - 1).toCaseFolded() == candidate.at(j - 1).toCaseFolded();
                d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1)});
                if (i > 1 && j > 1 && word.at(i - 1) == candidate.at(j - 2) && word.at(i - 2) == candidate.at(j - 1))
                    d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        if (d[word.size()][candidate.size()] < bestDistance) {
            bestDistance = d[word.size()][candidate.size()];
            best = candidate;
        }
    }
    return best;
}

YamlField YamlFields::root(const YamlNode &node) const
{
    return {&node, {}, placeOf(node)};
}

void YamlFields::report(const QString &rule, const YamlField &field, const QString &message, const QString &fix)
{
    m_problems.append({rule, field.path, message, fix, field.place});
}

bool YamlFields::enter(const YamlField &map, const QStringList &known)
{
    if (!map.isSet())
        return false;
    if (map.node->kind != YamlNode::Kind::Map) {
        report(QStringLiteral("wrong-type"), map, say("must be a map, not %1").arg(shown(*map.node)),
               say("Write its fields below it, indented: %1").arg(known.mid(0, 3).join(QStringLiteral(", "))));
        return false;
    }
    QSet<QString> seen;
    for (const YamlNode::Entry &entry : map.node->entries) {
        const QString key = entry.key->string();
        const YamlField field{entry.value.get(), joined(map.path, key), placeOf(*entry.key)};
        if (entry.key->kind != YamlNode::Kind::Scalar) {
            report(QStringLiteral("wrong-type"), {nullptr, map.path, field.place},
                   say("a key must be text, not %1").arg(shown(*entry.key)));
            continue;
        }
        if (seen.contains(key)) {
            report(QStringLiteral("duplicate-key"), field, say("%1 stands here twice").arg(key),
                   say("Keep one of them"));
            continue;
        }
        seen.insert(key);
        m_places.insert(field.path, field.place);
        if (!known.contains(key)) {
            const QString near = nearestWord(key, known);
            QString fix = say("Known here: %1").arg(known.join(QStringLiteral(", ")));
            if (key == QStringLiteral("<<"))
                fix = say("Merge keys are not read: write the fields out");
            else if (!near.isEmpty()) {
                fix = say("Did you mean %1?").arg(near);
                m_meant.insert(joined(map.path, near));
            }
            report(QStringLiteral("unknown-field"), field, say("%1 is not a field here").arg(key), fix);
        }
    }
    return true;
}

YamlField YamlFields::child(const YamlField &map, const char *key) const
{
    YamlField field{nullptr, joined(map.path, QString::fromUtf8(key)), map.place};
    if (map.node && map.node->kind == YamlNode::Kind::Map) {
        for (const YamlNode::Entry &entry : map.node->entries) {
            if (entry.key->kind == YamlNode::Kind::Scalar && entry.key->text == key) {
                field.node = entry.value.get();
                // An empty value has no place of its own that a reader would look at.
                field.place = placeOf(field.isSet() ? *entry.value : *entry.key);
                break;
            }
        }
    }
    return field;
}

YamlField YamlFields::require(const YamlField &map, const char *key, const QString &fix)
{
    YamlField field = child(map, key);
    // A slip of the keyboard is one mistake, not an unknown field and a missing one.
    if (!field.isSet() && !m_meant.contains(field.path))
        report(QStringLiteral("missing-field"), field, say("%1 is missing").arg(QString::fromUtf8(key)), fix);
    return field;
}

std::optional<QString> YamlFields::text(const YamlField &field)
{
    if (!field.isSet())
        return std::nullopt;
    const YamlNode &node = *field.node;
    if (node.kind != YamlNode::Kind::Scalar) {
        report(QStringLiteral("wrong-type"), field, say("must be text, not %1").arg(shown(node)));
        return std::nullopt;
    }
    const ScalarKind kind = node.quoted ? ScalarKind::Text : scalarKind(node.text);
    if (kind != ScalarKind::Text && kind != ScalarKind::Timestamp) {
        const bool truth = kind == ScalarKind::Boolean || kind == ScalarKind::Word11;
        report(QStringLiteral("bad-scalar"), field,
               (truth ? say("%1 without quotes is a truth value to readers of YAML, not text")
                      : say("%1 without quotes is a number to readers of YAML, not text"))
                   .arg(shown(node)),
               say("Write \"%1\"").arg(node.string()));
        return std::nullopt;
    }
    return node.string();
}

std::optional<qint64> YamlFields::integer(const YamlField &field, qint64 least, qint64 most)
{
    if (!field.isSet())
        return std::nullopt;
    const YamlNode &node = *field.node;
    if (node.kind != YamlNode::Kind::Scalar) {
        report(QStringLiteral("wrong-type"), field, say("must be a whole number, not %1").arg(shown(node)));
        return std::nullopt;
    }
    const ScalarKind kind = scalarKind(node.text);
    if (node.quoted && kind == ScalarKind::Integer) {
        report(QStringLiteral("wrong-type"), field, say("must be a whole number, not the text %1").arg(shown(node)),
               say("Remove the quotes"));
        return std::nullopt;
    }
    if (kind != ScalarKind::Integer || node.quoted) {
        const bool ambiguous = kind == ScalarKind::Ambiguous && !node.quoted;
        report(ambiguous ? QStringLiteral("bad-scalar") : QStringLiteral("wrong-type"), field,
               ambiguous ? say("%1 means different numbers to different readers of YAML").arg(shown(node))
                         : say("must be a whole number, not %1").arg(shown(node)),
               say("Write plain digits, without leading zeros, exponent or separators"));
        return std::nullopt;
    }
    qint64 value = 0;
    const char *end = node.text.data() + node.text.size();
    const auto read = std::from_chars(node.text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < least || value > most) {
        report(QStringLiteral("bad-value"), field,
               say("%1 is out of range: from %2 to %3").arg(shown(node)).arg(least).arg(most));
        return std::nullopt;
    }
    return value;
}

std::optional<QString> YamlFields::scalar(const YamlField &field, bool booleans)
{
    if (!field.isSet())
        return std::nullopt;
    const YamlNode &node = *field.node;
    if (node.kind == YamlNode::Kind::Scalar && !node.quoted) {
        const ScalarKind kind = scalarKind(node.text);
        if (kind == ScalarKind::Integer || kind == ScalarKind::Number)
            return node.string();
        if (booleans && kind == ScalarKind::Boolean)
            return node.string().toLower();
        if (booleans && kind == ScalarKind::Word11) {
            report(QStringLiteral("bad-scalar"), field,
                   say("%1 is a truth value to some readers of YAML and text to others").arg(shown(node)),
                   say("Write true or false, or put it in quotes"));
            return std::nullopt;
        }
    }
    return text(field);
}

std::optional<int> YamlFields::oneOf(const YamlField &field, const QStringList &allowed)
{
    const auto word = text(field);
    if (!word)
        return std::nullopt;
    const qsizetype index = allowed.indexOf(*word);
    if (index < 0) {
        const QString near = nearestWord(*word, allowed);
        report(QStringLiteral("bad-value"), field,
               say("\"%1\" is not one of %2").arg(*word, allowed.join(QStringLiteral(", "))),
               near.isEmpty() ? QString() : say("Did you mean %1?").arg(near));
        return std::nullopt;
    }
    return static_cast<int>(index);
}

bool YamlFields::isList(const YamlField &field)
{
    if (!field.isSet())
        return false;
    if (field.node->kind == YamlNode::Kind::Sequence)
        return true;
    report(QStringLiteral("wrong-type"), field, say("must be a list, not %1").arg(shown(*field.node)),
           say("Begin each of its lines with \"- \""));
    return false;
}

QList<YamlField> YamlFields::list(const YamlField &field)
{
    QList<YamlField> items;
    if (!isList(field))
        return items;
    items.reserve(static_cast<qsizetype>(field.node->items.size()));
    for (std::size_t i = 0; i < field.node->items.size(); ++i) {
        const YamlNode &item = *field.node->items[i];
        items.append({&item, field.path + u'[' + QString::number(i) + u']', placeOf(item)});
        m_places.insert(items.last().path, items.last().place);
    }
    return items;
}

QStringList YamlFields::texts(const YamlField &field)
{
    QStringList all;
    for (const YamlField &item : list(field)) {
        if (!item.isSet())
            report(QStringLiteral("missing-field"), item, say("an entry of the list is empty"), say("Remove it"));
        else if (const auto value = text(item))
            all.append(*value);
    }
    return all;
}

template <typename Value>
QMap<QString, QString> YamlFields::mapOf(const YamlField &field, Value value)
{
    QMap<QString, QString> all;
    if (!field.isSet())
        return all;
    QStringList keys;
    if (field.node->kind == YamlNode::Kind::Map) {
        for (const YamlNode::Entry &entry : field.node->entries)
            keys.append(entry.key->string());
    }
    if (!enter(field, keys)) // every key is known; duplicates are not
        return all;
    for (const YamlNode::Entry &entry : field.node->entries) {
        const QString key = entry.key->string();
        const YamlField item{entry.value.get(), joined(field.path, key),
                             placeOf(entry.value->kind == YamlNode::Kind::Null ? *entry.key : *entry.value)};
        if (!item.isSet())
            report(QStringLiteral("missing-field"), item, say("%1 has no value").arg(key),
                   say("Write \"\" for an empty text"));
        else if (const auto read = value(item); read && !all.contains(key))
            all.insert(key, *read);
    }
    return all;
}

QMap<QString, QString> YamlFields::textMap(const YamlField &field)
{
    return mapOf(field, [this](const YamlField &item) { return text(item); });
}

QMap<QString, QString> YamlFields::scalarMap(const YamlField &field, bool booleans)
{
    return mapOf(field, [this, booleans](const YamlField &item) { return scalar(item, booleans); });
}

} // namespace zdtp::k8s
