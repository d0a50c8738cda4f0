#include "app/cli/context.h"

#include "app/cli/output.h"
#include "app/common/places.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/restclient.h"
#include "models/task/review.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <csignal>
#include <iostream>
#include <unistd.h>

namespace zdtp::cli {

namespace {

int g_signalPipe[2] = {-1, -1};
volatile std::sig_atomic_t g_interrupted = 0;

void onSignal(int)
{
    g_interrupted = 1;
    const char byte = 1;
    [[maybe_unused]] const auto written = write(g_signalPipe[1], &byte, 1);
}

QString tr(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

} // namespace

bool interrupted()
{
    return g_interrupted != 0;
}

Context::Context()
{
    QList<Error> problems;
    m_engines = EngineCatalog::load(places::engines(), &problems);
    for (const Error &problem : problems)
        complain(tr("engine preset left out: %1").arg(problem.toLine()));
    if (pipe(g_signalPipe) == 0) {
        struct sigaction action = {};
        action.sa_handler = onSignal;
        sigaction(SIGINT, &action, nullptr);
        sigaction(SIGTERM, &action, nullptr);
    }
}

Context::~Context() = default;

void Context::failWith(int code, const QString &line)
{
    exitCode = code;
    complain(line);
}

std::optional<TaskArgument> Context::taskArgument(const std::string &text)
{
    TaskArgument argument;
    argument.text = QString::fromStdString(text);
    const bool looksLikeFile = argument.text.contains(u'/') || argument.text.endsWith(QLatin1String(".yaml")) ||
                               argument.text.endsWith(QLatin1String(".yml")) || QFileInfo(argument.text).isFile();
    if (!looksLikeFile)
        return argument;
    argument.isFile = true;
    QFile file(argument.text);
    if (!file.open(QIODevice::ReadOnly)) {
        failWith(Usage, tr("%1: cannot be read: %2").arg(argument.text, file.errorString()));
        return {};
    }
    argument.yaml = file.readAll();
    ParsedTask parsed = parseSyncTask(argument.yaml, argument.text);
    if (!parsed.task || hasErrors(parsed.findings)) {
        for (const Finding &finding : parsed.findings)
            complain(findingLine(finding));
        exitCode = Usage;
        return {};
    }
    argument.task = std::move(parsed.task);
    return argument;
}

std::unique_ptr<Connection> Context::connect(const QString &nameSpaceOfTask)
{
    const auto config =
        places::chooseCluster(QString::fromStdString(options.kubeconfig), QString::fromStdString(options.context));
    if (!config) {
        failWith(Unreachable, config.error().toLine());
        return {};
    }
    ClusterIdentity identity;
    identity.context = config->contextName;
    identity.title = config->contextName;
    identity.server = config->server.toString();
    identity.nameSpace = !options.nameSpace.empty()   ? QString::fromStdString(options.nameSpace)
                         : !nameSpaceOfTask.isEmpty() ? nameSpaceOfTask
                                                      : config->nameSpace;
    auto connection = std::make_unique<Connection>();
    connection->client = std::make_unique<k8s::RestClient>(*config);
    connection->session =
        std::make_unique<ClusterSession>(*connection->client, identity, m_engines, m_clock, places::journal());
    ClusterSession &session = *connection->session;
    session.start();
    // A list that fails is tried again by the session; the command line gives its first reason and ends.
    const bool waited =
        waitUntil(session, [&] { return session.hasSynced() || !session.freshness().problem.isEmpty(); });
    if (!waited) {
        exitCode = Failed;
        return {};
    }
    if (!session.hasSynced()) {
        failWith(Unreachable,
                 tr("cluster %1 (%2): %3").arg(identity.context, identity.server, session.freshness().problem));
        return {};
    }
    return connection;
}

bool Context::waitUntil(ClusterSession &session, const std::function<bool()> &done)
{
    if (interrupted())
        return false;
    if (done())
        return true;
    QEventLoop loop;
    bool reached = false;
    const auto look = [&] {
        if (!reached && done()) {
            reached = true;
            loop.quit();
        }
    };
    QObject::connect(&session, &ClusterSession::freshnessChanged, &loop, look);
    QObject::connect(&session, &ClusterSession::identityKnown, &loop, look);
    QObject::connect(&session, &ClusterSession::eventsChanged, &loop, look);
    QObject::connect(&session, &ClusterSession::operationFinished, &loop, look);
    QObject::connect(&session.fleet(), &Fleet::workersChanged, &loop, look);
    QObject::connect(&session.fleet(), &Fleet::runsChanged, &loop, look);
    QObject::connect(&session.fleet(), &Fleet::tasksChanged, &loop, look);
    QSocketNotifier signal(g_signalPipe[0], QSocketNotifier::Read);
    QObject::connect(&signal, &QSocketNotifier::activated, &loop, [&] { loop.quit(); });
    loop.exec();
    return reached;
}

Outcome Context::run(Operation *operation)
{
    QEventLoop loop;
    Outcome outcome;
    QHash<QString, Step::Status> told;
    const auto tell = [&] {
        for (const Step &step : operation->steps()) {
            const auto before = told.value(step.id, Step::Status::Pending);
            if (step.status == before)
                continue;
            told.insert(step.id, step.status);
            if (step.status == Step::Status::Done)
                complain(step.result.isEmpty() ? step.title : step.title + QStringLiteral(": ") + step.result);
        }
    };
    QObject::connect(operation, &Operation::stepsChanged, &loop, tell);
    QObject::connect(operation, &Operation::finished, &loop, [&](const Outcome &result) {
        tell();
        outcome = result;
        loop.quit();
    });
    QSocketNotifier signal(g_signalPipe[0], QSocketNotifier::Read);
    QObject::connect(&signal, &QSocketNotifier::activated, &loop, [&] {
        signal.setEnabled(false);
        complain(tr("stopping: what was sent is waited for"));
        operation->cancel();
    });
    loop.exec();
    exitCode = int(outcome.kind);
    if (!outcome.isDone())
        complain(outcome.line);
    else if (!outcome.line.isEmpty())
        print(outcome.line + u'\n');
    return outcome;
}

bool Context::confirm(const QString &question)
{
    if (options.yes)
        return true;
    if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) {
        failWith(Usage, tr("%1 There is no terminal to ask on: add --yes to agree.").arg(question));
        return false;
    }
    std::cerr << question.toStdString() << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes")
        return true;
    failWith(Refused, tr("Nothing was changed."));
    return false;
}

const RunView *Context::chooseRun(const ClusterSession &session, const QString &task, int wanted)
{
    const QString &nameSpace = session.identity().nameSpace;
    const QList<RunView> runs = session.fleet().runsOf(nameSpace, task);
    if (runs.isEmpty()) {
        failWith(Failed, tr("task %1 has no runs in namespace %2 of cluster %3. See: zdtp tasks, zdtp launch %1")
                             .arg(task, nameSpace, session.identity().context));
        return nullptr;
    }
    const int number = wanted > 0 ? wanted : runs.first().record.run;
    if (const RunView *view = session.fleet().run(nameSpace, task, number))
        return view;
    failWith(Failed, tr("task %1 has no run %2; its latest is %3").arg(task).arg(wanted).arg(runs.first().record.run));
    return nullptr;
}

} // namespace zdtp::cli
