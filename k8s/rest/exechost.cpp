#include "k8s/rest/exechost.h"

#include "k8s/rest/execrun.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QSet>

#include <pwd.h>
#include <unistd.h>

namespace zdtp::k8s {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ExecHost)
};

constexpr auto shellTimeout = 5s;
constexpr auto mark = "zdtp-path-7f3c";

QString loginShell(const QProcessEnvironment &environment)
{
    const QString named = environment.value(QStringLiteral("SHELL"));
    if (QDir::isAbsolutePath(named))
        return named;
    const passwd *entry = getpwuid(getuid());
    return entry && entry->pw_shell ? QString::fromLocal8Bit(entry->pw_shell) : QString();
}

QString joined(const QString &first, const QString &second)
{
    QStringList folders = first.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders += second.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders.removeDuplicates();
    return folders.join(QDir::listSeparator());
}

QString nameOf(const ExecPlugin &plugin)
{
    return cleanText(plugin.command, 200);
}

ApiError pluginError(const QString &what, const QString &remedy)
{
    return ApiError::make(ApiError::Kind::NotSent, what, remedy);
}

/// Why a run gave nothing. Standard output is never quoted; the last line of standard error is, for it is all that
/// tells what to do.
ApiError errorOf(const ExecOutcome &outcome, const ExecPlugin &plugin, std::chrono::milliseconds timeout)
{
    const QString name = nameOf(plugin);
    const QStringList lines = outcome.errors.split(u'\n', Qt::SkipEmptyParts);
    const QString last = lines.isEmpty() ? QString() : cleanText(lines.last(), 400);
    const QString again = Words::tr("Run it by hand to see what it wants: %1.").arg(name);
    const QString remedy = last.isEmpty() ? again : Words::tr("It says: %1").arg(last);
    switch (outcome.end) {
    case ExecOutcome::End::NotStarted:
        return pluginError(Words::tr("the sign-in plugin \"%1\" could not be started: %2").arg(name, outcome.reason),
                           plugin.installHint.isEmpty() ? Words::tr("Check that the file can be run.")
                                                        : Words::tr("The kubeconfig says: %1").arg(plugin.installHint));
    case ExecOutcome::End::TimedOut:
        return pluginError(Words::tr("the sign-in plugin \"%1\" gave no answer within %2 s and was ended")
                               .arg(name, QString::number(timeout.count() / 1000)),
                           remedy);
    case ExecOutcome::End::TooMuch:
        return pluginError(Words::tr("the sign-in plugin \"%1\" wrote more than 1 MiB and was ended").arg(name), again);
    case ExecOutcome::End::Cancelled: {
        ApiError error = pluginError(Words::tr("the sign-in with \"%1\" was cancelled").arg(name),
                                     Words::tr("Connect again to sign in."));
        return error;
    }
    case ExecOutcome::End::Crashed:
        return pluginError(Words::tr("the sign-in plugin \"%1\" crashed").arg(name), remedy);
    case ExecOutcome::End::Exited:
        break;
    }
    return pluginError(
        Words::tr("the sign-in plugin \"%1\" failed with exit code %2").arg(name, QString::number(outcome.exitCode)),
        remedy);
}

} // namespace

/// Waits until it is known where programs are looked for.
class ExecHost::PathWait final : public QObject, public Call
{
public:
    PathWait(ExecHost *host, ExecPlugin plugin, std::function<void(Result<ExecRequest>)> done)
        : m_host(host), m_plugin(std::move(plugin)), m_done(std::move(done))
    {
        m_host->m_waiting.append(this);
    }
    ~PathWait() override
    {
        if (m_host)
            m_host->m_waiting.removeOne(this);
    }
    Q_DISABLE_COPY_MOVE(PathWait)

    void tell(const QString &path)
    {
        m_host = nullptr;
        QMetaObject::invokeMethod(
            this,
            [this, path] {
                const auto done = std::exchange(m_done, {});
                done(resolveExec(m_plugin, path)); // may destroy this
            },
            Qt::QueuedConnection);
    }
    void orphan() { m_host = nullptr; }

private:
    ExecHost *m_host;
    ExecPlugin m_plugin;
    std::function<void(Result<ExecRequest>)> m_done;
};

ExecHost::ExecHost(const ExecConsent &consent, Clock &clock, ExecHostOptions options)
    : m_consent(consent), m_clock(clock), m_options(std::move(options))
{
}

ExecHost::~ExecHost()
{
    for (PathWait *wait : std::as_const(m_waiting))
        wait->orphan();
    const auto all = m_all;
    for (ExecAuthenticator *authenticator : all) {
        authenticator->m_step.reset();
        authenticator->m_host = nullptr;
    }
}

void ExecHost::fetchPath()
{
    const QString own = m_options.environment.value(QStringLiteral("PATH"));
    const QString shell = m_options.loginPath ? loginShell(m_options.environment) : QString();
    if (shell.isEmpty()) {
        pathKnown(own);
        return;
    }
    // Profiles print greetings: the path stands between marks.
    ExecRun run;
    run.program = shell;
    run.args = {QStringLiteral("-l"), QStringLiteral("-c"),
                QStringLiteral("printf '%s%s%s' %1 \"$PATH\" %1").replace(QLatin1String("%1"), QLatin1String(mark))};
    run.environment = m_options.environment;
    run.timeout = shellTimeout;
    m_fetching = startExec(std::move(run), m_clock, {}, [this, own](const ExecOutcome &outcome) {
        const QList<QString> parts = QString::fromLocal8Bit(outcome.output).split(QLatin1String(mark));
        pathKnown(parts.size() == 3 ? joined(own, parts.at(1)) : own);
    });
}

void ExecHost::pathKnown(const QString &path)
{
    m_path = path;
    m_pathKnown = true;
    m_options.environment.insert(QStringLiteral("PATH"), path); // plugins start helpers of their own
    const auto waiting = std::exchange(m_waiting, {});
    for (PathWait *wait : waiting)
        wait->tell(path);
    if (m_fetching) // it is what calls us
        QMetaObject::invokeMethod(
            this, [this] { m_fetching.reset(); }, Qt::QueuedConnection);
}

CallHandle ExecHost::resolve(const ExecPlugin &plugin, std::function<void(Result<ExecRequest>)> done)
{
    auto wait = std::make_unique<PathWait>(this, plugin, std::move(done));
    if (m_pathKnown) {
        m_waiting.removeOne(wait.get());
        wait->tell(m_path);
    } else if (!m_fetching) {
        fetchPath();
    }
    return wait;
}

std::shared_ptr<ExecAuthenticator> ExecHost::authenticator(const RestConfig &config)
{
    // As client-go: one credential for a plugin with its arguments and a cluster.
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const ExecPlugin plugin = config.exec.value_or(ExecPlugin());
    const auto add = [&hash](const QByteArray &bytes) {
        hash.addData(QByteArray(QByteArray::number(bytes.size()) + ':'));
        hash.addData(bytes);
    };
    add(plugin.command.toUtf8());
    add(plugin.origin.file.toUtf8());
    add(plugin.userName.toUtf8());
    add(QByteArray::number(plugin.args.size()));
    for (const QString &argument : plugin.args)
        add(argument.toUtf8());
    for (const ExecPlugin::Variable &variable : plugin.env) {
        add(variable.name.toUtf8());
        add(variable.value.toUtf8());
    }
    add(execInfo(config, false));
    add(config.server.toEncoded());
    auto &known = m_known[hash.result()];
    auto shared = known.lock();
    if (!shared) {
        shared = std::make_shared<ExecAuthenticator>(*this, config);
        known = shared;
    }
    return shared;
}

void ExecHost::cancel()
{
    QList<std::shared_ptr<ExecAuthenticator>> all; // who hears of it may let go of some
    for (ExecAuthenticator *authenticator : std::as_const(m_all))
        all.append(authenticator->shared_from_this());
    for (const auto &authenticator : std::as_const(all))
        authenticator->cancel();
}

class ExecAuthenticator::Wait final : public QObject, public Call
{
public:
    Wait(std::shared_ptr<ExecAuthenticator> of, GivenFunction done) : m_of(std::move(of)), m_done(std::move(done))
    {
        m_of->m_waiting.append(this);
    }
    ~Wait() override
    {
        if (m_of->m_waiting.removeOne(this) && m_of->m_waiting.isEmpty())
            m_of->cancel(); // nobody is left to want it
    }
    Q_DISABLE_COPY_MOVE(Wait)

    void tell(const ApiResult<Given> &result)
    {
        QMetaObject::invokeMethod(
            this,
            [this, result] {
                const auto done = std::exchange(m_done, {});
                done(result); // may destroy this
            },
            Qt::QueuedConnection);
    }

private:
    std::shared_ptr<ExecAuthenticator> m_of;
    GivenFunction m_done;
};

ExecAuthenticator::ExecAuthenticator(ExecHost &host, RestConfig config) : m_host(&host), m_config(std::move(config))
{
    host.m_all.insert(this);
}

ExecAuthenticator::~ExecAuthenticator()
{
    m_step.reset();
    if (!m_host)
        return;
    m_host->m_all.remove(this);
    if (m_running)
        --m_host->m_running;
}

std::optional<ExecAuthenticator::Given> ExecAuthenticator::current() const
{
    if (m_given && m_host && m_given->credential.expires.isValid() &&
        m_host->m_clock.now() > m_given->credential.expires)
        return {};
    return m_given;
}

CallHandle ExecAuthenticator::get(GivenFunction done)
{
    auto wait = std::make_unique<Wait>(shared_from_this(), std::move(done));
    if (auto given = current()) {
        m_waiting.removeOne(wait.get());
        wait->tell(std::move(*given));
    } else if (!m_step) {
        start();
    }
    return wait;
}

void ExecAuthenticator::refused(quint64 generation)
{
    if (m_given && m_given->generation == generation)
        m_given.reset();
}

/// A function for a step that is only called while that step is the present one.
template <typename Function>
auto ExecAuthenticator::inStep(Function function)
{
    return [weak = weak_from_this(), number = m_stepNumber, function](const auto &what) {
        const auto self = weak.lock();
        if (self && self->m_stepNumber == number)
            function(*self, what);
    };
}

void ExecAuthenticator::start()
{
    if (!m_host) {
        finish(fail(ApiError::make(ApiError::Kind::Cancelled, Words::tr("the program ends"))));
        return;
    }
    m_step = m_host->resolve(*m_config.exec, inStep([](ExecAuthenticator &self, const Result<ExecRequest> &request) {
        if (request)
            return self.startResolved(*request);
        const Error &error = request.error();
        self.finish(fail(pluginError(error.what, error.remedy)));
    }));
}

void ExecAuthenticator::startResolved(const ExecRequest &request)
{
    const ExecPlugin &plugin = *m_config.exec;
    if (!m_host->m_consent.isGiven(request))
        return finish(fail(consentRequired(request)));
    if (plugin.interactive == ExecPlugin::Interactive::Always && !m_host->m_options.terminal)
        return finish(fail(pluginError(
            Words::tr("the sign-in plugin \"%1\" wants a terminal to ask on, and here is none").arg(nameOf(plugin)),
            Words::tr("Use zdtp in a terminal, or set interactiveMode: IfAvailable if the plugin can do without."))));
    const bool interactive = m_host->m_options.terminal && plugin.interactive != ExecPlugin::Interactive::Never;

    ExecRun run;
    run.program = request.program;
    run.args = plugin.args;
    run.environment = m_host->m_options.environment;
    for (const ExecPlugin::Variable &variable : plugin.env)
        run.environment.insert(variable.name, variable.value);
    run.environment.insert(QStringLiteral("KUBERNETES_EXEC_INFO"), QString::fromUtf8(execInfo(m_config, interactive)));
    run.timeout = m_host->m_options.timeout;
    run.interactive = interactive;
    m_running = true;
    ++m_host->m_running;
    emit m_host->started(request.commandLine());
    leaveStep();
    m_step = startExec(std::move(run), m_host->m_clock, inStep([](ExecAuthenticator &self, const QString &text) {
                           if (self.m_host && !text.isEmpty())
                               emit self.m_host->said(text);
                       }),
                       inStep([](ExecAuthenticator &self, const ExecOutcome &outcome) { self.ended(outcome); }));
}

void ExecAuthenticator::ended(const ExecOutcome &outcome)
{
    const ExecPlugin &plugin = *m_config.exec;
    if (outcome.end != ExecOutcome::End::Exited || outcome.exitCode != 0)
        return finish(fail(errorOf(outcome, plugin, m_host ? m_host->m_options.timeout : 0ms)));
    auto credential = parseExecCredential(outcome.output, plugin);
    if (!credential)
        return finish(fail(pluginError(credential.error().what, credential.error().remedy)));
    m_given = Given{std::move(*credential), ++m_generation};
    finish(*m_given);
}

void ExecAuthenticator::leaveStep()
{
    ++m_stepNumber;
    // Its function may be what runs now.
    if (auto *object = dynamic_cast<QObject *>(m_step.release()))
        object->deleteLater();
}

void ExecAuthenticator::finish(ApiResult<Given> result)
{
    const bool ran = std::exchange(m_running, false);
    leaveStep();
    const auto waiting = std::exchange(m_waiting, {});
    for (Wait *wait : waiting)
        wait->tell(result);
    if (ran && m_host) {
        --m_host->m_running;
        emit m_host->ended(result ? QString() : result.error().toLine());
    }
}

void ExecAuthenticator::cancel()
{
    if (!m_step)
        return;
    ExecOutcome outcome;
    outcome.end = ExecOutcome::End::Cancelled;
    ApiError error = errorOf(outcome, *m_config.exec, 0ms);
    error.kind = ApiError::Kind::Cancelled;
    finish(fail(std::move(error)));
}

} // namespace zdtp::k8s
