#include "models/task/key.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <limits>

namespace zdtp::keys {
namespace {

/// Wide enough for every key: 64-bit integers, 36 decimal digits, microseconds, 128 bits of a UUID (shifted by half).
__extension__ using Wide = __int128;
__extension__ using Unsigned = unsigned __int128;

constexpr int largestDigits = 36; ///< of a decimal, all of its digits
constexpr int largestScale = 18;  ///< digits after the point that dividing may add

constexpr Wide half = Wide(1) << 126; // a UUID's 128 bits do not fit a signed number: they are halved around zero

QString toText(Wide value)
{
    if (value == 0)
        return QStringLiteral("0");
    const bool negative = value < 0;
    Unsigned rest = negative ? Unsigned(0) - Unsigned(value) : Unsigned(value);
    QString text;
    for (; rest > 0; rest /= 10)
        text.prepend(QChar(u'0' + ushort(rest % 10)));
    return negative ? u'-' + text : text;
}

int scaleOf(const QString &decimal)
{
    const qsizetype point = decimal.indexOf(u'.');
    return point < 0 ? 0 : int(decimal.size() - point - 1);
}

Wide decimalAt(const QString &text, int scale)
{
    QString digits = text;
    digits.remove(u'.');
    digits += QString(scale - scaleOf(text), u'0');
    const bool negative = digits.startsWith(u'-');
    Wide value = 0;
    for (const QChar c : digits) {
        if (c.isDigit())
            value = value * 10 + c.digitValue();
    }
    return negative ? -value : value;
}

QString decimalText(Wide value, int scale)
{
    const bool negative = value < 0;
    QString digits = toText(negative ? -value : value).rightJustified(scale + 1, u'0');
    if (scale > 0) {
        digits.insert(digits.size() - scale, u'.');
        while (digits.endsWith(u'0'))
            digits.chop(1);
        if (digits.endsWith(u'.'))
            digits.chop(1);
    }
    return negative && digits != QStringLiteral("0") ? u'-' + digits : digits;
}

std::optional<QString> canonicalDecimal(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z"));
    if (!pattern.match(text).hasMatch() || text.size() > largestDigits)
        return std::nullopt;
    const int scale = scaleOf(text);
    return decimalText(decimalAt(text, scale), scale);
}

std::optional<qint64> microseconds(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A([0-9]{4}-[0-9]{2}-[0-9]{2})[ "
                       "T]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{1,6}))?(?:Z|\\+00(?::00)?)?\\z"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QDate date = QDate::fromString(match.captured(1), Qt::ISODate);
    const QTime time(match.captured(2).toInt(), match.captured(3).toInt(), match.captured(4).toInt());
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    const qint64 fraction = match.captured(5).leftJustified(6, u'0').toLongLong();
    return QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch() * 1000 + fraction;
}

QString timestampText(qint64 value)
{
    qint64 seconds = value / 1'000'000;
    qint64 fraction = value % 1'000'000;
    if (fraction < 0) {
        fraction += 1'000'000;
        --seconds;
    }
    QString text = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (fraction != 0) {
        text += u'.' + QString::number(fraction).rightJustified(6, u'0');
        while (text.endsWith(u'0'))
            text.chop(1);
    }
    return text;
}

Wide uuidNumber(const QString &text)
{
    Unsigned value = 0;
    for (const QChar c : text) {
        if (c != u'-')
            value = value * 16 + Unsigned(QString(c).toInt(nullptr, 16));
    }
    return Wide(value / 2) - half;
}

/// The lowest bit is lost on the way: a bound needs no more.
QString uuidText(Wide number)
{
    Unsigned value = Unsigned(number + half) * 2;
    QString text;
    for (int digit = 0; digit < 32; ++digit, value /= 16)
        text.prepend(QChar(u"0123456789abcdef"[int(value % 16)]));
    for (const int at : {20, 16, 12, 8})
        text.insert(at, u'-');
    return text;
}

/// A key as a number; a decimal with `scale` digits after the point.
Wide numberOf(KeyType type, const QString &key, int scale)
{
    switch (type) {
    case KeyType::Integer:
        return key.toLongLong();
    case KeyType::Decimal:
        return decimalAt(key, scale);
    case KeyType::Timestamp:
        return microseconds(key).value_or(0);
    case KeyType::Date:
        return QDate::fromString(key, Qt::ISODate).toJulianDay();
    case KeyType::Uuid:
        return uuidNumber(key);
    case KeyType::Text:
        break;
    }
    return 0;
}

QString keyAt(KeyType type, Wide number, int scale)
{
    switch (type) {
    case KeyType::Integer:
        return toText(number);
    case KeyType::Decimal:
        return decimalText(number, scale);
    case KeyType::Timestamp:
        return timestampText(qint64(number));
    case KeyType::Date:
        return QDate::fromJulianDay(qint64(number)).toString(Qt::ISODate);
    case KeyType::Uuid:
        return uuidText(number);
    case KeyType::Text:
        break;
    }
    return {};
}

} // namespace

std::optional<QString> canonical(KeyType type, const QString &text)
{
    switch (type) {
    case KeyType::Integer: {
        static const QRegularExpression pattern(QStringLiteral("\\A(0|-?[1-9][0-9]{0,18})\\z"));
        bool fits = false;
        (void)text.toLongLong(&fits);
        return fits && pattern.match(text).hasMatch() ? std::optional(text) : std::nullopt;
    }
    case KeyType::Decimal:
        return canonicalDecimal(text);
    case KeyType::Text:
        return text.contains(QChar(u'\0')) ? std::nullopt : std::optional(text);
    case KeyType::Timestamp: {
        const auto value = microseconds(text);
        return value ? std::optional(timestampText(*value)) : std::nullopt;
    }
    case KeyType::Date: {
        static const QRegularExpression pattern(QStringLiteral("\\A[0-9]{4}-[0-9]{2}-[0-9]{2}\\z"));
        if (!pattern.match(text).hasMatch() || !QDate::fromString(text, Qt::ISODate).isValid())
            return std::nullopt;
        return text;
    }
    case KeyType::Uuid: {
        static const QRegularExpression pattern(
            QStringLiteral("\\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\z"));
        const QString small = text.toLower();
        return pattern.match(small).hasMatch() ? std::optional(small) : std::nullopt;
    }
    }
    return std::nullopt;
}

bool isDivisible(KeyType type)
{
    return type != KeyType::Text;
}

std::optional<std::strong_ordering> compare(KeyType type, const QString &a, const QString &b)
{
    if (type == KeyType::Text)
        return a == b ? std::optional(std::strong_ordering::equal) : std::nullopt;
    if (type == KeyType::Uuid) // as PostgreSQL does: byte by byte
        return a.compare(b) <=> 0;
    const int scale = type == KeyType::Decimal ? std::max(scaleOf(a), scaleOf(b)) : 0;
    return numberOf(type, a, scale) <=> numberOf(type, b, scale);
}

QStringList divide(KeyType type, const QString &from, const QString &to, int parts)
{
    const auto order = compare(type, from, to);
    if (parts < 1 || !order || *order >= 0)
        return {};
    int scale = type == KeyType::Decimal ? std::max(scaleOf(from), scaleOf(to)) : 0;
    Wide begin = numberOf(type, from, scale);
    Wide end = numberOf(type, to, scale);
    // Decimals lie as close as one likes: more digits until there are enough of them.
    while (type == KeyType::Decimal && end - begin < parts && scale < largestScale) {
        ++scale;
        begin *= 10;
        end *= 10;
    }
    const auto total = Unsigned(end - begin);
    if (total == 0)
        return {from, to};
    const auto count = std::min<Unsigned>(Unsigned(parts), total);
    const Unsigned each = total / count;
    const Unsigned more = total % count; // the first `more` parts hold one key more
    QStringList bounds{from};
    Wide at = begin;
    for (Unsigned part = 0; part + 1 < count; ++part) {
        at += Wide(each + (part < more ? 1 : 0));
        bounds.append(keyAt(type, at, scale));
    }
    bounds.append(to);
    return bounds;
}

std::optional<quint64> count(KeyType type, const QString &from, const QString &to)
{
    if (type != KeyType::Integer && type != KeyType::Date)
        return std::nullopt;
    const Wide width = numberOf(type, to, 0) - numberOf(type, from, 0);
    if (width <= 0)
        return 0;
    return quint64(std::min<Wide>(width, Wide(std::numeric_limits<quint64>::max())));
}

QString example(KeyType type)
{
    switch (type) {
    case KeyType::Integer:
        return QStringLiteral("8000001");
    case KeyType::Decimal:
        return QStringLiteral("12.50");
    case KeyType::Text:
        return QStringLiteral("m");
    case KeyType::Timestamp:
        return QStringLiteral("2026-01-31 00:00:00");
    case KeyType::Date:
        return QStringLiteral("2026-01-31");
    case KeyType::Uuid:
        return QStringLiteral("80000000-0000-0000-0000-000000000000");
    }
    return {};
}

} // namespace zdtp::keys
