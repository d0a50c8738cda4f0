#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/plan/plan.h"
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

bool writeFolder(Context &context, const QString &folder, const QList<PlannedObject> &objects)
{
    if (!QDir().mkpath(folder)) {
        context.failWith(Failed, tr("%1: the folder cannot be made").arg(folder));
        return false;
    }
    for (const auto &[name, bytes] : exportFolder(objects)) {
        QSaveFile file(folder + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
            context.failWith(Failed, tr("%1: cannot be written: %2").arg(file.fileName(), file.errorString()));
            return false;
        }
    }
    return true;
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
        const EnginePreset *preset = context.engines().find(argument->task->engine);
        const Findings findings = reviewTask(*argument->task, preset);
        for (const Finding &finding : findings)
            complain(findingLine(finding));
        // Files can be applied by kubectl, whatever this version launches by itself.
        const bool refused = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
            return finding.severity == Severity::Error && finding.rule != QStringLiteral("mode-not-available");
        });
        if (refused) {
            context.exitCode = Refused;
            return;
        }
        SyncTask task = *argument->task;
        if (!context.options.nameSpace.empty())
            task.nameSpace = QString::fromStdString(context.options.nameSpace);
        if (task.nameSpace.isEmpty())
            task.nameSpace = QStringLiteral("default");
        const auto objects = planRun({task, *preset, options->run});
        if (!objects) {
            context.failWith(Refused, objects.error().toLine());
            return;
        }
        if (!options->folder.empty()) {
            const QString folder = QString::fromStdString(options->folder);
            if (writeFolder(context, folder, *objects))
                complain(tr("%1 objects in %2; apply them with: kubectl apply -k %2").arg(objects->size()).arg(folder));
            return;
        }
        if (context.options.output == "json") {
            Json items = Json::array();
            for (const PlannedObject &object : *objects)
                items.push_back(object.manifest);
            const Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}};
            print(QString::fromStdString(list.dump(2)) + u'\n');
            return;
        }
        print(QString::fromUtf8(exportYaml(*objects)));
    });
}

} // namespace zdtp::cli
