#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/apiclient.h"

#include <QByteArray>
#include <QHash>
#include <QMap>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace zdtp::k8s {

/// Where secrets are kept: the desktop's keychain, or this process's memory where there is none. Never a file of ours.
/// One thread. Results come from the event loop, exactly once; destroying the handle stops waiting.
class SecretStore
{
public:
    using ReadFunction = std::function<void(Result<std::optional<QByteArray>>)>; ///< none: there is no such secret
    using DoneFunction = std::function<void(Result<void>)>;

    SecretStore() = default;
    virtual ~SecretStore() = default;
    Q_DISABLE_COPY_MOVE(SecretStore)

    /// False: what is written is gone when the program ends. Say so, with words().
    virtual bool isLasting() const = 0;
    virtual QString words() const = 0;

    [[nodiscard]] virtual CallHandle read(const QString &key, ReadFunction done) = 0;
    [[nodiscard]] virtual CallHandle write(const QString &key, const QByteArray &value, DoneFunction done) = 0;
    [[nodiscard]] virtual CallHandle remove(const QString &key, DoneFunction done) = 0;
};

/// For this session only.
class MemorySecretStore final : public SecretStore
{
public:
    explicit MemorySecretStore(QString why = {}) : m_why(std::move(why)) {}
    ~MemorySecretStore() override;

    bool isLasting() const override { return false; }
    QString words() const override;
    CallHandle read(const QString &key, ReadFunction done) override;
    CallHandle write(const QString &key, const QByteArray &value, DoneFunction done) override;
    CallHandle remove(const QString &key, DoneFunction done) override;

private:
    QString m_why;
    QHash<QString, QByteArray> m_secrets;
};

/// Several at once, each in turn; the first failure ends it.
[[nodiscard]] CallHandle readSecrets(SecretStore &store, const QStringList &keys,
                                     std::function<void(Result<QHash<QString, QByteArray>>)> done);
[[nodiscard]] CallHandle writeSecrets(SecretStore &store, const QMap<QString, QByteArray> &secrets,
                                      SecretStore::DoneFunction done);
[[nodiscard]] CallHandle removeSecrets(SecretStore &store, const QStringList &keys, SecretStore::DoneFunction done);

} // namespace zdtp::k8s
