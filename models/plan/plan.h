#pragma once

#include "k8s/base/json.h"
#include "k8s/base/result.h"
#include "models/engine/preset.h"
#include "models/task/split.h"
#include "models/task/synctask.h"

#include <QList>
#include <QString>

#include <memory>

namespace zdtp {

/// Names, labels and annotations of the contract (section 4).
namespace names {
inline constexpr auto managedBy = "app.kubernetes.io/managed-by";
inline constexpr auto managedByValue = "zdtp-console";
inline constexpr auto partOf = "app.kubernetes.io/part-of";
inline constexpr auto partOfValue = "zdtp";
inline constexpr auto engine = "app.kubernetes.io/name";
inline constexpr auto task = "zdtp.io/task";
inline constexpr auto run = "zdtp.io/run";
inline constexpr auto worker = "zdtp.io/worker";
inline constexpr auto attempt = "zdtp.io/attempt";
inline constexpr auto sync = "zdtp.io/sync";
inline constexpr auto role = "zdtp.io/role";          ///< worker, helper kinds, record
inline constexpr auto launchId = "zdtp.io/launch-id"; ///< annotation
inline constexpr auto specHash = "zdtp.io/spec-hash"; ///< annotation
inline constexpr auto slice = "zdtp.io/slice";        ///< annotation, for people
QString workerPod(const QString &task, int run, const QString &worker,
                  int attempt); ///< <task>-r<run>-<worker>-a<attempt>
QString helperPod(const QString &task, int run, const QString &worker, HelperKind kind, int number);
QString workload(const QString &task, int run, const QString &worker); ///< Jobs, Deployments: <task>-r<run>[-<worker>]
QString runConfig(const QString &task, int run);                       ///< <task>-r<run>-config
QString runItems(const QString &task, int run, int number);            ///< <task>-r<run>-items-01
QString runRecord(const QString &task, int run);                       ///< <task>-r<run>
QString taskRecord(const QString &task);                               ///< zdtp-task-<task>
} // namespace names

/// One object of a run, as it is sent and as it is exported.
struct PlannedObject
{
    enum class Part {
        Shared, ///< what all workers read; harmless by itself
        Queue,  ///< a Redis that is deployed with the task
        Loader, ///< puts the items into the queue
        Work    ///< what runs workers
    };

    QString kind; ///< "Pod", "ConfigMap", "Job", …
    QString name;
    QString worker; ///< empty when it is not one worker's
    int attempt = 0;
    Json manifest;
    Part part = Part::Shared;
};

/// Everything that a run needs to render its objects. Values; pure functions below; any thread.
struct PlanInput
{
    SyncTask task; ///< namespace filled in
    EnginePreset preset;
    int run = 1;
};

enum class Side { Source, Target };

/// A helper pod. Its result comes as one line of JSON in the termination message: {"rows": 612304} for Count and
/// Cleanup,
/// {"ok": true} or {"problem": "…"} for Precheck. `worker` null: for the whole task.
struct HelperRequest
{
    HelperKind kind = HelperKind::Count;
    const WorkerSpec *worker = nullptr;
    Side side = Side::Target; ///< Count only
    int number = 1;           ///< makes the name unique within worker and kind
};

/// The engine's templates, read once: planning ten thousand workers renders them ten thousand times. Copies share them;
/// one thread at a time.
class Planner
{
public:
    static Result<Planner> make(const PlanInput &input);
    ~Planner();
    Planner(Planner &&) noexcept;
    Planner &operator=(Planner &&) noexcept;

    Result<PlannedObject> config() const; ///< the ConfigMap that all pods of the run mount
    /// What each worker of an Indexed Job has of its own, as shell files by index, in as few ConfigMaps as hold them.
    Result<QList<PlannedObject>> items(const QList<WorkerSpec> &workers) const;
    /// The object of one worker: modes Pod, Deployment, JobPerWorker.
    Result<PlannedObject> worker(const WorkerSpec &worker, int attempt) const;
    /// The one object of all workers: JobIndexed, CronJob. `itemMaps`: how many ConfigMaps items() gave.
    Result<PlannedObject> work(const QList<WorkerSpec> &workers, int itemMaps) const;
    Result<PlannedObject> helper(const HelperRequest &request) const;
    Result<QString> statement(const HelperRequest &request) const;

private:
    struct Parts;
    explicit Planner(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// The objects of a run in the order of creation: shared ones first, then those that run the workers (attempt 1). The
/// same input gives the same bytes. No launch id: that is added when they are sent.
Result<QList<PlannedObject>> planRun(const PlanInput &input);
Result<PlannedObject> planWorker(const PlanInput &input, const WorkerSpec &worker, int attempt);

Result<PlannedObject> planHelper(const PlanInput &input, const HelperRequest &request);
/// What the helper will do, as shown to the operator before it runs: the exact statement.
Result<QString> helperStatement(const PlanInput &input, const HelperRequest &request);

bool isQueueMode(SchedulingMode mode);
/// A pod that speaks to the run's queue. Without `putBack` it prints the ledger: one line of JSON in its log,
/// {"loaded", "items", "queued", "taken", "done", "failed", "list": [{"item", "state", "pod", "at", "ended",
/// "reason"}]}, times in seconds since 1970; the termination message has the same without the list. With it, that
/// worker's item goes back from failed to queued: only after what it left was cleaned up.
struct QueueRequest
{
    QString putBack;
    int number = 1; ///< makes the name unique
};
Result<PlannedObject> planQueueHelper(const PlanInput &input, const QueueRequest &request);

/// Content hash of a manifest without its launch annotations: two objects with the same hash are the same intent.
QString specHash(const Json &manifest);
/// Adds launch id and spec hash.
void stampLaunch(Json &manifest, const QString &launchId);

/// Kubernetes-style YAML (k8s/yaml) of all objects, separated by "---".
QByteArray exportYaml(const QList<PlannedObject> &objects);
/// One file an object, kustomization.yaml in the order of application. File name → bytes.
QList<std::pair<QString, QByteArray>> exportFolder(const QList<PlannedObject> &objects);

} // namespace zdtp
