#pragma once

#include "k8s/config/finding.h"
#include "k8s/rest/restconfig.h"
#include "k8s/secrets/secretstore.h"

namespace zdtp::k8s {

/// A kubeconfig that was pasted, taken apart: what may stand in a file, and what belongs in the SecretStore.
struct ParcelledKubeconfig
{
    QByteArray yaml;                   ///< with references in place of secrets, and without whatever is not known
    QMap<QString, QByteArray> secrets; ///< by key
};

/// `id` begins every key and must be new. `file` is where `yaml` will stand. A text with errors is refused.
Result<ParcelledKubeconfig> takeSecretsOut(const QByteArray &bytes, const QString &file, const QString &id);

/// The keys that a stored kubeconfig refers to: what is to be removed with it.
QStringList secretKeysOf(const QByteArray &yaml, const QString &file);

/// Puts the secrets that RestConfig::keychain names into their places. Without any it still answers later.
[[nodiscard]] CallHandle resolveSecrets(const RestConfig &config, SecretStore &store,
                                        std::function<void(Result<RestConfig>)> done);

} // namespace zdtp::k8s
