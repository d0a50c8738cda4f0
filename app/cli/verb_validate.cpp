#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/task/document.h"

#include <QCoreApplication>
#include <QFile>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

void addValidate(CLI::App &app, Context &context)
{
    auto *verb = app.add_subcommand("validate", "Findings of the review, one a line");
    auto files = std::make_shared<std::vector<std::string>>();
    verb->add_option("FILE", *files, "Task documents")->required();
    verb->callback([&context, files] {
        Json items = Json::array();
        for (const std::string &name : *files) {
            const QString path = QString::fromStdString(name);
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                context.failWith(
                    Usage, QCoreApplication::translate("zdtp", "%1: cannot be read: %2").arg(path, file.errorString()));
                continue;
            }
            ParsedTask parsed = parseSyncTask(file.readAll(), path);
            Findings findings = parsed.findings;
            const bool readable = parsed.task && !hasErrors(findings);
            if (readable)
                findings = checkTask(parsed, context.engines());
            // A document that cannot be read is invalid; one that the review refuses is refused.
            if (!readable)
                context.exitCode = Usage;
            else if (hasErrors(findings) && context.exitCode == Done)
                context.exitCode = Refused;
            for (const Finding &finding : findings) {
                if (context.options.output == "table" || context.options.output == "wide") {
                    print(findingLine(finding) + u'\n');
                } else {
                    items.push_back({{"file", path},
                                     {"line", finding.place.line},
                                     {"column", finding.place.column},
                                     {"severity", severityWord(finding.severity)},
                                     {"rule", finding.rule},
                                     {"field", finding.field},
                                     {"message", finding.message},
                                     {"why", finding.why},
                                     {"fix", finding.fix}});
                }
            }
        }
        if (context.options.output == "json" || context.options.output == "yaml")
            print(itemsText(items, QString::fromStdString(context.options.output)));
    });
}

} // namespace zdtp::cli
