#include "k8s/config/yamlreader.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringList>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::YamlReader)
};

constexpr int maxNodes = 200'000; // aliases may unfold to far more nodes than a file has letters
constexpr int maxDepth = 100;

Place placeOf(const QString &file, const YAML::Mark &mark)
{
    return mark.is_null() ? Place{file, 0, 0} : Place{file, mark.line + 1, mark.column + 1};
}

std::optional<Error> checkKeys(const QString &file, const YAML::Node &node, int depth, int &nodes)
{
    if (++nodes > maxNodes || depth > maxDepth)
        return Error{Words::tr("the file is nested too deeply or unfolds to too much"), {}, placeOf(file, node.Mark())};
    if (node.IsSequence()) {
        for (const YAML::Node &item : node) {
            if (auto error = checkKeys(file, item, depth + 1, nodes))
                return error;
        }
    } else if (node.IsMap()) {
        QSet<QString> keys;
        for (const auto &entry : node) {
            if (entry.first.IsScalar()) {
                const QString key = QString::fromStdString(entry.first.Scalar());
                if (keys.contains(key))
                    return Error{Words::tr("the key \"%1\" stands here twice").arg(key),
                                 Words::tr("Remove one of the two."), placeOf(file, entry.first.Mark())};
                keys.insert(key);
            }
            if (auto error = checkKeys(file, entry.second, depth + 1, nodes))
                return error;
        }
    }
    return {};
}

} // namespace

Place YamlReader::place(const YAML::Node &node) const
{
    return node.IsDefined() ? placeOf(m_file, node.Mark()) : Place{m_file, 0, 0};
}

Result<YAML::Node> YamlReader::load(const QByteArray &bytes) const
{
    try {
        const auto documents = YAML::LoadAll(bytes.toStdString());
        if (documents.empty())
            return YAML::Node();
        if (documents.size() > 1)
            return fail(Words::tr("the file holds more than one document"), Words::tr("Keep one; give each a file."),
                        place(documents.at(1)));
        int nodes = 0;
        if (auto error = checkKeys(m_file, documents.front(), 0, nodes))
            return fail(std::move(*error));
        return documents.front();
    } catch (const YAML::Exception &error) {
        return fail(Words::tr("this is not YAML: %1").arg(QString::fromStdString(error.msg)),
                    Words::tr("Check the indentation and the quotes here."), placeOf(m_file, error.mark));
    }
}

YAML::Node YamlReader::at(const YAML::Node &map, const char *key)
{
    if (map.IsDefined() && map.IsMap()) {
        for (const auto &entry : map) {
            if (entry.first.IsScalar() && entry.first.Scalar() == key)
                return entry.second;
        }
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

Result<QString> YamlReader::string(const YAML::Node &map, const char *key) const
{
    const YAML::Node value = at(map, key);
    if (!value.IsDefined() || value.IsNull())
        return QString();
    if (!value.IsScalar())
        return fail(Words::tr("%1 must be a text").arg(QString::fromLatin1(key)), {}, place(value));
    return QString::fromStdString(value.Scalar());
}

Result<bool> YamlReader::boolean(const YAML::Node &map, const char *key) const
{
    const YAML::Node value = at(map, key);
    if (!value.IsDefined() || value.IsNull())
        return false;
    if (value.IsScalar() && value.Scalar() == "true")
        return true;
    if (value.IsScalar() && value.Scalar() == "false")
        return false;
    return fail(Words::tr("%1 must be true or false").arg(QString::fromLatin1(key)), {}, place(value));
}

Result<QByteArray> YamlReader::base64(const YAML::Node &map, const char *key) const
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
        return fail(Words::tr("%1 is not base64").arg(QString::fromLatin1(key)),
                    Words::tr("It must be the PEM text, encoded as base64: base64 -w0 FILE."), place(at(map, key)));
    return *decoded;
}

Result<QStringList> YamlReader::strings(const YAML::Node &map, const char *key) const
{
    QStringList list;
    const YAML::Node value = at(map, key);
    if (!value.IsDefined() || value.IsNull())
        return list;
    if (!value.IsSequence())
        return fail(Words::tr("%1 must be a list of texts").arg(QString::fromLatin1(key)), {}, place(value));
    for (const YAML::Node &item : value) {
        if (!item.IsScalar())
            return fail(Words::tr("%1 must be a list of texts").arg(QString::fromLatin1(key)), {}, place(item));
        list.append(QString::fromStdString(item.Scalar()));
    }
    return list;
}

} // namespace zdtp::k8s
