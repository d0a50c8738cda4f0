#include "k8s/secrets/keychainstore.h"

#include <QCoreApplication>
#include <QPointer>
#include <qt6keychain/keychain.h>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::SecretStore)
};

constexpr auto service = "ZDTP Console";

/// Waits for a job. The job itself is never destroyed before its time: the keychain's own answer comes back to it.
class JobCall final : public QObject, public Call
{
public:
    template <typename Job>
    JobCall(Job *job, std::function<void(Job &)> done)
    {
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)] {
            const auto tell = done; // may destroy this
            tell(*job);
        });
        job->start();
    }
};

Error problem(const QKeychain::Job &job)
{
    const QString remedy = job.error() == QKeychain::AccessDeniedByUser || job.error() == QKeychain::AccessDenied
                               ? Words::tr("Unlock the keychain and try again.")
                               : Words::tr("Check that the desktop's keychain (Secret Service or KWallet) runs.");
    return {Words::tr("the keychain refused: %1").arg(job.errorString()), remedy, {}};
}

} // namespace

QString KeychainSecretStore::words() const
{
    return Words::tr("secrets are kept in the keychain");
}

CallHandle KeychainSecretStore::read(const QString &key, ReadFunction done)
{
    auto *job = new QKeychain::ReadPasswordJob(QString::fromLatin1(service));
    job->setKey(key);
    return std::make_unique<JobCall>(job, std::function<void(QKeychain::ReadPasswordJob &)>(
                                              [done = std::move(done)](QKeychain::ReadPasswordJob &ended) {
                                                  if (ended.error() == QKeychain::NoError)
                                                      done(std::optional<QByteArray>(ended.binaryData()));
                                                  else if (ended.error() == QKeychain::EntryNotFound)
                                                      done(std::optional<QByteArray>());
                                                  else
                                                      done(fail(problem(ended)));
                                              }));
}

CallHandle KeychainSecretStore::write(const QString &key, const QByteArray &value, DoneFunction done)
{
    auto *job = new QKeychain::WritePasswordJob(QString::fromLatin1(service));
    job->setKey(key);
    job->setBinaryData(value);
    return std::make_unique<JobCall>(job, std::function<void(QKeychain::WritePasswordJob &)>(
                                              [done = std::move(done)](QKeychain::WritePasswordJob &ended) {
                                                  if (ended.error() == QKeychain::NoError)
                                                      done({});
                                                  else
                                                      done(fail(problem(ended)));
                                              }));
}

CallHandle KeychainSecretStore::remove(const QString &key, DoneFunction done)
{
    auto *job = new QKeychain::DeletePasswordJob(QString::fromLatin1(service));
    job->setKey(key);
    return std::make_unique<JobCall>(job, std::function<void(QKeychain::DeletePasswordJob &)>(
                                              [done = std::move(done)](QKeychain::DeletePasswordJob &ended) {
                                                  if (ended.error() == QKeychain::NoError ||
                                                      ended.error() == QKeychain::EntryNotFound)
                                                      done({});
                                                  else
                                                      done(fail(problem(ended)));
                                              }));
}

CallHandle openSecretStore(std::function<void(std::unique_ptr<SecretStore>)> done)
{
    auto *job = new QKeychain::ReadPasswordJob(QString::fromLatin1(service));
    job->setKey(QStringLiteral("probe"));
    return std::make_unique<JobCall>(
        job,
        std::function<void(QKeychain::ReadPasswordJob &)>([done = std::move(done)](QKeychain::ReadPasswordJob &ended) {
            if (ended.error() == QKeychain::NoError || ended.error() == QKeychain::EntryNotFound)
                done(std::make_unique<KeychainSecretStore>());
            else
                done(std::make_unique<MemorySecretStore>(ended.errorString()));
        }));
}

} // namespace zdtp::k8s
