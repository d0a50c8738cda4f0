#pragma once

#include "k8s/base/result.h"

#include <QByteArray>

namespace zdtp {

/// gzip as `gunzip` reads it; the same bytes in give the same bytes out (no time, no name).
QByteArray gzip(const QByteArray &bytes);
/// `limit`: bytes that it may grow to; a record is written by whoever may write ConfigMaps.
Result<QByteArray> gunzip(const QByteArray &bytes, qsizetype limit);

} // namespace zdtp
