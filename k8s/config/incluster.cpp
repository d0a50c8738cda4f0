#include "k8s/config/incluster.h"

#include <QCoreApplication>
#include <QFile>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Kubeconfig)
};

constexpr qint64 most = 4 * 1024 * 1024;

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(most) : QByteArray();
}

} // namespace

std::optional<Result<RestConfig>> inClusterConfig(const QProcessEnvironment &environment, const QString &folder)
{
    const QString host = environment.value(QStringLiteral("KUBERNETES_SERVICE_HOST"));
    const QString port = environment.value(QStringLiteral("KUBERNETES_SERVICE_PORT"));
    if (host.isEmpty() || port.isEmpty())
        return {};
    RestConfig config;
    config.contextName = QStringLiteral("in-cluster");
    config.userName = Words::tr("the pod's service account");
    config.tokenFile = folder + QStringLiteral("/token");
    config.file = folder;
    config.token = content(config.tokenFile).trimmed();
    if (config.token.isEmpty())
        return Result<RestConfig>(fail(Words::tr("the service account's token cannot be read"),
                                       Words::tr("Check automountServiceAccountToken of this pod."),
                                       Place{config.tokenFile, 0, 0}));
    const QString bracketed = host.contains(u':') ? u'[' + host + u']' : host;
    config.server = QUrl(QStringLiteral("https://") + bracketed + u':' + port, QUrl::StrictMode);
    if (!config.server.isValid())
        return Result<RestConfig>(fail(Words::tr("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT name no server"),
                                       Words::tr("Kubernetes sets them in each pod: do not change them.")));
    config.caPem = content(folder + QStringLiteral("/ca.crt")); // without it: the system's authorities
    config.nameSpace = environment.value(QStringLiteral("POD_NAMESPACE"));
    if (config.nameSpace.isEmpty())
        config.nameSpace = QString::fromUtf8(content(folder + QStringLiteral("/namespace")).trimmed());
    if (config.nameSpace.isEmpty())
        config.nameSpace = QStringLiteral("default");
    return Result<RestConfig>(std::move(config));
}

} // namespace zdtp::k8s
