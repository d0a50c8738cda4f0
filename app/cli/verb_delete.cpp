#include "app/cli/context.h"
#include "app/cli/output.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

void addDelete(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string task;
        std::vector<std::string> workers;
        int run = 0;
    };
    auto options = std::make_shared<Options>();
    auto *verb =
        app.add_subcommand("delete", "Deletes workers, or a run with all that belongs to it; evidence is kept first");
    verb->add_option("TASK", options->task, "Task")->required();
    verb->add_option("WORKER", options->workers, "Workers; default: the whole run with its record");
    verb->add_option("--run", options->run, "Number of the run; default: the latest")->type_name("N");
    verb->callback([&context, options] {
        const auto tr = [](const char *text) { return QCoreApplication::translate("zdtp", text); };
        const auto argument = context.taskArgument(options->task);
        if (!argument)
            return;
        const auto connection =
            context.connect(argument->task ? argument->task->nameSpace : QString(), Context::Purpose::Change);
        if (!connection)
            return;
        ClusterSession &session = *connection->session;
        const RunView *view = context.chooseRun(session, argument->name(), options->run);
        if (!view)
            return;
        DeleteRequest request;
        request.task = argument->name();
        request.run = view->record.run;
        for (const std::string &worker : options->workers)
            request.workers << QString::fromStdString(worker);
        // What is shown here, with its uid, is exactly what will be deleted.
        int running = 0;
        for (const WorkerRow &row : session.fleet().workers(view->record.nameSpace, request.task, request.run)) {
            if (row.podUid.isEmpty() || (!request.workers.isEmpty() && !request.workers.contains(row.spec.name)))
                continue;
            request.shownPods.insert(row.podName, row.podUid);
            running += row.state == State::Running ? 1 : 0;
            complain(tr("pod %1, uid %2, %3").arg(row.podName, row.podUid, word(row.state)));
        }
        if (request.workers.isEmpty()) {
            for (const k8s::Pod &pod : session.fleet().helperPods(view->record.nameSpace, request.task, request.run)) {
                request.shownPods.insert(pod.meta.name, pod.meta.uid);
                complain(tr("pod %1, uid %2, helper").arg(pod.meta.name, pod.meta.uid));
            }
        }
        request.dryRun = context.options.dryRun;
        if (request.dryRun) {
            context.run(session.remove(request));
            return;
        }
        const auto &identity = session.identity();
        QString question = tr("Delete %1 pods").arg(request.shownPods.size());
        if (request.workers.isEmpty())
            question += tr(" and the record of run %1 of %2").arg(request.run).arg(request.task);
        question += tr(", in namespace %1 of cluster %2?").arg(identity.nameSpace, identity.context);
        if (running > 0)
            question += tr(" %1 of them are running.").arg(running);
        if (context.confirm(question))
            context.run(session.remove(request));
    });
}

} // namespace zdtp::cli
