#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/run/launch.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

QString sumsLine(const RunSums &sums)
{
    QStringList parts{tr("expected %1").arg(sums.expected)};
    const std::pair<int, const char *> rows[] = {{sums.running, QT_TRANSLATE_NOOP("zdtp", "running %1")},
                                                 {sums.waiting, QT_TRANSLATE_NOOP("zdtp", "waiting %1")},
                                                 {sums.succeeded, QT_TRANSLATE_NOOP("zdtp", "succeeded %1")},
                                                 {sums.failed, QT_TRANSLATE_NOOP("zdtp", "failed %1")},
                                                 {sums.missing, QT_TRANSLATE_NOOP("zdtp", "missing %1")},
                                                 {sums.unknown, QT_TRANSLATE_NOOP("zdtp", "unknown %1")},
                                                 {sums.stopped, QT_TRANSLATE_NOOP("zdtp", "stopped %1")}};
    for (const auto &[count, words] : rows) {
        if (count > 0)
            parts << tr(words).arg(count);
    }
    return parts.join(QStringLiteral(", "));
}

/// Follows a run to its end: one line for each worker that ended, then the sums.
void follow(Context &context, ClusterSession &session, const QString &task, int run)
{
    const QString nameSpace = session.identity().nameSpace;
    QHash<QString, WorkerState> told;
    const auto ended = [&] {
        for (const WorkerRow &row : session.fleet().workers(nameSpace, task, run)) {
            if (told.value(row.spec.name, State::Waiting) == row.state)
                continue;
            told.insert(row.spec.name, row.state);
            QString line = QStringLiteral("%1  %2").arg(row.spec.name, word(row.state));
            if (row.state == State::Failed && row.exitCode >= 0)
                line += tr("  exit code %1").arg(row.exitCode);
            if (row.state == State::Failed && !row.message.isEmpty())
                line += QStringLiteral("  ") + row.message.simplified().left(160);
            complain(line);
        }
        const RunView *view = session.fleet().run(nameSpace, task, run);
        return view && view->ended;
    };
    if (!context.waitUntil(session, ended)) {
        complain(tr("Left. The workers go on; see: zdtp workers %1 --run %2").arg(task).arg(run));
        return;
    }
    const RunView *view = session.fleet().run(nameSpace, task, run);
    print(tr("run %1 of %2: %3\n").arg(run).arg(task, sumsLine(view->sums)));
    if (!view->succeeded)
        context.failWith(view->sums.unknown + view->sums.missing > 0 ? OutcomeUnknown : Failed,
                         tr("run %1 of %2 did not succeed. See: zdtp workers %2 --run %1").arg(run).arg(task));
}

/// Without --wait nobody is there to start workers as others end: only the free places are taken.
ClusterSession::LaunchExtent extentOf(bool wait)
{
    return wait ? ClusterSession::LaunchExtent::AllWorkers : ClusterSession::LaunchExtent::FreePlaces;
}

void launchAndWait(Context &context, const TaskArgument &argument, bool wait)
{
    const auto connection =
        context.connect(argument.task ? argument.task->nameSpace : QString(), Context::Purpose::Change);
    if (!connection)
        return;
    ClusterSession &session = *connection->session;
    const QString nameSpace = session.identity().nameSpace;
    const auto yaml = context.document(session, argument);
    if (!yaml)
        return;
    const QString name = argument.name();
    if (context.options.dryRun) {
        context.run(session.rehearseLaunch(*yaml, argument.isFile ? argument.text : name));
        return;
    }
    const auto before = session.fleet().runsOf(nameSpace, name);
    const int last = before.isEmpty() ? 0 : before.first().record.run;
    if (!context.confirm(
            tr("Launch task %1 in namespace %2 of cluster %3?").arg(name, nameSpace, session.identity().context)))
        return;
    const Outcome outcome = context.run(session.launch(*yaml, argument.isFile ? argument.text : name, extentOf(wait)));
    if (!outcome.isDone() || !wait)
        return;
    const auto newRun = [&] {
        const auto runs = session.fleet().runsOf(nameSpace, name);
        return !runs.isEmpty() && runs.first().record.run > last;
    };
    if (context.waitUntil(session, newRun))
        follow(context, session, name, session.fleet().runsOf(nameSpace, name).first().record.run);
}

} // namespace

void addLaunch(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string task;
        bool wait = false;
        int run = 0;
    };
    auto options = std::make_shared<Options>();
    auto *verb = app.add_subcommand(
        "launch", "Launches a task; where it limits its parallelism, without --wait only what may run at once");
    verb->add_option("TASK", options->task, "Task document, or name of a saved task")->required();
    verb->add_flag("--wait", options->wait, "Follow the run to its end; 0 only if every worker succeeded");
    verb->callback([&context, options] {
        if (const auto argument = context.taskArgument(options->task))
            launchAndWait(context, *argument, options->wait);
    });

    auto resumed = std::make_shared<Options>();
    auto *resume = app.add_subcommand(
        "continue", "Goes on with a launch that was cut off, or that waits for free places; starts nothing twice");
    resume->add_option("TASK", resumed->task, "Name of the task")->required();
    resume->add_option("--run", resumed->run, "Number of the run; default: the latest")->type_name("N");
    resume->add_flag("--wait", resumed->wait, "Follow the run to its end");
    resume->callback([&context, resumed] {
        const auto argument = context.taskArgument(resumed->task);
        if (!argument)
            return;
        const auto connection =
            context.connect(argument->task ? argument->task->nameSpace : QString(), Context::Purpose::Change);
        if (!connection)
            return;
        const RunView *view = context.chooseRun(*connection->session, argument->name(), resumed->run);
        if (!view)
            return;
        const int run = view->record.run;
        if (context.options.dryRun) {
            print(view->record.phase == RunPhase::Launched
                      ? tr("Run %1 of %2 is launched; there is nothing to continue.\n").arg(run).arg(argument->name())
                      : tr("Run %1 of %2 would be continued: %3 of %4 workers are announced. Nothing was changed.\n")
                            .arg(run)
                            .arg(argument->name())
                            .arg(view->record.intended)
                            .arg(view->record.expected));
            return;
        }
        // A launch that is complete is only followed: whoever asks to wait wants its end.
        const bool complete = view->record.phase == RunPhase::Launched && resumed->wait;
        if (complete || context.run(connection->session->resumeLaunch(argument->name(), run)).isDone()) {
            if (resumed->wait)
                follow(context, *connection->session, argument->name(), run);
        }
    });
}

} // namespace zdtp::cli
