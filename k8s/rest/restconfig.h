#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace zdtp::k8s {

/// Everything that is needed to talk to one cluster as one user: the result of choosing a context of a kubeconfig.
/// Holds credentials: never log it, never write it.
struct RestConfig
{
    QString contextName;
    QUrl server;           ///< https://host:port[/prefix]
    QString nameSpace;     ///< of the context; "default" when it states none
    QByteArray caPem;      ///< empty: the system's certificate authorities
    QString tlsServerName; ///< name to expect in the certificate; empty: the host of the URL
    bool insecureSkipTlsVerify = false;
    QByteArray clientCertificatePem;
    QByteArray clientKeyPem;
    QByteArray token;
    QString tokenFile; ///< absolute; wins over `token` and is read again every minute, since tokens in files rotate
    QUrl proxy;        ///< http, https or socks5; empty: the proxies of the environment
    bool disableCompression = false;
    QString impersonateUser; ///< act as this user; the three others need it
    QString impersonateUid;
    QStringList impersonateGroups;
    QMap<QString, QStringList> impersonateExtra;
    QString userName; ///< name of the kubeconfig's user entry, for display
};

} // namespace zdtp::k8s
