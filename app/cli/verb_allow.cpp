#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/common/places.h"
#include "models/connection/secrecy.h"

#include <QCoreApplication>
#include <QEventLoop>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

void allow(Context &context)
{
    const auto config = context.cluster(Context::Purpose::Look);
    if (!config)
        return;
    if (!config->usesExec()) {
        print(tr("context %1 signs in without running a program\n").arg(config->contextName));
        return;
    }
    k8s::ExecConsentStore store(places::execConsents());
    k8s::ExecHost host(store, context.clock());
    std::optional<Result<k8s::ExecRequest>> request;
    QEventLoop loop;
    const k8s::CallHandle asking = host.resolve(*config->exec, [&](Result<k8s::ExecRequest> found) {
        request = std::move(found);
        loop.quit();
    });
    context.turn(loop, [&loop] { loop.quit(); });
    if (!request || !*request) {
        context.failWith(Failed, request ? request->error().toLine() : tr("interrupted: nothing was agreed to"));
        return;
    }
    const k8s::ExecRequest &wanted = **request;
    complain(tr("program:      %1").arg(wanted.canonical));
    complain(tr("command line: %1").arg(wanted.commandLine()));
    complain(tr("written in:   %1").arg(wanted.plugin.origin.toString()));
    for (const k8s::ExecPlugin::Variable &variable : wanted.plugin.env)
        complain(tr("environment:  %1=%2")
                     .arg(variable.name, looksSecret(variable.name, variable.value) ? tr("(hidden)") : variable.value));
    if (store.isGiven(wanted)) {
        print(tr("it was agreed to before\n"));
        return;
    }
    if (!context.confirm(tr("Let context %1 run this program to sign in?").arg(config->contextName)))
        return;
    if (const auto given = store.give(wanted, context.clock().now()); !given)
        context.failWith(Failed, given.error().toLine());
    else
        print(tr("agreed: asked again when the program, its arguments or the kubeconfig's path change\n"));
}

} // namespace

void addAllow(CLI::App &clusters, Context &context)
{
    clusters.add_subcommand("allow", "Agrees that the kubeconfig's sign-in program may run, after showing what it is")
        ->callback([&context] {
            if (!context.refusesDryRun())
                allow(context);
        });
}

} // namespace zdtp::cli
