#pragma once

#include "k8s/base/result.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QTimeZone>

#include <chrono>

namespace zdtp {

/// A CronJob's schedule, read as the server reads it: robfig/cron's standard parser, five fields or "@daily",
/// "@every 1h30m". Pure, any thread.
class CronSchedule
{
public:
    /// Total. Refuses what the server refuses, TZ= and CRON_TZ= among it; the remedy is an example.
    static Result<CronSchedule> parse(const QString &text);

    /// The next `count` times after `from`, ascending, in `zone`. Where clocks are put forward a time that does not
    /// exist is left out, where they are put back one that comes twice is taken twice, as the controller does. Fewer
    /// when there are none within five years of the last one: "0 0 30 2 *".
    QList<QDateTime> next(const QDateTime &from, const QTimeZone &zone, int count) const;

    /// "at 02:30, on Monday", "every 15 minutes, every day" (translated, in the locale's names).
    QString sentence() const;

private:
    bool matchesDay(const QDate &date) const;
    void appendTimes(const QDate &date, const QDateTime &after, const QTimeZone &zone, QList<QDateTime> *times) const;

    // One bit a value. Whether "*" or "?" stood in a field of days decides if the other one alone is asked.
    quint64 m_minutes = 0;
    quint64 m_hours = 0;
    quint64 m_days = 0;
    quint64 m_months = 0;
    quint64 m_weekdays = 0;
    bool m_anyDay = false;
    bool m_anyWeekday = false;
    std::chrono::seconds m_every{0}; ///< of "@every"; then there are no fields
};

/// Whether the server would take the name: it is in the zone database, and is not "Local".
bool isCronTimeZone(const QString &name);

} // namespace zdtp
