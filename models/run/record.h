#pragma once

#include "k8s/api/configmap.h"
#include "k8s/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

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
    QByteArray log; ///< last part, bounded
    friend bool operator==(const AttemptEvidence &, const AttemptEvidence &) = default;
};

/// An attempt that may exist. Written BEFORE its pod is created, so that no crash can hide a start.
struct AttemptRecord
{
    int attempt = 1;
    bool removed = false; ///< its pod was deleted by us, with its uid
    bool cleaned = false; ///< the slice was emptied after it (verified, or by hand with a reason in the journal)
    QString evidenceName; ///< ConfigMap that holds the evidence, when archived
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
    QString resourceVersion; ///< of the ConfigMap: guards every write
    friend bool operator==(const RunRecord &, const RunRecord &) = default;

    int latestAttempt(const QString &worker) const; ///< 1 when nothing else is recorded
};

/// One ConfigMap of at most 700 KiB: readable JSON head in `data`, bulk gzip'ed in `binaryData`. Schema version inside.
/// Parsing is total; an unknown schema is an error that names both versions.
k8s::ConfigMap toConfigMap(const RunRecord &record);
Result<RunRecord> parseRunRecord(const k8s::ConfigMap &configMap);
bool isRunRecord(const k8s::ConfigMap &configMap);

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
