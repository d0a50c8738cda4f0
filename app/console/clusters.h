#pragma once

#include "app/common/places.h"
#include "app/common/vault.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/execconsent.h"
#include "k8s/rest/exechost.h"
#include "k8s/rest/restclient.h"
#include "models/connection/clustersettings.h"
#include "ui/base/clusterdirectory.h"

#include <QFileSystemWatcher>
#include <QHash>

#include <memory>

namespace zdtp::console {

/// The clusters of the kubeconfig files and the local one, what this console keeps about them, and the connection to
/// one of them. The files are read again at every opening, so that what was mended outside the console counts; a change
/// on disk before then is noticed and told.
class Clusters final : public ui::ClusterDirectory
{
    Q_OBJECT

public:
    /// `engines` and `clock` outlive it. Nothing is connected before open().
    Clusters(QString kubeconfig, QString context, QString nameSpace, const EngineCatalog &engines, Clock &clock,
             QObject *parent = nullptr);
    ~Clusters() override;

    QList<tables::ContextLine> clusters() const override;
    ClusterSession *session() const override { return m_session.get(); }
    QString problem() const override { return m_problem; }
    QString currentContext() const override { return m_context; }
    void open(const QString &context) override;

    ContextSettings settings(const QString &context) const override;
    Result<void> setSettings(const QString &context, const ContextSettings &settings) override;
    QList<QPair<QString, QString>> facts(const QString &context) const override;
    Result<std::unique_ptr<k8s::ConnectionTest>> connectionTest(const QString &context) override;
    void noteTest(const QString &context, const k8s::ConnectionReport &report) override;
    Result<QString> addFile(const QString &path) override;
    void askSecretStore(std::function<void(bool, const QString &)> done) override;
    QStringList pastedNames() const override;
    void addPasted(const QString &name, const QByteArray &kubeconfig,
                   std::function<void(Result<QString>)> done) override;
    Result<void> removeFile(const QString &path) override;
    QStringList changedFiles() const override;
    std::optional<k8s::ExecRequest> wantedConsent() const override { return m_wanted; }
    Result<void> giveConsent() override;
    void refuseConsent() override;
    void cancelSignIn() override { m_exec.cancel(); }

private:
    struct Tested
    {
        State state = State::NotTried;
        QString word;
        QString version;
        QDateTime at;
    };

    void readFiles();
    void close();
    void watchFiles();
    void lookAtFiles();
    void noteFreshness();
    void refuse(const QString &problem);
    void askConsent(const k8s::RestConfig &config);
    void connectTo(const k8s::RestConfig &config);
    void openResolved(const k8s::RestConfig &config);
    Result<k8s::RestConfig> configOf(const QString &context) const;
    tables::ContextLine lineOf(const QString &context) const;

    QString m_kubeconfigFile;
    QString m_context;   ///< as chosen; empty until the first opening told which one it is
    QString m_nameSpace; ///< of the command line, for the first context only
    const EngineCatalog &m_engines;
    Clock &m_clock;
    places::KnownClusters m_known;
    QString m_filesProblem;
    QString m_problem;
    ClusterSettings m_settings;
    QString m_settingsProblem; ///< while the guards cannot be read every context is read-only
    QHash<QString, Tested> m_tested;
    QString m_freshnessWord;
    QDateTime m_since;                 ///< when the present connection took the state that is shown
    QHash<QString, QByteArray> m_read; ///< file → hash of what was read
    QStringList m_changed;
    QFileSystemWatcher m_watcher;
    k8s::ExecConsentStore m_consents;
    k8s::ExecHost m_exec; ///< outlives the clients
    k8s::CallHandle m_resolving;
    Vault m_vault;
    quint64 m_opening = 0; ///< counts openings: an answer for an older one is let go
    std::optional<k8s::ExecRequest> m_wanted;
    std::unique_ptr<k8s::RestClient> m_client;
    std::unique_ptr<ClusterSession> m_session;
};

} // namespace zdtp::console
