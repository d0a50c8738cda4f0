#include "app/local/commands.h"
#include "k8s/local/base/files.h"
#include "k8s/local/node/supervisor.h"
#include "k8s/local/serve/datafolder.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace zdtp::local;

namespace {

constexpr const char *description =
    "A small Kubernetes cluster on this machine: the API on a port of its own, pods as processes in sandboxes.\n\n"
    "What happens to pods when the server ends:\n"
    "  stop, Ctrl-C, SIGTERM   pods that run are ended within their grace period and become Failed (reason "
    "Terminated), as\n"
    "                          when a node shuts down; a second signal kills them. They are not started again.\n"
    "  stop --keep-running     the server alone ends; what runs goes on, and the next server finds it.\n"
    "  kill -9, a crash        the same: what runs goes on and is found again. No container is ever started twice; "
    "where it\n"
    "                          cannot be known how one ended, its pod says ContainerStatusUnknown.";

} // namespace

int main(int argc, char **argv)
{
    // Every container starts with one of these: they come before anything else.
    if (argc == 2 && std::strcmp(argv[1], "run-container") == 0)
        return runContainer();
    if (argc == 4 && std::strcmp(argv[1], "run-inside") == 0)
        return runInside(std::atoi(argv[2]), std::atoi(argv[3]));

    CLI::App app(description, "zdtp-local");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("zdtp-local " ZDTP_VERSION));
    Cluster::Options options;
    const auto addData = [&](CLI::App *command) {
        command->add_option("--data", options.data, "folder of the cluster (default: $XDG_DATA_HOME/zdtp/local)");
    };
    bool detach = false;
    bool keepRunning = false;
    bool yes = false;
    long long backoff = 10'000;

    app.failure_message([](const CLI::App *, const CLI::Error &error) {
        return std::string("zdtp-local: ") + error.what() + ". See: zdtp-local --help\n";
    });

    CLI::App *serve = app.add_subcommand("serve", "start the cluster; stays in the foreground");
    addData(serve);
    serve->add_option("--port", options.port, "port of the API; 0 takes a free one")
        ->capture_default_str()
        ->check(CLI::Range(0, 65535));
    serve->add_option("--listen", options.listen, "address to listen on; only this machine reaches the default one")
        ->capture_default_str();
    serve->add_flag("--detach", detach, "return as soon as the cluster is ready; it goes on in the background");
    // For tests: shorter waits, a disk that fills up, a history that is soon too short, logs that turn over.
    serve->add_option("--backoff", backoff, "milliseconds")->group("")->check(CLI::Range(1, 300'000));
    serve->add_option("--max-pages", options.maxPages)->group("");
    serve->add_option("--history", options.history)->group("");
    serve->add_option("--log-limit", options.logLimit)->group("");

    CLI::App *stop = app.add_subcommand("stop", "end the pods as the shutdown of a node does, then the server");
    addData(stop);
    stop->add_flag("--keep-running", keepRunning,
                   "end the server alone; what runs goes on and is found at the next start");
    CLI::App *status = app.add_subcommand("status", "say whether it runs, and where (exit code 0: ready, 3: stopped)");
    addData(status);
    CLI::App *kubeconfig = app.add_subcommand("kubeconfig", "print a kubeconfig for this cluster (it holds the token)");
    addData(kubeconfig);
    CLI::App *reset = app.add_subcommand("reset", "remove all objects, logs and keys of the stopped cluster");
    addData(reset);
    reset->add_flag("--yes", yes, "do not ask");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        if (options.data.empty())
            options.data = DataFolder::defaultPath();
        if (options.data[0] != '/') {
            char *current = ::get_current_dir_name();
            options.data = std::string(current ? current : "") + "/" + options.data;
            ::free(current);
        }
        options.backoff.base = std::chrono::milliseconds(backoff);
        if (serve->parsed())
            return serveCommand(options, detach);
        if (stop->parsed())
            return stopCommand(options.data, keepRunning);
        if (status->parsed())
            return statusCommand(options.data);
        if (kubeconfig->parsed())
            return kubeconfigCommand(options.data);
        return resetCommand(options.data, yes);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "zdtp-local: %s\n", error.what());
        return 1;
    }
}
