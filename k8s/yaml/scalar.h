#pragma once

#include <string_view>

namespace zdtp::k8s {

/// What a reader of YAML 1.1 or 1.2 would take an unquoted scalar for.
enum class ScalarKind {
    Text,
    Null,      ///< "", "~", "null"
    Boolean,   ///< "true", "false"
    Word11,    ///< "yes", "no", "on", "off", "y", "n": boolean for YAML 1.1 only
    Integer,   ///< plain decimal without leading zeros: every reader agrees
    Number,    ///< plain decimal fraction: every reader agrees
    Ambiguous, ///< "0777", "1e3", "0x1f", "1_000", "12:30", ".inf": readers differ, or people do
    Timestamp, ///< "2026-11-23": a date for YAML 1.1
    Merge,     ///< "<<", "="
};
ScalarKind scalarKind(std::string_view text);

} // namespace zdtp::k8s
