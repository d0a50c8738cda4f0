#pragma once

#include "k8s/base/result.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/restconfig.h"

#include <QString>

#include <optional>
#include <vector>

namespace zdtp::places {

/// Where the programs keep what they keep, by the XDG base directories. Nothing is created by asking.
QString data();            ///< $XDG_DATA_HOME/zdtp
QString config();          ///< $XDG_CONFIG_HOME/zdtp
QString engines();         ///< the user's own engine presets
QString clusterSettings(); ///< guards and colours of contexts, and files that were added
QString pasted();          ///< folder of kubeconfigs that were pasted; their secrets are in the keychain
QString execConsents();    ///< sign-in programs that were agreed to
QString journal();         ///< append-only activity file
QString sample();          ///< the sample's task document, whether it is there or not
QString localKubeconfig(); ///< of the local cluster, whether it is there or not
inline constexpr auto localContext = "local";

/// What kubectl would know, and the kubeconfigs that were added in the console. Each added file stands for itself; a
/// context whose name is taken already is not reached through it.
struct KnownClusters
{
    struct Added
    {
        QString file;
        k8s::Kubeconfig config;
        QString problem; ///< why it could not be read
    };
    k8s::Kubeconfig own;      ///< of the environment, or the file that was named
    std::vector<Added> added; ///< not a QList: a Kubeconfig cannot be copied
    /// Why kubectl would take nothing of `own`: files that cannot be read or parsed. What can be is there all the same,
    /// to be looked at.
    std::optional<Error> problem;
    QStringList warnings; ///< of reading `own`

    static KnownClusters load(const QString &kubeconfig, const QStringList &addedFiles);
    QList<k8s::Kubeconfig::Context> contexts() const;
    bool defines(const QString &context) const;
    /// Nothing when no file defines it.
    const k8s::Kubeconfig *definer(const QString &context) const;
};

/// The cluster that a program talks to: `kubeconfig` and `context` as given. Without both: the kubeconfig of the
/// environment, else the local cluster. The context "local" is the local cluster unless a kubeconfig defines it.
/// `addedFiles` are looked through for a context that it does not define.
Result<k8s::RestConfig> chooseCluster(const QString &kubeconfig, const QString &context,
                                      const QStringList &addedFiles = {});

} // namespace zdtp::places
