#pragma once

#include "models/engine/quote.h"
#include "models/engine/template.h"
#include "models/plan/manifest.h"

namespace zdtp {

struct Dialects
{
    SqlDialect source = SqlDialect::PostgreSql;
    SqlDialect target = SqlDialect::PostgreSql;
    explicit Dialects(const PlanInput &input)
        : source(input.preset.dialectOfSource(input.task.source.url))
        , target(input.preset.dialectOfTarget(input.task.target.url))
    {
    }
};

/// The values of a slice, for both sides.
void putSlice(TemplateValues &values, const WorkerSpec &worker, const Dialects &dialects);
void putEndpoint(TemplateValues &values, const QString &side, const DatabaseEndpoint &endpoint);
/// One entry a table, with the predicate of all of its slices.
QList<TemplateValues> tablesOf(const SyncTask &task, const Dialects &dialects);

struct Planner::Parts
{
    struct Variable
    {
        QString name;
        Template value;
        QString secret;
        bool ofWorker = false; ///< its value differs from worker to worker
    };
    struct File
    {
        QString name;
        Template content;
    };

    explicit Parts(const PlanInput &from) : input(from), dialects(from) {}

    PlanInput input;
    Dialects dialects;
    TemplateValues shared; ///< what does not depend on a worker
    TemplateData sharedForPods;
    QMap<TemplateLanguage, TemplateData> sharedFor; ///< for variables that something else than a pod reads
    QList<Variable> environment;
    QList<Template> command;
    QList<File> files;

    /// What comes on top of the shared values.
    TemplateValues valuesOf(const WorkerSpec *worker, int attempt) const;
    /// The contract's variables.
    void addContract(PodParts &parts, const WorkerSpec *worker, int attempt) const;
    /// The engine's own, on top of the contract's.
    void addEnvironment(PodParts &parts, const TemplateData &values, const TemplateValues &own) const;
    /// `own` is not quoted yet, `values` is the same for a pod.
    QString render(const Variable &variable, const TemplateData &values, const TemplateValues &own) const;
    /// The variables that a worker has of its own: name and value, not quoted for a pod.
    QList<std::pair<QString, QString>> ownEnvironment(const WorkerSpec &worker, int attempt) const;
};

/// Why the queue of a task cannot be planned; nothing for the other modes.
std::optional<Error> queueProblem(const PlanInput &input);
/// Everything that is created before the workers of a queue, in order. `itemMaps`: how many ConfigMaps hold the items.
QList<PlannedObject> queueObjects(const PlanInput &input, int itemMaps);
/// Makes a worker's pod take its work from the queue.
void feedFromQueue(const PlanInput &input, Json &pod);
/// Completions and limits of the Job of a queue.
void limitQueueJob(const PlanInput &input, Json &spec, int workers);

} // namespace zdtp
