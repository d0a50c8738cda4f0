#include "app/cli/context.h"
#include "app/cli/output.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

struct Options
{
    std::string task;
    std::vector<std::string> workers;
    int run = 0;
    bool failed = false;
    bool cleanUp = false;
    std::optional<std::string> byHand;
};

struct Chosen
{
    std::unique_ptr<Connection> connection;
    QString task;
    int run = 0;
    QStringList workers;
};

/// The workers that the command line names, on a connection of their own; the reason is printed when there are none.
std::optional<Chosen> choose(Context &context, const Options &options)
{
    const auto argument = context.taskArgument(options.task);
    if (!argument)
        return {};
    Chosen chosen;
    chosen.task = argument->name();
    chosen.connection =
        context.connect(argument->task ? argument->task->nameSpace : QString(), Context::Purpose::Change);
    if (!chosen.connection)
        return {};
    const RunView *view = context.chooseRun(*chosen.connection->session, chosen.task, options.run);
    if (!view)
        return {};
    chosen.run = view->record.run;
    for (const std::string &worker : options.workers)
        chosen.workers << QString::fromStdString(worker);
    QStringList known;
    for (const WorkerRow &row :
         chosen.connection->session->fleet().workers(view->record.nameSpace, chosen.task, chosen.run)) {
        known << row.spec.name;
        if (options.failed &&
            (row.state == State::Failed || row.state == State::Unknown || row.state == State::Missing) &&
            !chosen.workers.contains(row.spec.name))
            chosen.workers << row.spec.name;
    }
    for (const QString &worker : std::as_const(chosen.workers)) {
        if (!known.contains(worker)) {
            context.failWith(Failed, tr("run %1 of %2 has no worker %3. See: zdtp workers %2 --run %1")
                                         .arg(chosen.run)
                                         .arg(chosen.task, worker));
            return {};
        }
    }
    if (chosen.workers.isEmpty())
        complain(tr("run %1 of %2 has no failed worker").arg(chosen.run).arg(chosen.task));
    return chosen;
}

/// Shows what a clean-up would delete: statement and rows of each slice. Not with --yes: the clean-up counts by itself.
bool showCleanUp(Context &context, const Chosen &chosen)
{
    ClusterSession &session = *chosen.connection->session;
    qint64 total = 0;
    bool known = true;
    const Outcome outcome = context.run(session.count(
        chosen.task, chosen.run, chosen.workers, [&](const QString &worker, const ClusterSession::Counts &counts) {
            const auto statement = session.cleanUpStatement(chosen.task, chosen.run, worker);
            complain(tr("%1: %2 rows in the target, %3 in the source: %4")
                         .arg(worker)
                         .arg(counts.target)
                         .arg(counts.source)
                         .arg(statement ? *statement : statement.error().toLine()));
            known = known && counts.target >= 0;
            total += std::max<qint64>(counts.target, 0);
        }));
    if (!outcome.isDone())
        return false;
    const auto &identity = session.identity();
    return context.confirm(known ? tr("Delete these %1 rows, in namespace %2 of cluster %3?")
                                       .arg(total)
                                       .arg(identity.nameSpace, identity.context)
                                 : tr("Delete what these statements find, in namespace %1 of cluster %2?")
                                       .arg(identity.nameSpace, identity.context));
}

/// What a restart or a clean-up would do, worker by worker. Counting takes a pod, so nothing is counted.
void rehearse(Context &context, const Chosen &chosen, const Options &options, bool restarts)
{
    ClusterSession &session = *chosen.connection->session;
    const QString &nameSpace = session.identity().nameSpace;
    for (const WorkerRow &row : session.fleet().workers(nameSpace, chosen.task, chosen.run)) {
        if (!chosen.workers.contains(row.spec.name))
            continue;
        const Gate gate = session.gate(chosen.task, chosen.run, row.spec.name);
        if (gate.demand == Gate::Demand::NotRestartable) {
            context.failWith(Refused, tr("%1: refused: %2").arg(row.spec.name, gate.reason));
            continue;
        }
        const bool emptied = options.cleanUp || !restarts;
        if (restarts && gate.demand == Gate::Demand::CleanUpFirst && !emptied && !options.byHand) {
            context.failWith(
                Refused,
                tr("%1: refused: %2 Add --cleanup or --cleaned-by-hand REASON.").arg(row.spec.name, gate.reason));
            continue;
        }
        QStringList steps;
        if (emptied) {
            const auto statement = session.cleanUpStatement(chosen.task, chosen.run, row.spec.name);
            steps << tr("run %1, verify").arg(statement ? *statement : statement.error().toLine());
        } else if (restarts && gate.demand == Gate::Demand::CountFirst) {
            steps << tr("count the slice in the target");
        }
        if (restarts && !row.podName.isEmpty())
            steps << tr("archive and delete pod %1, uid %2").arg(row.podName, row.podUid);
        if (restarts)
            steps << tr("start attempt %1").arg(row.attempt + 1);
        print(QStringLiteral("%1: %2\n").arg(row.spec.name, steps.join(QStringLiteral("; "))));
    }
    complain(tr("Nothing was changed."));
}

} // namespace

void addRestart(CLI::App &app, Context &context)
{
    auto options = std::make_shared<Options>();
    auto *verb = app.add_subcommand("restart", "Starts the next attempt of failed workers, behind their gate");
    verb->add_option("TASK", options->task, "Task")->required();
    verb->add_option("WORKER", options->workers, "Workers");
    verb->add_flag("--failed", options->failed, "All that failed, or whose outcome is unknown");
    verb->add_option("--run", options->run, "Number of the run; default: the latest")->type_name("N");
    auto *cleanUp =
        verb->add_flag("--cleanup", options->cleanUp, "First delete the slice in the target, with a pod, and verify");
    verb->add_option("--cleaned-by-hand", options->byHand,
                     "The slice was emptied by hand; the reason goes to the journal")
        ->type_name("REASON")
        ->excludes(cleanUp);
    verb->callback([&context, options] {
        if (options->workers.empty() && !options->failed) {
            context.failWith(Usage, tr("restart: name the workers, or say --failed"));
            return;
        }
        if (options->byHand && QString::fromStdString(*options->byHand).trimmed().isEmpty()) {
            context.failWith(Usage, tr("restart: --cleaned-by-hand wants a reason; it goes to the journal"));
            return;
        }
        const auto chosen = choose(context, *options);
        if (!chosen || chosen->workers.isEmpty())
            return;
        if (context.options.dryRun) {
            rehearse(context, *chosen, *options, true);
            return;
        }
        ClusterSession &session = *chosen->connection->session;
        const auto &identity = session.identity();
        const bool agreed = options->cleanUp && !context.options.yes
                                ? showCleanUp(context, *chosen)
                                : context.confirm(tr("Restart %1 of %2, run %3, in namespace %4 of cluster %5?")
                                                      .arg(chosen->workers.join(QStringLiteral(", ")), chosen->task)
                                                      .arg(chosen->run)
                                                      .arg(identity.nameSpace, identity.context));
        if (!agreed)
            return;
        RestartRequest request;
        request.task = chosen->task;
        request.run = chosen->run;
        request.workers = chosen->workers;
        if (options->byHand) {
            request.cleanUp = RestartRequest::CleanUp::ByHand;
            request.byHandReason = QString::fromStdString(*options->byHand);
        } else if (options->cleanUp) {
            request.cleanUp = RestartRequest::CleanUp::Pod;
        }
        const Outcome outcome = context.run(session.restart(request));
        if (outcome.kind == Outcome::Kind::Refused && request.cleanUp == RestartRequest::CleanUp::None)
            complain(tr("Add --cleanup to delete the slice first, or --cleaned-by-hand REASON where that was done."));
    });

    auto cleaned = std::make_shared<Options>();
    auto *clean = app.add_subcommand("cleanup", "Deletes the slices of failed workers in the target, and verifies");
    clean->add_option("TASK", cleaned->task, "Task")->required();
    clean->add_option("WORKER", cleaned->workers, "Workers");
    clean->add_flag("--failed", cleaned->failed, "All that failed, or whose outcome is unknown");
    clean->add_option("--run", cleaned->run, "Number of the run; default: the latest")->type_name("N");
    clean->callback([&context, cleaned] {
        if (cleaned->workers.empty() && !cleaned->failed) {
            context.failWith(Usage, tr("cleanup: name the workers, or say --failed"));
            return;
        }
        const auto chosen = choose(context, *cleaned);
        if (!chosen || chosen->workers.isEmpty())
            return;
        if (context.options.dryRun) {
            rehearse(context, *chosen, *cleaned, false);
            return;
        }
        if (!context.options.yes && !showCleanUp(context, *chosen))
            return;
        context.run(chosen->connection->session->cleanUp(chosen->task, chosen->run, chosen->workers));
    });
}

} // namespace zdtp::cli
