#include "k8s/config/yamlreader.h"

#include <QCoreApplication>

#include <optional>
#include <set>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::YamlReader)
};

using Kind = YamlNode::Kind;

Place placeOf(const QString &file, const YamlNode &node)
{
    return {file, node.line, node.column};
}

std::optional<Error> checkKeys(const QString &file, const YamlNode &node)
{
    for (const auto &item : node.items) {
        if (auto error = checkKeys(file, *item))
            return error;
    }
    std::set<std::string_view> keys;
    for (const YamlNode::Entry &entry : node.entries) {
        if (entry.key->kind == Kind::Scalar && !keys.insert(entry.key->text).second)
            return Error{Words::tr("the key \"%1\" stands here twice").arg(entry.key->string()),
                         Words::tr("Remove one of the two."), placeOf(file, *entry.key)};
        if (auto error = checkKeys(file, *entry.value))
            return error;
    }
    return {};
}

QString name(std::string_view key)
{
    return QString::fromUtf8(key.data(), qsizetype(key.size()));
}

} // namespace

Place YamlReader::place(const YamlNode *node) const
{
    return node ? placeOf(m_file, *node) : Place{m_file, 0, 0};
}

Result<YamlTree> YamlReader::load(const QByteArray &bytes) const
{
    // A kubeconfig holds a few lines a cluster. The limit keeps files that unfold to far more than they hold at bay.
    YamlLimits limits;
    limits.nodes = 200'000;
    const auto documents = readYaml(bytes, m_file, limits);
    if (!documents)
        return fail(documents.error());
    if (documents->isEmpty() || documents->first()->kind == Kind::Null)
        return YamlTree();
    if (documents->size() > 1)
        return fail(Words::tr("the file holds more than one document"), Words::tr("Keep one; give each a file."),
                    place(documents->at(1).get()));
    if (auto error = checkKeys(m_file, *documents->first()))
        return fail(std::move(*error));
    return documents->first();
}

const YamlNode *YamlReader::at(const YamlNode *map, std::string_view key)
{
    const YamlNode *found = map ? map->find(key) : nullptr;
    return found && found->kind != Kind::Null ? found : nullptr;
}

Result<QString> YamlReader::string(const YamlNode *map, std::string_view key) const
{
    const YamlNode *value = at(map, key);
    if (!value)
        return QString();
    if (value->kind != Kind::Scalar)
        return fail(Words::tr("%1 must be a text").arg(name(key)), {}, place(value));
    return value->string();
}

Result<bool> YamlReader::boolean(const YamlNode *map, std::string_view key) const
{
    const YamlNode *value = at(map, key);
    if (!value || (value->kind == Kind::Scalar && !value->quoted && value->text == "false"))
        return false;
    if (value->kind == Kind::Scalar && !value->quoted && value->text == "true")
        return true;
    return fail(Words::tr("%1 must be true or false").arg(name(key)), {}, place(value));
}

Result<QByteArray> YamlReader::base64(const YamlNode *map, std::string_view key) const
{
    const auto text = string(map, key);
    if (!text)
        return fail(text.error());
    QByteArray clean;
    for (const char c : text->toLatin1()) {
        if (c != '\n' && c != '\r' && c != ' ' && c != '\t')
            clean += c;
    }
    const auto decoded = QByteArray::fromBase64Encoding(clean, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return fail(Words::tr("%1 is not base64").arg(name(key)),
                    Words::tr("It must be the PEM text, encoded as base64: base64 -w0 FILE."), place(at(map, key)));
    return *decoded;
}

Result<QStringList> YamlReader::strings(const YamlNode *map, std::string_view key) const
{
    QStringList list;
    const YamlNode *value = at(map, key);
    if (!value)
        return list;
    const auto wrong = [&](const YamlNode *node) {
        return fail(Words::tr("%1 must be a list of texts").arg(name(key)), {}, place(node));
    };
    if (value->kind != Kind::Sequence)
        return wrong(value);
    for (const auto &item : value->items) {
        if (item->kind != Kind::Scalar)
            return wrong(item.get());
        list.append(item->string());
    }
    return list;
}

} // namespace zdtp::k8s
