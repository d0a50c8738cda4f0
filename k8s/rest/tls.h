#pragma once

#include "k8s/base/result.h"
#include "k8s/rest/restconfig.h"

#include <QSslConfiguration>

namespace zdtp::k8s {

/// What TLS needs of a RestConfig. Errors say in words what is wrong with a certificate or a key and what to do; they
/// never quote it.
Result<QSslConfiguration> tlsConfiguration(const RestConfig &config);

} // namespace zdtp::k8s
