#pragma once

#include "tests/support/fakeapiclient.h"

namespace zdtp::test {

/// A watch or a followed log of the FakeApiClient. Bytes wait in a queue and are told from the clock, so that a change
/// made by the test is never told from within the test's call.
class FakeApiClient::StreamCall final : public k8s::Call
{
public:
    StreamCall(FakeApiClient &server, k8s::StreamFunctions functions)
        : m_server(&server), m_functions(std::move(functions))
    {
    }
    ~StreamCall() override
    {
        if (m_server)
            m_server->m_streams.remove(this);
    }
    Q_DISABLE_COPY_MOVE(StreamCall)

    void begin();
    void write(const QByteArray &bytes);
    void end(std::optional<k8s::ApiError> error);
    void orphan();
    bool isEnding() const { return m_ending; }

    Target target;
    QString labelSelector;
    bool isLog = false;
    bool wantsBookmarks = false;
    bool isDead = false;
    TimerHandle m_timer;   ///< until it starts
    TimerHandle m_timeout; ///< timeoutSeconds

private:
    void flushLater();
    void flush();

    FakeApiClient *m_server;
    k8s::StreamFunctions m_functions;
    QByteArray m_waiting;
    bool m_began = false;
    bool m_ending = false;
    std::optional<k8s::ApiError> m_error;
    TimerHandle m_flush;
};

} // namespace zdtp::test
