#include "models/engine/success.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::EngineVerdict", text);
}

/// Without the colours that some engines write into their logs.
QString plain(const QString &line)
{
    if (!line.contains(u'\x1b'))
        return line;
    static const QRegularExpression colour(QStringLiteral("\x1b\\[[0-9;?]*[A-Za-z]"));
    QString text = line;
    return text.remove(colour);
}

QString saidBy(const QRegularExpressionMatch &match)
{
    const QString captured = match.captured(1).trimmed();
    return captured.isEmpty() ? match.captured(0).trimmed() : captured;
}

EngineComplaint complaintOf(const EnginePreset::ErrorPattern &error, const QRegularExpressionMatch &match)
{
    return {saidBy(match), error.cause, error.remedy, error.fails};
}

/// "12,345", "1.5k", "20M", "3 GiB": engines write numbers for people.
std::optional<double> numberOf(QString text)
{
    text.remove(u',');
    text = text.trimmed();
    double factor = 1;
    static const QRegularExpression unit(QStringLiteral("^([0-9.]+)\\s*([kKmMgGtT])(i?)[bB]?$"));
    if (const auto match = unit.match(text); match.hasMatch()) {
        const double base = match.captured(3).isEmpty() ? 1000 : 1024;
        factor = std::pow(base, 1 + QStringLiteral("kmgt").indexOf(match.captured(2).toLower()));
        text = match.captured(1);
    } else if (text.endsWith(u'B')) {
        text.chop(1);
    }
    bool known = false;
    const double value = text.trimmed().toDouble(&known) * factor;
    return known && std::isfinite(value) && std::abs(value) < 9e18 ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<EngineComplaint> complaintOf(const EnginePreset &preset, const QString &line)
{
    for (const EnginePreset::ErrorPattern &error : preset.errors) {
        if (const auto match = error.pattern.match(plain(line)); match.hasMatch())
            return complaintOf(error, match);
    }
    return std::nullopt;
}

std::optional<EngineComplaint> complaintOf(const EnginePreset &preset, const QStringList &lines)
{
    for (const EnginePreset::ErrorPattern &error : preset.errors) {
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            if (const auto match = error.pattern.match(plain(*line)); match.hasMatch())
                return complaintOf(error, match);
        }
    }
    return std::nullopt;
}

EngineVerdict judge(const EnginePreset &preset, const EngineEnd &end)
{
    QStringList lines = end.logTail;
    lines += end.terminationMessage.split(u'\n', Qt::SkipEmptyParts);
    const auto complaint = complaintOf(preset, lines);
    EngineVerdict verdict;
    verdict.countRows = preset.success.countRows;
    if (!end.exitCode) {
        verdict.what = say("how the worker ended is not known");
        verdict.remedy = say("Count the rows of its slice on both sides");
        return verdict;
    }
    const bool codeFits = preset.success.exitCodes.contains(*end.exitCode);
    if (!codeFits) {
        verdict.kind = EngineVerdict::Kind::Failed;
        verdict.what = say("exit code %1").arg(*end.exitCode);
    }
    // A line that fails an engine that ended well must be one that the preset calls proof.
    std::optional<EngineComplaint> proof;
    if (codeFits) {
        for (const EnginePreset::ErrorPattern &error : preset.errors) {
            for (const QString &line : std::as_const(lines)) {
                if (!proof && error.fails) {
                    if (const auto match = error.pattern.match(plain(line)); match.hasMatch())
                        proof = complaintOf(error, match);
                }
            }
        }
        if (proof) {
            verdict.kind = EngineVerdict::Kind::Failed;
            verdict.what = say("exit code %1, but the engine said that it failed").arg(*end.exitCode);
        }
    }
    if (verdict.kind == EngineVerdict::Kind::Failed) {
        if (const auto &why = proof ? proof : complaint) {
            verdict.what += QStringLiteral(": ") + (why->cause.isEmpty() ? why->said : why->cause);
            if (!why->cause.isEmpty() && why->cause != why->said)
                verdict.what += QStringLiteral(" (%1)").arg(why->said);
            verdict.remedy = why->remedy;
        }
        return verdict;
    }
    if (!preset.success.pattern) {
        verdict.kind = EngineVerdict::Kind::Succeeded;
        verdict.what = say("exit code %1").arg(*end.exitCode);
        return verdict;
    }
    for (const QString &line : std::as_const(lines)) {
        if (const auto match = preset.success.pattern->match(plain(line)); match.hasMatch()) {
            verdict.kind = EngineVerdict::Kind::Succeeded;
            verdict.what = match.captured(0).trimmed();
            return verdict;
        }
    }
    if (!end.logKnown) {
        verdict.what = say("exit code %1, but its log could not be read, and the exit code alone proves nothing")
                           .arg(*end.exitCode);
        verdict.remedy = say("Count the rows of its slice on both sides");
        return verdict;
    }
    verdict.kind = EngineVerdict::Kind::Failed;
    verdict.what = say("exit code %1, but the engine never said that it had finished").arg(*end.exitCode);
    verdict.remedy = say("Read the worker's log; count the rows of its slice on both sides");
    return verdict;
}

std::optional<EngineProgress> progressOf(const EnginePreset &preset, const QString &line)
{
    for (const QRegularExpression &pattern : preset.progress) {
        const QRegularExpressionMatch match = pattern.match(plain(line));
        if (!match.hasMatch())
            continue;
        const auto number = [&](const char *name) { return numberOf(match.captured(QString::fromLatin1(name))); };
        const auto whole = [&](const char *name) {
            const auto value = number(name);
            return value ? std::optional(qint64(*value)) : std::nullopt;
        };
        EngineProgress progress{whole("rows"), whole("bytes"), number("percent"), number("rate")};
        if (progress.percent)
            progress.percent = std::clamp(*progress.percent, 0.0, 100.0);
        return progress;
    }
    return std::nullopt;
}

} // namespace zdtp
