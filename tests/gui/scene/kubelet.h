#pragma once

#include "tests/support/fakeapiclient.h"

#include <QDateTime>

namespace zdtp::test {

/// Pod statuses as a kubelet writes them.
struct Kubelet
{
    static Json running(const Json &pod, const QDateTime &started);
    static Json ended(const Json &pod, int exitCode, const QString &reason, const QString &message,
                      const QDateTime &started, const QDateTime &finished);
    static Json creating(const Json &pod);
    static Json waiting(const Json &pod, const QString &reason, const QString &message);
    static Json evicted(const QString &message);
    static QString isoTime(const QDateTime &utc);
};

} // namespace zdtp::test
