#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace zdtp {

/// The SyncTask document (zdtp.io/v1) as values; product contract, section 1. Carries no secret, only references.

enum class SyncType { Full, Incremental };
enum class SchedulingMode { Pod, Deployment, JobPerWorker, JobQueuePerItem, JobQueueVariable, JobIndexed, CronJob };
enum class RestartPolicy { Always, OnFailure, Never };
enum class Prepare { CheckEmpty, Truncate, Keep };

struct SecretReference
{
    QString secret; ///< name of a Secret in the task's namespace
    QString key;
    friend bool operator==(const SecretReference &, const SecretReference &) = default;
};

struct DatabaseEndpoint
{
    QString url; ///< without user information
    QString user;
    SecretReference password;
    friend bool operator==(const DatabaseEndpoint &, const DatabaseEndpoint &) = default;
};

/// What the keys of a split are. Their texts are canonical (models/task/key.h).
enum class KeyType { Integer, Decimal, Text, Timestamp, Date, Uuid };
/// Who copies the rows whose key is NULL.
enum class NullKeys {
    Nobody, ///< the column has none; precheck can count them
    First,  ///< the worker of the first slice
    Last,   ///< the worker of the last slice
    Own     ///< one more worker
};

/// Either from/to/parts, or bounds, or hand-written predicates. Slices are half open: [from, to).
struct TableSplit
{
    QString column; ///< empty with predicates
    KeyType type = KeyType::Integer;
    std::optional<QString> from;
    std::optional<QString> to;
    int parts = 1;
    QStringList bounds;
    bool openEnds = false; ///< the first slice has no lower end and the last no upper one
    NullKeys nulls = NullKeys::Nobody;
    QStringList where; ///< SQL predicates as the operator wrote them, one worker each
    friend bool operator==(const TableSplit &, const TableSplit &) = default;
};

struct TableSpec
{
    QString name; ///< "public.orders"
    std::optional<TableSplit> split;
    friend bool operator==(const TableSpec &, const TableSpec &) = default;
};

enum class QueueKind { Redis, PostgreSql, MySql, Kafka, RocketMq };
enum class QueueTaking { Image, Feeder };

struct Queue
{
    QueueKind kind = QueueKind::Redis;
    QueueTaking taking = QueueTaking::Image;
    SecretReference url; ///< empty: a Redis is deployed with the task
    friend bool operator==(const Queue &, const Queue &) = default;
};

struct Scheduling
{
    SchedulingMode mode = SchedulingMode::Pod;
    RestartPolicy restartPolicy = RestartPolicy::Never;
    int parallelism = 0; ///< 0: all at once
    std::optional<int> backoffLimit;
    std::optional<int> backoffLimitPerIndex; ///< Indexed Jobs: retries of each worker
    std::optional<int> maxFailedIndexes;     ///< Indexed Jobs: the Job ends when more workers failed
    std::optional<int> activeDeadlineSeconds;
    std::optional<int> ttlSecondsAfterFinished;
    QString schedule; ///< CronJob: five fields
    QString timeZone;
    QString concurrencyPolicy; ///< Allow, Forbid, Replace; empty: the server's default
    std::optional<int> startingDeadlineSeconds;
    std::optional<int> successfulJobsHistoryLimit;
    std::optional<int> failedJobsHistoryLimit;
    std::optional<Queue> queue;
    friend bool operator==(const Scheduling &, const Scheduling &) = default;
};

struct Resources
{
    QMap<QString, QString> requests; ///< cpu, memory, … as quantities
    QMap<QString, QString> limits;
    friend bool operator==(const Resources &, const Resources &) = default;
};

/// As in a pod's spec; empty texts are left out.
struct Toleration
{
    QString key;
    QString operation; ///< Exists, Equal
    QString value;
    QString effect;
    std::optional<qint64> seconds;
    friend bool operator==(const Toleration &, const Toleration &) = default;
};

struct PodSettings
{
    QMap<QString, QString> nodeSelector;
    QList<Toleration> tolerations;
    QString serviceAccountName;
    QStringList imagePullSecrets;
    QMap<QString, QString> labels;
    QMap<QString, QString> annotations;
    std::optional<int> graceSeconds;
    friend bool operator==(const PodSettings &, const PodSettings &) = default;
};

struct SyncTask
{
    QString name;
    QString nameSpace; ///< may be empty: that of the context
    SyncType type = SyncType::Full;
    QString engine;
    QString image; ///< empty: the preset's default
    DatabaseEndpoint source;
    DatabaseEndpoint target;
    QList<TableSpec> tables;
    Scheduling scheduling;
    Resources resources;
    Prepare prepare = Prepare::CheckEmpty;
    QMap<QString, QString> options; ///< scalars as text; the preset declares and checks them
    PodSettings pod;
    friend bool operator==(const SyncTask &, const SyncTask &) = default;
};

/// Each worker is an object of its own (Pod, Deployment, JobPerWorker), or one object runs all of them.
bool isOneObjectPerWorker(SchedulingMode mode);
/// Whether the mode makes Jobs.
bool makesJobs(SchedulingMode mode);

/// The words of the document.
QString word(SyncType type);
QString word(SchedulingMode mode);
QString word(RestartPolicy policy);
QString word(Prepare prepare);
QString word(QueueKind kind);
QString word(QueueTaking taking);
QString word(KeyType type);
QString word(NullKeys nulls);
QStringList syncTypeWords();
QStringList schedulingModeWords();
QStringList restartPolicyWords();
QStringList prepareWords();
QStringList queueKindWords();
QStringList queueTakingWords();
QStringList keyTypeWords();
QStringList nullKeysWords();

} // namespace zdtp
