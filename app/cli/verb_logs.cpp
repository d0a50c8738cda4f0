#include "app/cli/context.h"
#include "app/cli/output.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

void addLogs(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string task;
        std::vector<std::string> workers;
        int run = 0;
        bool follow = false;
        bool previous = false;
        int tail = -1;
    };
    auto options = std::make_shared<Options>();
    auto *verb =
        app.add_subcommand("logs", "Logs of workers; several are merged with the worker's name before each line");
    verb->add_option("TASK", options->task, "Task")->required();
    verb->add_option("WORKER", options->workers, "Workers; default: all of the run");
    verb->add_option("--run", options->run, "Number of the run; default: the latest")->type_name("N");
    verb->add_flag("-f,--follow", options->follow, "Go on until the workers end");
    verb->add_flag("--previous", options->previous, "Of the container before its last restart");
    verb->add_option("--tail", options->tail, "Only the last N lines of each")->type_name("N");
    verb->callback([&context, options] {
        const auto argument = context.taskArgument(options->task);
        if (!argument)
            return;
        const auto connection = context.connect(argument->task ? argument->task->nameSpace : QString());
        if (!connection)
            return;
        ClusterSession &session = *connection->session;
        const RunView *view = context.chooseRun(session, argument->name(), options->run);
        if (!view)
            return;
        const auto tr = [](const char *text) { return QCoreApplication::translate("zdtp", text); };
        QStringList wanted;
        for (const std::string &worker : options->workers)
            wanted << QString::fromStdString(worker);
        QList<WorkerRow> chosen;
        QStringList known;
        for (const WorkerRow &row :
             session.fleet().workers(view->record.nameSpace, view->record.task, view->record.run)) {
            known << row.spec.name;
            if (wanted.isEmpty() || wanted.contains(row.spec.name))
                chosen << row;
        }
        for (const QString &worker : wanted) {
            if (!known.contains(worker)) {
                context.failWith(Failed, tr("run %1 of %2 has no worker %3. See: zdtp workers %2 --run %1")
                                             .arg(view->record.run)
                                             .arg(view->record.task, worker));
                return;
            }
        }
        std::vector<k8s::CallHandle> streams;
        int open = 0;
        for (const WorkerRow &row : chosen) {
            if (row.podName.isEmpty()) {
                context.failWith(Failed, tr("%1 has no pod: it is %2").arg(row.spec.name, word(row.state)));
                continue;
            }
            const QString prefix = chosen.size() > 1 ? row.spec.name + QStringLiteral(" | ") : QString();
            ClusterSession::LogOptions how;
            how.follow = options->follow;
            how.previous = options->previous;
            how.tailLines = options->tail;
            ++open;
            streams.push_back(session.readLog(
                row.podName, how,
                [prefix](const QList<ClusterSession::LogLine> &lines) {
                    QString text;
                    for (const auto &line : lines)
                        text += prefix + line.text + u'\n';
                    print(text);
                },
                [&context, &session, &open, name = row.spec.name](const std::optional<k8s::ApiError> &error) {
                    if (error)
                        context.failWith(error->isUnreachable() ? Unreachable : Failed,
                                         name + QStringLiteral(": ") + error->toLine());
                    --open;
                    emit session.eventsChanged(); // wakes the wait below
                }));
        }
        context.waitUntil(session, [&] { return open == 0; });
    });
}

} // namespace zdtp::cli
