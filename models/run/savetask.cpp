#include "models/run/removal.h"
#include "models/task/document.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::SaveTaskOperation)
};

Json manifestOf(const TaskRecord &record)
{
    Json manifest = k8s::toJson(toConfigMap(record));
    manifest["apiVersion"] = "v1";
    manifest["kind"] = "ConfigMap";
    return manifest;
}

} // namespace

SaveTaskOperation::SaveTaskOperation(RunContext context, QByteArray yaml, QString file, bool dryRun, QObject *parent)
    : RunOperation(std::move(context), parent), m_yaml(std::move(yaml)), m_file(std::move(file)), m_dryRun(dryRun)
{
}

QString SaveTaskOperation::title() const
{
    return Words::tr("Save task %1").arg(task());
}

Async<Outcome> SaveTaskOperation::perform()
{
    setSteps({{QStringLiteral("save"), Words::tr("Save the task"), {}, {}, Step::Status::Running}});
    const ParsedTask parsed = parseSyncTask(m_yaml, m_file);
    if (!parsed.task || hasErrors(parsed.findings)) {
        for (const Finding &finding : parsed.findings) {
            if (finding.severity == Severity::Error)
                co_return Outcome{Outcome::Kind::Invalid,
                                  finding.place.toString() + QStringLiteral(": ") + finding.message};
        }
        co_return Outcome{Outcome::Kind::Invalid, Words::tr("%1 is not a task document.").arg(m_file)};
    }
    if (!parsed.task->nameSpace.isEmpty() && parsed.task->nameSpace != context().nameSpace)
        co_return Outcome{Outcome::Kind::Invalid,
                          Words::tr("%1 belongs to namespace %2, and this is namespace %3. Choose the other one.")
                              .arg(parsed.task->name, parsed.task->nameSpace, context().nameSpace)};
    setTask(parsed.task->name, 0);
    const Requests requests(*this);
    TaskRecord record;
    record.name = parsed.task->name;
    record.nameSpace = context().nameSpace;
    record.yaml = m_yaml;
    record.savedBy = context().who();
    record.savedAt = context().clock.now();
    const QString name = names::taskRecord(record.name);
    Outcome outcome;
    for (int tried = 0; tried < 3; ++tried) {
        ObjectResult found = co_await requests.read(k8s::resources::configMaps(), name);
        if (!found && !found.error().isNotFound())
            co_return Outcome::of(found.error(), Words::tr("Task %1 was not saved").arg(record.name));
        record.resourceVersion.clear();
        record.revision = 1;
        if (found) {
            const auto map = k8s::parseConfigMap(jsonBytes(*found));
            const auto old = map ? parseTaskRecord(*map) : Result<TaskRecord>(fail(map.error()));
            if (old && old->yaml == m_yaml)
                co_return Outcome::done(
                    Words::tr("Task %1 is saved already, revision %2.").arg(record.name).arg(old->revision));
            record.revision = old ? old->revision + 1 : 1;
            record.resourceVersion = jsonString(*found, {"metadata", "resourceVersion"});
        }
        const Json manifest = manifestOf(record);
        ObjectResult answer = fail(k8s::ApiError{});
        if (record.resourceVersion.isEmpty())
            answer = co_await requests.create(k8s::resources::configMaps(), manifest, m_dryRun);
        else
            answer = co_await requests.update(k8s::resources::configMaps(), manifest, m_dryRun);
        if (answer && m_dryRun)
            co_return Outcome::done(Words::tr("Task %1 would be saved, revision %2. Nothing was changed.")
                                        .arg(record.name)
                                        .arg(record.revision));
        if (answer) {
            const JournalEntry said =
                entry(QStringLiteral("save"), QStringLiteral("ConfigMap ") + name,
                      jsonString(*answer, {"metadata", "uid"}), Words::tr("revision %1").arg(record.revision));
            tell(said);
            co_return Outcome::done(Words::tr("Task %1 is saved, revision %2.").arg(record.name).arg(record.revision));
        }
        outcome = Outcome::of(answer.error(), Words::tr("Task %1 was not saved").arg(record.name));
        // Somebody else was quicker, or no answer came: what is there now decides.
        const bool again =
            answer.error().isConflict() || answer.error().isAlreadyExists() || answer.error().isAmbiguous();
        if (!again)
            break;
    }
    co_return outcome;
}

ForgetTaskOperation::ForgetTaskOperation(RunContext context, QString task, QObject *parent)
    : RunOperation(std::move(context), parent)
{
    setTask(task, 0);
}

QString ForgetTaskOperation::title() const
{
    return Words::tr("Delete the saved task %1").arg(task());
}

Async<Outcome> ForgetTaskOperation::perform()
{
    setSteps({{QStringLiteral("delete"), Words::tr("Delete the saved task"), {}, {}, Step::Status::Running}});
    const Requests requests(*this);
    const QString name = names::taskRecord(task());
    ObjectResult found = co_await requests.read(k8s::resources::configMaps(), name);
    if (!found && found.error().isNotFound())
        co_return Outcome{Outcome::Kind::Refused, Words::tr("There is no saved task %1.").arg(task())};
    if (!found)
        co_return Outcome::of(found.error(), Words::tr("Task %1 was not read").arg(task()));
    const QString uid = jsonString(*found, {"metadata", "uid"});
    const Outcome outcome = co_await removeAndWait(requests, k8s::resources::configMaps(), name, uid, {});
    tell(entry(QStringLiteral("delete"), QStringLiteral("ConfigMap ") + name, uid,
               outcome.isDone() ? Words::tr("deleted") : outcome.line));
    co_return outcome;
}

} // namespace zdtp
