#pragma once

#include "k8s/local/node/backoff.h"
#include "k8s/local/serve/datafolder.h"

#include <functional>
#include <memory>
#include <string>

namespace zdtp::local {

/// A running local cluster: store, node and API on one data folder.
class Cluster
{
public:
    struct Options
    {
        std::string data;
        std::string listen = "127.0.0.1";
        int port = 7443;
        Backoff backoff;
        int maxPages = 0; ///< of the store; see Database
        std::size_t history = 20'000;
        long long logLimit = 10'485'760;
    };

    /// Takes the folder and the port; nothing is answered or started before serve(). Throws Failure with one line.
    explicit Cluster(Options options);
    ~Cluster();

    int port() const;
    /// Serves until SIGTERM or SIGINT. The first ends the pods as the shutdown of a node does and then the server; a
    /// second kills what still runs. SIGUSR1 ends the server alone: what runs goes on and is found by the next one.
    /// `ready` is called once requests are answered. Those signals must be blocked in all threads.
    void serve(const std::function<void()> &ready);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace zdtp::local
