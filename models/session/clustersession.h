#pragma once

#include "k8s/api/event.h"
#include "k8s/cache/freshness.h"
#include "k8s/rest/apiclient.h"
#include "models/engine/preset.h"
#include "models/fleet/fleet.h"
#include "models/run/gate.h"
#include "models/run/operation.h"
#include "models/run/orders.h"
#include "models/run/secret.h"
#include "models/task/document.h"

#include <QObject>

#include <functional>
#include <memory>

namespace zdtp {

class LaunchOperation;

/// What a cluster is called and guarded by in this console.
struct ClusterIdentity
{
    QString context;   ///< name of the context, "local" for the local cluster
    QString title;     ///< "Local machine"
    QString server;    ///< for display
    QString nameSpace; ///< tasks and workers of this namespace are shown
    bool readOnly = false;
    bool isProtected = false;
    bool insecure = false; ///< nobody checks the server's certificate (insecure-skip-tls-verify)
};

/// A connection to one cluster and namespace: its watches, what they say, and the operations that change it. Window and
/// command line use the same. Owned by the composition root; one thread.
class ClusterSession : public QObject
{
    Q_OBJECT

public:
    /// `client`, `clock` and `engines` must outlive the session. `journalFile` (may be empty): append-only local
    /// activity file.
    ClusterSession(k8s::ApiClient &client, ClusterIdentity identity, const EngineCatalog &engines, Clock &clock,
                   QString journalFile, QObject *parent = nullptr);
    ~ClusterSession() override;

    const ClusterIdentity &identity() const;
    /// The guards of this context were changed in the console; they count from now on.
    void setGuards(bool readOnly, bool isProtected);
    /// Connects and keeps watching pods, records and events of the namespace.
    void start();
    void poke();                      ///< connect and read again now
    k8s::Freshness freshness() const; ///< the worst of its watches
    bool hasSynced() const;           ///< every watch had its first list
    QString serverVersion() const;    ///< "v1.36.0", empty until known
    QString userName() const;         ///< by SelfSubjectReview
    Fleet &fleet();
    const Fleet &fleet() const;
    const EngineCatalog &engines() const;
    Clock &clock() const;
    QList<k8s::Event> events(const QString &objectUid = {}) const; ///< newest first
    QList<JournalEntry> activity() const;                          ///< of all runs, newest first

    /// Why an action that changes the cluster is off now ("Stale since …", "read-only"); empty when it is on.
    QString refusal() const;

    // Operations. The session owns them until they have finished; closing a dialog does not stop them.
    Operation *saveTask(const QByteArray &yaml, const QString &file, bool dryRun = false);
    /// How far a launch with limited parallelism goes by itself: until every worker was created as others end, or until
    /// the first places are taken (resumeLaunch() goes on from there).
    enum class LaunchExtent { AllWorkers, FreePlaces };
    Operation *launch(const QByteArray &taskYaml, const QString &file, LaunchExtent extent = LaunchExtent::AllWorkers);
    /// What stands before a launch, as a list (LaunchOperation::lines()), with every object checked by the server;
    /// nothing is created.
    LaunchOperation *rehearseLaunch(const QByteArray &taskYaml, const QString &file);
    /// Finishes a launch that was cut off or that waits for free places; never creates a worker whose start cannot be
    /// excluded.
    Operation *resumeLaunch(const QString &task, int run, LaunchExtent extent = LaunchExtent::AllWorkers);
    /// Launches that were cut off: recorded as under way, and no operation of this session goes on with them.
    QList<RunView> interruptedLaunches() const;
    /// Counts the slices of workers in target and source with helper pods. `counted`: worker → {target, source} (-1:
    /// not known).
    struct Counts
    {
        qint64 target = -1;
        qint64 source = -1;
        QString problem;
    };
    Operation *count(const QString &task, int run, const QStringList &workers,
                     std::function<void(const QString &worker, const Counts &counts)> counted);
    Operation *cleanUp(const QString &task, int run, const QStringList &workers);
    Operation *restart(const RestartRequest &request);
    Operation *remove(const DeleteRequest &request);
    /// Creates a Secret or adds keys to it; see WriteSecretOperation.
    Operation *writeSecret(SecretOrder order);
    /// Deletes a saved task; its runs stay.
    Operation *forgetTask(const QString &task);
    QList<Operation *> operations() const; ///< those that run

    /// The exact statement that a clean-up of this worker would run.
    Result<QString> cleanUpStatement(const QString &task, int run, const QString &worker) const;
    Gate gate(const QString &task, int run, const QString &worker) const;

    /// Reads the logs of running workers for their progress; on from the start. At most progressLimit() at a time.
    void setProgressFollowing(bool on);
    static int progressLimit();

    /// Follows or reads a pod's log. `lines` gets complete lines without their line break, with RFC 3339 timestamps
    /// split off.
    struct LogLine
    {
        QDateTime time;
        QString text;
    };
    struct LogOptions
    {
        bool follow = true;
        bool previous = false;
        int tailLines = -1;
        QString container;
    };
    [[nodiscard]] k8s::CallHandle readLog(const QString &podName, const LogOptions &options,
                                          std::function<void(const QList<LogLine> &lines)> lines,
                                          std::function<void(std::optional<k8s::ApiError>)> ended);

signals:
    void freshnessChanged();
    void identityKnown(); ///< server version and user name
    void eventsChanged();
    void operationStarted(zdtp::Operation *operation);
    void operationFinished(zdtp::Operation *operation);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace zdtp
