#pragma once

#include "k8s/base/clock.h"
#include "k8s/probe/report.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/restconfig.h"

#include <QObject>

#include <functional>
#include <memory>

namespace zdtp::k8s {

/// Goes the whole way to a cluster, layer by layer, and says where it ends: name look-up, connection, proxy, TLS,
/// certificate, authentication, authorisation, version, clock. No credential leaves before the certificate was found
/// good (or the kubeconfig says that nobody looks). Changes nothing on the cluster.
/// One thread, that of the event loop. finished() comes exactly once after start() and never from within it.
/// Destroying the test cancels it silently.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    /// Makes the client for the layers that speak HTTP.
    using ClientFactory = std::function<std::unique_ptr<ApiClient>(const RestConfig &config)>;

    struct Options
    {
        QString context;        ///< as the user calls it; empty: that of the config
        QString nameSpace;      ///< empty: that of the config
        QString authentication; ///< "client certificate", for the layer before it was tried
        std::chrono::milliseconds lookUp{10'000};
        std::chrono::milliseconds connect{10'000}; ///< TCP, proxy, TLS: each
        std::chrono::milliseconds request{15'000}; ///< each
        ClientFactory client;                      ///< empty: a RestClient
        /// Puts the secrets in their places that RestConfig::keychain names; empty: none are named. Answers later.
        std::function<void(const RestConfig &config, std::function<void(Result<RestConfig>)> done)> secrets;
    };

    /// `clock` outlives the test.
    ConnectionTest(RestConfig config, Options options, Clock &clock, QObject *parent = nullptr);
    ~ConnectionTest() override;

    void start();
    /// What is under way is taken back; finished() follows.
    void cancel();
    const ConnectionReport &report() const;
    bool isRunning() const;

signals:
    void changed(); ///< a layer began or ended
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace zdtp::k8s
