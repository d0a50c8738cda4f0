#include "app/cli/context.h"
#include "app/cli/output.h"
#include "k8s/base/duration.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

QString age(const QDateTime &since, const QDateTime &now)
{
    return since.isValid() ? humanDuration(std::chrono::milliseconds(since.msecsTo(now))) : QStringLiteral("-");
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("-") : text;
}

QStringList cells(const WorkerRow &row, const QDateTime &now, bool wide)
{
    QStringList cells{row.task,
                      QString::number(row.run),
                      row.spec.name,
                      word(row.state),
                      row.attempt > 0 ? QString::number(row.attempt) : QStringLiteral("-"),
                      row.spec.sliceText(),
                      row.progress.rows ? QString::number(*row.progress.rows) : QStringLiteral("-"),
                      orDash(row.podStatus),
                      orDash(row.ready),
                      orDash(row.restarts),
                      age(row.created, now)};
    if (wide)
        cells << orDash(row.podName) << orDash(row.node) << orDash(row.image)
              << orDash(row.message.simplified().left(80));
    return cells;
}

Table table(bool wide)
{
    QStringList header{QStringLiteral("TASK"),     QStringLiteral("RUN"),    QStringLiteral("WORKER"),
                       QStringLiteral("STATE"),    QStringLiteral("ATT"),    QStringLiteral("SLICE"),
                       QStringLiteral("ROWS"),     QStringLiteral("STATUS"), QStringLiteral("READY"),
                       QStringLiteral("RESTARTS"), QStringLiteral("AGE")};
    if (wide)
        header << QStringLiteral("POD") << QStringLiteral("NODE") << QStringLiteral("IMAGE")
               << QStringLiteral("MESSAGE");
    return Table(header);
}

} // namespace

void addWorkers(CLI::App &app, Context &context)
{
    struct Options
    {
        std::string task;
        int run = 0;
        bool watch = false;
    };
    auto options = std::make_shared<Options>();
    auto *verb = app.add_subcommand("workers", "The worker table");
    verb->add_option("TASK", options->task, "Only this task's; default: the latest run of every task");
    verb->add_option("--run", options->run, "Number of the run; default: the latest")->type_name("N");
    verb->add_flag("--watch", options->watch, "Go on with a line for each change");
    verb->callback([&context, options] {
        QString task;
        QString nameSpace;
        if (!options->task.empty()) {
            const auto argument = context.taskArgument(options->task);
            if (!argument)
                return;
            task = argument->name();
            nameSpace = argument->task ? argument->task->nameSpace : QString();
        }
        const auto connection = context.connect(nameSpace);
        if (!connection)
            return;
        ClusterSession &session = *connection->session;
        const auto rows = [&] {
            QList<WorkerRow> found;
            QSet<QString> seen;
            for (const RunView &view : session.fleet().runs()) {
                if (!task.isEmpty() && view.record.task != task)
                    continue;
                if (options->run > 0 ? view.record.run != options->run : seen.contains(view.record.task))
                    continue;
                seen.insert(view.record.task);
                found += session.fleet().workers(view.record.nameSpace, view.record.task, view.record.run);
            }
            return found;
        };
        if (!task.isEmpty() && options->run > 0 && !context.chooseRun(session, task, options->run))
            return;
        const bool wide = context.options.output == "wide";
        if (context.options.output == "json" || context.options.output == "yaml") {
            Json items = Json::array();
            for (const WorkerRow &row : rows())
                items.push_back(toJson(row));
            print(itemsText(items, QString::fromStdString(context.options.output)));
            return;
        }
        QHash<QString, QStringList> printed;
        bool first = true;
        const auto show = [&] {
            const QDateTime now = context.clock().now();
            Table lines = table(wide);
            for (const WorkerRow &row : rows()) {
                const QStringList line = cells(row, now, wide);
                // The age alone is no change.
                QStringList comparable = line;
                comparable.removeAt(10);
                if (printed.value(row.key()) == comparable)
                    continue;
                printed.insert(row.key(), comparable);
                lines.add(line);
            }
            print(lines.toString(first));
            first = first && lines.isEmpty();
        };
        show();
        if (first)
            complain(QCoreApplication::translate("zdtp", "No workers in namespace %1 of cluster %2.")
                         .arg(session.identity().nameSpace, session.identity().context));
        if (options->watch)
            context.waitUntil(session, [&] {
                show();
                return false;
            });
    });
}

} // namespace zdtp::cli
