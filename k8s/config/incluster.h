#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QProcessEnvironment>

#include <optional>

namespace zdtp::k8s {

/// The connection that a pod has to its own cluster: KUBERNETES_SERVICE_HOST and _PORT, and the service account's files
/// below `folder`. None outside of a cluster. The token is read again as it rotates.
std::optional<Result<RestConfig>>
inClusterConfig(const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment(),
                const QString &folder = QStringLiteral("/var/run/secrets/kubernetes.io/serviceaccount"));

} // namespace zdtp::k8s
