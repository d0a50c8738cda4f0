#include "models/task/review.h"

#include "models/task/reviewtable.h"
#include "models/task/split.h"

#include <algorithm>
#include <array>

namespace zdtp {
namespace review {
namespace {

/// In the order in which a reader goes through a document.
std::array<std::span<const Rule>, 7> themes()
{
    return {nameRules(), engineRules(), dataRules(), schedulingRules(), timerRules(), queueRules(), podRules()};
}

QString whyOf(const Rule &rule)
{
    return rule.why ? say(rule.why) : QString();
}

QString helpOf(const Rule &rule)
{
    return QStringLiteral("help/") + QLatin1String(rule.help);
}

void ask(const Rule &rule, const Subject &subject, Findings *findings)
{
    rule.check(subject, Report(rule.id, rule.severity, whyOf(rule), helpOf(rule), findings));
}

} // namespace

bool hasControls(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

} // namespace review

Findings reviewTask(const SyncTask &task, const EnginePreset *preset)
{
    const review::Subject subject{task, preset, workerCount(task)};
    Findings findings;
    for (const auto &theme : review::themes()) {
        for (const review::Rule &rule : theme)
            review::ask(rule, subject, &findings);
    }
    return findings;
}

QList<RuleInfo> reviewRules()
{
    QList<RuleInfo> rules;
    for (const auto &theme : review::themes()) {
        for (const review::Rule &rule : theme)
            rules.append({QString::fromLatin1(rule.id), rule.severity, review::whyOf(rule), review::helpOf(rule)});
    }
    return rules;
}

std::optional<Finding> refusalOfMode(const SyncTask &task, const EnginePreset *preset)
{
    const review::Subject subject{task, preset, workerCount(task)};
    Findings findings;
    for (const auto &theme : review::themes()) {
        for (const review::Rule &rule : theme) {
            if (!rule.ofMode || rule.severity != Severity::Error)
                continue;
            review::ask(rule, subject, &findings);
            if (!findings.isEmpty())
                return findings.first();
        }
    }
    return std::nullopt;
}

} // namespace zdtp
