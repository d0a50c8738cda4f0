#include "k8s/config/keptkubeconfigs.h"

#include "k8s/config/kubeconfigfile.h"
#include "k8s/config/kubeconfigvault.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSaveFile>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

Result<void> writePrivately(const QString &path, const QByteArray &bytes)
{
    const QString folder = QFileInfo(path).absolutePath();
    QDir().mkpath(folder);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return fail(Words::tr("the kubeconfig cannot be kept: %1").arg(file.errorString()),
                    Words::tr("Check that the folder can be written to."), Place{path, 0, 0});
    return {};
}

/// "arn:aws:eks/prod" → "arn-aws-eks-prod": a name that is one on every file system.
QString fileName(const QString &context)
{
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9._]+"));
    QString name = context.left(60);
    name.replace(others, QStringLiteral("-"));
    while (name.startsWith(u'-') || name.startsWith(u'.'))
        name.remove(0, 1);
    return name.isEmpty() ? QStringLiteral("kubeconfig") : name;
}

/// Answers once, from the event loop.
class Answer final : public QObject, public Call
{
public:
    explicit Answer(std::function<void()> then)
    {
        QMetaObject::invokeMethod(this, std::move(then), Qt::QueuedConnection);
    }
};

} // namespace

CallHandle KeptKubeconfigs::keep(const QByteArray &bytes, SecretStore &store, std::function<void(Result<QString>)> done)
{
    const KubeconfigFile content = readKubeconfig(bytes, Words::tr("pasted text"));
    const QString name = fileName(
        content.current.isEmpty() && !content.contexts.isEmpty() ? content.contexts.first().name : content.current);
    QString path = m_folder + u'/' + name + QStringLiteral(".yaml");
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = m_folder + u'/' + name + u'-' + QString::number(number) + QStringLiteral(".yaml");
    const QString id =
        QStringLiteral("kubeconfigs/%1-%2").arg(name, QString::number(QRandomGenerator::system()->generate64(), 16));
    const auto refuse = [&done](const Error &error) -> CallHandle {
        return std::make_unique<Answer>([done, error] { done(fail(error)); });
    };
    if (hasErrors(content.findings))
        return refuse(aggregate(content.findings));
    if (content.contexts.isEmpty())
        return refuse({Words::tr("there is no context in it"),
                       Words::tr("Paste all of the file: clusters, users and contexts."),
                       {}});
    const auto parcel = takeSecretsOut(bytes, path, id);
    if (!parcel)
        return refuse(parcel.error());
    // Secrets first: a file whose references lead nowhere would be left behind otherwise.
    return writeSecrets(store, parcel->secrets, [path, yaml = parcel->yaml, done](const Result<void> &kept) {
        if (!kept)
            return done(fail(kept.error()));
        if (const auto written = writePrivately(path, yaml); !written)
            return done(fail(written.error()));
        done(path);
    });
}

bool KeptKubeconfigs::owns(const QString &path) const
{
    return QFileInfo(path).absolutePath() == QFileInfo(m_folder).absoluteFilePath();
}

CallHandle KeptKubeconfigs::forget(const QString &path, SecretStore &store, SecretStore::DoneFunction done)
{
    QStringList keys;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        keys = secretKeysOf(file.readAll(), path);
    return removeSecrets(store, keys, [path, done = std::move(done)](Result<void> removed) {
        if (removed && QFileInfo::exists(path) && !QFile::remove(path))
            return done(
                fail(Words::tr("the file cannot be removed"), Words::tr("Remove it by hand."), Place{path, 0, 0}));
        done(std::move(removed));
    });
}

} // namespace zdtp::k8s
