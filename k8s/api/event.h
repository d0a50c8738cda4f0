#pragma once

#include "k8s/api/meta.h"
#include "k8s/api/parse.h"
#include "k8s/base/result.h"

#include <QByteArrayView>

namespace zdtp::k8s {

/// A core/v1 Event. Times follow kubectl's rules: last = series, lastTimestamp, firstTimestamp or eventTime.
struct Event
{
    ObjectMeta meta;
    QString type; ///< Normal, Warning
    QString reason;
    QString message;
    QString objectKind;
    QString objectName;
    QString objectUid;
    QDateTime firstSeen;
    QDateTime lastSeen;
    int count = 1;
    friend bool operator==(const Event &, const Event &) = default;
};

Result<Event> parseEvent(QByteArrayView bytes, Encoding encoding = Encoding::Json);
template <>
Result<Event> parseObject<Event>(QByteArrayView bytes, Encoding encoding);

} // namespace zdtp::k8s
