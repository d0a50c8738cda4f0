#pragma once

#include "k8s/base/result.h"
#include "k8s/secrets/secretstore.h"

namespace zdtp::k8s {

/// Kubeconfigs that were pasted: files of ours in one folder (0600), with references in place of secrets; the secrets
/// are in the SecretStore. `store` outlives the handles.
class KeptKubeconfigs
{
public:
    /// `folder` need not be there.
    explicit KeptKubeconfigs(QString folder) : m_folder(std::move(folder)) {}

    /// Takes the secrets out, keeps them, then writes the file; gives its path, which is new. The name is that of the
    /// current context. Where the store does not last the file is written all the same: it connects until the program
    /// ends, and then says what is missing.
    [[nodiscard]] CallHandle keep(const QByteArray &bytes, SecretStore &store,
                                  std::function<void(Result<QString>)> done);
    /// Whether a kubeconfig is one of them.
    bool owns(const QString &path) const;
    /// Removes the file and its secrets.
    [[nodiscard]] CallHandle forget(const QString &path, SecretStore &store, SecretStore::DoneFunction done);

private:
    QString m_folder;
};

} // namespace zdtp::k8s
