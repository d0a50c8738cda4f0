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

bool Context::refusesDryRun()
{
    if (options.dryRun)
        failWith(
            Usage,
            tr("--dry-run is for changes of a cluster: this changes files of this machine only. Nothing was done"));
    return options.dryRun;
}

bool Context::passGuards(const QString &context, const ContextSettings &settings)
{
    if (options.dryRun)
        return true; // nothing is changed
    if (settings.readOnly) {
        failWith(Refused,
                 tr("context %1 is set to read-only in this console: nothing on it is changed. Switch that off "
                    "on the page Clusters, or in %2")
                     .arg(context, places::clusterSettings()));
        return false;
    }
    if (!settings.isProtected || QString::fromStdString(options.protectedName) == context)
        return true;
    if (!options.protectedName.empty()) {
        failWith(Refused, tr("the protected cluster is %1, not %2: nothing was changed")
                              .arg(context, QString::fromStdString(options.protectedName)));
        return false;
    }
    if (options.yes || isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) {
        failWith(Refused, tr("cluster %1 is protected: name it with --protected %1").arg(context));
        return false;
    }
    std::cerr << tr("Cluster %1 is protected. Type its name to go on: ").arg(context).toStdString() << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    if (QString::fromStdString(answer).trimmed() == context)
        return true;
    failWith(Refused, tr("That is not its name. Nothing was changed."));
    return false;
}

std::optional<k8s::RestConfig> Context::cluster(Purpose purpose)
{
    ClusterSettings settings(places::clusterSettings());
    const auto read = settings.load();
    const QString file = QString::fromStdString(options.kubeconfig);
    auto config = places::chooseCluster(file, QString::fromStdString(options.context),
                                        file.isEmpty() ? settings.files() : QStringList());
    if (!config) {
        failWith(Unreachable, config.error().toLine());
        return {};
    }
    if (!read) {
        // Looking needs no guard; a change must not slip past one that cannot be read.
        if (purpose == Purpose::Change) {
            failWith(Usage, read.error().toLine());
            return {};
        }
        complain(read.error().toLine());
    }
    m_settings = settings.of(config->contextName);
    if (purpose == Purpose::Change && !passGuards(config->contextName, m_settings))
        return {};
    apply(m_settings, *config);
    if (config->insecureSkipTlsVerify)
        complain(tr("warning: context %1: nobody checks the server's certificate (insecure-skip-tls-verify)")
                     .arg(config->contextName));
    return resolved(std::move(*config));
}

std::optional<k8s::RestConfig> Context::resolved(k8s::RestConfig config)
{
    if (config.keychain.isEmpty())
        return config;
    if (!m_vault)
        m_vault = std::make_unique<Vault>();
    std::optional<Result<k8s::RestConfig>> answer;
    QEventLoop loop;
    m_vault->resolve(config, [&](Result<k8s::RestConfig> got) {
        answer = std::move(got);
        loop.quit();
    });
    turn(loop, [&loop] { loop.quit(); });
    if (!answer)
        exitCode = Failed; // interrupted
    else if (!*answer)
        failWith(Unreachable, answer->error().toLine());
    return answer && *answer ? std::optional(std::move(**answer)) : std::nullopt;
}

std::unique_ptr<Connection> Context::connect(const QString &nameSpaceOfTask, Purpose purpose)
{
    const auto config = cluster(purpose);
    if (!config || !agreed(*config))
        return {};
    ClusterIdentity identity;
    identity.context = config->contextName;
    identity.title = config->contextName;
    identity.server = config->server.toString();
    identity.nameSpace = !options.nameSpace.empty()   ? QString::fromStdString(options.nameSpace)
                         : !nameSpaceOfTask.isEmpty() ? nameSpaceOfTask
                                                      : config->nameSpace;
    identity.readOnly = m_settings.readOnly;
    identity.isProtected = m_settings.isProtected;
    auto connection = std::make_unique<Connection>();
    connection->client = clientOf(*config);
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

bool Context::agreed(const k8s::RestConfig &config)
{
    if (!config.usesExec() || options.allowExec)
        return true;
    const k8s::ExecConsentStore consents(places::execConsents());
    k8s::ExecHost host(consents, m_clock);
    std::optional<Result<k8s::ExecRequest>> request;
    QEventLoop loop;
    const k8s::CallHandle asking = host.resolve(*config.exec, [&](Result<k8s::ExecRequest> found) {
        request = std::move(found);
        loop.quit();
    });
    turn(loop, [&loop] { loop.quit(); });
    if (!request) {
        exitCode = Failed; // interrupted
        return false;
    }
    if (!*request) {
        failWith(Unreachable, request->error().toLine());
        return false;
    }
    if (consents.isGiven(**request))
        return true;
    // Not 4: nothing is known about the cluster, and trying again does not help; somebody has to decide.
    failWith(Refused, k8s::consentRequired(**request).toLine());
    return false;
}

std::unique_ptr<k8s::ApiClient> Context::clientOf(const k8s::RestConfig &config)
{
    if (config.usesExec() && !m_exec) {
        if (options.allowExec)
            m_consent = std::make_unique<k8s::ExecAllowed>();
        else
            m_consent = std::make_unique<k8s::ExecConsentStore>(places::execConsents());
        k8s::ExecHostOptions host;
        host.terminal = isatty(STDIN_FILENO) == 1;
        m_exec = std::make_unique<k8s::ExecHost>(*m_consent, m_clock, host);
        QObject::connect(m_exec.get(), &k8s::ExecHost::said, m_exec.get(),
                         [](const QString &text) { std::cerr << text.toStdString() << std::flush; });
    }
    k8s::RestClientOptions with;
    with.exec = m_exec.get();
    return std::make_unique<k8s::RestClient>(config, with);
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

void Context::turn(QEventLoop &loop, const std::function<void()> &interrupt)
{
    QSocketNotifier signal(g_signalPipe[0], QSocketNotifier::Read);
    QObject::connect(&signal, &QSocketNotifier::activated, &loop, [&] {
        signal.setEnabled(false);
        interrupt();
    });
    loop.exec();
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
    turn(loop, [&] {
        complain(tr("stopping: what was sent is waited for"));
        operation->cancel();
    });
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

std::optional<QByteArray> Context::document(const ClusterSession &session, const TaskArgument &argument)
{
    if (argument.isFile)
        return argument.yaml;
    const ClusterIdentity &identity = session.identity();
    if (const TaskRecord *saved = session.fleet().task(identity.nameSpace, argument.text))
        return saved->yaml;
    failWith(Usage, tr("there is no file and no saved task \"%1\" in namespace %2 of cluster %3. See: zdtp tasks")
                        .arg(argument.text, identity.nameSpace, identity.context));
    return {};
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
