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

QString verdictWord(PreflightLine::Verdict verdict)
{
    switch (verdict) {
    case PreflightLine::Verdict::Pass:
        return tr("pass");
    case PreflightLine::Verdict::Warning:
        return tr("warning");
    case PreflightLine::Verdict::Fail:
        return tr("fail");
    }
    return {};
}

void printLines(const QList<PreflightLine> &lines, const QString &format)
{
    if (format == QLatin1String("json") || format == QLatin1String("yaml")) {
        Json items = Json::array();
        for (const PreflightLine &line : lines)
            items.push_back({{"id", line.id},
                             {"check", line.title},
                             {"verdict", verdictId(line.verdict)},
                             {"evidence", line.evidence},
                             {"remedy", line.remedy}});
        print(itemsText(items, format));
        return;
    }
    Table table({tr("VERDICT"), tr("CHECK"), tr("EVIDENCE")});
    for (const PreflightLine &line : lines)
        table.add({verdictWord(line.verdict), line.title, line.text()});
    print(table.toString());
}

} // namespace

void addPreflight(CLI::App &app, Context &context)
{
    auto *verb = app.add_subcommand(
        "preflight",
        "What stands in the way of a launch, checked with the server; 0 when nothing does. Changes nothing");
    auto name = std::make_shared<std::string>();
    verb->add_option("TASK", *name, "Task document, or name of a saved task")->required();
    verb->callback([&context, name] {
        const auto argument = context.taskArgument(*name);
        if (!argument)
            return;
        const auto connection = context.connect(argument->task ? argument->task->nameSpace : QString());
        if (!connection)
            return;
        const auto yaml = context.document(*connection->session, *argument);
        if (!yaml)
            return;
        LaunchOperation *operation = connection->session->rehearseLaunch(*yaml, argument->text);
        QList<PreflightLine> lines;
        QObject::connect(operation, &Operation::stepsChanged, operation, [&] { lines = operation->lines(); });
        context.run(operation);
        printLines(lines, QString::fromStdString(context.options.output));
    });
}

} // namespace zdtp::cli
