#pragma once

#include "k8s/base/json.h"
#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QHash>
#include <QString>
#include <QStringList>

namespace zdtp {

/// What this console keeps about a context. Nothing of it stands in a kubeconfig.
struct ContextSettings
{
    QString colour;           ///< "red", "orange", "violet", "blue", "green", "grey"; empty: not chosen
    bool readOnly = false;    ///< no action that changes the cluster, neither in the window nor on the command line
    bool isProtected = false; ///< its name must be typed before a change
    QString nameSpace;        ///< instead of the context's own; empty: that one
    QString tlsServerName;    ///< name to expect in the certificate, instead of the kubeconfig's; empty: that one
    friend bool operator==(const ContextSettings &, const ContextSettings &) = default;
};

/// Puts the settings over what the kubeconfig says.
void apply(const ContextSettings &settings, k8s::RestConfig &config);

/// The settings of all contexts and the kubeconfig files that were added, in one small file that window and command
/// line share. Contexts are known by name: a guard stays when the address of its cluster changes.
/// A file that cannot be read is an error for whoever wants to change a cluster: a guard must not vanish by damage.
class ClusterSettings
{
public:
    /// `file` need not exist.
    explicit ClusterSettings(QString file) : m_file(std::move(file)) {}

    /// Reads the file again. On an error what was known before stays.
    Result<void> load();
    ContextSettings of(const QString &context) const { return m_contexts.value(context); }
    /// Reads, changes and writes (whole or not at all, for the user alone): another window's changes to other contexts
    /// stay.
    Result<void> set(const QString &context, const ContextSettings &settings);

    /// Kubeconfig files that were added in the console, absolute, in the order in which they were added.
    QStringList files() const { return m_files; }
    Result<void> addFile(const QString &path);
    Result<void> removeFile(const QString &path);

    static const QStringList &colours();

private:
    Result<Json> read() const;
    Result<void> write(const Json &json);
    void take(const Json &json);

    QString m_file;
    QHash<QString, ContextSettings> m_contexts;
    QStringList m_files;
};

} // namespace zdtp
