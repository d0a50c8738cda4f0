#pragma once

#include "k8s/config/finding.h"
#include "k8s/yaml/reader.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace zdtp::k8s {

/// Reads typed values out of YAML maps as kubectl does (Go's YAML 1.1, then JSON): of a key that stands twice the last
/// counts, merge keys are followed, a number is no text. Everything that is wrong becomes a finding with its place, and
/// reading goes on with an empty value. A node that is absent or null is nullptr. Inside k8s/config only.
class YamlReader
{
public:
    YamlReader(QString file, ConfigFindings &findings) : m_file(std::move(file)), m_findings(findings) {}

    /// The first document; nullptr when there is none or it cannot be read.
    YamlTree load(const QByteArray &bytes);

    static const YamlNode *at(const YamlNode *map, std::string_view key);
    QString text(const YamlNode *map, std::string_view key);
    bool flag(const YamlNode *map, std::string_view key);
    /// base64 as Kubernetes writes it; line breaks inside are allowed.
    QByteArray data(const YamlNode *map, std::string_view key);
    QStringList texts(const YamlNode *map, std::string_view key);
    /// The map at `key`; nullptr when absent, and when it is something else, which is told.
    const YamlNode *map(const YamlNode *map, std::string_view key);
    const YamlNode *list(const YamlNode *map, std::string_view key);
    /// Notes every key that is not in `known`.
    void know(const YamlNode *map, std::initializer_list<std::string_view> known);

    Place place(const YamlNode *node) const;
    /// Where the key stands, for what is wrong with its value; the map's place when it is absent.
    Place placeOf(const YamlNode *map, std::string_view key) const;
    void report(ConfigFinding::Severity severity, const QString &what, const QString &remedy, const Place &place);
    void wrong(const QString &what, const QString &remedy, const Place &place)
    {
        report(ConfigFinding::Severity::Error, what, remedy, place);
    }
    const QString &file() const { return m_file; }

private:
    QString scalar(const YamlNode *value, std::string_view key);
    void checkKeys(const YamlNode &node);

    QString m_file;
    ConfigFindings &m_findings;
};

} // namespace zdtp::k8s
