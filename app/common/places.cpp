#include "app/common/places.h"

#include "k8s/config/kubeconfig.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace zdtp::places {

namespace {

QString base(const char *variable, const char *fallback)
{
    const QString set = qEnvironmentVariable(variable);
    // The specification says that a relative path is to be ignored.
    const QString root = QDir::isAbsolutePath(set) ? set : QDir::homePath() + u'/' + QLatin1String(fallback);
    return root + QStringLiteral("/zdtp");
}

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

} // namespace

QString data()
{
    return base("XDG_DATA_HOME", ".local/share");
}

QString config()
{
    return base("XDG_CONFIG_HOME", ".config");
}

QString engines()
{
    return config() + QStringLiteral("/engines");
}

QString journal()
{
    return base("XDG_STATE_HOME", ".local/state") + QStringLiteral("/activity.jsonl");
}

QString sample()
{
    return data() + QStringLiteral("/sample/orders-full.yaml");
}

QString localKubeconfig()
{
    return data() + QStringLiteral("/local/kubeconfig");
}

Result<k8s::RestConfig> chooseCluster(const QString &kubeconfig, const QString &context)
{
    auto loaded = k8s::Kubeconfig::load(kubeconfig);
    if (!loaded)
        return fail(loaded.error());
    const bool wantsLocal =
        kubeconfig.isEmpty() && (context == QLatin1String(localContext) || (context.isEmpty() && loaded->isEmpty()));
    bool defined = false;
    for (const auto &known : loaded->contexts())
        defined = defined || known.name == context;
    if (!wantsLocal || defined)
        return loaded->restConfig(context);
    if (!QFileInfo::exists(localKubeconfig())) {
        return fail(tr("no kubeconfig is set and the local cluster was never started"),
                    tr("Start it with: zdtp-local serve --detach, or name a kubeconfig with --kubeconfig"));
    }
    auto local = k8s::Kubeconfig::load(localKubeconfig());
    if (!local)
        return fail(local.error());
    return local->restConfig({});
}

} // namespace zdtp::places
