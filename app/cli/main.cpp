// zdtp: the command line of ZDTP Console.

#include "app/cli/context.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <CLI/CLI.hpp>

using namespace zdtp::cli;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("zdtp"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ZDTP_VERSION));

    Context context;
    CLI::App app("Runs database synchronisation on Kubernetes: the command line of ZDTP Console.", "zdtp");
    app.set_version_flag("--version", std::string("zdtp ") + ZDTP_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.failure_message([](const CLI::App *, const CLI::Error &error) {
        return std::string("zdtp: ") + error.what() + ". See: zdtp --help\n";
    });
    auto &options = context.options;
    app.add_option("--kubeconfig", options.kubeconfig,
                   "File that names the clusters; default: $KUBECONFIG, ~/.kube/config")
        ->type_name("FILE");
    app.add_option("--context", options.context, "Context to use; \"local\" is the local cluster")->type_name("NAME");
    app.add_option("-n,--namespace", options.nameSpace, "Namespace; default: that of the task, then of the context")
        ->type_name("NAME");
    app.add_option("-o,--output", options.output, "How to print")
        ->check(CLI::IsMember({"table", "wide", "json", "yaml"}))
        ->type_name("table|wide|json|yaml");
    app.add_flag("--yes", options.yes, "Ask no questions");
    app.add_flag("--dry-run", options.dryRun, "Say what would be done, checked by the server; change nothing");
    app.add_option("--protected", options.protectedName,
                   "Name of the protected cluster to change, instead of typing it")
        ->type_name("NAME");
    app.add_flag("--allow-exec", options.allowExec,
                 "Let the kubeconfig's sign-in program run, without the agreement given in the window");
    app.add_flag("-v,--verbose", options.verbose, "Print each request to standard error");
    app.footer("TASK is a file or the name of a saved task.\n"
               "Exit codes: 0 done; 1 failed; 2 usage or invalid document; 3 refused by a gate or a finding;\n"
               "4 cluster not reachable or not allowed; 5 outcome unknown.");
    app.parse_complete_callback([&] {
        QLoggingCategory::setFilterRules(options.verbose ? QStringLiteral("zdtp.*=true")
                                                         : QStringLiteral("zdtp.*.debug=false\nzdtp.*.info=false"));
    });

    addValidate(app, context);
    addRender(app, context);
    addSave(app, context);
    addPreflight(app, context);
    addLaunch(app, context);
    addWorkers(app, context);
    addLogs(app, context);
    addRestart(app, context);
    addDelete(app, context);
    addTest(app, context);
    addSecret(app, context);
    addLists(app, context);
    addEngines(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? Done : Usage;
    }
    // A shell's convention for a program that a signal ended.
    return interrupted() ? 130 : context.exitCode;
}
