#pragma once

#include "models/engine/preset.h"
#include "models/engine/template.h"
#include "models/plan/plan.h"

namespace zdtp {

SqlDialect dialectOf(const PlanInput &input, Side side);
/// What templates ask of the two databases: source.jdbc, source.mysql, … Ports that the URL leaves out are the usual.
void putSides(TemplateValues &values, const PlanInput &input);
/// qualified, source.path, target.path: a table as engines name it that quote by themselves.
void putPaths(TemplateValues &values, const PlanInput &input, const QString &table);
/// db.*: the database that a helper works on. `values` holds the table and the slice for both sides already; its lists
/// are completed as well.
void putDatabase(TemplateValues &values, const PlanInput &input, Side side);

/// A helper of the engine, or of a kit, read for one request.
struct ReadHelper
{
    QList<Template> command;
    Template statement;
    bool hasStatement = false;
    const EnginePreset::Command *preset = nullptr; ///< of the input
};
Result<ReadHelper> readHelper(const PlanInput &input, HelperKind kind, Side side);
/// A variable of the preset, rendered and quoted for a pod. `shared` and `own` are values that are not yet quoted.
Result<QString> renderVariable(const PlanInput &input, const EnginePreset::Environment &entry,
                               const TemplateValues &shared, const TemplateValues &own);
/// What the engine cannot do of the task: databases, slices, names. The last gate, behind the review.
std::optional<Error> engineProblem(const PlanInput &input);

} // namespace zdtp
