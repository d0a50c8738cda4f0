#include "k8s/rest/retrypolicy.h"

namespace zdtp::k8s {

using namespace std::chrono_literals;

namespace {

constexpr int attempts = 10;      // as client-go
constexpr auto longestWait = 60s; // a server that wants more is told to the caller instead of sat out in silence
constexpr auto afterBrokenConnection = 1s;

} // namespace

std::optional<std::chrono::milliseconds> retryAfter(Verb verb, int attempt, const ApiError &error)
{
    if (verb != Verb::Get || attempt >= attempts)
        return {};
    if (error.kind == ApiError::Kind::Network)
        return afterBrokenConnection;
    const bool busy = error.httpCode == 429 || error.httpCode >= 500;
    if (busy && error.retryAfter > 0s && error.retryAfter <= longestWait)
        return error.retryAfter;
    return {};
}

} // namespace zdtp::k8s
