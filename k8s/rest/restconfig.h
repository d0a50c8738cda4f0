#pragma once

#include "k8s/rest/execplugin.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

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
    QString basicUser; ///< HTTP basic, sent over https only
    QByteArray basicPassword;
    std::optional<ExecPlugin> exec; ///< signs in with a program; not used beside a token, a password or a certificate
    QString impersonateUser;        ///< act as this user; the three others need it
    QString impersonateUid;
    QStringList impersonateGroups;
    QMap<QString, QStringList> impersonateExtra;
    QString userName; ///< name of the kubeconfig's user entry, for display
    QString file;     ///< the kubeconfig that the context stands in
    /// Secrets that are kept in the keychain and still have to be read: slot ("token", …) → key. See k8s/config.
    QMap<QString, QString> keychain;

    bool hasToken() const { return !token.isEmpty() || !tokenFile.isEmpty(); }
    bool hasPassword() const { return !basicUser.isEmpty() || !basicPassword.isEmpty(); }
    bool hasCertificate() const { return !clientCertificatePem.isEmpty(); }
    /// Whether the plugin is what signs in.
    bool usesExec() const { return exec && !hasToken() && !hasPassword() && !hasCertificate(); }
};

} // namespace zdtp::k8s
