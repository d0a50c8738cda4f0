#include "models/task/modes.h"

#include "models/engine/preset.h"
#include "models/task/review.h"
#include "models/task/split.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Modes", text);
}

/// What the texts are about: one task under one mode and policy.
class Situation
{
public:
    Situation(const SyncTask &task, const EnginePreset *preset, qint64 workers)
        : m_task(task), m_preset(preset), m_workers(workers)
    {
    }

    /// Empty when nothing speaks for it.
    QString recommendation() const
    {
        if (!m_preset)
            return {};
        const bool timed = !m_task.scheduling.schedule.isEmpty();
        if (m_task.type == SyncType::Incremental)
            return mode() == SchedulingMode::Deployment
                       ? say("An incremental sync never ends: a Deployment restarts it after every error and moves it "
                             "when its node dies.")
                       : QString();
        if (policy() != RestartPolicy::Never)
            return {};
        if (timed)
            return mode() == SchedulingMode::CronJob
                       ? say("The task has a schedule: a CronJob starts it. Forbid keeps two runs apart.")
                       : QString();
        if (m_preset->safety == RerunSafety::Unsafe)
            return mode() == SchedulingMode::Pod
                       ? say("Engine %1 keeps no progress. Nothing may start a failed worker again by itself: first "
                             "its rows are deleted, then you restart it.")
                             .arg(m_preset->name)
                       : QString();
        return mode() == SchedulingMode::Pod || mode() == SchedulingMode::JobIndexed ||
                       mode() == SchedulingMode::JobPerWorker
                   ? say("Engine %1 may start again on top of its own rows: a small backoff limit saves a night call.")
                         .arg(m_preset->name)
                   : QString();
    }

    /// What to weigh where it is neither recommended nor refused.
    QString consideration() const
    {
        const bool unsafe = m_preset && m_preset->safety == RerunSafety::Unsafe;
        if (m_task.type == SyncType::Incremental)
            return policy() == RestartPolicy::Always
                       ? say("Restarts after errors, but nothing replaces the pod when its node dies.")
                       : say("Stays down after its end; an incremental sync is meant to run for ever.");
        if (isJob() && unsafe && !isQueue())
            return say("A Job may start the same worker twice, even with a backoff limit of 0; a bare pod is started "
                       "once.");
        if (isQueue())
            return say("Worth its queue with many more workers than pods at once.");
        if (policy() == RestartPolicy::OnFailure && isJob() && mode() != SchedulingMode::JobPerWorker && m_workers > 1)
            return say("The restarts of all pods add up against one backoff limit.");
        if (mode() == SchedulingMode::CronJob)
            return say("For a task that is to run by the clock.");
        return say("Nothing speaks against it.");
    }

    QString objects() const
    {
        switch (mode()) {
        case SchedulingMode::Pod:
            return m_workers == 1 ? say("1 pod.") : say("%1 pods, one a worker, %2.").arg(number(m_workers), atOnce());
        case SchedulingMode::Deployment:
            return m_workers == 1 ? say("1 Deployment with 1 pod.")
                                  : say("%1 Deployments with 1 pod each, one a worker.").arg(number(m_workers));
        case SchedulingMode::JobPerWorker:
            return m_workers == 1 ? say("1 Job with 1 pod.")
                                  : say("%1 Jobs with 1 pod each, one a worker, %2.").arg(number(m_workers), atOnce());
        case SchedulingMode::JobQueuePerItem:
            return say("A queue with %1 items and 1 Job with completions %1: each pod takes one item and ends; %2.")
                .arg(number(m_workers), atOnce());
        case SchedulingMode::JobQueueVariable:
            return say("A queue with %1 items and 1 Job without completions: each pod takes items until the queue is "
                       "empty; %2.")
                .arg(number(m_workers), atOnce());
        case SchedulingMode::JobIndexed:
            return say("1 Job with completions %1: the pod with index i is worker i; %2.")
                .arg(number(m_workers), atOnce());
        case SchedulingMode::CronJob:
            return m_workers == 1 ? say("1 CronJob that makes a Job with 1 pod at each of its times.")
                                  : say("1 CronJob that makes an Indexed Job with completions %1 at each of its times.")
                                        .arg(number(m_workers));
        }
        return {};
    }

    QString failure() const
    {
        switch (policy()) {
        case RestartPolicy::Always:
            return say("Whenever a container ends, well or not, it is started again in the same pod, later and later "
                       "up to five minutes (CrashLoopBackOff).");
        case RestartPolicy::OnFailure:
            if (!isJob())
                return say("After a failure the container is started again in the same pod, later and later up to five "
                           "minutes (CrashLoopBackOff).");
            return say("After a failure the container is started again in the same pod (CrashLoopBackOff); no new pod "
                       "is made. When the restarts reach the backoff limit the pod is removed, its logs with it.");
        case RestartPolicy::Never:
            if (!isJob())
                return say("After a failure nothing is started again: the worker stays failed until you restart it.");
            if (limit() == 0)
                return isQueue() ? say("After the first failure the Job makes no more pods; items that nobody took "
                                       "stay in the queue.")
                                 : say("After a failure nothing is started again: backoff limit 0.");
            return isQueue() ? say("After a failure the Job makes a new pod, which takes another item; the failed pods "
                                   "stay to be looked at.")
                             : say("After each failure the Job makes a new pod for the same worker, up to its backoff "
                                   "limit; the failed pods stay to be looked at.");
        }
        return {};
    }

    QString end() const
    {
        switch (mode()) {
        case SchedulingMode::Pod:
            return policy() == RestartPolicy::Always ? say("It never ends by itself.")
                                                     : say("The run ends when every pod has ended.");
        case SchedulingMode::Deployment:
            return say("It never ends by itself.");
        case SchedulingMode::JobPerWorker:
            return say("The run ends when every Job has.");
        case SchedulingMode::JobQueuePerItem:
            return say("The Job is complete after %1 pods ended well.").arg(number(m_workers));
        case SchedulingMode::JobQueueVariable:
            return say("The Job is complete when one pod found the queue empty and the others have ended.");
        case SchedulingMode::JobIndexed:
            return say("The Job is complete when every index has ended well.");
        case SchedulingMode::CronJob:
            return say("Each run ends as its Job does; the CronJob stays.");
        }
        return {};
    }

private:
    SchedulingMode mode() const { return m_task.scheduling.mode; }
    RestartPolicy policy() const { return m_task.scheduling.restartPolicy; }
    bool isJob() const { return mode() != SchedulingMode::Pod && mode() != SchedulingMode::Deployment; }
    bool isQueue() const
    {
        return mode() == SchedulingMode::JobQueuePerItem || mode() == SchedulingMode::JobQueueVariable;
    }
    static QString number(qint64 value) { return QLocale().toString(value); }

    QString atOnce() const
    {
        const int most = m_task.scheduling.parallelism;
        return most > 0 && most < m_workers ? say("%1 at once").arg(number(most)) : say("all at once");
    }

    /// With Never: what the document says, else what the plan writes.
    qint64 limit() const
    {
        const Scheduling &settings = m_task.scheduling;
        if (settings.backoffLimitPerIndex)
            return *settings.backoffLimitPerIndex;
        if (settings.backoffLimit)
            return *settings.backoffLimit;
        return isQueue() ? m_workers : 0;
    }

    const SyncTask &m_task;
    const EnginePreset *m_preset;
    qint64 m_workers;
};

} // namespace

bool isLaunchable(SchedulingMode mode)
{
    static const QList<SchedulingMode> launchable{SchedulingMode::Pod};
    return launchable.contains(mode);
}

QList<ModeChoice> modeChoices(const SyncTask &whole, const EnginePreset *preset)
{
    QList<ModeChoice> choices;
    const qint64 workers = workerCount(whole);
    SyncTask task = whole;
    task.tables = whole.tables.mid(0, 1); // the number is known, and ten thousand tables need not be copied about
    for (int mode = 0; mode <= int(SchedulingMode::CronJob); ++mode) {
        for (const RestartPolicy policy : {RestartPolicy::Always, RestartPolicy::OnFailure, RestartPolicy::Never}) {
            task.scheduling.mode = SchedulingMode(mode);
            task.scheduling.restartPolicy = policy;
            const Situation situation(task, preset, workers);
            ModeChoice choice{task.scheduling.mode, policy,         Standing::Possible, {}, situation.objects(),
                              situation.failure(),  situation.end()};
            if (const auto refusal = refusalOfMode(task, preset)) {
                choice.standing = Standing::Refused;
                choice.reason = refusal->message;
                choice.reason[0] = choice.reason.at(0).toUpper();
                choice.reason += u'.';
                if (!refusal->why.isEmpty())
                    choice.reason += u' ' + refusal->why + u'.';
            } else if (const QString recommendation = situation.recommendation(); !recommendation.isEmpty()) {
                choice.standing = Standing::Recommended;
                choice.reason = recommendation;
            } else {
                choice.reason = situation.consideration();
            }
            choices.append(choice);
        }
    }
    return choices;
}

QString word(Standing standing)
{
    switch (standing) {
    case Standing::Recommended:
        return QStringLiteral("recommended");
    case Standing::Possible:
        return QStringLiteral("possible");
    case Standing::Refused:
        return QStringLiteral("refused");
    }
    return {};
}

} // namespace zdtp
