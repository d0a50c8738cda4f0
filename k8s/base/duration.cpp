#include "k8s/base/duration.h"

namespace zdtp {

namespace {

QString pair(qint64 large, QChar largeUnit, qint64 small, QChar smallUnit)
{
    QString text = QString::number(large) + largeUnit;
    if (small != 0)
        text += QString::number(small) + smallUnit;
    return text;
}

} // namespace

QString humanDuration(std::chrono::milliseconds duration)
{
    const qint64 seconds = duration.count() / 1000; // towards zero, as Go's int(d.Seconds())
    if (seconds < -1)
        return QStringLiteral("<invalid>");
    if (seconds < 0)
        return QStringLiteral("0s");
    if (seconds < 120)
        return QString::number(seconds) + u's';
    const qint64 minutes = seconds / 60;
    if (minutes < 10)
        return pair(minutes, u'm', seconds % 60, u's');
    if (minutes < 180)
        return QString::number(minutes) + u'm';
    const qint64 hours = minutes / 60;
    if (hours < 8)
        return pair(hours, u'h', minutes % 60, u'm');
    if (hours < 48)
        return QString::number(hours) + u'h';
    if (hours < 192)
        return pair(hours / 24, u'd', hours % 24, u'h');
    if (hours < 24 * 365 * 2)
        return QString::number(hours / 24) + u'd';
    if (hours < 24 * 365 * 8)
        return pair(hours / 24 / 365, u'y', (hours / 24) % 365, u'd');
    return QString::number(hours / 24 / 365) + u'y';
}

} // namespace zdtp
