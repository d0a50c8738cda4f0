#include "k8s/base/cron.h"
#include "models/task/reviewtable.h"

namespace zdtp::review {
namespace {

void missingSchedule(const Subject &subject, const Report &report)
{
    if (subject.isTimer() && subject.task.scheduling.schedule.isEmpty())
        report.add(scheduling("schedule"), say("a CronJob needs a schedule"),
                   say("For example \"30 2 * * *\": every day at 02:30"),
                   {setTo(scheduling("schedule"), QStringLiteral("30 2 * * *"))});
}

void badSchedule(const Subject &subject, const Report &report)
{
    const QString &text = subject.task.scheduling.schedule;
    if (!subject.isTimer() || text.isEmpty())
        return;
    if (const auto schedule = CronSchedule::parse(text); !schedule)
        report.add(scheduling("schedule"), schedule.error().what, schedule.error().remedy);
}

void scheduleNever(const Subject &subject, const Report &report)
{
    if (!subject.isTimer())
        return;
    const auto schedule = CronSchedule::parse(subject.task.scheduling.schedule);
    // A fixed beginning keeps the review pure; five years from any day hold every day that there is, but for a few
    // around 2100.
    static const QDateTime begin(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
    if (schedule && schedule->next(begin, QTimeZone::utc(), 1).isEmpty())
        report.add(scheduling("schedule"), say("there is no such day: it would never run"));
}

void badTimeZone(const Subject &subject, const Report &report)
{
    const QString &zone = subject.task.scheduling.timeZone;
    if (subject.isTimer() && !zone.isEmpty() && !isCronTimeZone(zone))
        report.add(scheduling("timeZone"), say("there is no time zone called \"%1\"").arg(zone.left(80)),
                   say("For example UTC, Europe/Berlin or Asia/Shanghai"),
                   {setTo(scheduling("timeZone"), QStringLiteral("UTC"))});
}

void noTimeZone(const Subject &subject, const Report &report)
{
    const Scheduling &settings = subject.task.scheduling;
    if (subject.isTimer() && settings.timeZone.isEmpty() && !settings.schedule.startsWith(QStringLiteral("@every")))
        report.add(scheduling("timeZone"), say("the times are those of the cluster's controller, mostly UTC"),
                   say("Write timeZone: UTC, or your own"), {setTo(scheduling("timeZone"), QStringLiteral("UTC"))});
}

bool mayOverlap(const Subject &subject)
{
    // Left out it is planned as Forbid, not as the server's own default.
    return subject.isTimer() && subject.task.scheduling.concurrencyPolicy == QStringLiteral("Allow");
}

QList<DocumentEdit> forbid()
{
    return {setTo(scheduling("concurrencyPolicy"), QStringLiteral("Forbid"))};
}

void unsafeOverlap(const Subject &subject, const Report &report)
{
    if (mayOverlap(subject) && subject.isFull() && subject.isUnsafe())
        report.add(scheduling("concurrencyPolicy"), say("a run that takes long would be copied into by the next one"),
                   say("Write concurrencyPolicy: Forbid"), forbid());
}

void overlap(const Subject &subject, const Report &report)
{
    if (mayOverlap(subject) && subject.isFull() && !subject.isUnsafe())
        report.add(scheduling("concurrencyPolicy"), say("a run that takes long overlaps with the next one"),
                   say("Write concurrencyPolicy: Forbid"), forbid());
}

void replaced(const Subject &subject, const Report &report)
{
    if (subject.isTimer() && subject.task.scheduling.concurrencyPolicy == QStringLiteral("Replace"))
        report.add(scheduling("concurrencyPolicy"), say("a run that takes long is ended half-way by the next one"),
                   say("Write concurrencyPolicy: Forbid"), forbid());
}

void shortDeadline(const Subject &subject, const Report &report)
{
    const auto &seconds = subject.task.scheduling.startingDeadlineSeconds;
    if (subject.isTimer() && seconds && *seconds < 10)
        report.add(scheduling("startingDeadlineSeconds"),
                   say("with less than 10 seconds a time may be missed for good"), say("Write at least 60"),
                   {DocumentEdit::set(scheduling("startingDeadlineSeconds"), Json(60))});
}

void unsafeTimer(const Subject &subject, const Report &report)
{
    if (subject.isTimer() && subject.isFull() && subject.isUnsafe() && subject.task.prepare != Prepare::Truncate)
        report.add(QStringLiteral("spec.prepare"), say("each run would copy on top of the last one"),
                   say("Write prepare: truncate: every run then begins with an empty target"),
                   {setTo(QStringLiteral("spec.prepare"), word(Prepare::Truncate))});
}

void truncatedByMany(const Subject &subject, const Report &report)
{
    if (subject.isTimer() && subject.isFull() && subject.task.prepare == Prepare::Truncate && subject.workers > 1)
        report.add(QStringLiteral("spec.prepare"),
                   say("%1 workers cannot empty the target before each run").arg(subject.workers),
                   say("Keep one worker, or write prepare: keep with an engine that writes each row once"));
}

void checkedOnce(const Subject &subject, const Report &report)
{
    if (subject.isTimer() && subject.isFull() && subject.preset && !subject.isUnsafe() &&
        subject.task.prepare == Prepare::CheckEmpty)
        report.add(
            QStringLiteral("spec.prepare"), say("that the target is empty is checked at the launch, not at each run"),
            say("Write prepare: keep, or truncate"), {setTo(QStringLiteral("spec.prepare"), word(Prepare::Keep))});
}

constexpr Rule table[] = {
    {"schedule-missing", Severity::Error, "schedules", missingSchedule},
    {"bad-schedule", Severity::Error, "schedules", badSchedule},
    {"schedule-never", Severity::Warning, "schedules", scheduleNever},
    {"bad-time-zone", Severity::Error, "schedules", badTimeZone,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server takes names of the IANA database only, and not Local")},
    {"no-time-zone", Severity::Note, "schedules", noTimeZone},
    {"timer-unsafe-overlap", Severity::Error, "schedules", unsafeOverlap,
     QT_TRANSLATE_NOOP("zdtp::Review", "Allow starts the next run beside it, and the engine inserts without looking")},
    {"timer-overlap", Severity::Warning, "schedules", overlap,
     QT_TRANSLATE_NOOP("zdtp::Review", "Allow starts the next run beside it")},
    {"timer-replaces", Severity::Warning, "schedules", replaced,
     QT_TRANSLATE_NOOP("zdtp::Review", "The target is incomplete until a run is quick enough")},
    {"short-starting-deadline", Severity::Warning, "schedules", shortDeadline,
     QT_TRANSLATE_NOOP("zdtp::Review", "The controller looks every 10 seconds")},
    {"timer-unsafe", Severity::Error, "rerun-safety", unsafeTimer,
     QT_TRANSLATE_NOOP("zdtp::Review", "The engine keeps no progress and inserts without looking")},
    {"timer-truncate", Severity::Error, "schedules", truncatedByMany,
     QT_TRANSLATE_NOOP("zdtp::Review", "Each would delete what the others have copied")},
    {"timer-checked-once", Severity::Note, "schedules", checkedOnce},
};

} // namespace

std::span<const Rule> timerRules()
{
    return table;
}

} // namespace zdtp::review
