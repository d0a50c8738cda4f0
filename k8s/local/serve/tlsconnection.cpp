#include "k8s/local/serve/tlsconnection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace zdtp::local {

namespace {

constexpr int readMilliseconds = 30'000;  // within a request
constexpr int writeMilliseconds = 30'000; // a client that takes nothing for so long is let go

} // namespace

TlsConnection::TlsConnection(int socket, ssl_ctx_st *context) : m_socket(socket), m_ssl(SSL_new(context))
{
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    if (m_ssl) {
        SSL_set_fd(m_ssl, socket);
        SSL_set_accept_state(m_ssl);
    } else {
        m_failed = true;
    }
}

TlsConnection::~TlsConnection()
{
    close();
    SSL_free(m_ssl);
}

void TlsConnection::close()
{
    if (m_socket < 0)
        return;
    if (!m_failed) {
        ERR_clear_error();
        SSL_shutdown(m_ssl);
    }
    ::shutdown(m_socket, SHUT_RDWR);
    ::close(m_socket);
    m_socket = -1;
}

bool TlsConnection::waitFor(int result, int milliseconds, bool stopsAtInterrupt)
{
    const int wanted = SSL_get_error(m_ssl, result);
    if (wanted != SSL_ERROR_WANT_READ && wanted != SSL_ERROR_WANT_WRITE)
        return false;
    pollfd fds[] = {{m_socket, static_cast<short>(wanted == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0},
                    {m_interrupt.fd(), POLLIN, 0}};
    for (;;) {
        const int ready = ::poll(fds, stopsAtInterrupt ? 2 : 1, milliseconds);
        if (ready < 0 && errno == EINTR)
            continue;
        return ready > 0 && (!stopsAtInterrupt || fds[1].revents == 0);
    }
}

bool TlsConnection::handshake(int seconds)
{
    while (!m_failed) {
        ERR_clear_error();
        const int result = SSL_do_handshake(m_ssl);
        if (result == 1)
            return true;
        if (!waitFor(result, seconds * 1000, true))
            m_failed = true;
    }
    return false;
}

bool TlsConnection::waitForRequest(int seconds)
{
    if (m_failed)
        return false;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (;;) {
        if (SSL_pending(m_ssl) > 0)
            return true;
        // Peeking lets OpenSSL take in what is not a request, such as session tickets and the client's goodbye.
        char byte = 0;
        ERR_clear_error();
        const int result = SSL_peek(m_ssl, &byte, 1);
        if (result == 1)
            return true;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0 || !waitFor(result, static_cast<int>(left), true)) {
            if (SSL_get_error(m_ssl, result) == SSL_ERROR_SSL || SSL_get_error(m_ssl, result) == SSL_ERROR_SYSCALL)
                m_failed = true;
            return false;
        }
    }
}

bool TlsConnection::waitBeside(int fd, int milliseconds)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        pollfd fds[] = {{m_socket, POLLIN | POLLRDHUP, 0}, {fd, POLLIN, 0}, {m_interrupt.fd(), POLLIN, 0}};
        const int ready = ::poll(fds, 3, static_cast<int>(std::max<long long>(0, left)));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return ready == 0;
        if (fds[2].revents != 0)
            return false;
        if (fds[0].revents != 0) {
            if ((fds[0].revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0)
                return false;
            char byte = 0;
            ERR_clear_error();
            const int result = SSL_peek(m_ssl, &byte, 1);
            // A client that speaks while it is being told a stream is leaving it, or breaking the protocol.
            if (result > 0 || SSL_get_error(m_ssl, result) != SSL_ERROR_WANT_READ)
                return false;
        }
        if (fds[1].revents != 0)
            return true;
    }
}

ssize_t TlsConnection::read(char *ptr, std::size_t size)
{
    while (!m_failed) {
        ERR_clear_error();
        const int result = SSL_read(m_ssl, ptr, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
        if (result > 0)
            return result;
        if (SSL_get_error(m_ssl, result) == SSL_ERROR_ZERO_RETURN)
            return 0;
        if (!waitFor(result, readMilliseconds, false))
            m_failed = true;
    }
    return -1;
}

ssize_t TlsConnection::write(const char *ptr, std::size_t size)
{
    // The library counts on all of it being written.
    std::size_t done = 0;
    while (!m_failed && done < size) {
        ERR_clear_error();
        const int result =
            SSL_write(m_ssl, ptr + done, static_cast<int>(std::min<std::size_t>(size - done, 1U << 20U)));
        if (result > 0)
            done += static_cast<std::size_t>(result);
        else if (!waitFor(result, writeMilliseconds, false))
            m_failed = true;
    }
    return m_failed ? -1 : static_cast<ssize_t>(done);
}

void TlsConnection::get_remote_ip_and_port(std::string &ip, int &port) const
{
    ip.clear();
    port = 0;
}

void TlsConnection::get_local_ip_and_port(std::string &ip, int &port) const
{
    ip.clear();
    port = 0;
}

} // namespace zdtp::local
