#pragma once

#include "k8s/probe/connectiontest.h"

#include <QHostInfo>
#include <QNetworkProxy>
#include <QPointer>
#include <QSslSocket>

#include <vector>

namespace zdtp::k8s {

/// The inside of a ConnectionTest: wire.cpp goes up to the certificate, server.cpp asks the API.
class ConnectionTest::Private : public QObject
{
public:
    Private(ConnectionTest *test, RestConfig restConfig, Options testOptions, Clock &time);
    ~Private() override;

    void begin(Layer layer, std::chrono::milliseconds limit);
    LayerResult &end(LayerResult::Status status, const QString &evidence);
    void pass(const QString &evidence) { end(LayerResult::Status::Passed, evidence); }
    /// Ends the layer, and the test with it.
    void fail(const QString &evidence, const QString &problem, const QString &why, const QString &remedy);
    void warn(const QString &evidence, const QString &problem, const QString &why, const QString &remedy);
    void getSecrets();
    void finish();
    void stop(); ///< takes back whatever is under way

    // wire.cpp
    void describeAhead();
    void lookUp();
    void reach();
    void throughProxy();
    void handshake();
    void inspect();
    void socketFailed(QAbstractSocket::SocketError error);
    QString target() const; ///< "10.20.0.14:6443"

    // server.cpp
    void authenticate();
    void signedIn(const ApiResult<Response> &answer);
    void authorise();
    void askAccess(qsizetype index);
    void askRules();
    void weighAccess();
    void askVersion();
    void compareClocks();
    CallHandle send(Verb verb, const QString &path, const Json &body, ResponseFunction done);
    void hear(const Response &response);

    ConnectionTest *q;
    RestConfig config;
    Options options;
    Clock &clock;
    ConnectionReport report;
    bool running = false;
    Layer layer = Layer::Dns;
    std::chrono::milliseconds testBegan{0};
    std::chrono::milliseconds layerBegan{0};
    TimerHandle limit;

    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    int lookUpId = -1;
    std::unique_ptr<QSslSocket> socket; ///< plain until the handshake
    std::unique_ptr<ApiClient> client;
    std::vector<CallHandle> calls;
    qsizetype next = 0; ///< entry of the access table to ask for
    int open = 0;       ///< reviews under way
    bool reviewsFailed = false;
    QString reviewProblem;
    std::chrono::milliseconds sentAt{0};
};

} // namespace zdtp::k8s
