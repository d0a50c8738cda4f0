#include "models/task/modes.h"
#include "models/task/reviewtable.h"

namespace zdtp::review {
namespace {

const QString modeField = QStringLiteral("spec.scheduling.mode");
const QString policyField = QStringLiteral("spec.scheduling.restartPolicy");

DocumentEdit setMode(SchedulingMode mode)
{
    return setTo(modeField, word(mode));
}

DocumentEdit setPolicy(RestartPolicy policy)
{
    return setTo(policyField, word(policy));
}

void notAvailable(const Subject &subject, const Report &report)
{
    if (!isLaunchable(subject.mode()))
        report.add(modeField, say("this version cannot launch %1 yet").arg(word(subject.mode())),
                   say("Choose another mode"));
}

void needsShell(const Subject &subject, const Report &report)
{
    const bool feeds =
        subject.isIndexed() || (subject.isQueue() && (!subject.task.scheduling.queue ||
                                                      subject.task.scheduling.queue->taking == QueueTaking::Feeder));
    if (feeds && subject.preset && !subject.preset->shell)
        report.add(
            modeField,
            say("the image of engine %1 has no shell to tell a pod which worker it is").arg(subject.preset->name),
            say("Write mode: %1").arg(word(subject.isFull() ? SchedulingMode::Pod : SchedulingMode::Deployment)),
            {setMode(subject.isFull() ? SchedulingMode::Pod : SchedulingMode::Deployment)});
}

void deploymentPolicy(const Subject &subject, const Report &report)
{
    if (subject.mode() == SchedulingMode::Deployment && subject.policy() != RestartPolicy::Always)
        report.add(policyField, say("a Deployment takes restartPolicy Always only"), say("Write restartPolicy: Always"),
                   {setPolicy(RestartPolicy::Always)});
}

void jobPolicy(const Subject &subject, const Report &report)
{
    if (subject.isJob() && subject.policy() == RestartPolicy::Always)
        report.add(policyField, say("%1 takes restartPolicy Never or OnFailure only").arg(word(subject.mode())),
                   say("Write restartPolicy: Never"), {setPolicy(RestartPolicy::Never)});
}

void fullAlways(const Subject &subject, const Report &report)
{
    if (!subject.isFull())
        return;
    const QString message = say("a full sync would start again after it has ended");
    if (subject.mode() == SchedulingMode::Deployment)
        report.addBecause(say("A Deployment never completes: a container that ended well is started again"), modeField,
                          message, say("Write mode: Pod and restartPolicy: Never"),
                          {setMode(SchedulingMode::Pod), setPolicy(RestartPolicy::Never)});
    else if (subject.mode() == SchedulingMode::Pod && subject.policy() == RestartPolicy::Always)
        report.add(policyField, message, say("Write restartPolicy: Never"), {setPolicy(RestartPolicy::Never)});
}

QString keepsNoProgress(const Subject &subject)
{
    return say("Engine %1 keeps no progress: its slice must be emptied before it may start again")
        .arg(subject.preset->name);
}

void unsafeRestart(const Subject &subject, const Report &report)
{
    if (subject.isFull() && subject.isUnsafe() && subject.policy() == RestartPolicy::OnFailure &&
        subject.mode() != SchedulingMode::Deployment)
        report.addBecause(keepsNoProgress(subject), policyField,
                          say("a failed worker would copy again on top of its own rows"),
                          say("Write restartPolicy: Never"), {setPolicy(RestartPolicy::Never)});
}

/// In the queue modes a new pod takes another item: what a dead pod had taken is handed out to nobody.
void unsafeBackoff(const Subject &subject, const Report &report)
{
    if (!subject.isFull() || !subject.isUnsafe() || !subject.isJob() || subject.isQueue())
        return;
    const auto check = [&](const char *name, const std::optional<int> &limit) {
        if (limit.value_or(0) > 0)
            report.addBecause(keepsNoProgress(subject), scheduling(name),
                              say("after a failure the Job would start the worker again, on top of its own rows"),
                              say("Write %1: 0").arg(QLatin1String(name)),
                              {DocumentEdit::set(scheduling(name), Json(0))});
    };
    check("backoffLimit", subject.task.scheduling.backoffLimit);
    check("backoffLimitPerIndex", subject.task.scheduling.backoffLimitPerIndex);
}

void incrementalInJob(const Subject &subject, const Report &report)
{
    if (!subject.isFull() && subject.isJob())
        report.add(modeField,
                   say("an incremental sync never ends, and a %1 waits for its end").arg(word(subject.mode())),
                   say("Write mode: Deployment and restartPolicy: Always"),
                   {setMode(SchedulingMode::Deployment), setPolicy(RestartPolicy::Always)});
}

void incrementalEnds(const Subject &subject, const Report &report)
{
    if (!subject.isFull() && subject.mode() == SchedulingMode::Pod && subject.policy() != RestartPolicy::Always)
        report.add(policyField, say("an incremental sync that ends stays down"), say("Write restartPolicy: Always"),
                   {setPolicy(RestartPolicy::Always)});
}

void barePod(const Subject &subject, const Report &report)
{
    if (!subject.isFull() && subject.mode() == SchedulingMode::Pod && subject.policy() == RestartPolicy::Always)
        report.add(modeField, say("nothing replaces a bare pod when its node dies"), say("Write mode: Deployment"),
                   {setMode(SchedulingMode::Deployment)});
}

void twoConsumers(const Subject &subject, const Report &report)
{
    if (!subject.isFull() && subject.mode() == SchedulingMode::Deployment)
        report.add(modeField, say("at the loss of a node two pods of one worker may run for a while"));
}

void startedTwice(const Subject &subject, const Report &report)
{
    if (subject.isFull() && subject.isUnsafe() && subject.isJob() && !subject.isQueue())
        report.add(modeField, say("a Job may start the same worker twice, even with a backoff limit of 0"),
                   say("Write mode: Pod"), {setMode(SchedulingMode::Pod)});
}

void restartsAddUp(const Subject &subject, const Report &report)
{
    if (subject.isJob() && subject.policy() == RestartPolicy::OnFailure && subject.workers > 1 &&
        subject.mode() != SchedulingMode::JobPerWorker)
        report.add(policyField, say("the restarts of all pods add up against one backoff limit"),
                   say("Write restartPolicy: Never"), {setPolicy(RestartPolicy::Never)});
}

void endsSiblings(const Subject &subject, const Report &report)
{
    const Scheduling &settings = subject.task.scheduling;
    if (!subject.isIndexed() || subject.workers < 2 || !settings.backoffLimit || settings.backoffLimitPerIndex ||
        subject.policy() != RestartPolicy::Never)
        return;
    const int retries = subject.isUnsafe() ? 0 : std::max(0, *settings.backoffLimit);
    report.add(scheduling("backoffLimit"),
               say("after %1 failures of any workers all others are ended as well").arg(*settings.backoffLimit + 1),
               say("Write backoffLimitPerIndex: %1 in its place").arg(retries),
               {DocumentEdit::remove(scheduling("backoffLimit")),
                DocumentEdit::set(scheduling("backoffLimitPerIndex"), Json(retries))});
}

void perIndexPolicy(const Subject &subject, const Report &report)
{
    if (subject.isIndexed() && subject.task.scheduling.backoffLimitPerIndex &&
        subject.policy() == RestartPolicy::OnFailure)
        report.add(scheduling("backoffLimitPerIndex"), say("backoffLimitPerIndex goes with restartPolicy Never only"),
                   say("Write restartPolicy: Never"), {setPolicy(RestartPolicy::Never)});
}

void failedIndexes(const Subject &subject, const Report &report)
{
    const Scheduling &settings = subject.task.scheduling;
    if (!subject.isIndexed() || !settings.maxFailedIndexes)
        return;
    const QString field = scheduling("maxFailedIndexes");
    // The plan writes a limit of 0 for each index where the document says no limit at all.
    if (!settings.backoffLimitPerIndex && (settings.backoffLimit || subject.policy() != RestartPolicy::Never))
        report.add(field, say("maxFailedIndexes stands without backoffLimitPerIndex"),
                   say("Write backoffLimitPerIndex: 0"),
                   {DocumentEdit::set(scheduling("backoffLimitPerIndex"), Json(0))});
    if (*settings.maxFailedIndexes > subject.workers)
        report.add(field, say("there are only %1 workers").arg(subject.workers),
                   say("Use at most %1").arg(subject.workers), {DocumentEdit::set(field, Json(subject.workers))});
}

void largeParallelism(const Subject &subject, const Report &report)
{
    if (subject.isIndexed() && subject.task.scheduling.parallelism > 100'000)
        report.add(scheduling("parallelism"), say("an Indexed Job runs at most 100000 pods at once"), say("Remove it"),
                   {DocumentEdit::remove(scheduling("parallelism"))});
}

void shortLife(const Subject &subject, const Report &report)
{
    const auto &ttl = subject.task.scheduling.ttlSecondsAfterFinished;
    if (subject.isJob() && ttl && *ttl < 600)
        report.add(scheduling("ttlSecondsAfterFinished"),
                   say("%1 seconds after its end a Job is removed with its pods and their logs").arg(*ttl),
                   say("Write at least 600"), {DocumentEdit::set(scheduling("ttlSecondsAfterFinished"), Json(600))});
}

void incrementalDeadline(const Subject &subject, const Report &report)
{
    if (!subject.isFull() && subject.mode() == SchedulingMode::Pod && subject.task.scheduling.activeDeadlineSeconds)
        report.add(scheduling("activeDeadlineSeconds"), say("an incremental sync would be ended by its deadline"),
                   say("Remove it"), {DocumentEdit::remove(scheduling("activeDeadlineSeconds"))});
}

void unusedFields(const Subject &subject, const Report &report)
{
    const Scheduling &settings = subject.task.scheduling;
    const auto check = [&](const char *name, bool set, bool used) {
        if (set && !used)
            report.add(scheduling(name),
                       say("%1 has no meaning in mode %2").arg(QLatin1String(name), word(subject.mode())),
                       say("Remove it"), {DocumentEdit::remove(scheduling(name))});
    };
    const bool timer = subject.isTimer();
    check("parallelism", settings.parallelism != 0, subject.mode() != SchedulingMode::Deployment);
    check("backoffLimit", settings.backoffLimit.has_value(), subject.isJob());
    check("backoffLimitPerIndex", settings.backoffLimitPerIndex.has_value(), subject.isIndexed());
    check("maxFailedIndexes", settings.maxFailedIndexes.has_value(), subject.isIndexed());
    check("activeDeadlineSeconds", settings.activeDeadlineSeconds.has_value(),
          subject.mode() != SchedulingMode::Deployment);
    check("ttlSecondsAfterFinished", settings.ttlSecondsAfterFinished.has_value(), subject.isJob());
    check("schedule", !settings.schedule.isEmpty(), timer);
    check("timeZone", !settings.timeZone.isEmpty(), timer);
    check("concurrencyPolicy", !settings.concurrencyPolicy.isEmpty(), timer);
    check("startingDeadlineSeconds", settings.startingDeadlineSeconds.has_value(), timer);
    check("successfulJobsHistoryLimit", settings.successfulJobsHistoryLimit.has_value(), timer);
    check("failedJobsHistoryLimit", settings.failedJobsHistoryLimit.has_value(), timer);
    check("queue", settings.queue.has_value(), subject.isQueue());
}

constexpr Rule table[] = {
    {"mode-not-available", Severity::Error, "modes", notAvailable, nullptr, true},
    {"no-shell", Severity::Error, "modes", needsShell,
     QT_TRANSLATE_NOOP("zdtp::Review", "Where one template serves many workers a script in the container reads which "
                                       "one it is"),
     true},
    {"deployment-policy", Severity::Error, "restart-policies", deploymentPolicy,
     QT_TRANSLATE_NOOP("zdtp::Review",
                       "It keeps a pod running at all times, whatever its exit code; the server refuses "
                       "another policy"),
     true},
    {"job-policy", Severity::Error, "restart-policies", jobPolicy,
     QT_TRANSLATE_NOOP("zdtp::Review", "With Always its pods would never end; the server refuses it"), true},
    {"full-always", Severity::Error, "restart-policies", fullAlways,
     QT_TRANSLATE_NOOP("zdtp::Review", "Always starts a container again even after success"), true},
    {"unsafe-restart", Severity::Error, "rerun-safety", unsafeRestart, nullptr, true},
    {"unsafe-backoff", Severity::Error, "rerun-safety", unsafeBackoff},
    {"incremental-in-job", Severity::Error, "modes", incrementalInJob,
     QT_TRANSLATE_NOOP("zdtp::Review", "It follows changes for ever; a Job would count its end as done and not start "
                                       "it again"),
     true},
    {"incremental-ends", Severity::Warning, "restart-policies", incrementalEnds,
     QT_TRANSLATE_NOOP("zdtp::Review", "It is meant to run for ever")},
    {"bare-pod", Severity::Warning, "modes", barePod,
     QT_TRANSLATE_NOOP("zdtp::Review", "The kubelet restarts its container, but nobody makes a new pod")},
    {"two-consumers", Severity::Warning, "modes", twoConsumers,
     QT_TRANSLATE_NOOP("zdtp::Review", "Strategy Recreate ends the old pod first, but nobody can end one on a node "
                                       "that does not answer; the source must allow one consumer only")},
    {"job-starts-twice", Severity::Warning, "rerun-safety", startedTwice,
     QT_TRANSLATE_NOOP("zdtp::Review", "Kubernetes documents this for 1 completion, parallelism 1 and Never as well; a "
                                       "bare pod is started once")},
    {"restarts-add-up", Severity::Warning, "restart-policies", restartsAddUp,
     QT_TRANSLATE_NOOP("zdtp::Review", "A few restarts in different pods end the whole Job, and its logs are lost with "
                                       "its pods")},
    {"job-ends-siblings", Severity::Warning, "modes", endsSiblings,
     QT_TRANSLATE_NOOP("zdtp::Review", "The backoff limit counts the failures of all indexes together")},
    {"per-index-policy", Severity::Error, "modes", perIndexPolicy,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses it with OnFailure")},
    {"failed-indexes", Severity::Error, "modes", failedIndexes,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses such a Job")},
    {"parallelism-too-large", Severity::Error, "modes", largeParallelism,
     QT_TRANSLATE_NOOP("zdtp::Review", "The server refuses more")},
    {"short-life", Severity::Warning, "evidence", shortLife,
     QT_TRANSLATE_NOOP("zdtp::Review", "What a console did not see until then, nobody can see any more")},
    {"incremental-deadline", Severity::Warning, "modes", incrementalDeadline,
     QT_TRANSLATE_NOOP("zdtp::Review", "It is meant to run for ever")},
    {"unused-field", Severity::Warning, "modes", unusedFields},
};

} // namespace

std::span<const Rule> schedulingRules()
{
    return table;
}

} // namespace zdtp::review
