#include "app/common/vault.h"

#include "k8s/secrets/keychainstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUuid>

namespace zdtp {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

Result<void> writePrivately(const QString &path, const QByteArray &bytes)
{
    const auto refused = [&path](const QString &why) {
        return fail(tr("the file cannot be written: %1").arg(why), tr("Check the rights of the folder"),
                    Place{path, 0, 0});
    };
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return refused(tr("its folder cannot be made"));
    QFile::setPermissions(QFileInfo(path).absolutePath(),
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return refused(file.errorString());
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(bytes);
    if (!file.commit())
        return refused(file.errorString());
    return {};
}

} // namespace

Vault::Vault(Opener opener, QObject *parent) : QObject(parent), m_opener(std::move(opener))
{
    if (!m_opener)
        m_opener = [](auto done) { return k8s::openSecretStore(std::move(done)); };
}

Vault::~Vault() = default;

template <typename Start>
void Vault::hold(Start start)
{
    const quint64 id = m_next++;
    m_calls[id] = start([this, id] {
        // The call answers right now: it goes when that is over.
        QMetaObject::invokeMethod(
            this, [this, id] { m_calls.erase(id); }, Qt::QueuedConnection);
    });
}

void Vault::withStore(std::function<void(k8s::SecretStore &)> use)
{
    if (m_store) {
        QMetaObject::invokeMethod(
            this, [this, use = std::move(use)] { use(*m_store); }, Qt::QueuedConnection);
        return;
    }
    m_waiting.push_back(std::move(use));
    if (!m_opening)
        m_opening = m_opener([this](std::unique_ptr<k8s::SecretStore> store) { opened(std::move(store)); });
}

void Vault::opened(std::unique_ptr<k8s::SecretStore> store)
{
    m_store = std::move(store);
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &use : waiting)
        use(*m_store);
}

void Vault::resolve(const k8s::RestConfig &config, std::function<void(Result<k8s::RestConfig>)> done)
{
    withStore([this, config, done = std::move(done)](k8s::SecretStore &store) {
        hold([&](const std::function<void()> &over) {
            return k8s::resolveSecrets(config, store, [done, over](Result<k8s::RestConfig> resolved) {
                over();
                done(std::move(resolved));
            });
        });
    });
}

void Vault::keep(const QByteArray &kubeconfig, const QString &file, std::function<void(Result<void>)> done)
{
    const QString id =
        QFileInfo(file).completeBaseName() + u'-' + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
    auto parcelled = k8s::takeSecretsOut(kubeconfig, file, id);
    withStore([this, parcelled = std::move(parcelled), file, done = std::move(done)](k8s::SecretStore &store) {
        if (!parcelled)
            return done(fail(parcelled.error()));
        hold([&](const std::function<void()> &over) {
            return k8s::writeSecrets(store, parcelled->secrets,
                                     [done, over, file, yaml = parcelled->yaml](Result<void> kept) {
                                         over();
                                         done(kept ? writePrivately(file, yaml) : kept);
                                     });
        });
    });
}

void Vault::forget(const QString &file, std::function<void(Result<void>)> done)
{
    QFile stored(file);
    QStringList keys;
    if (stored.open(QIODevice::ReadOnly))
        keys = k8s::secretKeysOf(stored.readAll(), file);
    stored.close();
    withStore([this, keys, file, done = std::move(done)](k8s::SecretStore &store) {
        hold([&](const std::function<void()> &over) {
            return k8s::removeSecrets(store, keys, [done, over, file](Result<void> removed) {
                over();
                QFile::remove(file);
                done(removed);
            });
        });
    });
}

} // namespace zdtp
