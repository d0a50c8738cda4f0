#pragma once

#include "k8s/config/finding.h"
#include "k8s/rest/execplugin.h"

#include <QHash>
#include <QMap>
#include <QStringList>

#include <optional>

namespace zdtp::k8s {

/// Where the fields of an entry stand.
struct EntryPlaces
{
    Place entry;
    QHash<QString, Place> fields;
    Place of(const QString &field) const { return fields.value(field, entry); }
};

/// Secrets of a kubeconfig that was pasted: slot ("token", "client-key-data", …) → key in the SecretStore.
using SecretReferences = QMap<QString, QString>;

// What stands in one file. Paths are absolute. Inside k8s/config only.
struct ClusterEntry
{
    QString name, server, tlsServerName, caFile, proxy;
    QByteArray caData;
    QByteArray execExtension; ///< compact JSON
    bool insecure = false, disableCompression = false;
    SecretReferences keychain;
    EntryPlaces places;
};

struct UserEntry
{
    QString name, certificateFile, keyFile, token, tokenFile, userName, password;
    QByteArray certificateData, keyData;
    std::optional<ExecPlugin> exec;
    QString interactiveMode; ///< as written
    bool hasAuthProvider = false;
    QString authProvider;
    QString impersonateUser, impersonateUid;
    QStringList impersonateGroups;
    QMap<QString, QStringList> impersonateExtra;
    SecretReferences keychain;
    EntryPlaces places;

    bool hasCertificate() const
    {
        return !certificateFile.isEmpty() || !certificateData.isEmpty() ||
               keychain.contains(QStringLiteral("client-certificate-data"));
    }
    bool hasKey() const
    {
        return !keyFile.isEmpty() || !keyData.isEmpty() || keychain.contains(QStringLiteral("client-key-data"));
    }
    bool hasToken() const { return !token.isEmpty() || keychain.contains(QStringLiteral("token")); }
    bool hasPassword() const
    {
        return !userName.isEmpty() || !password.isEmpty() || keychain.contains(QStringLiteral("password"));
    }
};

struct ContextEntry
{
    QString name, cluster, user, nameSpace, file;
    EntryPlaces places;
};

struct KubeconfigFile
{
    QList<ClusterEntry> clusters;
    QList<UserEntry> users;
    QList<ContextEntry> contexts;
    QString current;
    Place currentPlace;
    ConfigFindings findings; ///< with an error among them kubectl reads nothing of the file
};

/// Total: bytes in, entries and findings out. Relative paths are resolved against the folder of `file`.
KubeconfigFile readKubeconfig(const QByteArray &bytes, const QString &file);

/// The extension under which a stored kubeconfig names its secrets in the SecretStore.
inline constexpr auto keychainExtension = "zdtp.io/keychain";

} // namespace zdtp::k8s
