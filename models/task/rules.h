#pragma once

#include <QString>

#include <optional>

namespace zdtp::rules {

/// Kubernetes' own rules for names and values; facts section 5. Pure.
bool isDnsLabel(const QString &text);     ///< at most 63
bool isDnsSubdomain(const QString &text); ///< at most 253
bool isConfigKey(const QString &text);    ///< a key of a ConfigMap or Secret
bool isLabelKey(const QString &text);     ///< [prefix/]name
bool isLabelValue(const QString &text);   ///< at most 63, may be empty
/// "250m", "0.5", "1Gi", "1e3" as a number; nothing when the server would refuse it.
std::optional<double> quantity(const QString &text);
/// "a-b-c" out of nearly anything: small letters, digits, dashes; empty when nothing is left.
QString dnsLabelFrom(const QString &text);

} // namespace zdtp::rules
