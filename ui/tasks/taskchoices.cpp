#include "ui/tasks/taskchoices.h"

#include "models/tables/words.h"
#include "models/task/review.h"
#include "models/task/split.h"

#include <QCoreApplication>

namespace zdtp::ui {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::ui::TaskChoices", text);
}

/// Why the review refuses the scheduling of the task; empty when it does not.
QString refusalOf(const SyncTask &task, const EnginePreset *preset)
{
    for (const Finding &finding : reviewTask(task, preset)) {
        if (finding.severity == Severity::Error && finding.field.startsWith(QStringLiteral("spec.scheduling")))
            return tables::sentences({finding.message, finding.why});
    }
    return {};
}

QString wordsOf(SchedulingMode mode, const SyncTask &task)
{
    const bool several = workerCount(task) > 1;
    switch (mode) {
    case SchedulingMode::Pod:
        return task.type == SyncType::Full
                   ? say("One pod a worker. Nothing starts it again by itself, so no row is copied twice without you.")
                   : say("One pod a worker. Nothing replaces it when its node dies.");
    case SchedulingMode::Deployment:
        return say("One Deployment a worker: started again for ever, and moved when its node dies.");
    case SchedulingMode::JobPerWorker:
        return say("One Job a worker. A Job may start a pod twice.");
    case SchedulingMode::JobQueuePerItem:
        return say("One Job and a queue; each pod takes one worker's slice. Suits many more workers.");
    case SchedulingMode::JobQueueVariable:
        return say("One Job and a queue; pods take slices until it is empty.");
    case SchedulingMode::JobIndexed:
        return several ? say("One Job for all %1 workers, each by its index.").arg(workerCount(task))
                       : say("One Job, its worker by index.");
    case SchedulingMode::CronJob:
        return say("Runs by the clock, each time from the start.");
    }
    return {};
}

QString wordsOf(RestartPolicy policy)
{
    switch (policy) {
    case RestartPolicy::Never:
        return say("Stays failed until you clean up and restart it.");
    case RestartPolicy::OnFailure:
        return say("Starts again in the same pod after a failure.");
    case RestartPolicy::Always:
        return say("Starts again in the same pod whenever it ends.");
    }
    return {};
}

} // namespace

TaskChoices choicesOf(const SyncTask &whole, const EnginePreset *preset)
{
    TaskChoices choices;
    SyncTask task = whole; // what the tables are does not matter here, and there may be very many
    task.tables = task.tables.mid(0, 1);
    const SchedulingMode best = !whole.scheduling.schedule.isEmpty()  ? SchedulingMode::CronJob
                                : whole.type == SyncType::Incremental ? SchedulingMode::Deployment
                                                                      : SchedulingMode::Pod;
    for (int mode = 0; mode <= int(SchedulingMode::CronJob); ++mode) {
        task.scheduling.mode = SchedulingMode(mode);
        TaskChoice choice{word(task.scheduling.mode), TaskChoice::Verdict::Refused, {}, {}};
        // The present policy where it may stay, else the most careful one that is legal.
        QList<RestartPolicy> policies{whole.scheduling.restartPolicy, RestartPolicy::Never, RestartPolicy::Always,
                                      RestartPolicy::OnFailure};
        for (const RestartPolicy policy : std::as_const(policies)) {
            task.scheduling.restartPolicy = policy;
            const QString refusal = refusalOf(task, preset);
            if (refusal.isEmpty()) {
                choice.verdict =
                    best == task.scheduling.mode ? TaskChoice::Verdict::Recommended : TaskChoice::Verdict::Possible;
                choice.reason = wordsOf(task.scheduling.mode, whole);
                choice.policy = word(policy);
                break;
            }
            if (choice.reason.isEmpty() || policy == RestartPolicy::Always)
                choice.reason = refusal;
        }
        choices.modes.append(choice);
    }
    task.scheduling = whole.scheduling;
    const RestartPolicy careful =
        whole.type == SyncType::Incremental &&
                (whole.scheduling.mode == SchedulingMode::Pod || whole.scheduling.mode == SchedulingMode::Deployment)
            ? RestartPolicy::Always
            : RestartPolicy::Never;
    for (const RestartPolicy policy : {RestartPolicy::Never, RestartPolicy::OnFailure, RestartPolicy::Always}) {
        task.scheduling.restartPolicy = policy;
        const QString refusal = refusalOf(task, preset);
        choices.policies.append({word(policy),
                                 !refusal.isEmpty()  ? TaskChoice::Verdict::Refused
                                 : policy == careful ? TaskChoice::Verdict::Recommended
                                                     : TaskChoice::Verdict::Possible,
                                 refusal.isEmpty() ? wordsOf(policy) : refusal,
                                 {}});
    }
    return choices;
}

} // namespace zdtp::ui
