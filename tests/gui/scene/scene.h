#pragma once

#include "models/plan/plan.h"
#include "models/session/clustersession.h"
#include "tests/support/fakeapiclient.h"
#include "ui/base/clusterdirectory.h"

#include <QHash>
#include <QTimer>

#include <memory>

namespace zdtp::test {

/// A directory with one cluster that stands in memory.
class SceneDirectory final : public ui::ClusterDirectory
{
    Q_OBJECT

public:
    SceneDirectory(FakeApiClient &client, ClusterIdentity identity, const EngineCatalog &engines, Clock &clock);
    ~SceneDirectory() override;

    QList<tables::ContextLine> clusters() const override;
    ClusterSession *session() const override { return m_session.get(); }
    QString problem() const override { return m_problem; }
    QString currentContext() const override { return m_identity.context; }
    void open(const QString &context) override;
    ContextSettings settings(const QString &context) const override { return m_settings.value(context); }
    Result<void> setSettings(const QString &context, const ContextSettings &settings) override;
    QList<QPair<QString, QString>> facts(const QString &context) const override;
    Result<std::unique_ptr<k8s::ConnectionTest>> connectionTest(const QString &context) override;
    void noteTest(const QString &context, const k8s::ConnectionReport &report) override;
    Result<QString> addFile(const QString &path) override;
    Result<void> removeFile(const QString &path) override;
    QStringList changedFiles() const override { return changed; }
    void askSecretStore(std::function<void(bool, const QString &)> done) override
    {
        done(lasting,
             lasting ? QStringLiteral("the keychain") : QStringLiteral("No keychain: kept for this session only"));
    }
    QStringList pastedNames() const override { return {QStringLiteral("taken")}; }
    void addPasted(const QString &name, const QByteArray &, std::function<void(Result<QString>)> done) override
    {
        done(addFile(name + QStringLiteral(".kubeconfig")));
    }
    bool lasting = true;
    std::optional<k8s::ExecRequest> wantedConsent() const override { return consent; }
    Result<void> giveConsent() override
    {
        ++agreed;
        consent.reset();
        return {};
    }
    void refuseConsent() override
    {
        ++refused;
        consent.reset();
    }
    void cancelSignIn() override { ++cancelled; }
    std::optional<k8s::ExecRequest> consent;
    int agreed = 0, refused = 0, cancelled = 0;
    /// What is tested when somebody asks; none: nothing can be.
    std::function<k8s::RestConfig(const QString &context)> testTarget;
    QStringList added;
    QStringList changed;
    void tellChanged() { emit clustersChanged(); }
    void setOthers(const QList<tables::ContextLine> &others) { m_others = others; }
    /// The next opening fails with this.
    void setProblem(const QString &problem) { m_problem = problem; }

private:
    FakeApiClient &m_client;
    ClusterIdentity m_identity;
    const EngineCatalog &m_engines;
    Clock &m_clock;
    QString m_problem;
    QList<tables::ContextLine> m_others;
    QHash<QString, ContextSettings> m_settings;
    SystemClock m_wallClock; ///< tests of connections run over the real network
    std::unique_ptr<ClusterSession> m_session;
};

/// A cluster in memory whose time runs while events run: a timer moves the manual clock.
class Scene : public QObject
{
    Q_OBJECT

public:
    explicit Scene(ClusterIdentity identity = {QStringLiteral("prod-dw-eu"), QStringLiteral("prod-dw-eu"),
                                               QStringLiteral("https://api.dw-eu.example:6443"),
                                               QStringLiteral("zdtp-prod"), false, false});
    ~Scene() override;

    ManualClock clock;
    FakeApiClient client{clock};
    EngineCatalog engines;
    std::unique_ptr<SceneDirectory> directory;
    QString nameSpace;

    /// A saved task.
    void addTask(const QByteArray &yaml, const QString &savedBy = QStringLiteral("operator@dw.example"));
    /// A run of a task with every worker's pod, all pending. `ago`: seconds since its launch.
    void addRun(const QByteArray &yaml, int run, int ago, RunPhase phase = RunPhase::Launched);
    QString podOf(const QByteArray &yaml, int run, const QString &worker, int attempt = 1) const;
    Json pod(const QString &name) const;
    void setStatus(const QString &pod, const Json &status);
    void addEvent(const QString &pod, const QString &type, const QString &reason, const QString &message, int ago);
    QDateTime ago(int seconds) const { return clock.now().addSecs(-seconds); }

    /// Stops or starts the time.
    void setRunning(bool running);

    /// A task of four slices of one table.
    static QByteArray ordersTask();
    /// A task of 24 workers, as in the drawings.
    static QByteArray largeTask();
    /// Everything that the drawings show: tasks, runs, workers in each state, progress, logs, events.
    void furnish();

private:
    QTimer m_pump;
};

} // namespace zdtp::test
