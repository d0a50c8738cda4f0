#pragma once

#include "k8s/secrets/secretstore.h"

namespace zdtp::k8s {

/// The desktop's keychain through QtKeychain: the Secret Service or KWallet. No fall-back into files.
class KeychainSecretStore final : public SecretStore
{
public:
    bool isLasting() const override { return true; }
    QString words() const override;
    CallHandle read(const QString &key, ReadFunction done) override;
    CallHandle write(const QString &key, const QByteArray &value, DoneFunction done) override;
    CallHandle remove(const QString &key, DoneFunction done) override;
};

/// Asks the keychain whether it is there; else gives a store in memory that says why.
[[nodiscard]] CallHandle openSecretStore(std::function<void(std::unique_ptr<SecretStore>)> done);

} // namespace zdtp::k8s
