#pragma once

#include "k8s/base/result.h"
#include "k8s/yaml/reader.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace zdtp::k8s {

/// Reads typed values out of YAML maps, with the place of what is wrong. A node that is absent or null is nullptr.
/// Inside k8s/config only.
class YamlReader
{
public:
    explicit YamlReader(QString file) : m_file(std::move(file)) {}

    /// The document; nullptr when there is none. Duplicate keys anywhere are an error: of two, one would be dropped in
    /// silence.
    Result<YamlTree> load(const QByteArray &bytes) const;

    static const YamlNode *at(const YamlNode *map, std::string_view key);
    Result<QString> string(const YamlNode *map, std::string_view key) const;
    Result<bool> boolean(const YamlNode *map, std::string_view key) const;
    /// base64 as Kubernetes writes it; line breaks inside are allowed.
    Result<QByteArray> base64(const YamlNode *map, std::string_view key) const;
    Result<QStringList> strings(const YamlNode *map, std::string_view key) const;

    Place place(const YamlNode *node) const;
    const QString &file() const { return m_file; }

private:
    QString m_file;
};

} // namespace zdtp::k8s
