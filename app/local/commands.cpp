#include "app/local/commands.h"

#include "k8s/local/base/files.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/podfolder.h"
#include "k8s/local/node/volumes.h"
#include "k8s/local/serve/datafolder.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <httplib.h>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace zdtp::local {

namespace {

void blockSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGTERM, SIGINT, SIGUSR1})
        sigaddset(&signals, number);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

/// "ok", or why not.
std::string askReady(const DataFolder &folder)
{
    const auto endpoint = folder.endpoint();
    if (!endpoint)
        return "it does not listen yet";
    std::string host = endpoint->host;
    if (host == "0.0.0.0" || host.empty())
        host = "127.0.0.1";
    httplib::SSLClient client(host == "::" ? "::1" : host, endpoint->port);
    client.set_ca_cert_path(folder.file("pki/ca.crt"));
    client.enable_server_certificate_verification(true);
    client.set_connection_timeout(5);
    client.set_read_timeout(5);
    const auto answer = client.Get("/readyz");
    if (!answer)
        return "no answer from " + urlOf(*endpoint) + ": " + httplib::to_string(answer.error());
    return answer->status == 200 ? "ok" : trimmed(answer->body);
}

/// Becomes a process of its own and serves; tells its start to `report`: a line of error, or nothing and the end.
[[noreturn]] void serveDetached(const Cluster::Options &options, int report)
{
    ::setsid();
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, 0);
    int code = 0;
    const auto say = [&](const std::string &text) {
        [[maybe_unused]] const ssize_t written = ::write(report, text.data(), text.size());
    };
    try {
        const DataFolder folder(options.data);
        Cluster cluster(options);
        const int log = ::open(folder.logFile().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(log >= 0 ? log : null, 1);
        ::dup2(log >= 0 ? log : null, 2);
        if (::chdir("/") != 0)
            ::dup2(null, 2); // nothing depends on it
        cluster.serve([&] {
            ::close(report);
            report = -1;
        });
    } catch (const std::exception &error) {
        if (report >= 0)
            say(error.what());
        else
            std::fprintf(stderr, "zdtp-local: %s\n", error.what());
        code = 1;
    }
    ::_exit(code);
}

void printAddress(const DataFolder &folder)
{
    const auto endpoint = folder.endpoint();
    std::cout << "zdtp-local serves " << urlOf(*endpoint) << "\nkubeconfig: " << folder.kubeconfigFile() << std::endl;
}

} // namespace

int serveCommand(const Cluster::Options &options, bool detach)
{
    blockSignals();
    if (!detach) {
        Cluster cluster(options);
        cluster.serve([&] { printAddress(DataFolder(options.data)); });
        return 0;
    }
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0)
        throw Failure("cannot make a pipe: " + errnoText(errno));
    const pid_t child = ::fork();
    if (child < 0)
        throw Failure("cannot start a process: " + errnoText(errno));
    if (child == 0) {
        ::close(report[0]);
        serveDetached(options, report[1]);
    }
    ::close(report[1]);
    std::string problem;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(report[0], buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        problem.append(buffer, static_cast<std::size_t>(got));
    }
    if (!problem.empty())
        throw Failure(problem);
    const DataFolder folder(options.data);
    if (::waitpid(child, nullptr, WNOHANG) == child)
        throw Failure("the server ended at once; its last words are in " + folder.logFile());
    if (const std::string state = askReady(folder); state != "ok")
        throw Failure("the server started but is not ready: " + state + ". See " + folder.logFile());
    printAddress(folder);
    return 0;
}

int stopCommand(const std::string &data, bool keepRunning)
{
    const DataFolder folder(data);
    const auto server = folder.server();
    if (!server) {
        std::cout << "no server runs on " << data << std::endl;
        return 0;
    }
    const Fd process = openProcess(*server);
    if (!process || !signalProcess(*server, keepRunning ? SIGUSR1 : SIGTERM))
        throw Failure("cannot stop process " + std::to_string(server->pid) + ": " + errnoText(errno));
    pollfd fds = {process.get(), POLLIN, 0};
    while (::poll(&fds, 1, -1) < 0 && errno == EINTR) {
    }
    std::cout << "stopped" << std::endl;
    return 0;
}

int statusCommand(const std::string &data)
{
    const DataFolder folder(data);
    const auto server = folder.server();
    if (!server) {
        std::cout << "stopped (data folder " << data << ")" << std::endl;
        return 3; // as service managers have it: not running
    }
    const std::string state = askReady(folder);
    std::cout << (state == "ok" ? "running" : "running, not ready: " + state) << "\npid: " << server->pid << std::endl;
    if (folder.endpoint())
        printAddress(folder);
    return state == "ok" ? 0 : 1;
}

int kubeconfigCommand(const std::string &data)
{
    const std::string text = kubeconfigOf(DataFolder(data));
    writeFile(DataFolder(data).kubeconfigFile(), text);
    std::cout << text << std::flush;
    return 0;
}

int resetCommand(const std::string &data, bool yes)
{
    const DataFolder looked(data);
    if (const auto server = looked.server())
        throw Failure("a server (process " + std::to_string(server->pid) + ") runs on " + data +
                      ". Stop it first with: zdtp-local stop");
    if (!exists(data)) {
        std::cout << "nothing to remove: " << data << " does not exist" << std::endl;
        return 0;
    }
    if (!exists(looked.storeFile()) && !exists(looked.file("lock")))
        throw Failure(data + " is no data folder of zdtp-local; nothing was removed");
    if (!yes) {
        if (::isatty(0) == 0)
            throw Failure("this removes all objects, logs and keys of the local cluster in " + data +
                          ". Say --yes to do it");
        std::cout << "Remove all objects, logs and keys of the local cluster in " << data << "? [y/N] " << std::flush;
        std::string answer;
        std::getline(std::cin, answer);
        if (answer != "y" && answer != "Y" && answer != "yes")
            return 1;
    }
    DataFolder folder(data);
    folder.lock(); // nobody starts a server meanwhile
    for (const std::string &uid : namesIn(folder.podsFolder())) {
        // What a killed server left running ends with its cluster.
        for (const ProcessId &process : PodFolder(folder.podsFolder(), uid).livingSupervisors()) {
            const Fd gone = openProcess(process);
            signalProcess(process, SIGUSR1);
            pollfd fds = {gone.get(), POLLIN, 0};
            ::poll(&fds, gone ? 1 : 0, 5000);
        }
        removeMemoryVolumes(uid);
    }
    for (const std::string &name : namesIn(data)) {
        if (name != "lock")
            removeTree(folder.file(name));
    }
    std::cout << "removed what was in " << data << std::endl;
    return 0;
}

} // namespace zdtp::local
