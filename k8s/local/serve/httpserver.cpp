#include "k8s/local/serve/httpserver.h"

#include "k8s/local/api/refusal.h"
#include "k8s/local/base/files.h"
#include "k8s/local/base/text.h"
#include "k8s/local/serve/tlsconnection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <httplib.h>
#include <mutex>
#include <thread>

namespace zdtp::local {

namespace {

constexpr int handshakeSeconds = 30;
constexpr int idleSeconds = 150; // longer than clients keep a connection, so that they are the ones who close it
constexpr std::size_t largestBody = 3U << 20U;

/// Threads as they are needed: a watch holds one for an hour. Idle ones end after a while.
class GrowingPool final : public httplib::TaskQueue
{
public:
    explicit GrowingPool(std::size_t most) : m_most(most) {}

    void enqueue(std::function<void()> task) override
    {
        std::unique_lock lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (m_idle >= m_tasks.size()) {
            m_signal.notify_one();
        } else if (m_count < m_most) {
            ++m_count;
            try {
                std::thread([this] { work(); }).detach();
            } catch (const std::system_error &) {
                --m_count; // the machine gives no more threads: it waits for one of those that are
            }
        }
    }

    void shutdown() override
    {
        std::unique_lock lock(m_mutex);
        m_stopping = true;
        m_signal.notify_all();
        m_ended.wait(lock, [this] { return m_count == 0; });
    }

private:
    void work()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            ++m_idle;
            m_signal.wait_for(lock, std::chrono::seconds(30), [this] { return m_stopping || !m_tasks.empty(); });
            --m_idle;
            if (m_tasks.empty())
                break;
            const auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
        --m_count;
        m_ended.notify_all();
    }

    const std::size_t m_most;
    std::mutex m_mutex;
    std::condition_variable m_signal;
    std::condition_variable m_ended;
    std::deque<std::function<void()>> m_tasks;
    std::size_t m_idle = 0;
    std::size_t m_count = 0;
    bool m_stopping = false;
};

/// The connection that this thread serves. The library hands a stream's handler nothing that could wait for the
/// client's end, so it is kept beside.
thread_local TlsConnection *currentConnection = nullptr;

std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            plain += static_cast<char>(value);
            i += 2;
        } else {
            plain += text[i] == '+' ? ' ' : text[i];
        }
    }
    return plain;
}

/// The query as Go reads it: a value may hold "=" as it is ("fieldSelector=a=b"), which the library takes apart.
std::multimap<std::string, std::string> queryOf(const std::string &target)
{
    std::multimap<std::string, std::string> query;
    const std::size_t mark = target.find('?');
    if (mark == std::string::npos)
        return query;
    for (const std::string &part : split(std::string_view(target).substr(mark + 1), '&')) {
        if (part.empty())
            continue;
        const std::size_t at = part.find('=');
        query.emplace(unescaped(std::string_view(part).substr(0, at)),
                      at == std::string::npos ? std::string() : unescaped(std::string_view(part).substr(at + 1)));
    }
    return query;
}

class ConnectionSink final : public StreamSink
{
public:
    ConnectionSink(httplib::DataSink &sink, TlsConnection &connection, const std::atomic<bool> &stopping)
        : m_sink(sink), m_connection(connection), m_stopping(stopping)
    {
    }
    bool write(std::string_view bytes) override { return !m_stopping && m_sink.write(bytes.data(), bytes.size()); }
    bool wait(int fd, int milliseconds) override { return !m_stopping && m_connection.waitBeside(fd, milliseconds); }

private:
    httplib::DataSink &m_sink;
    TlsConnection &m_connection;
    const std::atomic<bool> &m_stopping;
};

} // namespace

class HttpServer::Implementation final : public httplib::Server
{
public:
    Implementation(HttpServer::Options options, HttpServer::Handler handler)
        : m_options(std::move(options)), m_handler(std::move(handler))
    {
        m_context = SSL_CTX_new(TLS_server_method());
        if (!m_context || SSL_CTX_use_certificate_chain_file(m_context, m_options.certificateFile.c_str()) != 1 ||
            SSL_CTX_use_PrivateKey_file(m_context, m_options.keyFile.c_str(), SSL_FILETYPE_PEM) != 1) {
            SSL_CTX_free(m_context);
            throw Failure("cannot use the certificate " + m_options.certificateFile +
                          ". Remove its folder and start again: a new one is made");
        }
        SSL_CTX_set_min_proto_version(m_context, TLS1_2_VERSION);
        SSL_CTX_set_options(m_context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
        SSL_CTX_set_mode(m_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_alpn_select_cb(
            m_context,
            [](SSL *, const unsigned char **out, unsigned char *length, const unsigned char *in, unsigned inLength,
               void *) {
                static const unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
                unsigned char *chosen = nullptr;
                if (SSL_select_next_proto(&chosen, length, ours, sizeof ours, in, inLength) != OPENSSL_NPN_NEGOTIATED)
                    return SSL_TLSEXT_ERR_NOACK;
                *out = chosen;
                return SSL_TLSEXT_ERR_OK;
            },
            nullptr);
        new_task_queue = [this] { return new GrowingPool(m_options.maxConnections); };
        set_payload_max_length(largestBody);
        set_keep_alive_max_count(static_cast<std::size_t>(-1));
        set_socket_options([](socket_t socket) {
            // Without SO_REUSEPORT, which the library would set: a taken port must be seen to be taken.
            const int on = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        });
        set_tcp_nodelay(true);
        const auto handle = [this](const httplib::Request &request, httplib::Response &response) {
            answer(request, response);
        };
        const char *const everything = R"([\s\S]*)";
        Get(everything, handle);
        Post(everything, handle);
        Put(everything, handle);
        Patch(everything, handle);
        Delete(everything, handle);
        Server::Options(everything, handle);
        set_error_handler([](const httplib::Request &, httplib::Response &response) {
            if (!response.body.empty() || response.has_header("Content-Type"))
                return;
            // What the library refuses by itself, in the API's words.
            Refusal refusal{response.status, "BadRequest", "the request could not be read", Json::object(), {}};
            if (response.status == 413) {
                refusal.reason = "RequestEntityTooLarge";
                refusal.message = "Request entity too large: limit is 3145728";
            }
            response.set_content(dump(refusal.status()), "application/json");
        });
    }

    ~Implementation() override { SSL_CTX_free(m_context); }

    int take(const std::string &host, int port)
    {
        errno = 0;
        const int taken = port == 0 ? bind_to_any_port(host) : bind_to_port(host, port) ? port : -1;
        if (taken < 0) {
            const int error = errno;
            throw Failure("cannot listen on " + host + " port " + std::to_string(port) + ": " +
                          (error ? errnoText(error) : "the address is not one of this machine") +
                          ". Choose another port with --port (0: any free one)");
        }
        ::listen(svr_sock_, 1024); // the library's own queue holds five connections
        return taken;
    }

    void stopAll()
    {
        m_stopping = true;
        {
            const std::lock_guard lock(m_mutex);
            for (TlsConnection *connection : m_connections)
                connection->interrupt();
        }
        stop();
    }

private:
    bool process_and_close_socket(socket_t socket) override
    {
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // A client that vanished without a word is noticed within two minutes.
        ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        const int idle = 60;
        const int interval = 15;
        ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        ::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
        TlsConnection connection(socket, m_context);
        {
            const std::lock_guard lock(m_mutex);
            m_connections.insert(&connection);
        }
        if (m_stopping)
            connection.interrupt();
        currentConnection = &connection;
        bool ok = connection.handshake(handshakeSeconds);
        while (ok && !m_stopping && connection.waitForRequest(idleSeconds)) {
            bool closed = false;
            ok = process_request(connection, false, closed, [](httplib::Request &request) {
                // Neither compressed nor in parts: a loopback gains nothing from it, and watches must not wait.
                request.headers.erase("Accept-Encoding");
                request.headers.erase("Range");
                request.ranges.clear();
            });
            if (!ok || closed)
                break;
        }
        currentConnection = nullptr;
        {
            const std::lock_guard lock(m_mutex);
            m_connections.erase(&connection);
        }
        connection.close();
        return ok;
    }

    bool isAuthorized(const httplib::Request &request) const
    {
        if (request.path == "/version" || request.path == "/readyz" || request.path == "/livez" ||
            request.path == "/healthz")
            return true;
        const std::string header = request.get_header_value("Authorization");
        return header.size() > 7 && lower(header.substr(0, 7)) == "bearer " &&
               equalConstantTime(trimmed(header.substr(7)), m_options.token);
    }

    void answer(const httplib::Request &request, httplib::Response &response)
    {
        ApiResponse made;
        if (!isAuthorized(request)) {
            made.code = 401;
            made.body = dump(Refusal{401, "Unauthorized", "Unauthorized", Json::object(), {}}.status());
            response.set_header("WWW-Authenticate", "Bearer");
        } else {
            ApiRequest own;
            own.method = request.method;
            own.path = request.path;
            own.query = queryOf(request.target);
            // Repeated headers count as one with commas.
            const auto [from, to] = request.headers.equal_range("Accept");
            for (auto at = from; at != to; ++at)
                own.accept += (own.accept.empty() ? "" : ",") + at->second;
            own.contentType = request.get_header_value("Content-Type");
            own.userAgent = request.get_header_value("User-Agent");
            own.body = request.body;
            made = m_handler(own);
        }
        response.status = made.code;
        for (const std::string &warning : made.warnings) {
            std::string text;
            for (const char c : warning) {
                if (c == '"' || c == '\\')
                    text += '\\';
                text += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
            }
            response.set_header("Warning", "299 - \"" + text + "\"");
        }
        if (made.stream) {
            response.set_chunked_content_provider(
                made.contentType, [this, stream = std::move(made.stream)](std::size_t, httplib::DataSink &sink) {
                    ConnectionSink own(sink, *currentConnection, m_stopping);
                    stream(own);
                    sink.done();
                    return true;
                });
            return;
        }
        response.body = std::move(made.body);
        if (made.code != 204)
            response.set_header("Content-Type", made.contentType);
    }

    HttpServer::Options m_options;
    HttpServer::Handler m_handler;
    SSL_CTX *m_context = nullptr;
    std::atomic<bool> m_stopping = false;
    std::mutex m_mutex;
    std::set<TlsConnection *> m_connections;
};

HttpServer::HttpServer(Options options, Handler handler)
    : m_implementation(std::make_unique<Implementation>(std::move(options), std::move(handler)))
{
}

HttpServer::~HttpServer() = default;

int HttpServer::bind(const std::string &host, int port)
{
    return m_implementation->take(host, port);
}

void HttpServer::run()
{
    m_implementation->listen_after_bind();
}

void HttpServer::stop()
{
    m_implementation->stopAll();
}

} // namespace zdtp::local
