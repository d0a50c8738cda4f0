#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QNetworkRequest>

namespace zdtp::k8s {

/// The Impersonate-… headers, one for each group and each extra value as Kubernetes wants them. Inside k8s/rest.
/// Values that cannot stand in a header (line breaks) are an error.
Result<void> setImpersonation(QNetworkRequest &request, const RestConfig &config);

} // namespace zdtp::k8s
