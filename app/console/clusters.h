#pragma once

#include "k8s/config/kubeconfig.h"
#include "k8s/rest/restclient.h"
#include "ui/base/clusterdirectory.h"

#include <memory>

namespace zdtp::console {

/// The clusters of the kubeconfig files and the local one, and the connection to one of them. The files are read again
/// at every opening, so that what was mended outside the console counts.
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

private:
    void readFiles();
    void close();

    QString m_kubeconfigFile;
    QString m_context;   ///< as chosen; empty until the first opening told which one it is
    QString m_nameSpace; ///< of the command line, for the first context only
    const EngineCatalog &m_engines;
    Clock &m_clock;
    k8s::Kubeconfig m_kubeconfig;
    QString m_filesProblem;
    QString m_problem;
    std::unique_ptr<k8s::RestClient> m_client;
    std::unique_ptr<ClusterSession> m_session;
};

} // namespace zdtp::console
