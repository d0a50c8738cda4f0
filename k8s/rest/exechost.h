#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/execconsent.h"
#include "k8s/rest/execprotocol.h"

#include <QObject>
#include <QProcessEnvironment>
#include <QSet>

#include <map>

namespace zdtp::k8s {

struct ExecOutcome;

struct ExecHostOptions
{
    /// Adds the folders of the login shell's PATH: a program started from a desktop's menu does not have them.
    bool loginPath = false;
    /// Standard input is a terminal that a plugin may ask on (the command line only).
    bool terminal = false;
    std::chrono::milliseconds timeout{120'000}; ///< of one run: browser sign-ins take their time
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
};

/// One credential that a plugin gives, kept in memory until it expires or is refused. All clients that sign in as the
/// same plugin with the same cluster share it, and it runs once at a time.
class ExecAuthenticator;

/// Where sign-in plugins run: one for a program, in its event loop, never blocking. Nothing runs that `consent` does
/// not agree to. Outlives the clients that use it.
class ExecHost final : public QObject
{
    Q_OBJECT

public:
    ExecHost(const ExecConsent &consent, Clock &clock, ExecHostOptions options = {});
    ~ExecHost() override;

    /// What would be run. Called back from the event loop, because the login shell may have to be asked first.
    [[nodiscard]] CallHandle resolve(const ExecPlugin &plugin, std::function<void(Result<ExecRequest>)> done);

    std::shared_ptr<ExecAuthenticator> authenticator(const RestConfig &config);
    bool isRunning() const { return m_running > 0; }
    /// Ends every plugin that runs; who waits for it is told so.
    void cancel();

signals:
    /// A plugin was started; `commandLine` is for display.
    void started(const QString &commandLine);
    /// What it writes on standard error, in pieces, cleaned of control characters. For the user's eyes only.
    void said(const QString &text);
    /// `problem` is empty when it gave a credential.
    void ended(const QString &problem);

private:
    friend class ExecAuthenticator;
    class PathWait;
    void fetchPath();
    void pathKnown(const QString &path);

    const ExecConsent &m_consent;
    Clock &m_clock;
    ExecHostOptions m_options;
    QString m_path;
    bool m_pathKnown = false;
    CallHandle m_fetching;
    QList<PathWait *> m_waiting;
    QSet<ExecAuthenticator *> m_all;
    std::map<QByteArray, std::weak_ptr<ExecAuthenticator>> m_known;
    int m_running = 0;
};

class ExecAuthenticator final : public std::enable_shared_from_this<ExecAuthenticator>
{
public:
    ExecAuthenticator(ExecHost &host, RestConfig config);
    ~ExecAuthenticator();
    Q_DISABLE_COPY_MOVE(ExecAuthenticator)

    struct Given
    {
        ExecCredential credential;
        quint64 generation = 0; ///< counts the runs
    };
    using GivenFunction = std::function<void(ApiResult<Given>)>;

    /// The credential at hand; none when the plugin has to run.
    std::optional<Given> current() const;
    /// Runs the plugin, or joins the run that is under way. Called back from the event loop. Destroying the handle
    /// stops waiting; the plugin is ended with its last waiter.
    [[nodiscard]] CallHandle get(GivenFunction done);
    /// The server answered 401 to this generation: unless a newer one is there, the next get() runs the plugin again.
    void refused(quint64 generation);
    void cancel();

private:
    class Wait;
    void start();
    void startResolved(const ExecRequest &request);
    void ended(const ExecOutcome &outcome);
    void leaveStep();
    template <typename Function>
    auto inStep(Function function);
    void finish(ApiResult<Given> result);

    ExecHost *m_host; ///< nullptr once it is gone
    friend class ExecHost;
    RestConfig m_config;
    std::optional<Given> m_given;
    quint64 m_generation = 0;
    QList<Wait *> m_waiting;
    CallHandle m_step; ///< looking up the program, then the run itself
    quint64 m_stepNumber = 0;
    bool m_running = false;
};

} // namespace zdtp::k8s
