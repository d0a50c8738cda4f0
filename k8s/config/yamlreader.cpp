#include "k8s/config/yamlreader.h"

#include "k8s/yaml/scalar.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::YamlReader)
};

using Kind = YamlNode::Kind;
using Severity = ConfigFinding::Severity;

QString name(std::string_view key)
{
    return QString::fromUtf8(key.data(), qsizetype(key.size()));
}

/// Go's words for booleans, as its YAML 1.1 reader knows them.
bool isOneOf(const std::string &text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(), [&text](const char *word) { return text == word; });
}

/// Whether Go's reader makes something else than a text of an unquoted scalar.
bool isNoText(const YamlNode &node)
{
    if (node.quoted)
        return false;
    switch (scalarKind(node.text)) {
    case ScalarKind::Boolean:
    case ScalarKind::Word11:
    case ScalarKind::Integer:
    case ScalarKind::Number:
        return true;
    case ScalarKind::Ambiguous:
        return node.text.find(':') == std::string::npos; // 12:30 is one to others
    case ScalarKind::Text:
    case ScalarKind::Null:
    case ScalarKind::Timestamp:
    case ScalarKind::Merge:
        break;
    }
    return false;
}

const YamlNode *find(const YamlNode &map, std::string_view key, int depth)
{
    for (auto entry = map.entries.rbegin(); entry != map.entries.rend(); ++entry) {
        if (entry->key->kind == Kind::Scalar && entry->key->text == key)
            return entry->value.get();
    }
    if (depth == 0)
        return nullptr;
    for (const YamlNode::Entry &entry : map.entries) {
        if (entry.key->text != "<<" || entry.key->quoted)
            continue;
        if (entry.value->kind == Kind::Map) {
            if (const YamlNode *found = find(*entry.value, key, depth - 1))
                return found;
        }
        for (const auto &item : entry.value->items) {
            const YamlNode *found = item->kind == Kind::Map ? find(*item, key, depth - 1) : nullptr;
            if (found)
                return found;
        }
    }
    return nullptr;
}

} // namespace

void YamlReader::report(Severity severity, const QString &what, const QString &remedy, const Place &place)
{
    m_findings.append(ConfigFinding{severity, Error{what, remedy, place}});
}

Place YamlReader::place(const YamlNode *node) const
{
    return node ? Place{m_file, node->line, node->column} : Place{m_file, 0, 0};
}

Place YamlReader::placeOf(const YamlNode *map, std::string_view key) const
{
    if (map) {
        for (auto entry = map->entries.rbegin(); entry != map->entries.rend(); ++entry) {
            if (entry->key->text == key)
                return place(entry->key.get());
        }
    }
    return place(map);
}

void YamlReader::checkKeys(const YamlNode &node)
{
    for (const auto &item : node.items)
        checkKeys(*item);
    std::set<std::string_view> keys;
    for (const YamlNode::Entry &entry : node.entries) {
        if (entry.key->kind == Kind::Scalar && entry.key->text != "<<" && !keys.insert(entry.key->text).second)
            report(Severity::Warning,
                   Words::tr("the key \"%1\" stands here twice; the last one counts").arg(entry.key->string()),
                   Words::tr("Remove one of the two."), place(entry.key.get()));
        checkKeys(*entry.value);
    }
}

YamlTree YamlReader::load(const QByteArray &bytes)
{
    // Some thousand contexts with their certificates. The second limit keeps files that unfold to far more than they
    // hold at bay.
    YamlLimits limits;
    limits.bytes = 64 * 1024 * 1024;
    limits.nodes = 500'000;
    const auto documents = readYaml(bytes, m_file, limits);
    if (!documents) {
        m_findings.append(ConfigFinding{Severity::Error, documents.error()});
        return {};
    }
    if (documents->size() > 1)
        report(Severity::Warning, Words::tr("the file holds more than one document; only the first is read"),
               Words::tr("Keep one; give each a file."), place(documents->at(1).get()));
    if (documents->isEmpty() || documents->first()->kind == Kind::Null)
        return {};
    checkKeys(*documents->first());
    return documents->first();
}

const YamlNode *YamlReader::at(const YamlNode *map, std::string_view key)
{
    const YamlNode *found = map ? find(*map, key, 8) : nullptr;
    return found && found->kind != Kind::Null ? found : nullptr;
}

QString YamlReader::scalar(const YamlNode *value, std::string_view key)
{
    if (value->kind != Kind::Scalar) {
        wrong(Words::tr("%1 must be a text").arg(name(key)), {}, place(value));
        return {};
    }
    if (isNoText(*value)) {
        wrong(Words::tr("%1 must be a text, and this is a number or a yes-or-no to a reader of YAML").arg(name(key)),
              Words::tr("Put it in quotes."), place(value));
        return {};
    }
    return value->string();
}

QString YamlReader::text(const YamlNode *map, std::string_view key)
{
    const YamlNode *value = at(map, key);
    return value ? scalar(value, key) : QString();
}

bool YamlReader::flag(const YamlNode *map, std::string_view key)
{
    const YamlNode *value = at(map, key);
    if (!value)
        return false;
    if (value->kind == Kind::Scalar && !value->quoted) {
        if (isOneOf(value->text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"}))
            return true;
        if (isOneOf(value->text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"}))
            return false;
    }
    wrong(Words::tr("%1 must be true or false").arg(name(key)), Words::tr("Write it without quotes."), place(value));
    return false;
}

QByteArray YamlReader::data(const YamlNode *map, std::string_view key)
{
    QByteArray clean;
    const QByteArray written = text(map, key).toLatin1();
    for (const char c : written) {
        if (c != '\n' && c != '\r')
            clean += c;
    }
    const auto decoded = QByteArray::fromBase64Encoding(clean, QByteArray::AbortOnBase64DecodingErrors);
    if (decoded && clean.size() % 4 == 0)
        return *decoded;
    wrong(Words::tr("%1 is not base64").arg(name(key)),
          Words::tr("It must be the PEM text, encoded as base64: base64 -w0 FILE."), place(at(map, key)));
    return {};
}

QStringList YamlReader::texts(const YamlNode *map, std::string_view key)
{
    QStringList all;
    const YamlNode *value = list(map, key);
    if (!value)
        return all;
    for (const auto &item : value->items)
        all.append(item->kind == Kind::Null ? QString() : scalar(item.get(), key));
    return all;
}

const YamlNode *YamlReader::map(const YamlNode *parent, std::string_view key)
{
    const YamlNode *value = at(parent, key);
    if (!value || value->kind == Kind::Map)
        return value;
    wrong(Words::tr("%1 must be a map").arg(name(key)), {}, place(value));
    return nullptr;
}

const YamlNode *YamlReader::list(const YamlNode *parent, std::string_view key)
{
    const YamlNode *value = at(parent, key);
    if (!value || value->kind == Kind::Sequence)
        return value;
    wrong(Words::tr("%1 must be a list").arg(name(key)), {}, place(value));
    return nullptr;
}

void YamlReader::know(const YamlNode *map, std::initializer_list<std::string_view> known)
{
    if (!map)
        return;
    for (const YamlNode::Entry &entry : map->entries) {
        const std::string &key = entry.key->text;
        if (key == "<<" || std::find(known.begin(), known.end(), key) != known.end())
            continue;
        // The fields are told apart by case, which is easily overlooked: tokenFile, but client-key.
        const QString lower = entry.key->string().toLower().remove(u'-').remove(u'_');
        QString meant;
        for (const std::string_view candidate : known) {
            if (name(candidate).toLower().remove(u'-') == lower)
                meant = name(candidate);
        }
        report(meant.isEmpty() ? Severity::Note : Severity::Warning,
               Words::tr("the field \"%1\" is not known and is ignored").arg(entry.key->string().left(80)),
               meant.isEmpty() ? QString() : Words::tr("It is written %1.").arg(meant), place(entry.key.get()));
    }
}

} // namespace zdtp::k8s
