#include "k8s/rest/execrun.h"

#include "k8s/rest/execplugin.h"

#include <QProcess>

#include <csignal>
#include <unistd.h>

namespace zdtp::k8s {

namespace {

constexpr qsizetype mostOutput = 1024 * 1024;
constexpr qsizetype mostErrors = 16 * 1024; // the last of them are kept

class RunningExec final : public QObject, public Call
{
public:
    RunningExec(ExecRun run, Clock &clock, std::function<void(const QString &)> said,
                std::function<void(ExecOutcome)> done)
        : m_run(std::move(run)), m_clock(clock), m_said(std::move(said)), m_done(std::move(done))
    {
        m_process.setProgram(m_run.program);
        m_process.setArguments(m_run.args);
        m_process.setProcessEnvironment(m_run.environment);
        if (m_run.interactive) {
            m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
            m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        } else {
            m_process.setStandardInputFile(QProcess::nullDevice());
            // A group of its own, so that all that it started can be ended. A terminal would not let it read then.
            m_process.setChildProcessModifier([] { setpgid(0, 0); });
        }
        connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { readOutput(); });
        connect(&m_process, &QProcess::readyReadStandardError, this, [this] { readErrors(); });
        connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                finish(ExecOutcome::End::NotStarted);
        });
        connect(&m_process, &QProcess::finished, this, [this](int, QProcess::ExitStatus status) {
            finish(status == QProcess::CrashExit ? ExecOutcome::End::Crashed : ExecOutcome::End::Exited);
        });
        QMetaObject::invokeMethod(
            this, [this] { begin(); }, Qt::QueuedConnection);
    }
    ~RunningExec() override
    {
        m_done = {};
        m_said = {};
        end();
    }
    Q_DISABLE_COPY_MOVE(RunningExec)

private:
    void begin()
    {
        if (m_run.timeout.count() > 0)
            m_timer = m_clock.after(m_run.timeout, [this] { finish(ExecOutcome::End::TimedOut); });
        m_process.start(QIODevice::ReadOnly);
    }

    void readOutput()
    {
        m_output += m_process.readAllStandardOutput();
        if (m_output.size() > mostOutput)
            finish(ExecOutcome::End::TooMuch);
    }

    void readErrors()
    {
        const QByteArray bytes = m_process.readAllStandardError();
        m_errors = QByteArray(m_errors + bytes).right(mostErrors);
        const auto said = m_said; // may destroy this
        if (said && !bytes.isEmpty())
            said(cleanText(QString::fromUtf8(bytes), mostErrors, true));
    }

    /// The program and what it started: asked first, then made to. Nobody waits for it here.
    void end()
    {
        m_process.disconnect(this);
        if (m_process.state() == QProcess::NotRunning)
            return;
        const qint64 pid = m_process.processId();
        if (pid > 0)
            ::kill(m_run.interactive ? pid_t(pid) : -pid_t(pid), SIGKILL);
        m_process.waitForFinished(1000); // it was killed: this only collects it
    }

    void finish(ExecOutcome::End how)
    {
        if (!m_done)
            return;
        if (m_process.state() == QProcess::NotRunning) {
            m_output += m_process.readAllStandardOutput();
            m_errors = QByteArray(m_errors + m_process.readAllStandardError()).right(mostErrors);
        }
        ExecOutcome outcome;
        outcome.end = how;
        outcome.exitCode = how == ExecOutcome::End::Exited ? m_process.exitCode() : -1;
        outcome.reason = m_process.errorString();
        outcome.output = std::move(m_output);
        outcome.errors = cleanText(QString::fromUtf8(m_errors), mostErrors, true);
        m_timer.reset();
        end();
        // From the event loop, with nothing of the process on the stack.
        QMetaObject::invokeMethod(
            this,
            [done = std::exchange(m_done, {}), outcome = std::move(outcome)]() mutable { done(std::move(outcome)); },
            Qt::QueuedConnection);
    }

    ExecRun m_run;
    Clock &m_clock;
    std::function<void(const QString &)> m_said;
    std::function<void(ExecOutcome)> m_done;
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
    TimerHandle m_timer;
};

} // namespace

CallHandle startExec(ExecRun run, Clock &clock, std::function<void(const QString &)> said,
                     std::function<void(ExecOutcome)> done)
{
    return std::make_unique<RunningExec>(std::move(run), clock, std::move(said), std::move(done));
}

} // namespace zdtp::k8s
