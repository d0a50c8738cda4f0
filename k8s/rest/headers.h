#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QStringList>

namespace zdtp::k8s {

/// The texts of Warning headers (`299 - "text"`, joined by commas when there are several). Total.
QStringList parseWarnings(const QByteArray &header);
/// `Mon, 23 Nov 2026 22:13:26 GMT`; invalid when it is anything else.
QDateTime parseHttpDate(const QByteArray &header);

} // namespace zdtp::k8s
