#pragma once

#include "k8s/rest/apiclient.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <functional>

namespace zdtp {

/// Bytes as they come in, whole lines out. A line that does not end is given up at `limit` bytes and goes on as the
/// next.
class LineSplitter
{
public:
    explicit LineSplitter(qsizetype limit = 256 * 1024) : m_limit(limit) {}
    QList<QByteArray> add(QByteArrayView bytes);
    /// What is left when the stream has ended, empty when nothing is.
    QByteArray rest();

private:
    QByteArray m_open;
    qsizetype m_limit;
};

/// Splits "2026-11-23T22:10:01.123456789Z text" into its time and text; without a time the whole line is text.
std::pair<QDateTime, QString> splitTimestamp(const QByteArray &line);

/// The request for a pod's log.
struct LogRequest
{
    QString nameSpace, pod, container;
    bool follow = true, previous = false, timestamps = true;
    int tailLines = -1;
};
k8s::Request toRequest(const LogRequest &log);

} // namespace zdtp
