#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/exechost.h"
#include "k8s/rest/tokensource.h"

namespace zdtp::k8s {

/// What a request is signed with.
struct Credential
{
    QByteArray authorization;  ///< the header's whole value; empty: none
    QByteArray certificatePem; ///< of a plugin; empty: that of the RestConfig, if any
    QByteArray keyPem;
    quint64 generation = 0; ///< tell it to refused()
};

/// How a client signs in: a token, a token file, a password, a plugin, or nothing. Asked before each request.
/// One thread.
class Credentials
{
public:
    /// `exec` may be null: plugins are then refused. Both outlive it.
    Credentials(const RestConfig &config, ExecHost *exec, Clock &clock);
    Q_DISABLE_COPY_MOVE(Credentials)

    /// The credential, when it is at hand without waiting.
    std::optional<ApiResult<Credential>> now();
    /// Gets it where now() has none. Called back from the event loop, exactly once.
    [[nodiscard]] CallHandle get(std::function<void(ApiResult<Credential>)> done);
    /// The server answered 401 to this generation. True when another try may fare better: a token file is read again, a
    /// plugin runs again.
    bool refused(quint64 generation);
    /// The answer 401 in words that fit how this client signs in.
    ApiError explain(ApiError unauthorized) const;

private:
    RestConfig m_config;
    bool m_https = false;
    Clock &m_clock;
    TokenSource m_token;
    std::shared_ptr<ExecAuthenticator> m_exec;
    bool m_execMissing = false;
};

} // namespace zdtp::k8s
