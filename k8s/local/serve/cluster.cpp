#include "k8s/local/serve/cluster.h"

#include "k8s/local/api/api.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/node.h"
#include "k8s/local/node/podlogs.h"
#include "k8s/local/serve/certificates.h"
#include "k8s/local/serve/httpserver.h"
#include "k8s/local/store/store.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <optional>
#include <thread>
#include <unistd.h>

namespace zdtp::local {

namespace {

ApiResponse healthOf(const Store &store)
{
    ApiResponse response;
    response.contentType = "text/plain; charset=utf-8";
    const std::string failure = store.lastFailure();
    response.code = failure.empty() ? 200 : 500;
    response.body = failure.empty() ? "ok" : "[-]store failed: " + failure + "\n";
    return response;
}

} // namespace

struct Cluster::Parts
{
    Options options;
    DataFolder folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<PodLogs> logs;
    std::unique_ptr<Api> api;
    std::unique_ptr<Node> node;
    std::unique_ptr<HttpServer> http;
    int port = 0;

    explicit Parts(Options given) : options(std::move(given)), folder(options.data) {}
};

Cluster::Cluster(Options options) : m_parts(std::make_unique<Parts>(std::move(options)))
{
    Parts &parts = *m_parts;
    const std::string bwrap = findBwrap();
    if (bwrap.empty())
        throw Failure("bubblewrap (bwrap) is not installed; each container runs in a sandbox of it. Install it, on "
                      "Debian with: apt-get install bubblewrap");
    // The modes of volumes are what pods say, whatever the user's habit is; private files state theirs.
    ::umask(022);
    // Streams, supervisors and folders cost descriptors.
    struct rlimit files = {};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    parts.folder.lock();
    prepareCertificates(parts.folder.file("pki"), parts.options.listen);
    const std::string token = parts.folder.token();
    parts.store = std::make_unique<Store>(
        Store::Options{parts.folder.storeFile(), parts.options.maxPages, parts.options.history});
    parts.logs = std::make_unique<PodLogs>(parts.folder.podsFolder());
    parts.api =
        std::make_unique<Api>(*parts.store, [logs = parts.logs.get()](const ApiRequest &request, const Json &pod) {
            return logs->answer(request, pod);
        });
    HttpServer::Options http;
    http.certificateFile = parts.folder.file("pki/server.crt");
    http.keyFile = parts.folder.file("pki/server.key");
    http.token = token;
    parts.http = std::make_unique<HttpServer>(http, [&parts](const ApiRequest &request) {
        if (request.path == "/readyz" || request.path == "/healthz" || request.path == "/livez")
            return request.path == "/livez" ? ApiResponse{200, "text/plain; charset=utf-8", "ok", {}, {}}
                                            : healthOf(*parts.store);
        return parts.api->handle(request);
    });
    parts.port = parts.http->bind(parts.options.listen, parts.options.port);
    parts.folder.writeEndpoint({parts.options.listen, parts.port});
    writeFile(parts.folder.kubeconfigFile(), kubeconfigOf(parts.folder));
    Api::prepare(*parts.store);
    Node::Options node;
    node.podsFolder = parts.folder.podsFolder();
    node.noticesFolder = parts.folder.file("notices");
    node.trashFolder = parts.folder.file("trash");
    node.imagesFile = parts.folder.file("images.yaml");
    node.bwrap = bwrap;
    node.backoff = parts.options.backoff;
    node.logLimit = parts.options.logLimit;
    parts.node = std::make_unique<Node>(*parts.store, node);
}

Cluster::~Cluster() = default;

int Cluster::port() const
{
    return m_parts->port;
}

void Cluster::serve(const std::function<void()> &ready)
{
    Parts &parts = *m_parts;
    parts.node->start();
    std::thread server([&parts] { parts.http->run(); });
    ready();
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGTERM, SIGINT, SIGUSR1})
        sigaddset(&signals, number);
    int number = 0;
    sigwait(&signals, &number);
    if (number != SIGUSR1) {
        std::fprintf(stderr, "zdtp-local: stopping; pods end within their grace period, a second signal kills them\n");
        std::thread drain([&parts] {
            parts.node->shutDown();
            ::kill(::getpid(), SIGUSR1); // for the loop below
        });
        while (sigwait(&signals, &number) == 0 && number != SIGUSR1)
            parts.node->hurry();
        drain.join();
    }
    parts.node.reset();
    parts.http->stop();
    server.join();
}

} // namespace zdtp::local
