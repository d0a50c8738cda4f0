#include "models/tables/words.h"

#include "k8s/base/duration.h"

#include <QCoreApplication>
#include <QLocale>

namespace zdtp::tables {

QString dash()
{
    return QStringLiteral("—");
}

QString count(qint64 number)
{
    return QLocale().toString(number);
}

QString shortCount(qint64 number)
{
    constexpr qint64 million = 1'000'000;
    if (number < million)
        return count(number);
    if (number < 1000 * million)
        return QCoreApplication::translate("tables", "%1 M").arg(QLocale().toString(double(number) / million, 'f', 1));
    return QCoreApplication::translate("tables", "%1 G")
        .arg(QLocale().toString(double(number) / (1000 * million), 'f', 1));
}

QString rowsWord(qint64 number)
{
    return number == 1 ? QCoreApplication::translate("tables", "1 row")
                       : QCoreApplication::translate("tables", "%1 rows").arg(count(number));
}

QString workersWord(qint64 number)
{
    return number == 1 ? QCoreApplication::translate("tables", "1 worker")
                       : QCoreApplication::translate("tables", "%1 workers").arg(count(number));
}

QString objectsWord(qint64 number)
{
    return number == 1 ? QCoreApplication::translate("tables", "1 object")
                       : QCoreApplication::translate("tables", "%1 objects").arg(count(number));
}

QString sentences(const QStringList &texts)
{
    QStringList all;
    for (const QString &text : texts) {
        QString words = text.simplified();
        if (words.isEmpty())
            continue;
        words[0] = words.at(0).toUpper();
        if (const QChar last = words.back(); last != u'.' && last != u'?' && last != u'!')
            words += u'.';
        all.append(words);
    }
    return all.join(u' ');
}

QString timeText(const QDateTime &utc, const QDateTime &now)
{
    if (!utc.isValid())
        return dash();
    const QDateTime local = utc.toLocalTime();
    if (local.date() == now.toLocalTime().date())
        return local.toString(QStringLiteral("HH:mm:ss"));
    return local.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString fullTimeText(const QDateTime &utc)
{
    if (!utc.isValid())
        return {};
    const QDateTime local = utc.toLocalTime();
    return local.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + local.timeZoneAbbreviation() +
           QStringLiteral("\n") + utc.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

QString ageText(const QDateTime &since, const QDateTime &now)
{
    if (!since.isValid())
        return dash();
    return humanDuration(std::chrono::milliseconds(since.msecsTo(now)));
}

} // namespace zdtp::tables
