#pragma once

#include "k8s/local/base/files.h"

#include <httplib.h>

struct ssl_ctx_st;
struct ssl_st;

namespace zdtp::local {

/// One client's connection over TLS, as a stream for the HTTP library. It waits with poll(), so that idle connections
/// cost nothing and descriptors may have any number. Used by one thread; interrupt() by any.
class TlsConnection final : public httplib::Stream
{
public:
    TlsConnection(int socket, ssl_ctx_st *context);
    ~TlsConnection() override;
    TlsConnection(const TlsConnection &) = delete;
    TlsConnection &operator=(const TlsConnection &) = delete;

    bool handshake(int seconds);
    /// True: there is something to read. False: it was idle for too long, closed or interrupted.
    bool waitForRequest(int seconds);
    /// Waits for another descriptor or the end of the time (true); false when the client went away or interrupt().
    bool waitBeside(int fd, int milliseconds);
    void interrupt() { m_interrupt.wake(); }
    void close();

    bool is_readable() const override { return true; }
    bool is_writable() const override { return !m_failed; }
    ssize_t read(char *ptr, std::size_t size) override;
    ssize_t write(const char *ptr, std::size_t size) override;
    void get_remote_ip_and_port(std::string &ip, int &port) const override;
    void get_local_ip_and_port(std::string &ip, int &port) const override;
    socket_t socket() const override { return m_socket; }

private:
    /// For what OpenSSL asked for; false at a time-out or an interruption.
    bool waitFor(int result, int milliseconds, bool stopsAtInterrupt);

    int m_socket;
    ssl_st *m_ssl;
    Waker m_interrupt;
    bool m_failed = false;
};

} // namespace zdtp::local
