#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/restconfig.h"

#include <QProcessEnvironment>

namespace zdtp::k8s {

class ExecHost;

struct RestClientOptions
{
    QByteArray userAgent; ///< empty: "zdtp/VERSION (linux/amd64)"
    int maxInFlight = 6;  ///< unary requests on the wire at once; Qt before 6.5 makes no more connections than six
    qsizetype maxBody = 512 * 1024 * 1024; ///< bytes of one answer
    Clock *clock = nullptr;                ///< none: the machine's; must outlive the client
    ExecHost *exec = nullptr;              ///< runs sign-in plugins; none: they are refused; must outlive the client
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment(); ///< names proxies
};

/// One cluster as one user, over QNetworkAccessManager: HTTP/1.1, one manager for unary requests and one for each
/// stream, no redirects, no credentials over plain http.
/// One thread, that of the event loop. The RestConfig is fixed: build a new client when it changes; what a token file
/// or a plugin gives is asked for before each request, and a request waits while a plugin runs. Destroying the client
/// cancels its calls; handles may outlive it.
class RestClient final : public ApiClient
{
public:
    explicit RestClient(RestConfig config, RestClientOptions options = {});
    ~RestClient() override;

    [[nodiscard]] CallHandle send(const Request &request, ResponseFunction done) override;
    [[nodiscard]] CallHandle stream(const Request &request, StreamFunctions functions) override;

    const RestConfig &config() const;
    static QByteArray defaultUserAgent();

private:
    class Core;
    class Operation;
    class UnaryCall;
    class StreamCall;
    std::unique_ptr<Core> m_core;
};

} // namespace zdtp::k8s
