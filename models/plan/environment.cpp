#include "models/plan/planner.h"
#include "models/plan/sides.h"

namespace zdtp {

TemplateValues Planner::Parts::valuesOf(const WorkerSpec *worker, int attempt) const
{
    TemplateValues values;
    values.texts[QStringLiteral("worker")] = worker ? worker->name : QString();
    values.texts[QStringLiteral("attempt")] = attempt > 0 ? QString::number(attempt) : QString();
    putSlice(values, worker ? *worker : WorkerSpec(), dialects);
    putPaths(values, input, worker ? worker->table : QString());
    return values;
}

namespace {

/// The contract's variables of one worker (product contract, section 3).
QList<std::pair<QString, QString>> contractOf(const WorkerSpec &worker, int attempt)
{
    QList<std::pair<QString, QString>> variables;
    const auto add = [&variables](const char *name, const QString &value) {
        variables.append({QString::fromLatin1(name), value});
    };
    add("ZDTP_WORKER", worker.name);
    if (attempt > 0)
        add("ZDTP_ATTEMPT", QString::number(attempt));
    add("ZDTP_TABLE", worker.table);
    if (!worker.column.isEmpty())
        add("ZDTP_COLUMN", worker.column);
    if (worker.from)
        add("ZDTP_FROM", *worker.from);
    if (worker.to)
        add("ZDTP_TO", *worker.to);
    if (worker.nulls != SliceNulls::Without)
        add("ZDTP_NULLS", worker.nulls == SliceNulls::Only ? QStringLiteral("only") : QStringLiteral("with"));
    if (!worker.where.isEmpty())
        add("ZDTP_WHERE", worker.where);
    return variables;
}

} // namespace

void Planner::Parts::addContract(PodParts &parts, const WorkerSpec *worker, int attempt) const
{
    const auto add = [&](const QString &name, const QString &value) {
        parts.environment.append({name, quote::pod(value)});
    };
    add(QStringLiteral("ZDTP_TASK"), input.task.name);
    add(QStringLiteral("ZDTP_RUN"), QString::number(input.run));
    if (worker) {
        for (const auto &[name, value] : contractOf(*worker, attempt))
            add(name, value);
    }
    add(QStringLiteral("ZDTP_PREPARE"), word(input.task.prepare));
}

QString Planner::Parts::render(const Variable &variable, const TemplateData &values, const TemplateValues &own) const
{
    const TemplateLanguage language = variable.value.language();
    return language == TemplateLanguage::Pod
               ? variable.value.render(sharedForPods, values)
               : quote::pod(variable.value.render(sharedFor.value(language), TemplateData(own, language)));
}

void Planner::Parts::addEnvironment(PodParts &parts, const TemplateData &values, const TemplateValues &own) const
{
    for (const Variable &variable : environment) {
        if (!variable.secret.isEmpty()) {
            const DatabaseEndpoint &endpoint =
                variable.secret == QStringLiteral("source") ? input.task.source : input.task.target;
            parts.secrets.append({variable.name, endpoint.password});
        } else if (!parts.itemMaps || !variable.ofWorker) {
            parts.environment.append({variable.name, render(variable, values, own)});
        }
    }
}

QList<std::pair<QString, QString>> Planner::Parts::ownEnvironment(const WorkerSpec &worker, int attempt) const
{
    QList<std::pair<QString, QString>> variables = contractOf(worker, attempt);
    const TemplateValues own = valuesOf(&worker, attempt);
    const TemplateData values(own, TemplateLanguage::Pod);
    for (const Variable &variable : environment) {
        if (!variable.secret.isEmpty() || !variable.ofWorker)
            continue;
        // Rendered for a pod, and read by a shell: what the kubelet would have made of it.
        QString value = render(variable, values, own);
        value.replace(QStringLiteral("$$"), QStringLiteral("$"));
        variables.append({variable.name, value});
    }
    return variables;
}

} // namespace zdtp
