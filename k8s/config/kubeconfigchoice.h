#pragma once

#include "k8s/config/kubeconfig.h"
#include "k8s/config/kubeconfigfile.h"

namespace zdtp::k8s {

/// A context's cluster and user as a connection: client-go's rules of what goes together, every problem told at once.
/// Inside k8s/config only. `user` may be null: a context without one.
Kubeconfig::Choice chooseEntries(const ContextEntry &context, const ClusterEntry &cluster, const UserEntry *user);

/// "token", "client certificate", …, in words.
QString authenticationOf(const UserEntry *user);

Result<QByteArray> readWhole(const QString &path, const QString &what, const QString &remedy, qint64 most);

} // namespace zdtp::k8s
