#pragma once

#include "models/engine/preset.h"
#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QCoreApplication>

#include <span>

/// What the tables of rules are made of: review_*.cpp hold them by theme, review.cpp goes through them.
namespace zdtp::review {

struct Subject
{
    const SyncTask &task;
    const EnginePreset *preset; ///< null: not known
    qint64 workers = 0;         ///< workerCount(task)

    bool isFull() const { return task.type == SyncType::Full; }
    bool isUnsafe() const { return preset && preset->safety == RerunSafety::Unsafe; }
    SchedulingMode mode() const { return task.scheduling.mode; }
    RestartPolicy policy() const { return task.scheduling.restartPolicy; }
    bool isJob() const { return mode() != SchedulingMode::Pod && mode() != SchedulingMode::Deployment; }
    bool isQueue() const
    {
        return mode() == SchedulingMode::JobQueuePerItem || mode() == SchedulingMode::JobQueueVariable;
    }
    bool isTimer() const { return mode() == SchedulingMode::CronJob; }
    /// One Job whose pods get their worker by index.
    bool isIndexed() const { return mode() == SchedulingMode::JobIndexed || (isTimer() && workers > 1); }
};

/// Takes the findings of one rule.
class Report
{
public:
    Report(const char *rule, Severity severity, QString why, QString help, Findings *findings)
        : m_rule(QString::fromLatin1(rule))
        , m_severity(severity)
        , m_why(std::move(why))
        , m_help(std::move(help))
        , m_findings(findings)
    {
    }

    /// With the rule's own why.
    void add(const QString &field, const QString &message, const QString &fix = {},
             const QList<DocumentEdit> &edits = {}) const
    {
        addBecause(m_why, field, message, fix, edits);
    }
    void addBecause(const QString &why, const QString &field, const QString &message, const QString &fix = {},
                    const QList<DocumentEdit> &edits = {}) const
    {
        m_findings->append({m_severity, m_rule, field, message, why, fix, {}, edits, m_help});
    }

private:
    QString m_rule;
    Severity m_severity;
    QString m_why;
    QString m_help;
    Findings *m_findings;
};

struct Rule
{
    const char *id;
    Severity severity;
    const char *help; ///< below help/
    void (*check)(const Subject &, const Report &);
    const char *why = nullptr;
    bool ofMode = false; ///< an error of it refuses the mode or the policy, not a setting
};

std::span<const Rule> nameRules();
std::span<const Rule> engineRules();
std::span<const Rule> dataRules();
std::span<const Rule> schedulingRules();
std::span<const Rule> timerRules();
std::span<const Rule> queueRules();
std::span<const Rule> podRules();

inline QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Review", text);
}

inline QString at(const QString &list, qsizetype index)
{
    return list + u'[' + QString::number(index) + u']';
}

inline QString scheduling(const char *field)
{
    return QStringLiteral("spec.scheduling.") + QLatin1String(field);
}

inline DocumentEdit setTo(const QString &field, const QString &value)
{
    return DocumentEdit::set(field, Json(value.toStdString()));
}

bool hasControls(const QString &text);

} // namespace zdtp::review
