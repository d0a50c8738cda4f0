#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zdtp::local {

/// An authenticated HTTP request, free of any HTTP library.
struct ApiRequest
{
    std::string method;
    std::string path; ///< percent signs resolved, without the query
    std::multimap<std::string, std::string> query;
    std::string accept;
    std::string contentType;
    std::string userAgent;
    std::string body;

    std::string param(const std::string &name) const
    {
        const auto found = query.find(name);
        return found == query.end() ? std::string() : found->second;
    }
    bool has(const std::string &name) const { return query.contains(name); }
    /// "true" and "1"; everything else is false.
    bool flag(const std::string &name) const
    {
        const std::string value = param(name);
        return value == "true" || value == "1";
    }
};

/// Where the bytes of a watch or a followed log go. Used on the connection's own thread.
class StreamSink
{
public:
    virtual ~StreamSink() = default;
    /// Sends at once. False: the client is gone, or too slow to wait for.
    virtual bool write(std::string_view bytes) = 0;
    /// Waits until the descriptor is readable (true), or the time is over (true as well). False: the client is gone or
    /// the server stops.
    virtual bool wait(int fd, int milliseconds) = 0;
};

struct ApiResponse
{
    int code = 200;
    std::string contentType = "application/json";
    std::string body;
    std::vector<std::string> warnings;
    /// Set for a stream: called once, on the connection's thread, returns when the stream ends.
    std::function<void(StreamSink &)> stream;
};

} // namespace zdtp::local
