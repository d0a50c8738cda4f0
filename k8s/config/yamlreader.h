#pragma once

#include "k8s/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <yaml-cpp/yaml.h>

namespace zdtp::k8s {

/// Reads typed values out of YAML nodes and remembers where the first trouble stood. Inside k8s/config only.
class YamlReader
{
public:
    explicit YamlReader(QString file) : m_file(std::move(file)) {}

    /// The document; an empty one gives a null node. Duplicate keys anywhere are an error: of two, one would be dropped
    /// in silence.
    Result<YAML::Node> load(const QByteArray &bytes) const;

    /// The value of a key, or an undefined node. Never throws.
    static YAML::Node at(const YAML::Node &map, const char *key);
    Result<QString> string(const YAML::Node &map, const char *key) const;
    Result<bool> boolean(const YAML::Node &map, const char *key) const;
    /// base64 as Kubernetes writes it; line breaks inside are allowed.
    Result<QByteArray> base64(const YAML::Node &map, const char *key) const;
    Result<QStringList> strings(const YAML::Node &map, const char *key) const;

    Place place(const YAML::Node &node) const;
    const QString &file() const { return m_file; }

private:
    QString m_file;
};

} // namespace zdtp::k8s
