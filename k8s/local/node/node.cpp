#include "k8s/local/node/node.h"

#include "k8s/local/api/api.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/volumes.h"

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace zdtp::local {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

std::string ownProgram()
{
    char path[PATH_MAX];
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
    std::string program =
        length > 0 ? std::string(path, static_cast<std::size_t>(length)) : std::string("/proc/self/exe");
    return program;
}

Json nodeObject()
{
    struct utsname machine = {};
    ::uname(&machine);
    const std::string now = toRfc3339(std::chrono::system_clock::now());
    const std::string cpus = std::to_string(std::thread::hardware_concurrency());
    const long long kilobytes = static_cast<long long>(::sysconf(_SC_PHYS_PAGES)) * (::sysconf(_SC_PAGESIZE) / 1024);
    const Json resources = {{"cpu", cpus}, {"memory", std::to_string(kilobytes) + "Ki"}, {"pods", "1000"}};
    std::string system = "Linux";
    for (const std::string &line : split(readFile("/etc/os-release").value_or(""), '\n')) {
        if (line.rfind("PRETTY_NAME=", 0) == 0)
            system = line.substr(13, line.size() - 14);
    }
    return {{"metadata",
             {{"name", "local"},
              {"uid", newUid()},
              {"creationTimestamp", now},
              {"labels", {{"kubernetes.io/hostname", "local"}, {"kubernetes.io/os", "linux"}}}}},
            {"spec", Json::object()},
            {"status",
             {{"capacity", resources},
              {"allocatable", resources},
              {"conditions", Json::array({Json{{"type", "Ready"},
                                               {"status", "True"},
                                               {"lastHeartbeatTime", now},
                                               {"lastTransitionTime", now},
                                               {"reason", "KubeletReady"},
                                               {"message", "the local node is ready"}}})},
              {"addresses", Json::array({Json{{"type", "InternalIP"}, {"address", "127.0.0.1"}},
                                         Json{{"type", "Hostname"}, {"address", "local"}}})},
              {"nodeInfo",
               {{"machineID", ""},
                {"systemUUID", ""},
                {"bootID", bootId()},
                {"kernelVersion", machine.release},
                {"osImage", system},
                {"containerRuntimeVersion", "bubblewrap://0.8"},
                {"kubeletVersion", "v1.36.0+zdtp-local"},
                {"kubeProxyVersion", ""},
                {"operatingSystem", "linux"},
                {"architecture", "amd64"}}}}}};
}

} // namespace

Node::Node(Store &store, Options options)
    : m_store(store)
    , m_options(std::move(options))
    , m_events(store)
    , m_images(m_options.imagesFile)
    , m_services{store,
                 m_events,
                 m_images,
                 m_options.backoff,
                 m_options.podsFolder,
                 m_options.noticesFolder,
                 m_options.bwrap,
                 bootId(),
                 m_options.logLimit,
                 {},
                 4 * std::max<std::size_t>(1, std::thread::hardware_concurrency()),
                 {},
                 {},
                 {},
                 {},
                 {}}
    , m_program(ownProgram())
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    if (!m_epoll || !m_inotify)
        throw Failure("cannot watch files: " + errnoText(errno) + ". Raise fs.inotify.max_user_instances.");
    for (const std::string &folder : {m_options.podsFolder, m_options.noticesFolder, m_options.trashFolder})
        makeFolders(folder);
    if (::inotify_add_watch(m_inotify.get(), m_options.noticesFolder.c_str(), IN_CREATE | IN_CLOSE_WRITE) < 0)
        throw Failure("cannot watch " + m_options.noticesFolder + ": " + errnoText(errno) +
                      ". Raise fs.inotify.max_user_watches.");
    for (const int fd : {m_inotify.get(), m_changes.fd(), m_postedWaker.fd()}) {
        epoll_event event = {};
        event.events = EPOLLIN;
        event.data.fd = fd;
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event);
    }
    m_services.spawn = [this](const ContainerSpec &spec) { return spawn(spec); };
    m_services.observe = [this](const std::string &uid, const std::string &container, const ProcessId &process) {
        observe(uid, container, process);
    };
    m_services.post = [this](const std::string &uid, std::function<void(PodWorker &)> function) {
        post([this, uid, function = std::move(function)] {
            const auto found = m_workers.find(uid);
            if (found == m_workers.end())
                return;
            function(*found->second);
            advance(uid);
        });
    };
    for (const char *resource : {"pods", "configmaps", "secrets"})
        m_store.addWaker(resource, &m_changes);
}

Node::~Node()
{
    m_store.removeWaker(&m_changes);
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_postedWaker.wake();
    m_trashSignal.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    if (m_janitor.joinable())
        m_janitor.join();
}

void Node::start()
{
    m_store.write([](Transaction &transaction) {
        Json node = nodeObject();
        if (const ObjectPtr old = transaction.get({"nodes", "", "local"})) {
            const Json before = old->parse();
            node["metadata"]["uid"] = old->uid;
            node["metadata"]["creationTimestamp"] = textAt(before, {"metadata", "creationTimestamp"});
        }
        transaction.put({"nodes", "", "local"}, std::move(node));
        for (const ObjectPtr &ns : transaction.list("namespaces"))
            ensureDefaultAccount(transaction, ns->key.name);
    });
    m_thread = std::thread([this] { run(); });
    m_janitor = std::thread([this] { cleanUp(); });
}

void Node::post(std::function<void()> function)
{
    {
        const std::lock_guard lock(m_mutex);
        m_posted.push_back(std::move(function));
    }
    m_postedWaker.wake();
}

void Node::takePosted()
{
    m_postedWaker.clear();
    std::vector<std::function<void()>> functions;
    {
        const std::lock_guard lock(m_mutex);
        functions.swap(m_posted);
    }
    for (const auto &function : functions)
        function();
}

void Node::shutDown()
{
    post([this] {
        m_draining = true;
        std::vector<std::string> uids;
        for (const auto &[uid, worker] : m_workers) {
            worker->shutDown();
            uids.push_back(uid);
        }
        for (const std::string &uid : uids)
            advance(uid);
    });
    std::unique_lock lock(m_mutex);
    m_drainedSignal.wait(lock, [this] { return m_drained; });
}

void Node::hurry()
{
    post([this] {
        std::vector<std::string> uids;
        for (const auto &[uid, worker] : m_workers) {
            worker->killNow();
            uids.push_back(uid);
        }
        for (const std::string &uid : uids)
            advance(uid);
    });
}

void Node::run()
{
    loadPods();
    m_nextPrune = steady_clock::now() + 60s;
    for (;;) {
        auto next = m_nextPrune;
        for (const auto &[uid, worker] : m_workers) {
            if (worker->wakeAt())
                next = std::min(next, *worker->wakeAt());
        }
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - steady_clock::now()).count();
        epoll_event events[64];
        const int count = ::epoll_wait(m_epoll.get(), events, 64, static_cast<int>(std::max<long long>(0, wait)));
        for (int i = 0; i < count; ++i) {
            const int fd = events[i].data.fd;
            if (fd == m_changes.fd())
                takeChanges();
            else if (fd == m_postedWaker.fd())
                takePosted();
            else if (fd == m_inotify.get())
                takeNotices();
            else
                processEnded(fd);
        }
        const auto now = steady_clock::now();
        std::vector<std::string> due;
        for (const auto &[uid, worker] : m_workers) {
            if (worker->wakeAt() && *worker->wakeAt() <= now)
                due.push_back(uid);
        }
        for (const std::string &uid : due)
            advance(uid);
        // Those who waited for room, in the order of their coming. Each takes it or waits again.
        for (std::size_t left = m_services.waiting.size();
             left > 0 && m_services.starting.size() < m_services.mostStarting; --left) {
            const std::string uid = m_services.waiting.front();
            m_services.waiting.pop_front();
            m_services.queued.erase(uid);
            advance(uid);
        }
        if (now >= m_nextPrune) {
            m_events.prune();
            m_nextPrune = now + 60s;
        }
        const std::lock_guard lock(m_mutex);
        if (m_draining && !m_drained && m_workers.empty()) {
            m_drained = true;
            m_drainedSignal.notify_all();
        }
        if (m_stopping)
            return;
    }
}

void Node::loadPods()
{
    auto [snapshot, cursor] = m_store.listAndFollow("pods");
    m_cursor = cursor;
    std::map<std::string, bool> known;
    for (const ObjectPtr &object : snapshot.objects) {
        known[object->uid] = true;
        takePod(object);
    }
    // What is on the disk without an object: deleted by force while the server was away. Nothing of it may live.
    for (const std::string &uid : namesIn(m_options.podsFolder)) {
        if (known.contains(uid))
            continue;
        for (const ProcessId &process : PodFolder(m_options.podsFolder, uid).livingSupervisors())
            signalProcess(process, SIGUSR1);
        discard(uid);
    }
    for (const std::string &name : namesIn(m_options.trashFolder)) {
        const std::lock_guard lock(m_mutex);
        m_trash.push_back(m_options.trashFolder + "/" + name);
    }
    m_trashSignal.notify_all();
}

void Node::takePod(const ObjectPtr &object)
{
    if (m_draining)
        return;
    Json pod = object->parse();
    const std::string phase = textAt(pod, {"status", "phase"});
    const bool isFinished = phase == "Succeeded" || phase == "Failed";
    const auto found = m_workers.find(object->uid);
    if (found != m_workers.end()) {
        found->second->objectChanged(std::move(pod));
    } else if (isFinished) {
        return;
    } else {
        m_workers[object->uid] = std::make_unique<PodWorker>(m_services, std::move(pod));
    }
    advance(object->uid);
}

void Node::takeChanges()
{
    m_changes.clear();
    for (;;) {
        const auto events = m_store.read(m_cursor, {});
        if (!events) {
            // Too slow for the history: look at everything again.
            auto [snapshot, cursor] = m_store.listAndFollow("pods");
            m_cursor = cursor;
            std::map<std::string, ObjectPtr> present;
            for (const ObjectPtr &object : snapshot.objects)
                present[object->uid] = object;
            std::vector<std::string> gone;
            for (const auto &[uid, worker] : m_workers) {
                if (!present.contains(uid))
                    gone.push_back(uid);
            }
            for (const std::string &uid : gone)
                forget(uid);
            for (const auto &[uid, object] : present)
                takePod(object);
            continue;
        }
        if (events->empty())
            return;
        for (const Event &event : *events) {
            const Key &key = event.object->key;
            if (key.resource == "pods") {
                if (event.change == Change::Deleted)
                    forget(event.object->uid);
                else
                    takePod(event.object);
            } else if (key.resource == "configmaps" || key.resource == "secrets") {
                std::vector<std::string> touched;
                for (const auto &[uid, worker] : m_workers) {
                    if (worker->ns() == key.ns)
                        touched.push_back(uid);
                }
                for (const std::string &uid : touched) {
                    m_workers[uid]->configChanged();
                    advance(uid);
                }
            }
        }
    }
}

/// The object of a pod is gone.
void Node::forget(const std::string &uid)
{
    const auto found = m_workers.find(uid);
    if (found == m_workers.end()) {
        discard(uid);
        return;
    }
    found->second->objectRemoved();
    advance(uid);
}

void Node::advance(const std::string &uid)
{
    const auto found = m_workers.find(uid);
    if (found == m_workers.end())
        return;
    try {
        found->second->advance();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "zdtp-local: pod %s: %s\n", uid.c_str(), error.what());
    }
    if (!found->second->isOver())
        return;
    const bool removed = found->second->isRemoved();
    m_workers.erase(found);
    if (removed)
        discard(uid);
}

void Node::observe(const std::string &uid, const std::string &container, const ProcessId &process)
{
    Fd fd = openProcess(process);
    if (!fd) {
        post([this, uid, container] {
            const auto found = m_workers.find(uid);
            if (found == m_workers.end())
                return;
            found->second->supervisorEnded(container);
            advance(uid);
        });
        return;
    }
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.fd = fd.get();
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd.get(), &event);
    const int number = fd.get();
    m_processes[number] = Observed{std::move(fd), uid, container};
}

void Node::processEnded(int fd)
{
    const auto found = m_processes.find(fd);
    if (found == m_processes.end())
        return;
    siginfo_t info = {};
    ::waitid(P_PIDFD, static_cast<id_t>(fd), &info, WEXITED | WNOHANG); // of those that are our own children
    const Observed observed = std::move(found->second);
    m_processes.erase(found);
    const auto worker = m_workers.find(observed.uid);
    if (worker == m_workers.end())
        return;
    worker->second->supervisorEnded(observed.container);
    advance(observed.uid);
}

void Node::takeNotices()
{
    char buffer[16384];
    while (::read(m_inotify.get(), buffer, sizeof buffer) > 0) {
    }
    for (const std::string &name : namesIn(m_options.noticesFolder)) {
        ::unlink((m_options.noticesFolder + "/" + name).c_str());
        const std::size_t at = name.find(':');
        if (at == std::string::npos)
            continue;
        const auto worker = m_workers.find(name.substr(0, at));
        if (worker == m_workers.end())
            continue;
        worker->second->containerNotice(name.substr(at + 1));
        advance(name.substr(0, at));
    }
}

ProcessId Node::spawn(const ContainerSpec &spec)
{
    const std::string text = dump(spec.toJson());
    const Fd memory(::memfd_create("zdtp-spec", MFD_CLOEXEC));
    std::string_view rest = text;
    while (memory && !rest.empty()) {
        const ssize_t written = ::write(memory.get(), rest.data(), rest.size());
        if (written <= 0)
            break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!memory || !rest.empty())
        throw Failure("cannot hand over the container's command: " + errnoText(errno));
    ::lseek(memory.get(), 0, SEEK_SET);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, memory.get(), 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // A session of its own: neither a terminal's end nor the server's takes it along.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    std::string program = m_program;
    const std::string deleted = " (deleted)";
    if (program.size() > deleted.size() && program.substr(program.size() - deleted.size()) == deleted)
        program.resize(program.size() - deleted.size());
    if (::access(program.c_str(), X_OK) != 0)
        program = "/proc/self/exe";
    char name[] = "zdtp-local";
    char command[] = "run-container";
    char *const arguments[] = {name, command, nullptr};
    char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    char *const environment[] = {path, nullptr};
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw Failure("cannot start a process: " + errnoText(error));
    return {pid, startTimeOf(pid)};
}

void Node::discard(const std::string &uid)
{
    removeMemoryVolumes(uid);
    const std::string from = m_options.podsFolder + "/" + uid;
    const std::string to = m_options.trashFolder + "/" + uid;
    if (::rename(from.c_str(), to.c_str()) != 0)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_trash.push_back(to);
    }
    m_trashSignal.notify_all();
}

/// Removes what is left of pods, beside the node's thread: a volume may hold a million files.
void Node::cleanUp()
{
    for (;;) {
        std::vector<std::string> trash;
        {
            std::unique_lock lock(m_mutex);
            m_trashSignal.wait(lock, [this] { return m_stopping || !m_trash.empty(); });
            if (m_stopping)
                return;
            trash.swap(m_trash);
        }
        for (const std::string &folder : trash)
            removeTree(folder);
    }
}

} // namespace zdtp::local
