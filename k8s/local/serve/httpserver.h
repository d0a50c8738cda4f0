#pragma once

#include "k8s/local/api/request.h"

#include <functional>
#include <memory>
#include <string>

namespace zdtp::local {

/// HTTPS for the API: TLS, the token, one thread a connection. HTTP itself is cpp-httplib's.
class HttpServer
{
public:
    using Handler = std::function<ApiResponse(const ApiRequest &)>;

    struct Options
    {
        std::string certificateFile;
        std::string keyFile;
        std::string token;
        std::size_t maxConnections = 2000;
    };

    /// Throws Failure.
    HttpServer(Options options, Handler handler);
    ~HttpServer();

    /// Takes the port (0: any free one) and returns it. Throws Failure when it is taken.
    int bind(const std::string &host, int port);
    /// Serves until stop(); answers nothing before.
    void run();
    /// Thread-safe. Ends all streams and waits for the requests under way.
    void stop();

private:
    class Implementation;
    std::unique_ptr<Implementation> m_implementation;
};

} // namespace zdtp::local
