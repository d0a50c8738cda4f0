#pragma once

#include "models/plan/plan.h"
#include "models/session/clustersession.h"
#include "tests/support/fakeapiclient.h"
#include "ui/base/clusterdirectory.h"

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
