#include "models/task/synctask.h"

namespace zdtp {

bool isOneObjectPerWorker(SchedulingMode mode)
{
    return mode == SchedulingMode::Pod || mode == SchedulingMode::Deployment || mode == SchedulingMode::JobPerWorker;
}

bool makesJobs(SchedulingMode mode)
{
    return mode != SchedulingMode::Pod && mode != SchedulingMode::Deployment;
}

QStringList syncTypeWords()
{
    return {QStringLiteral("full"), QStringLiteral("incremental")};
}

QStringList schedulingModeWords()
{
    return {QStringLiteral("Pod"),
            QStringLiteral("Deployment"),
            QStringLiteral("JobPerWorker"),
            QStringLiteral("JobQueuePerItem"),
            QStringLiteral("JobQueueVariable"),
            QStringLiteral("JobIndexed"),
            QStringLiteral("CronJob")};
}

QStringList restartPolicyWords()
{
    return {QStringLiteral("Always"), QStringLiteral("OnFailure"), QStringLiteral("Never")};
}

QStringList prepareWords()
{
    return {QStringLiteral("check-empty"), QStringLiteral("truncate"), QStringLiteral("keep")};
}

QStringList queueKindWords()
{
    return {QStringLiteral("redis"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("kafka"),
            QStringLiteral("rocketmq")};
}

QStringList queueTakingWords()
{
    return {QStringLiteral("image"), QStringLiteral("feeder")};
}

QStringList keyTypeWords()
{
    return {QStringLiteral("integer"),   QStringLiteral("decimal"), QStringLiteral("text"),
            QStringLiteral("timestamp"), QStringLiteral("date"),    QStringLiteral("uuid")};
}

QStringList nullKeysWords()
{
    return {QStringLiteral("nobody"), QStringLiteral("first"), QStringLiteral("last"), QStringLiteral("own")};
}

// The words stand in the order of their enums.

QString word(SyncType type)
{
    return syncTypeWords().at(static_cast<int>(type));
}

QString word(SchedulingMode mode)
{
    return schedulingModeWords().at(static_cast<int>(mode));
}

QString word(RestartPolicy policy)
{
    return restartPolicyWords().at(static_cast<int>(policy));
}

QString word(Prepare prepare)
{
    return prepareWords().at(static_cast<int>(prepare));
}

QString word(QueueKind kind)
{
    return queueKindWords().at(static_cast<int>(kind));
}

QString word(QueueTaking taking)
{
    return queueTakingWords().at(static_cast<int>(taking));
}

QString word(KeyType type)
{
    return keyTypeWords().at(static_cast<int>(type));
}

QString word(NullKeys nulls)
{
    return nullKeysWords().at(static_cast<int>(nulls));
}

} // namespace zdtp
