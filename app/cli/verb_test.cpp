#include "app/cli/context.h"
#include "app/cli/output.h"
#include "k8s/probe/connectiontest.h"

#include <QCoreApplication>
#include <QEventLoop>

#include <CLI/CLI.hpp>

namespace zdtp::cli {

namespace {

void testConnection(Context &context)
{
    const auto config = context.cluster(Context::Purpose::Look);
    if (!config)
        return;
    k8s::ConnectionTest::Options options;
    options.nameSpace = QString::fromStdString(context.options.nameSpace);
    options.client = [&context](const k8s::RestConfig &with) { return context.clientOf(with); };
    k8s::ConnectionTest test(*config, options, context.clock());
    QEventLoop loop;
    QObject::connect(&test, &k8s::ConnectionTest::finished, &loop, &QEventLoop::quit);
    test.start();
    context.turn(loop, [&test] { test.cancel(); });
    const k8s::ConnectionReport &report = test.report();
    if (context.options.output == "json")
        print(QString::fromStdString(k8s::toJson(report).dump(2)) + u'\n');
    else if (context.options.output == "yaml")
        print(itemsText(Json::array({k8s::toJson(report)}), QStringLiteral("yaml")));
    else
        print(k8s::toText(report, context.options.output == "wide"));
    context.exitCode = report.passed() ? Done : Unreachable;
}

} // namespace

void addTest(CLI::App &app, Context &context)
{
    auto *verb = app.add_subcommand("test", "Tests the connection to a cluster layer by layer and says what to do");
    verb->callback([&context] { testConnection(context); });
}

} // namespace zdtp::cli
