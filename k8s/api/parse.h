#pragma once

#include "k8s/base/result.h"

#include <QByteArrayView>

namespace zdtp::k8s {

/// Parses one object as the API sends it; specialised for every kind that is watched. Pure and total; items of a list
/// need not state their kind.
template <typename T>
Result<T> parseObject(QByteArrayView json);

} // namespace zdtp::k8s
