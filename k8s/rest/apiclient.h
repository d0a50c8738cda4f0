#pragma once

#include "k8s/rest/apierror.h"

#include <QByteArray>
#include <QDateTime>
#include <QStringList>
#include <QUrlQuery>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace zdtp::k8s {

enum class Verb { Get, Post, Put, Patch, Delete };

/// One HTTP request to an API server. The path begins with "/api…" and is joined to the cluster's URL and its prefix.
struct Request
{
    Verb verb = Verb::Get;
    QString path;
    QUrlQuery query;
    QByteArray body;
    QByteArray contentType = "application/json";
    QByteArray accept = "application/json";
    /// Longest silence of the server, counted from when the request is sent; 0: none. Streams state their own.
    std::chrono::milliseconds timeout{30'000};
};

struct Response
{
    int httpCode = 0;
    QByteArray contentType;
    QByteArray body;
    QStringList warnings; ///< texts of the Warning headers
    QDateTime serverTime; ///< the Date header, UTC; invalid when absent
};

/// A request under way. Destroying it cancels the request: its functions are then never called again.
class Call
{
public:
    Call() = default;
    virtual ~Call() = default;
    Q_DISABLE_COPY_MOVE(Call)
};
using CallHandle = std::unique_ptr<Call>;

using ResponseFunction = std::function<void(ApiResult<Response>)>;

/// What a stream tells. All functions are called from the event loop, never from within stream().
struct StreamFunctions
{
    std::function<void(const Response &head)> started;  ///< the 2xx head (body empty); may be left out
    std::function<void(QByteArrayView bytes)> data;     ///< bytes as they come, not split into lines
    std::function<void(std::optional<ApiError>)> ended; ///< exactly once; no error: the server closed it cleanly
};

/// The way to one cluster as one user. Implemented over the network by RestClient and by fakes in tests.
/// One thread. A result arrives exactly once and never from within the call that asked for it.
class ApiClient
{
public:
    ApiClient() = default;
    virtual ~ApiClient() = default;
    Q_DISABLE_COPY_MOVE(ApiClient)

    /// A unary call. The error holds the server's Status for every non-2xx answer. Only reads are ever repeated, by the
    /// one retry policy of the implementation; a mutation is sent once.
    [[nodiscard]] virtual CallHandle send(const Request &request, ResponseFunction done) = 0;
    /// A watch or a followed log: a connection of its own.
    [[nodiscard]] virtual CallHandle stream(const Request &request, StreamFunctions functions) = 0;
};

} // namespace zdtp::k8s
