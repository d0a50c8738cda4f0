#include "k8s/local/node/podlogs.h"

#include "k8s/local/api/refusal.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/containerlog.h"
#include "k8s/local/node/podfolder.h"

#include <sys/inotify.h>

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace zdtp::local {

FolderWatch::FolderWatch() : m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    if (!m_inotify)
        throw Failure("cannot watch files: " + errnoText(errno) + ". Raise fs.inotify.max_user_instances.");
    m_thread = std::thread([this] { run(); });
}

FolderWatch::~FolderWatch()
{
    m_stop.wake();
    m_thread.join();
}

void FolderWatch::add(const std::string &folder, Waker *waker)
{
    const std::lock_guard lock(m_mutex);
    const int watch = ::inotify_add_watch(m_inotify.get(), folder.c_str(),
                                          IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF);
    if (watch < 0)
        return; // gone, or no watch is left: the follower looks from time to time anyway
    ++m_folders[watch].count;
    m_folders[watch].folder = folder;
    m_wakers.emplace(watch, waker);
}

void FolderWatch::remove(Waker *waker)
{
    const std::lock_guard lock(m_mutex);
    for (auto at = m_wakers.begin(); at != m_wakers.end();) {
        if (at->second != waker) {
            ++at;
            continue;
        }
        const auto folder = m_folders.find(at->first);
        if (folder != m_folders.end() && --folder->second.count == 0) {
            ::inotify_rm_watch(m_inotify.get(), at->first);
            m_folders.erase(folder);
        }
        at = m_wakers.erase(at);
    }
}

void FolderWatch::run()
{
    alignas(inotify_event) char buffer[16384];
    for (;;) {
        pollfd fds[] = {{m_inotify.get(), POLLIN, 0}, {m_stop.fd(), POLLIN, 0}};
        if (::poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        if (fds[1].revents != 0)
            return;
        ssize_t got = 0;
        while ((got = ::read(m_inotify.get(), buffer, sizeof buffer)) > 0) {
            const std::lock_guard lock(m_mutex);
            for (ssize_t at = 0; at < got;) {
                const auto *event = reinterpret_cast<const inotify_event *>(buffer + at);
                const auto [from, to] = m_wakers.equal_range(event->wd);
                for (auto waker = from; waker != to; ++waker)
                    waker->second->wake();
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
    }
}

namespace {

struct LogOptions
{
    bool follow = false;
    bool timestamps = false;
    long long tail = -1;
    long long limit = -1;
    std::optional<Time> since;
};

/// Turns stored lines into what the client gets.
class LogFilter
{
public:
    explicit LogFilter(LogOptions options) : m_options(options), m_left(options.limit) {}
    /// False: the byte limit is reached.
    bool add(std::string_view raw, std::string &out)
    {
        while (!raw.empty()) {
            const std::size_t end = raw.find('\n');
            const std::string_view stored = raw.substr(0, end);
            raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
            const auto line = parseLogLine(stored);
            if (!line)
                continue;
            if (m_options.since && line->time < *m_options.since) {
                m_atStart = line->complete;
                continue;
            }
            if (m_options.timestamps && m_atStart) {
                append(line->stamp, out);
                append(" ", out);
            }
            append(line->text, out);
            if (line->complete)
                append("\n", out);
            m_atStart = line->complete;
            if (m_left == 0)
                return false;
        }
        return true;
    }

private:
    void append(std::string_view text, std::string &out)
    {
        if (m_left >= 0) {
            text = text.substr(0, static_cast<std::size_t>(m_left));
            m_left -= static_cast<long long>(text.size());
        }
        out += text;
    }
    LogOptions m_options;
    long long m_left;
    bool m_atStart = true;
};

LogOptions optionsOf(const ApiRequest &request)
{
    const auto number = [&](const char *name) -> long long {
        if (!request.has(name) || request.param(name).empty())
            return -1;
        const auto value = toNumber(request.param(name));
        if (!value || *value < 0)
            throw Refusal{422,
                          "Invalid",
                          std::string("PodLogOptions \"\" is invalid: ") + name +
                              ": Invalid value: " + request.param(name) + ": must be a number not below 0",
                          Json::object(),
                          {}};
        return *value;
    };
    LogOptions options;
    options.follow = request.flag("follow");
    options.timestamps = request.flag("timestamps");
    options.tail = number("tailLines");
    options.limit = number("limitBytes");
    const long long seconds = number("sinceSeconds");
    if (seconds >= 0)
        options.since = std::chrono::system_clock::now() - std::chrono::seconds(seconds);
    if (request.has("sinceTime")) {
        if (seconds >= 0)
            throw Refusal{422,
                          "Invalid",
                          "PodLogOptions \"\" is invalid: sinceTime: Forbidden: at most one of `sinceTime` or "
                          "`sinceSeconds` may be specified",
                          Json::object(),
                          {}};
        options.since = fromRfc3339(request.param("sinceTime"));
        if (!options.since)
            throw Refusal::badRequest("sinceTime is not a time of RFC 3339: " + request.param("sinceTime"));
    }
    return options;
}

const Json *statusOf(const Json &pod, const std::string &container)
{
    for (const char *list : {"containerStatuses", "initContainerStatuses"}) {
        for (const Json &status : listAt(pod, {"status", list})) {
            if (textAt(status, "name") == container)
                return &status;
        }
    }
    return nullptr;
}

} // namespace

ApiResponse PodLogs::answer(const ApiRequest &request, const Json &pod)
{
    const std::string podName = textAt(pod, {"metadata", "name"});
    std::vector<std::string> names;
    std::vector<std::string> all;
    for (const Json &entry : listAt(pod, {"spec", "containers"}))
        names.push_back(textAt(entry, "name"));
    all = names;
    for (const Json &entry : listAt(pod, {"spec", "initContainers"}))
        all.push_back(textAt(entry, "name"));
    std::string container = request.param("container");
    if (container.empty()) {
        if (names.size() > 1) { // one beside init containers is meant
            std::string choices = "a container name must be specified for pod " + podName + ", choose one of: [" +
                                  joined(names, " ") + "]";
            if (all.size() > names.size())
                choices += " or one of the init containers: [" +
                           joined({all.begin() + static_cast<long>(names.size()), all.end()}, " ") + "]";
            throw Refusal::badRequest(choices);
        }
        container = names.front();
    }
    if (std::find(all.begin(), all.end(), container) == all.end())
        throw Refusal::badRequest("container " + container + " is not valid for pod " + podName);
    const LogOptions options = optionsOf(request);
    ApiResponse response;
    response.contentType = "text/plain";
    if (textAt(pod, {"spec", "nodeName"}).empty()) {
        response.code = 204;
        return response;
    }

    // Which run is meant (the kubelet's validateContainerLogStatus).
    const Json *status = statusOf(pod, container);
    std::string id;
    std::string waiting = "ContainerCreating";
    if (status) {
        const std::string last = textAt(*status, {"lastState", "terminated", "containerID"});
        if (request.flag("previous")) {
            if (last.empty())
                throw Refusal::badRequest("previous terminated container \"" + container + "\" in pod \"" + podName +
                                          "\" not found");
            id = last;
        } else if (find(*status, {"state", "running"})) {
            id = textAt(*status, "containerID");
        } else if (find(*status, {"state", "terminated"})) {
            id = textAt(*status, {"state", "terminated", "containerID"});
        } else {
            id = last;
            waiting = textAt(*status, {"state", "waiting", "reason"});
        }
    } else if (request.flag("previous")) {
        throw Refusal::badRequest("previous terminated container \"" + container + "\" in pod \"" + podName +
                                  "\" not found");
    }
    const auto number = id.empty() ? std::nullopt : toNumber(std::string_view(id).substr(id.rfind('/') + 1));
    if (!number) {
        const std::string what = waiting == "ErrImagePull"       ? "image can't be pulled"
                                 : waiting == "ImagePullBackOff" ? "trying and failing to pull image"
                                                                 : waiting;
        throw Refusal::badRequest("container \"" + container + "\" in pod \"" + podName +
                                  "\" is waiting to start: " + what);
    }
    const InstanceFolder folder =
        PodFolder(m_podsFolder, textAt(pod, {"metadata", "uid"})).instance(container, static_cast<int>(*number));

    response.stream = [this, folder, options](StreamSink &sink) {
        Waker waker;
        struct Leave
        {
            FolderWatch &watch;
            Waker &waker;
            ~Leave() { watch.remove(&waker); }
        } leave{m_watch, waker};
        if (options.follow)
            m_watch.add(folder.path(), &waker);
        LogReader reader(folder.path());
        if (options.tail >= 0)
            reader.skipToLast(options.tail);
        LogFilter filter(options);
        for (;;) {
            waker.clear();
            // Looked at before the log is: what is written after the end does not exist.
            const bool ended = !options.follow || folder.exitRecord() || !exists(folder.path());
            std::string raw;
            while (reader.read(raw)) {
                std::string out;
                const bool more = filter.add(raw, out);
                raw.clear();
                if (!out.empty() && !sink.write(out))
                    return;
                if (!more)
                    return;
            }
            // Once a while also without being told: watches of files can run out, and a supervisor can be killed.
            if (ended || !sink.wait(waker.fd(), 5000))
                return;
            if (const auto owner = folder.claimedBy(); owner && !isAlive(*owner) && !folder.exitRecord()) {
                raw.clear();
                std::string out;
                while (reader.read(raw))
                    filter.add(raw, out);
                if (!out.empty())
                    sink.write(out);
                return;
            }
        }
    };
    return response;
}

} // namespace zdtp::local
