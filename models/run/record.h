#pragma once

#include "k8s/api/configmap.h"
#include "k8s/base/result.h"
#include "models/tables/roles.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace zdtp {

/// Who did what, when, to which object, and what came of it. Never holds a secret.
struct JournalEntry
{
    QDateTime time; ///< UTC
    QString who;    ///< user name by SelfSubjectReview
    QString what;   ///< "launch", "restart", "cleanup", "delete", "cleaned-by-hand"
    QString object; ///< "Pod orders-full-r3-orders-02-a1"
    QString uid;
    QString outcome;
    QString reason; ///< as the operator gave it
    friend bool operator==(const JournalEntry &, const JournalEntry &) = default;
};

/// What is kept of an attempt when its pod is removed.
struct AttemptEvidence
{
    QString podUid;
    QString podStatus; ///< kubectl's word: "Error"
    QString reason;
    int exitCode = -1;    ///< -1: not known
    bool started = false; ///< its main container ran
    QDateTime startedAt, finishedAt;
    QByteArray podJson;
    QByteArray eventsJson;
    QByteArray log;         ///< last part, bounded
    QByteArray previousLog; ///< of the container's start before the last one, bounded
    friend bool operator==(const AttemptEvidence &, const AttemptEvidence &) = default;
};

/// An attempt that may exist. Written BEFORE its pod is created, so that no crash can hide a start.
struct AttemptRecord
{
    int attempt = 1;
    bool removed = false; ///< its pod was deleted by us, with its uid
    bool cleaned = false; ///< the slice was emptied after it (verified, or by hand with a reason in the journal)
    QString evidenceName; ///< ConfigMap that holds the evidence, when archived
    QString launchId;     ///< of the operation that started it; empty: the run's own
    QDateTime intendedAt; ///< UTC; invalid for what the launch itself started

    // What its pod said last, kept when the pod is removed.
    std::optional<State> endState;
    int exitCode = -1;
    bool started = false;
    QString reason;

    /// A lease on the worker, so that of two operators who restart or clean it up, one is told (models/run/README.md).
    QString claim; ///< id of the operation that holds it, empty: nobody
    QString claimedBy;
    QDateTime claimedAt; ///< UTC, renewed before every dangerous request
    int cleanups = 0;    ///< number of the last clean-up pod that may exist
    friend bool operator==(const AttemptRecord &, const AttemptRecord &) = default;
};

enum class RunPhase {
    Preparing, ///< record written, pre-flight under way, no worker may exist
    Launching, ///< workers [0, intended) may exist; the rest do not
    Launched,  ///< every worker was created, or its answer is known
    Refused,   ///< pre-flight refused; no worker was created
    Cancelled  ///< the operator stopped the launch; workers beyond `intended` were never created
};
QString word(RunPhase phase);

/// One launch of a task: what was asked for, and everything that may have been started. Kept in ConfigMaps.
struct RunRecord
{
    QString task;
    QString nameSpace;
    int run = 1;
    QString launchId;
    RunPhase phase = RunPhase::Preparing;
    QString launchedBy;
    QDateTime launchedAt;
    QByteArray taskYaml;   ///< the document as launched
    QByteArray presetYaml; ///< the preset as it was: a restart drives the engine as the launch did
    QString podsVersion;   ///< resourceVersion of the pod collection before the first creation: what was created since
                           ///< can be replayed
    int expected = 0;      ///< number of workers
    int intended = 0;      ///< see RunPhase::Launching
    QMap<QString, QList<AttemptRecord>> attempts; ///< only workers that differ from "attempt 1, nothing special"
    QList<JournalEntry> journal;
    QDateTime updatedAt;     ///< UTC, of the last write
    QString writeId;         ///< random for each write: an operator who got no answer sees whether it was carried out
    QString uid;             ///< of the ConfigMap
    QString resourceVersion; ///< of the ConfigMap: guards every write
    friend bool operator==(const RunRecord &, const RunRecord &) = default;

    /// Whether a worker of it may ever have been started, as far as the record alone can tell.
    bool mayHaveStarted() const;
    int latestAttempt(const QString &worker) const; ///< 1 when nothing else is recorded
    /// What is recorded of an attempt; nullptr when there is nothing special about it.
    const AttemptRecord *attempt(const QString &worker, int attempt) const;
    /// The same for writing; makes it when there is none.
    AttemptRecord &attemptForWriting(const QString &worker, int attempt);
    /// The launch id that the pod of an attempt must carry to be ours.
    QString launchIdOf(const QString &worker, int attempt) const;
};

/// One ConfigMap of at most 700 KiB: readable JSON head in `data`, bulk gzip'ed in `binaryData`. Schema version inside.
/// Parsing is total; an unknown schema is an error that names both versions.
/// A record that does not fit is an error that says what to do.
Result<k8s::ConfigMap> toConfigMap(const RunRecord &record);
Result<RunRecord> parseRunRecord(const k8s::ConfigMap &configMap);
bool isRunRecord(const k8s::ConfigMap &configMap);

/// The ConfigMap "<pod>-evidence", found again by the labels of its worker. Logs are cut at their start to fit.
k8s::ConfigMap toConfigMap(const AttemptEvidence &evidence, const RunRecord &record, const QString &worker, int attempt,
                           const QString &podName);
Result<AttemptEvidence> parseEvidence(const k8s::ConfigMap &configMap);
bool isEvidence(const k8s::ConfigMap &configMap);
QString evidenceName(const QString &podName);

/// A saved task: its document.
struct TaskRecord
{
    QString name;
    QString nameSpace;
    QByteArray yaml;
    QString savedBy;
    QDateTime savedAt;
    int revision = 1;
    QString resourceVersion;
    friend bool operator==(const TaskRecord &, const TaskRecord &) = default;
};
k8s::ConfigMap toConfigMap(const TaskRecord &record);
Result<TaskRecord> parseTaskRecord(const k8s::ConfigMap &configMap);
bool isTaskRecord(const k8s::ConfigMap &configMap);

} // namespace zdtp
