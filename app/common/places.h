#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QString>

namespace zdtp::places {

/// Where the programs keep what they keep, by the XDG base directories. Nothing is created by asking.
QString data();            ///< $XDG_DATA_HOME/zdtp
QString config();          ///< $XDG_CONFIG_HOME/zdtp
QString engines();         ///< the user's own engine presets
QString journal();         ///< append-only activity file
QString sample();          ///< the sample's task document, whether it is there or not
QString localKubeconfig(); ///< of the local cluster, whether it is there or not
inline constexpr auto localContext = "local";

/// The cluster that a program talks to: `kubeconfig` and `context` as given. Without both: the kubeconfig of the
/// environment, else the local cluster. The context "local" is the local cluster unless a kubeconfig defines it.
Result<k8s::RestConfig> chooseCluster(const QString &kubeconfig, const QString &context);

} // namespace zdtp::places
