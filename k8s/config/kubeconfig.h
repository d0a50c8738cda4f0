#pragma once

#include "k8s/base/result.h"
#include "k8s/config/finding.h"
#include "k8s/rest/restconfig.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace zdtp::k8s {

/// The files that name clusters, users and contexts, merged as client-go does (first file that names a thing wins
/// whole). Read-only: files are referenced, never rewritten.
class Kubeconfig
{
public:
    struct Context
    {
        QString name;
        QString cluster;
        QString user;
        QString nameSpace;
        QString file;              ///< where it stands
        QString server;            ///< of its cluster, for display; empty when the cluster is not defined
        QString authentication;    ///< "token", "client certificate", …, in words
        bool insecure = false;     ///< the server's certificate is not checked: show it in red
        bool needsConsent = false; ///< signs in by running a program
    };
    struct Loaded;
    struct Choice
    {
        std::optional<RestConfig> config; ///< none when there are errors among the findings
        ConfigFindings findings;          ///< of this context: errors, and what its owner should know
    };

    Kubeconfig();
    ~Kubeconfig();
    Kubeconfig(Kubeconfig &&) noexcept;
    Kubeconfig &operator=(Kubeconfig &&) noexcept;

    /// `explicitFile` alone (it must exist), else $KUBECONFIG split at ':', else ~/.kube/config. Missing files of a
    /// list are ignored; unreadable or unparsable ones are errors with file, line and column, all of them in one.
    static Result<Kubeconfig> load(const QString &explicitFile);
    /// The same, but what can be read is there whatever became of the rest. With errors among the findings kubectl
    /// would refuse all of it.
    static Loaded loadAll(const QString &explicitFile);
    static Result<Kubeconfig> parse(const QByteArray &bytes, const QString &file);

    QList<Context> contexts() const;
    QString currentContext() const;
    bool isEmpty() const;
    QStringList files() const; ///< that were looked at, whether they are there or not

    /// Chooses a context ("" takes current-context) and reads the files that it names. Secrets that are kept in the
    /// keychain are named in RestConfig::keychain: see resolveSecrets().
    Result<RestConfig> restConfig(const QString &context) const;
    Choice choose(const QString &context) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

struct Kubeconfig::Loaded
{
    Kubeconfig config;
    ConfigFindings findings; ///< of reading the files
};

} // namespace zdtp::k8s
