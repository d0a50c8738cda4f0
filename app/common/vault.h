#pragma once

#include "k8s/config/kubeconfigvault.h"
#include "k8s/secrets/secretstore.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace zdtp {

/// The one SecretStore of a program, opened when it is first needed, and what is done with it. Functions are called
/// from the event loop; destroying the vault silences them.
class Vault : public QObject
{
public:
    /// Opens the store; the keychain unless tests give another way.
    using Opener = std::function<k8s::CallHandle(std::function<void(std::unique_ptr<k8s::SecretStore>)>)>;
    explicit Vault(Opener opener = {}, QObject *parent = nullptr);
    ~Vault() override;

    void withStore(std::function<void(k8s::SecretStore &)> use);
    /// The config with the secrets that it names, or as it is when it names none.
    void resolve(const k8s::RestConfig &config, std::function<void(Result<k8s::RestConfig>)> done);
    /// Takes a pasted kubeconfig apart: secrets go to the store, the rest to `file` (for the user alone).
    void keep(const QByteArray &kubeconfig, const QString &file, std::function<void(Result<void>)> done);
    /// Removes such a file and the secrets that it refers to.
    void forget(const QString &file, std::function<void(Result<void>)> done);

private:
    void opened(std::unique_ptr<k8s::SecretStore> store);
    /// Keeps a call until it has answered.
    template <typename Start>
    void hold(Start start);

    Opener m_opener;
    k8s::CallHandle m_opening;
    std::unique_ptr<k8s::SecretStore> m_store;
    std::vector<std::function<void(k8s::SecretStore &)>> m_waiting;
    quint64 m_next = 0;
    std::map<quint64, k8s::CallHandle> m_calls;
};

} // namespace zdtp
