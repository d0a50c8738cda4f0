#include "models/task/reviewtable.h"

namespace zdtp::review {
namespace {

bool isLog(QueueKind kind)
{
    return kind == QueueKind::Kafka || kind == QueueKind::RocketMq;
}

const std::optional<Queue> &queueOf(const Subject &subject)
{
    return subject.task.scheduling.queue;
}

void variableLog(const Subject &subject, const Report &report)
{
    if (subject.mode() == SchedulingMode::JobQueueVariable && queueOf(subject) && isLog(queueOf(subject)->kind))
        report.add(scheduling("queue.kind"), say("workers on %1 would wait for ever").arg(word(queueOf(subject)->kind)),
                   say("Write kind: redis, postgresql or mysql, or mode: JobQueuePerItem"),
                   {setTo(scheduling("mode"), word(SchedulingMode::JobQueuePerItem))});
}

void logFeeder(const Subject &subject, const Report &report)
{
    if (subject.isQueue() && queueOf(subject) && isLog(queueOf(subject)->kind) &&
        queueOf(subject)->taking == QueueTaking::Feeder)
        report.add(scheduling("queue.taking"),
                   say("items of %1 are taken by the worker's image only").arg(word(queueOf(subject)->kind)),
                   say("Write taking: image, or kind: redis"),
                   {setTo(scheduling("queue.kind"), word(QueueKind::Redis))});
}

void missingUrl(const Subject &subject, const Report &report)
{
    if (subject.isQueue() && queueOf(subject) && queueOf(subject)->kind != QueueKind::Redis &&
        queueOf(subject)->url.secret.isEmpty())
        report.add(scheduling("queue.url"), say("the queue has no URL"),
                   say("Write url: {secret: NAME, key: KEY}, or kind: redis"),
                   {setTo(scheduling("queue.kind"), word(QueueKind::Redis))});
}

void variableCompletions(const Subject &subject, const Report &report)
{
    if (subject.mode() == SchedulingMode::JobQueueVariable)
        report.add(scheduling("mode"), say("the Job is made without completions"));
}

constexpr Rule table[] = {
    {"queue-never-empty", Severity::Error, "queues", variableLog,
     QT_TRANSLATE_NOOP("zdtp::Review",
                       "A consumer cannot tell that the queue is empty; Redis or a database can be asked")},
    {"queue-no-feeder", Severity::Error, "queues", logFeeder,
     QT_TRANSLATE_NOOP("zdtp::Review", "A feeder must know that an item is taken once, and by whom")},
    {"queue-no-url", Severity::Error, "queues", missingUrl,
     QT_TRANSLATE_NOOP("zdtp::Review", "Only a Redis is deployed with the task")},
    {"queue-completions", Severity::Note, "queues", variableCompletions,
     QT_TRANSLATE_NOOP("zdtp::Review", "completions: 1, as old documentation has it, would run one pod whatever the "
                                       "parallelism; left out, the Job ends when one pod found the queue empty and all "
                                       "others ended")},
};

} // namespace

std::span<const Rule> queueRules()
{
    return table;
}

} // namespace zdtp::review
