#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/plan/diff.h"
#include "models/plan/plan.h"
#include "models/task/document.h"
#include "models/task/review.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace zdtp::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

bool writeFile(Context &context, const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return true;
    context.failWith(Failed, tr("%1: cannot be written: %2").arg(file.fileName(), file.errorString()));
    return false;
}

void writeFolder(Context &context, const QString &folder, const QList<PlannedObject> &objects)
{
    if (!QDir().mkpath(folder)) {
        context.failWith(Failed, tr("%1: the folder cannot be made").arg(folder));
        return;
    }
    for (const auto &[name, bytes] : exportFolder(objects)) {
        if (!writeFile(context, folder + u'/' + name, bytes))
            return;
    }
    complain(tr("%1 objects in %2; apply them with: kubectl apply -k %2").arg(objects.size()).arg(folder));
}

QByteArray listOf(const QList<PlannedObject> &objects)
{
    Json items = Json::array();
    for (const PlannedObject &object : objects)
        items.push_back(object.manifest);
    const Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}};
    return QByteArray::fromStdString(list.dump(2)) + '\n';
}

/// What a run of the task creates; nothing, and the exit code set, when the review or the planner refuses.
std::optional<QList<PlannedObject>> plan(Context &context, SyncTask task, const QString &nameSpace, int run)
{
    const EnginePreset *preset = context.engines().find(task.engine);
    const Findings findings = reviewTask(task, preset);
    for (const Finding &finding : findings)
        complain(findingLine(finding));
    // Files can be applied by kubectl, whatever this version launches by itself.
    const bool refused = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.severity == Severity::Error && finding.rule != QStringLiteral("mode-not-available");
    });
    if (refused) {
        context.exitCode = Refused;
        return std::nullopt;
    }
    if (!context.options.nameSpace.empty())
        task.nameSpace = QString::fromStdString(context.options.nameSpace);
    if (task.nameSpace.isEmpty())
        task.nameSpace = nameSpace;
    auto objects = planRun({task, *preset, run});
    if (!objects) {
        context.failWith(Refused, objects.error().toLine());
        return std::nullopt;
    }
    return std::move(*objects);
}

/// The document that a session's verb is about: of the file, or as it was saved.
std::optional<SyncTask> documentOf(Context &context, const TaskArgument &argument, ClusterSession &session)
{
    if (argument.isFile)
        return argument.task;
    const auto &identity = session.identity();
    const TaskRecord *saved = session.fleet().task(identity.nameSpace, argument.text);
    if (!saved) {
        context.failWith(Usage,
                         tr("there is no file and no saved task \"%1\" in namespace %2 of cluster %3. See: zdtp tasks")
                             .arg(argument.text, identity.nameSpace, identity.context));
        return std::nullopt;
    }
    ParsedTask parsed = parseSyncTask(saved->yaml, argument.text);
    for (const Finding &finding : parsed.findings)
        complain(findingLine(finding));
    if (!parsed.task)
        context.exitCode = Usage;
    return parsed.task;
}

void exportTask(Context &context, const std::string &name, const QString &out, int run)
{
    const auto argument = context.taskArgument(name);
    if (!argument)
        return;
    std::optional<SyncTask> task = argument->task;
    QString nameSpace = QStringLiteral("default");
    if (!argument->isFile) {
        const auto connection = context.connect();
        if (!connection)
            return;
        ClusterSession &session = *connection->session;
        task = documentOf(context, *argument, session);
        nameSpace = session.identity().nameSpace;
        const auto runs = session.fleet().runsOf(nameSpace, argument->name());
        if (run == 0 && !runs.isEmpty())
            run = runs.first().record.run + 1;
    }
    if (!task)
        return;
    const auto objects = plan(context, *task, nameSpace, std::max(run, 1));
    if (!objects)
        return;
    if (out.endsWith(QStringLiteral(".json")))
        writeFile(context, out, listOf(*objects));
    else if (out.endsWith(QStringLiteral(".yaml")) || out.endsWith(QStringLiteral(".yml")))
        writeFile(context, out, exportYaml(*objects));
    else
        writeFolder(context, out, *objects);
}

const char *word(ObjectDiff::Change change)
{
    switch (change) {
    case ObjectDiff::Change::Same:
        break;
    case ObjectDiff::Change::Added:
        return "added";
    case ObjectDiff::Change::Removed:
        return "removed";
    case ObjectDiff::Change::Changed:
        return "changed";
    }
    return "same";
}

/// What the next launch would create in another way than the last one did: both under the number of the last run.
void diffTask(Context &context, const std::string &name)
{
    const auto argument = context.taskArgument(name);
    const auto connection =
        argument ? context.connect(argument->task ? argument->task->nameSpace : QString()) : nullptr;
    if (!connection)
        return;
    ClusterSession &session = *connection->session;
    const QString nameSpace = session.identity().nameSpace;
    const auto task = documentOf(context, *argument, session);
    if (!task)
        return;
    const auto runs = session.fleet().runsOf(nameSpace, argument->name());
    if (runs.isEmpty() || runs.first().reconstructed) {
        context.failWith(Usage,
                         tr("task %1 has no run to compare with in namespace %2").arg(argument->name(), nameSpace));
        return;
    }
    const RunRecord &last = runs.first().record;
    ParsedTask launched = parseSyncTask(last.taskYaml, argument->name());
    auto preset = parsePreset(last.presetYaml, tr("the preset of run %1").arg(last.run));
    if (!launched.task || !preset) {
        context.failWith(Failed, tr("what run %1 was launched with cannot be read any more").arg(last.run));
        return;
    }
    launched.task->nameSpace = nameSpace;
    const auto before = planRun({*launched.task, *preset, last.run});
    if (!before) {
        context.failWith(Failed, before.error().toLine());
        return;
    }
    const auto after = plan(context, *task, nameSpace, last.run);
    if (!after)
        return;
    const QList<ObjectDiff> objects = diffPlans(*before, *after);
    if (context.options.output == "json") {
        Json items = Json::array();
        for (const ObjectDiff &object : objects) {
            if (object.change != ObjectDiff::Change::Same)
                items.push_back({{"change", word(object.change)},
                                 {"kind", object.kind},
                                 {"name", object.name},
                                 {"diff", unifiedDiff({object})}});
        }
        print(QString::fromStdString(Json{{"run", last.run}, {"items", items}}.dump(2)) + u'\n');
        return;
    }
    const QString text = unifiedDiff(objects);
    if (text.isEmpty())
        complain(tr("Nothing differs from run %1").arg(last.run));
    else
        print(text);
}

} // namespace

void addRender(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string task;
        std::string folder;
        int run = 1;
    };
    auto *verb = app.add_subcommand("render", "The manifests of a run, on standard output or as a folder");
    auto options = std::make_shared<Options>();
    verb->add_option("FILE", options->task, "Task document")->required();
    verb->add_option("--out", options->folder, "Write one file an object and a kustomization.yaml")->type_name("DIR");
    verb->add_option("--run", options->run, "Number of the run")->check(CLI::Range(1, 99999))->capture_default_str();
    verb->callback([&context, options] {
        auto argument = context.taskArgument(options->task);
        if (!argument)
            return;
        if (!argument->isFile) {
            context.failWith(Usage, tr("%1: there is no such file").arg(argument->text));
            return;
        }
        const auto objects = plan(context, *argument->task, QStringLiteral("default"), options->run);
        if (!objects)
            return;
        if (!options->folder.empty())
            writeFolder(context, QString::fromStdString(options->folder), *objects);
        else if (context.options.output == "json")
            print(QString::fromUtf8(listOf(*objects)));
        else
            print(QString::fromUtf8(exportYaml(*objects)));
    });

    struct ExportOptions
    {
        std::string task;
        std::string out;
        int run = 0;
    };
    auto exported = std::make_shared<ExportOptions>();
    auto *exporting =
        app.add_subcommand("export", "The manifests of the next run as a folder for kubectl apply -k, or a file");
    exporting->add_option("TASK", exported->task, "Task document, or name of a saved task")->required();
    exporting->add_option("--out", exported->out, "A folder, or a file that ends in .yaml or .json")
        ->type_name("DIR|FILE")
        ->required();
    exporting->add_option("--run", exported->run, "Number of the run; default: the next one")
        ->check(CLI::Range(1, 99999));
    exporting->callback([&context, exported] {
        exportTask(context, exported->task, QString::fromStdString(exported->out), exported->run);
    });

    auto compared = std::make_shared<std::string>();
    auto *diff = app.add_subcommand("diff", "What the next run would create in another way than the last one did");
    diff->add_option("TASK", *compared, "Task document, or name of a saved task")->required();
    diff->callback([&context, compared] { diffTask(context, *compared); });
}

} // namespace zdtp::cli
