#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace zdtp::k8s {

/// The files that name clusters, users and contexts, merged as client-go does (first file that names a thing wins
/// whole). Read-only: files are referenced, never rewritten.
class Kubeconfig
{
public:
    struct Cluster;
    struct User;
    struct Context
    {
        QString name;
        QString cluster;
        QString user;
        QString nameSpace;
        QString file;           ///< where it stands
        QString server;         ///< of its cluster, for display; empty when the cluster is not defined
        QString authentication; ///< "token", "client certificate", …, in words
    };

    Kubeconfig();
    ~Kubeconfig();
    Kubeconfig(Kubeconfig &&) noexcept;
    Kubeconfig &operator=(Kubeconfig &&) noexcept;

    /// `explicitFile` alone (it must exist), else $KUBECONFIG split at ':', else ~/.kube/config. Missing files of a
    /// list are ignored; unreadable or unparsable ones are errors with file, line and column.
    static Result<Kubeconfig> load(const QString &explicitFile);
    static Result<Kubeconfig> parse(const QByteArray &bytes, const QString &file);

    QList<Context> contexts() const;
    QString currentContext() const;
    bool isEmpty() const;

    /// Chooses a context ("" takes current-context) and reads the files that it names.
    Result<RestConfig> restConfig(const QString &context) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace zdtp::k8s
