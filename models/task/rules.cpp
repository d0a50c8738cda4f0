#include "models/task/rules.h"

#include <QRegularExpression>

#include <cmath>

namespace zdtp::rules {
namespace {

bool isLabelText(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z"));
    return text.size() <= 63 && pattern.match(text).hasMatch();
}

} // namespace

bool isDnsLabel(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z"));
    return text.size() <= 63 && pattern.match(text).hasMatch();
}

bool isDnsSubdomain(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z"));
    return text.size() <= 253 && pattern.match(text).hasMatch();
}

bool isConfigKey(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[-._a-zA-Z0-9]+\\z"));
    return text.size() <= 253 && text != u'.' && !text.startsWith(QStringLiteral("..")) &&
           pattern.match(text).hasMatch();
}

bool isLabelKey(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash < 0)
        return isLabelText(text);
    return isDnsSubdomain(text.left(slash)) && isLabelText(text.mid(slash + 1));
}

bool isLabelValue(const QString &text)
{
    return text.isEmpty() || isLabelText(text);
}

std::optional<double> quantity(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral(
        "\\A([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))(?:([numkMGTPE])|([KMGTPE]i)|[eE]([+-]?[0-9]{1,3}))?\\z"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    double value = match.captured(1).toDouble();
    if (const QString decimal = match.captured(2); !decimal.isEmpty())
        value *= std::pow(10.0, 3 * (QStringLiteral("num kMGTPE").indexOf(decimal.at(0)) - 3));
    else if (const QString binary = match.captured(3); !binary.isEmpty())
        value *= std::pow(1024.0, QStringLiteral("KMGTPE").indexOf(binary.at(0)) + 1);
    else if (const QString exponent = match.captured(4); !exponent.isEmpty())
        value *= std::pow(10.0, exponent.toInt());
    return value;
}

QString dnsLabelFrom(const QString &text)
{
    QString label;
    for (const QChar c : text.toLower()) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            label += c;
        else if (!label.isEmpty() && !label.endsWith(u'-'))
            label += u'-';
    }
    label.truncate(63);
    while (label.endsWith(u'-'))
        label.chop(1);
    return label;
}

} // namespace zdtp::rules
