#include "app/cli/context.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

void addSave(CLI::App &app, Context &context)
{
    auto *verb = app.add_subcommand("save", "Saves a task document in the cluster, where every console sees it");
    auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file, "Task document")->required();
    verb->callback([&context, file] {
        const auto argument = context.taskArgument(*file);
        if (!argument)
            return;
        if (!argument->isFile) {
            context.failWith(Usage,
                             QCoreApplication::translate("zdtp", "%1: there is no such file").arg(argument->text));
            return;
        }
        const auto connection = context.connect(argument->task->nameSpace, Context::Purpose::Change);
        if (connection)
            context.run(connection->session->saveTask(argument->yaml, argument->text, context.options.dryRun));
    });
}

} // namespace zdtp::cli
