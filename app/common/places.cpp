#include "app/common/places.h"

#include "k8s/config/incluster.h"
#include "k8s/config/kubeconfig.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

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

QString clusterSettings()
{
    return config() + QStringLiteral("/clusters.json");
}

QString pasted()
{
    return config() + QStringLiteral("/pasted");
}

QString execConsents()
{
    return config() + QStringLiteral("/exec-consent.json");
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

KnownClusters KnownClusters::load(const QString &kubeconfig, const QStringList &addedFiles)
{
    KnownClusters known;
    auto own = k8s::Kubeconfig::loadAll(kubeconfig);
    known.own = std::move(own.config);
    if (k8s::hasErrors(own.findings))
        known.problem = k8s::aggregate(own.findings);
    for (const k8s::ConfigFinding &finding : std::as_const(own.findings)) {
        if (finding.severity == k8s::ConfigFinding::Severity::Warning)
            known.warnings.append(finding.toLine());
    }
    for (const QString &file : addedFiles) {
        Added added;
        added.file = file;
        // A file that is away for a while (a USB stick, a share) keeps nobody from the other clusters.
        if (auto one = k8s::Kubeconfig::load(file))
            added.config = std::move(*one);
        else
            added.problem = one.error().toLine();
        known.added.push_back(std::move(added));
    }
    return known;
}

const k8s::Kubeconfig *KnownClusters::definer(const QString &context) const
{
    const auto defines = [&context](const k8s::Kubeconfig &config) {
        const auto contexts = config.contexts();
        return std::any_of(contexts.cbegin(), contexts.cend(),
                           [&context](const auto &known) { return known.name == context; });
    };
    if (defines(own))
        return &own;
    for (const Added &one : added) {
        if (defines(one.config))
            return &one.config;
    }
    return nullptr;
}

bool KnownClusters::defines(const QString &context) const
{
    return definer(context) != nullptr;
}

QList<k8s::Kubeconfig::Context> KnownClusters::contexts() const
{
    QList<k8s::Kubeconfig::Context> all = own.contexts();
    for (const Added &one : added) {
        const auto contexts = one.config.contexts();
        for (const auto &context : contexts) {
            if (definer(context.name) == &one.config)
                all.append(context);
        }
    }
    return all;
}

Result<k8s::RestConfig> chooseCluster(const QString &kubeconfig, const QString &context, const QStringList &addedFiles)
{
    const auto known = KnownClusters::load(kubeconfig, addedFiles);
    if (known.problem)
        return fail(*known.problem);
    const bool wantsLocal =
        kubeconfig.isEmpty() && (context == QLatin1String(localContext) || (context.isEmpty() && known.own.isEmpty()));
    if (const k8s::Kubeconfig *definer = context.isEmpty() ? nullptr : known.definer(context))
        return definer->restConfig(context);
    if (!wantsLocal)
        return known.own.restConfig(context);
    // In a pod, as client-go: its own cluster, where nothing else is named.
    if (context.isEmpty() && addedFiles.isEmpty()) {
        if (auto pod = k8s::inClusterConfig())
            return std::move(*pod);
    }
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
