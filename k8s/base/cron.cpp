#include "k8s/base/cron.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Cron", text);
}

struct Bounds
{
    const char *what;
    unsigned least;
    unsigned most;
    const char *names; ///< three letters each, of `least` and on
};

constexpr Bounds minuteBounds{QT_TRANSLATE_NOOP("zdtp::Cron", "minute"), 0, 59, ""};
constexpr Bounds hourBounds{QT_TRANSLATE_NOOP("zdtp::Cron", "hour"), 0, 23, ""};
constexpr Bounds dayBounds{QT_TRANSLATE_NOOP("zdtp::Cron", "day of the month"), 1, 31, ""};
constexpr Bounds monthBounds{QT_TRANSLATE_NOOP("zdtp::Cron", "month"), 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"};
constexpr Bounds weekdayBounds{QT_TRANSLATE_NOOP("zdtp::Cron", "day of the week"), 0, 6, "sunmontuewedthufrisat"};

QString example()
{
    return say("For example \"30 2 * * *\": every day at 02:30");
}

/// As Go's Atoi reads it, without a sign that the rest would refuse.
std::optional<unsigned> number(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[+-]?[0-9]+\\z"));
    bool fits = false;
    const qint64 value = text.toLongLong(&fits);
    if (!pattern.match(text).hasMatch() || !fits || value < 0)
        return std::nullopt;
    return unsigned(std::min<qint64>(value, 1'000'000)); // beyond every bound, and steps stay without overflow
}

std::optional<unsigned> numberOrName(const QString &text, const Bounds &bounds)
{
    const QLatin1String names(bounds.names);
    if (text.size() == 3 && names.size() > 0) {
        const qsizetype at = names.indexOf(text.toLower());
        if (at >= 0 && at % 3 == 0)
            return bounds.least + unsigned(at / 3);
    }
    return number(text);
}

struct Field
{
    quint64 bits = 0;
    bool any = false;
};

/// number | number "-" number [ "/" number ]
Result<Field> readRange(const QString &text, const Bounds &bounds)
{
    const auto refuse = [&](const QString &why) {
        return fail(say("%1 \"%2\": %3").arg(say(bounds.what), text.left(40), why), example());
    };
    const QStringList rangeAndStep = text.split(u'/');
    const QStringList ends = rangeAndStep.first().split(u'-');
    unsigned start = bounds.least;
    unsigned end = bounds.most;
    Field field;
    // The server looks at nothing behind "*-"; neither do we.
    if (ends.first() == QStringLiteral("*") || ends.first() == QStringLiteral("?")) {
        field.any = true;
    } else {
        if (ends.size() > 2)
            return refuse(say("a range has two ends"));
        const auto first = numberOrName(ends.first(), bounds);
        const auto last = numberOrName(ends.last(), bounds);
        if (!first || !last)
            return refuse(say("this is not a number"));
        start = *first;
        end = *last;
    }
    unsigned step = 1;
    if (rangeAndStep.size() > 2)
        return refuse(say("there is more than one step"));
    if (rangeAndStep.size() == 2) {
        const auto given = number(rangeAndStep.last());
        if (!given)
            return refuse(say("the step is not a number"));
        step = *given;
        if (ends.size() == 1)
            end = bounds.most;
        if (step > 1)
            field.any = false;
    }
    if (start < bounds.least)
        return refuse(say("%1 is the least").arg(bounds.least));
    if (end > bounds.most)
        return refuse(say("%1 is the most").arg(bounds.most));
    if (start > end)
        return refuse(say("it ends before it begins"));
    if (step == 0)
        return refuse(say("a step of 0 leads nowhere"));
    for (unsigned value = start; value <= end; value += step)
        field.bits |= quint64(1) << value;
    return field;
}

Result<Field> readField(const QString &text, const Bounds &bounds)
{
    Field all;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const auto range = readRange(part, bounds);
        if (!range)
            return fail(range.error());
        all.bits |= range->bits;
        all.any = all.any || range->any;
    }
    return all;
}

/// As Go's ParseDuration reads it; in seconds, rounded down, at least 1, as the server takes it.
std::optional<std::chrono::seconds> goDuration(const QString &text)
{
    static const QRegularExpression whole(
        QStringLiteral("\\A[+-]?(?:0|(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)\\z"));
    static const QRegularExpression part(
        QStringLiteral("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)"));
    if (!whole.match(text).hasMatch())
        return std::nullopt;
    long double seconds = 0;
    for (auto matches = part.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        const QString unit = match.captured(2);
        const long double value = match.captured(1).toDouble();
        seconds += value * (unit == u'h'                   ? 3600.0L
                            : unit == u'm'                 ? 60.0L
                            : unit == u's'                 ? 1.0L
                            : unit == QStringLiteral("ms") ? 1e-3L
                            : unit == QStringLiteral("ns") ? 1e-9L
                                                           : 1e-6L);
    }
    if (seconds > 9.2e9L) // 64 bits of nanoseconds
        return std::nullopt;
    if (text.startsWith(u'-') || seconds < 1)
        return std::chrono::seconds(1);
    return std::chrono::seconds(qint64(seconds));
}

/// The values of the bits, or nothing when every value of the field is there.
QList<int> valuesOf(quint64 bits, const Bounds &bounds)
{
    QList<int> values;
    for (unsigned value = bounds.least; value <= bounds.most; ++value) {
        if (bits >> value & 1)
            values.append(int(value));
    }
    return values.size() == int(bounds.most - bounds.least + 1) ? QList<int>() : values;
}

/// 0, 15, 30, 45 of 60 is every 15; nothing when the distance does not divide the whole evenly from its beginning.
int evenStep(const QList<int> &values, int whole)
{
    if (values.size() < 2 || values.first() != 0 || whole % values.size() != 0)
        return 0;
    const int step = whole / int(values.size());
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (values.at(i) != i * step)
            return 0;
    }
    return step;
}

QString listed(const QStringList &words)
{
    return QLocale().createSeparatedList(words);
}

/// "8, 9, 10, 11" as "8-11".
QString listed(const QList<int> &values)
{
    QStringList words;
    for (qsizetype i = 0; i < values.size();) {
        qsizetype last = i;
        while (last + 1 < values.size() && values.at(last + 1) == values.at(last) + 1)
            ++last;
        if (last - i >= 2) {
            words.append(QStringLiteral("%1\u2013%2").arg(values.at(i)).arg(values.at(last)));
        } else {
            for (qsizetype each = i; each <= last; ++each)
                words.append(QString::number(values.at(each)));
        }
        i = last + 1;
    }
    return listed(words);
}

QString timeText(int hour, int minute)
{
    return QStringLiteral("%1:%2").arg(hour, 2, 10, QLatin1Char('0')).arg(minute, 2, 10, QLatin1Char('0'));
}

} // namespace

Result<CronSchedule> CronSchedule::parse(const QString &text)
{
    CronSchedule schedule;
    if (text.isEmpty())
        return fail(say("the schedule is empty"), example());
    if (text.contains(QStringLiteral("TZ")))
        return fail(say("a schedule holds no time zone"), say("Write it into timeZone"));
    if (text.startsWith(u'@')) {
        static const std::array<std::pair<const char *, const char *>, 7> known{{{"@yearly", "0 0 1 1 *"},
                                                                                 {"@annually", "0 0 1 1 *"},
                                                                                 {"@monthly", "0 0 1 * *"},
                                                                                 {"@weekly", "0 0 * * 0"},
                                                                                 {"@daily", "0 0 * * *"},
                                                                                 {"@midnight", "0 0 * * *"},
                                                                                 {"@hourly", "0 * * * *"}}};
        for (const auto &[name, meaning] : known) {
            if (text == QLatin1String(name))
                return parse(QString::fromLatin1(meaning));
        }
        if (text.startsWith(QStringLiteral("@every "))) {
            const auto every = goDuration(text.mid(7));
            if (!every)
                return fail(say("\"%1\" is not a duration").arg(text.mid(7).left(40)), say("For example @every 1h30m"));
            schedule.m_every = *every;
            return schedule;
        }
        return fail(say("\"%1\" is not a schedule").arg(text.left(40)),
                    say("There are @hourly, @daily, @weekly, @monthly, @yearly and @every 1h30m"));
    }
    static const QRegularExpression space(QStringLiteral("\\s+"), QRegularExpression::UseUnicodePropertiesOption);
    const QStringList fields = text.split(space, Qt::SkipEmptyParts);
    if (fields.size() != 5)
        return fail(say("a schedule has five fields, not %1").arg(fields.size()),
                    say("minute hour day-of-month month day-of-week; ") + example());
    std::array<Field, 5> read;
    constexpr std::array<const Bounds *, 5> bounds{&minuteBounds, &hourBounds, &dayBounds, &monthBounds,
                                                   &weekdayBounds};
    for (std::size_t i = 0; i < read.size(); ++i) {
        const auto field = readField(fields.at(qsizetype(i)), *bounds[i]);
        if (!field)
            return fail(field.error());
        read[i] = *field;
    }
    schedule.m_minutes = read[0].bits;
    schedule.m_hours = read[1].bits;
    schedule.m_days = read[2].bits;
    schedule.m_months = read[3].bits;
    schedule.m_weekdays = read[4].bits;
    schedule.m_anyDay = read[2].any;
    schedule.m_anyWeekday = read[4].any;
    return schedule;
}

bool CronSchedule::matchesDay(const QDate &date) const
{
    if (!(m_months >> date.month() & 1))
        return false;
    const bool day = m_days >> date.day() & 1;
    const bool weekday = m_weekdays >> (date.dayOfWeek() % 7) & 1;
    return m_anyDay || m_anyWeekday ? day && weekday : day || weekday;
}

void CronSchedule::appendTimes(const QDate &date, const QDateTime &after, const QTimeZone &zone,
                               QList<QDateTime> *times) const
{
    const qint64 begin = date.startOfDay(zone).toSecsSinceEpoch();
    const qint64 end = date.addDays(1).startOfDay(zone).toSecsSinceEpoch();
    const auto take = [&](qint64 seconds) {
        const QDateTime time = QDateTime::fromSecsSinceEpoch(seconds, zone);
        if (time > after)
            times->append(time);
    };
    if (end - begin == 24 * 60 * 60) {
        for (int hour = 0; hour < 24; ++hour) {
            for (int minute = 0; minute < 60; ++minute) {
                if ((m_hours >> hour & 1) && (m_minutes >> minute & 1))
                    take(begin + 3600 * hour + 60 * minute);
            }
        }
        return;
    }
    // Clocks change on this day: minute by minute, by what they show.
    for (qint64 seconds = begin; seconds < end; seconds += 60) {
        const QTime time = QDateTime::fromSecsSinceEpoch(seconds, zone).time();
        if ((m_hours >> time.hour() & 1) && (m_minutes >> time.minute() & 1))
            take(seconds);
    }
}

QList<QDateTime> CronSchedule::next(const QDateTime &from, const QTimeZone &zone, int count) const
{
    QList<QDateTime> times;
    if (!from.isValid() || !zone.isValid() || count < 1)
        return times;
    QDateTime last = from.toTimeZone(zone);
    if (m_every.count() > 0) {
        for (int i = 1; i <= count; ++i)
            times.append(QDateTime::fromSecsSinceEpoch(last.toSecsSinceEpoch() + i * m_every.count(), zone));
        return times;
    }
    QDate date = last.date();
    while (times.size() < count && date <= last.date().addYears(5)) {
        if (matchesDay(date)) {
            const qsizetype before = times.size();
            appendTimes(date, from, zone, &times);
            if (times.size() > before)
                last = times.last();
        }
        date = date.addDays(1);
    }
    times.resize(std::min<qsizetype>(times.size(), count));
    return times;
}

QString CronSchedule::sentence() const
{
    if (m_every.count() > 0) {
        const qint64 seconds = m_every.count();
        if (seconds % 3600 == 0)
            return seconds == 3600 ? say("every hour from its creation on")
                                   : say("every %1 hours from its creation on").arg(seconds / 3600);
        if (seconds % 60 == 0)
            return seconds == 60 ? say("every minute from its creation on")
                                 : say("every %1 minutes from its creation on").arg(seconds / 60);
        return say("every %1 seconds from its creation on").arg(seconds);
    }
    if (m_minutes == 0 || m_hours == 0 || m_months == 0)
        return say("never");
    const QList<int> minutes = valuesOf(m_minutes, minuteBounds);
    const QList<int> hours = valuesOf(m_hours, hourBounds);
    const QList<int> months = valuesOf(m_months, monthBounds);
    const int minuteStep = evenStep(minutes, 60);
    QString time;
    if (minutes.size() == 1 && !hours.isEmpty() && hours.size() <= 6) {
        QStringList times;
        for (const int hour : hours)
            times.append(timeText(hour, minutes.first()));
        time = say("at %1").arg(listed(times));
    } else {
        const int hourStep = evenStep(hours, 24);
        time = minutes.isEmpty()     ? say("every minute")
               : minuteStep > 0      ? say("every %1 minutes").arg(minuteStep)
               : minutes.size() == 1 ? say("at minute %1").arg(minutes.first())
                                     : say("at minutes %1").arg(listed(minutes));
        if (hours.isEmpty()) {
            if (!minutes.isEmpty() && minuteStep == 0)
                time = say("%1 of every hour").arg(time);
        } else {
            time = hourStep > 0 ? say("%1 of every %2nd hour").arg(time).arg(hourStep)
                                : say("%1 of the hours %2").arg(time, listed(hours));
        }
    }
    const QLocale locale;
    const QList<int> days = valuesOf(m_days, dayBounds);
    QStringList weekdays;
    for (const int day : valuesOf(m_weekdays, weekdayBounds))
        weekdays.append(locale.dayName(day == 0 ? 7 : day));
    const QString ofMonth = days.isEmpty() ? QString() : say("on day %1 of the month").arg(listed(days));
    const QString ofWeek = weekdays.isEmpty() ? QString() : say("on %1").arg(listed(weekdays));
    QString day = ofMonth + ofWeek;
    if (day.isEmpty())
        day = say("every day");
    else if (!ofMonth.isEmpty() && !ofWeek.isEmpty())
        day = m_anyDay || m_anyWeekday ? say("%1 if that is %2").arg(ofMonth, ofWeek)
                                       : say("%1 and %2").arg(ofMonth, ofWeek);
    if (months.isEmpty())
        return say("%1, %2").arg(time, day);
    QStringList names;
    for (const int month : months)
        names.append(locale.standaloneMonthName(month));
    return say("%1, %2, in %3").arg(time, day, listed(names));
}

bool isCronTimeZone(const QString &name)
{
    static const QRegularExpression part(QStringLiteral("\\A[A-Za-z._0-9+-]{1,14}\\z"));
    if (name.compare(QStringLiteral("Local"), Qt::CaseInsensitive) == 0)
        return false;
    const QStringList parts = name.split(u'/');
    for (const QString &each : parts) {
        if (!part.match(each).hasMatch() || each == u'.' || each == QStringLiteral("..") || each.startsWith(u'-'))
            return false;
    }
    // Qt also takes POSIX rules and offsets ("UTC+03:00", "CET-1CEST") that no zone of the server is called.
    static const QStringList withDigits{"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0"};
    static const QRegularExpression rule(QStringLiteral("[0-9+-]"));
    if (parts.size() == 1 && name.contains(rule) && !withDigits.contains(name) && name != QStringLiteral("W-SU") &&
        name != QStringLiteral("NZ-CHAT"))
        return false;
    if (parts.first() == QStringLiteral("posix") || parts.first() == QStringLiteral("right") ||
        name == QStringLiteral("localtime") || name == QStringLiteral("posixrules"))
        return false;
    return QTimeZone(name.toLatin1()).isValid(); // isTimeZoneIdAvailable() knows no links: not "GMT", not "EST5EDT"
}

} // namespace zdtp
