#pragma once

#include "k8s/base/result.h"

#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QUrl>

namespace zdtp::k8s {

/// The proxy that the environment names for an address, read as Go does: HTTPS_PROXY or HTTP_PROXY by the address's
/// scheme (upper case first, then lower case), NO_PROXY with "*", names, suffixes, addresses, CIDR blocks and ports;
/// never for localhost and loopback addresses. An empty URL: none. Pure.
Result<QUrl> proxyFromEnvironment(const QUrl &address, const QProcessEnvironment &environment);

/// proxy-url as Go reads it: http, https or socks5 with a host.
Result<QUrl> parseProxyUrl(const QString &text);

/// For Qt. https proxies are an error that says so: Qt knows none.
Result<QNetworkProxy> toQtProxy(const QUrl &proxy);

} // namespace zdtp::k8s
