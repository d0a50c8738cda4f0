#pragma once

#include "k8s/base/json.h"

#include <QByteArray>

namespace zdtp::k8s {

/// A manifest as Kubernetes people write it: block style, two spaces, lists not indented below their key, keys in the
/// order of the JSON, literal block scalars for texts with line breaks, quotes only where a YAML 1.1 or 1.2 reader
/// would otherwise see another type ("yes", "0777", "1e3", "null", ""). Ends with a line break. Pure.
QByteArray toYaml(const Json &manifest);

} // namespace zdtp::k8s
