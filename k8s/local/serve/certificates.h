#pragma once

#include <string>

namespace zdtp::local {

/// Makes what TLS needs in a folder: an authority of our own (ca.crt, ca.key; made once, so that kubeconfigs stay
/// valid) and a certificate for 127.0.0.1, ::1, localhost and `host` (server.crt, server.key; made anew when it does
/// not fit the host or runs out within 30 days). Throws Failure.
void prepareCertificates(const std::string &folder, const std::string &host);

} // namespace zdtp::local
