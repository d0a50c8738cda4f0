#include "k8s/local/node/supervisor.h"

#include "k8s/local/base/files.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/containerlog.h"
#include "k8s/local/node/podfolder.h"
#include "k8s/local/node/sandbox.h"

#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <unistd.h>

namespace zdtp::local {

namespace {

std::string readAll(int fd)
{
    std::string text;
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return text;
        text.append(buffer, static_cast<std::size_t>(got));
    }
}

int memoryFile(const char *name, const std::string &contents)
{
    const int fd = ::memfd_create(name, 0);
    std::string_view rest = contents;
    while (fd >= 0 && !rest.empty()) {
        const ssize_t written = ::write(fd, rest.data(), rest.size());
        if (written <= 0)
            break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fd >= 0)
        ::lseek(fd, 0, SEEK_SET);
    return fd;
}

class Supervisor
{
public:
    explicit Supervisor(ContainerSpec spec)
        : m_spec(std::move(spec)), m_folder(m_spec.folder, 0), m_log(m_folder.path(), m_spec.logLimit)
    {
    }

    int run()
    {
        if (!m_folder.claim({::getpid(), startTimeOf(::getpid())}))
            return 0; // a node that came back has decided that this start does not happen
        std::string problem;
        try {
            start();
        } catch (const Failure &failure) {
            problem = failure.what();
        }
        if (problem.empty())
            loop();
        else
            m_problem = problem;
        finish();
        return 0;
    }

private:
    void start()
    {
        ::umask(0);
        Fd message(::open(m_folder.messageFile().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
        message.reset();
        // Through a descriptor: the container sees bubblewrap's command line, and the host's paths are none of its
        // business.
        std::string options;
        for (const std::string &word : sandboxArguments(m_spec))
            options.append(word).push_back('\0');
        const Fd optionsFd(memoryFile("zdtp-sandbox", options));
        if (!optionsFd)
            throw Failure("cannot hand over the sandbox's options: " + errnoText(errno));
        std::vector<std::string> arguments = {m_spec.bwrap, "--args", std::to_string(optionsFd.get())};
        int output[2];
        int status[2];
        int info[2];
        if (::pipe2(output, O_CLOEXEC) != 0 || ::pipe2(status, O_CLOEXEC) != 0 || ::pipe2(info, O_CLOEXEC) != 0)
            throw Failure("cannot make a pipe: " + errnoText(errno));
        m_output.reset(output[0]);
        m_status.reset(status[0]);
        m_info.reset(info[0]);
        const Fd outputEnd(output[1]);
        const Fd statusEnd(status[1]);
        const Fd infoEnd(info[1]);
        for (const int fd : {m_output.get(), m_status.get(), m_info.get()})
            ::fcntl(fd, F_SETFL, O_NONBLOCK);
        Json inner = {{"command", m_spec.command},
                      {"environment", m_spec.toJson()["environment"]},
                      {"workingDir", m_spec.workingDir},
                      {"groups", m_spec.groups}};
        if (::geteuid() == 0) {
            inner["uid"] = m_spec.uid.value_or(0);
            inner["gid"] = m_spec.gid.value_or(0);
        }
        const Fd innerSpec(memoryFile("zdtp-container", dump(inner)));
        if (!innerSpec)
            throw Failure("cannot hand over the container's command: " + errnoText(errno));
        for (const char *word : {"--info-fd"})
            arguments.emplace_back(word);
        arguments.push_back(std::to_string(infoEnd.get()));
        for (const std::string &word : {std::string("--"), std::string("/run/zdtp-local"), std::string("run-inside"),
                                        std::to_string(innerSpec.get()), std::to_string(statusEnd.get())})
            arguments.push_back(word);

        sigset_t signals;
        sigemptyset(&signals);
        for (const int number : {SIGTERM, SIGUSR1, SIGCHLD})
            sigaddset(&signals, number);
        sigprocmask(SIG_BLOCK, &signals, nullptr);
        m_signals.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));

        std::vector<char *> argv;
        for (std::string &word : arguments)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        // Of the server's environment nothing reaches the sandbox; the container's own is set inside, so that it has no
        // hold on bubblewrap.
        char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        char *const environment[] = {path, nullptr};
        m_sandbox = ::fork();
        if (m_sandbox < 0)
            throw Failure("cannot start a process: " + errnoText(errno));
        if (m_sandbox == 0) {
            const int null = ::open("/dev/null", O_RDONLY);
            ::dup2(null, 0);
            ::dup2(outputEnd.get(), 1);
            ::dup2(outputEnd.get(), 2);
            for (const int fd : {statusEnd.get(), infoEnd.get()})
                ::fcntl(fd, F_SETFD, 0);
            sigset_t none;
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, nullptr);
            ::execve(argv[0], argv.data(), environment);
            const std::string text = "cannot run " + m_spec.bwrap + ": " + errnoText(errno) + "\n";
            [[maybe_unused]] const ssize_t written = ::write(2, text.data(), text.size());
            ::_exit(127);
        }
    }

    void loop()
    {
        bool ended = false;
        while (!ended) {
            pollfd fds[] = {{m_signals.get(), POLLIN, 0},
                            {m_output.get(), POLLIN, 0},
                            {m_status.get(), POLLIN, 0},
                            {m_info.get(), POLLIN, 0}};
            const bool blocked = m_log.hasBacklog();
            if (::poll(fds, 4, blocked ? 500 : -1) < 0 && errno != EINTR)
                break;
            if (fds[3].revents != 0)
                takeInfo();
            if (fds[2].revents != 0)
                takeStatus();
            if (fds[1].revents != 0 || blocked)
                takeOutput();
            if (fds[0].revents != 0)
                ended = takeSignals();
        }
        takeStatus();
        takeOutput();
    }

    void takeOutput()
    {
        char buffer[65536];
        for (int round = 0; m_output && round < 64; ++round) {
            const ssize_t got = ::read(m_output.get(), buffer, sizeof buffer);
            if (got > 0) {
                m_log.append({buffer, static_cast<std::size_t>(got)});
            } else {
                if (got == 0)
                    m_output.reset();
                break;
            }
        }
        m_log.flush();
    }

    void takeStatus()
    {
        char buffer[4096];
        while (m_status) {
            const ssize_t got = ::read(m_status.get(), buffer, sizeof buffer);
            if (got < 0)
                break;
            if (got > 0) {
                m_statusText.append(buffer, static_cast<std::size_t>(got));
                continue;
            }
            m_status.reset();
            if (m_statusText == "+") {
                m_startedAt = toRfc3339(std::chrono::system_clock::now());
                try {
                    m_folder.writeStarted(m_startedAt);
                } catch (const Failure &) {
                    // The disk is full. The exit record, which is waited for, says it as well.
                }
                notice();
            }
        }
    }

    void takeInfo()
    {
        char buffer[1024];
        const ssize_t got = ::read(m_info.get(), buffer, sizeof buffer);
        if (got > 0)
            m_infoText.append(buffer, static_cast<std::size_t>(got));
        else if (got == 0)
            m_info.reset();
        const Json info = Json::parse(m_infoText, nullptr, false);
        if (info.is_object())
            m_firstProcess = static_cast<pid_t>(numberAt(info, {"child-pid"}, 0));
    }

    /// True: the sandbox is gone.
    bool takeSignals()
    {
        signalfd_siginfo info = {};
        while (::read(m_signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            if (info.ssi_signo == SIGUSR1)
                ::kill(m_sandbox, SIGKILL); // its first process dies with it, and with that one all others
            else if (info.ssi_signo == SIGTERM)
                terminate();
        }
        int status = 0;
        if (::waitpid(m_sandbox, &status, WNOHANG) != m_sandbox)
            return false;
        m_exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return true;
    }

    /// Sends SIGTERM to the container's own process: the child of the sandbox's first one, which reaps.
    void terminate()
    {
        bool sent = false;
        if (m_firstProcess > 0) {
            const std::string pid = std::to_string(m_firstProcess);
            for (const std::string &child :
                 split(readFile("/proc/" + pid + "/task/" + pid + "/children").value_or(""), ' ')) {
                if (const auto number = toNumber(child)) {
                    ::kill(static_cast<pid_t>(*number), SIGTERM);
                    sent = true;
                }
            }
        }
        if (!sent && m_statusText.empty())
            ::kill(m_sandbox, SIGKILL); // nothing runs in it yet
    }

    void finish()
    {
        m_log.close();
        ExitRecord record;
        record.finishedAt = toRfc3339(std::chrono::system_clock::now());
        record.startedAt = m_startedAt.empty() ? record.finishedAt : m_startedAt;
        record.started = !m_startedAt.empty();
        record.exitCode = m_exitCode;
        if (!record.started) {
            record.exitCode = 128;
            if (m_statusText.size() > 1)
                record.problem = m_statusText.substr(1);
            else if (!m_problem.empty())
                record.problem = m_problem;
            else if (m_exitCode == 137)
                record.exitCode = 137; // killed before it began
            else
                record.problem = "cannot make the sandbox: " + trimmed(logTail(m_folder.path(), 3, 1024));
        }
        // How the container ended must not be lost to a full disk: wait for room.
        for (;;) {
            try {
                m_folder.writeExit(record);
                break;
            } catch (const Failure &) {
                if (!exists(m_folder.path()))
                    return; // the pod was removed by force
                ::poll(nullptr, 0, 1000);
            }
        }
        notice();
    }

    void notice() const { const Fd fd(::open(m_spec.noticeFile.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }

    ContainerSpec m_spec;
    InstanceFolder m_folder;
    LogWriter m_log;
    Fd m_output;
    Fd m_status;
    Fd m_info;
    Fd m_signals;
    pid_t m_sandbox = -1;
    pid_t m_firstProcess = 0;
    std::string m_statusText;
    std::string m_infoText;
    std::string m_startedAt;
    std::string m_problem;
    int m_exitCode = 128;
};

} // namespace

int runContainer()
{
    const Json json = Json::parse(readAll(0), nullptr, false);
    if (!json.is_object() || textAt(json, "folder").empty())
        return 2; // the server died while it wrote; nothing was claimed, so it may start it again
    const int null = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2})
        ::dup2(null, fd);
    if (null > 2)
        ::close(null);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    ::signal(SIGINT, SIG_IGN);
    ::prctl(PR_SET_NAME, "zdtp-container");
    return Supervisor(ContainerSpec::fromJson(json)).run();
}

int runInside(int specFd, int statusFd)
{
    const Json spec = Json::parse(readAll(specFd), nullptr, false);
    ::close(specFd);
    ::fcntl(statusFd, F_SETFD, FD_CLOEXEC);
    // Nothing of what built the sandbox is handed to the container, least of all folders outside of it.
    if (statusFd > 3)
        ::close_range(3, static_cast<unsigned>(statusFd) - 1, 0);
    ::close_range(static_cast<unsigned>(statusFd) + 1, ~0U, 0);
    const auto say = [&](const std::string &text) {
        [[maybe_unused]] const ssize_t written = ::write(statusFd, text.data(), text.size());
    };
    say("+");
    if (!spec.is_object()) {
        say("the container's command did not arrive");
        return 128;
    }
    if (spec.contains("uid")) {
        std::vector<gid_t> groups;
        for (const Json &group : listAt(spec, "groups"))
            groups.push_back(static_cast<gid_t>(group.get<long long>()));
        const auto gid = static_cast<gid_t>(numberAt(spec, {"gid"}, 0));
        const auto uid = static_cast<uid_t>(numberAt(spec, {"uid"}, 0));
        for (unsigned long capability = 0; capability < 64; ++capability)
            ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
        if (::setgroups(groups.size(), groups.data()) != 0 || ::setresgid(gid, gid, gid) != 0 ||
            ::setresuid(uid, uid, uid) != 0) {
            say("cannot become user " + std::to_string(uid) + ": " + errnoText(errno));
            return 128;
        }
        ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct none[2] = {};
        if (::syscall(SYS_capset, &header, none) != 0) {
            say("cannot drop the capabilities: " + errnoText(errno));
            return 128;
        }
    }
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const std::string folder = textAt(spec, "workingDir");
    if (!folder.empty() && ::chdir(folder.c_str()) != 0) {
        try {
            makeFolders(folder, 0755); // as a container runtime does
        } catch (const Failure &) {
        }
        if (::chdir(folder.c_str()) != 0) {
            say("chdir to workingDir " + folder + ": " + errnoText(errno));
            return 128;
        }
    }
    std::vector<std::string> words;
    for (const Json &word : listAt(spec, "command"))
        words.push_back(word.get<std::string>());
    std::vector<std::string> variables;
    std::string path = "/usr/bin:/bin";
    for (const Json &pair : listAt(spec, "environment")) {
        variables.push_back(pair.at(0).get<std::string>() + "=" + pair.at(1).get<std::string>());
        if (pair.at(0) == "PATH")
            path = pair.at(1).get<std::string>();
    }
    std::vector<char *> argv;
    std::vector<char *> environment;
    for (std::string &word : words)
        argv.push_back(word.data());
    for (std::string &variable : variables)
        environment.push_back(variable.data());
    argv.push_back(nullptr);
    environment.push_back(nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    int error = ENOENT;
    if (words.front().find('/') != std::string::npos) {
        ::execve(argv[0], argv.data(), environment.data());
        error = errno;
    } else {
        for (const std::string &place : split(path, ':')) {
            const std::string program = (place.empty() ? "." : place) + "/" + words.front();
            ::execve(program.c_str(), argv.data(), environment.data());
            if (errno != ENOENT && errno != ENOTDIR)
                error = errno;
        }
    }
    if (error == ENOENT && words.front().find('/') == std::string::npos)
        say("exec: \"" + words.front() + "\": executable file not found in $PATH");
    else
        say("exec: \"" + words.front() + "\": " + errnoText(error));
    return 128;
}

} // namespace zdtp::local
