#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace zdtp::tables {

/// What stands where there is no value. Never 0, never empty.
QString dash();
/// "612,304", with the separators of the locale.
QString count(qint64 number);
/// "43.5 M", "612,304": short from a million on.
QString shortCount(qint64 number);
/// "1 row", "612,304 rows"; the same for workers and objects.
QString rowsWord(qint64 number);
QString workersWord(qint64 number);
QString objectsWord(qint64 number);
/// Texts of the review as sentences: first letter large, full stop at the end, joined by blanks.
QString sentences(const QStringList &texts);
/// Local time of day for today, date and time otherwise; a dash for an invalid time. `now` is UTC.
QString timeText(const QDateTime &utc, const QDateTime &now);
/// Full local date and time with its zone, and UTC: for tool tips.
QString fullTimeText(const QDateTime &utc);
/// kubectl's age of `since` at `now`; a dash for an invalid time.
QString ageText(const QDateTime &since, const QDateTime &now);

} // namespace zdtp::tables
