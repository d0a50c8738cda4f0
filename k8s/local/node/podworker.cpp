#include "k8s/local/node/podworker.h"

#include "k8s/local/api/api.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/containerlog.h"
#include "k8s/local/node/environment.h"
#include "k8s/local/node/volumes.h"

#include <algorithm>
#include <csignal>

namespace zdtp::local {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using Phase = ContainerState::Phase;

namespace {

std::string nowText()
{
    return toRfc3339(system_clock::now());
}

const char *const unknownMessage = "The container could not be located when the pod was terminated";

std::string containerIdOf(const std::string &uid, const std::string &container, int instance)
{
    return "zdtp-local://" + uid + "/" + container + "/" + std::to_string(instance);
}

} // namespace

PodWorker::PodWorker(NodeServices &services, Json pod)
    : m_services(services)
    , m_pod(std::move(pod))
    , m_uid(textAt(m_pod, {"metadata", "uid"}))
    , m_folder(services.podsFolder, m_uid)
{
    recover();
}

void PodWorker::recover()
{
    const Json &status = mapAt(m_pod, {"status"});
    m_scheduled = !textAt(m_pod, {"spec", "nodeName"}).empty();
    m_state.startTime = textAt(status, "startTime");
    for (const Json &condition : listAt(status, "conditions"))
        m_state.conditions[textAt(condition, "type")] = {textAt(condition, "status"),
                                                         textAt(condition, "lastTransitionTime")};
    for (const bool isInit : {true, false}) {
        auto &list = isInit ? m_state.init : m_state.main;
        for (const Json &spec : listAt(m_pod, {"spec", isInit ? "initContainers" : "containers"})) {
            ContainerState container;
            container.name = textAt(spec, "name");
            container.image = textAt(spec, "image");
            container.isInit = isInit;
            container.waitingReason =
                !isInit && !listAt(m_pod, {"spec", "initContainers"}).empty() ? "PodInitializing" : "ContainerCreating";
            Json stored = Json::object();
            for (const Json &entry : listAt(status, isInit ? "initContainerStatuses" : "containerStatuses")) {
                if (textAt(entry, "name") == container.name)
                    stored = entry;
            }
            recoverContainer(container, stored);
            list.push_back(std::move(container));
        }
    }
    m_state.phase = phaseOf(m_state, textAt(m_pod, {"spec", "restartPolicy"}));
}

void PodWorker::recoverContainer(ContainerState &container, const Json &stored)
{
    container.last = terminationFrom(mapAt(stored, {"lastState", "terminated"}));
    container.restartCount = static_cast<int>(numberAt(stored, {"restartCount"}, 0));
    container.containerId = textAt(stored, "containerID");
    const auto folder = m_folder.newest(container.name);
    if (!folder) {
        // Its folder is gone but it had begun: what became of it cannot be known.
        if (const auto known = terminationFrom(mapAt(stored, {"state", "terminated"}))) {
            container.phase = Phase::Terminated;
            container.termination = known;
        } else if (find(stored, {"state", "running"})) {
            container.phase = Phase::Terminated;
            container.termination = Termination{
                137,       "ContainerStatusUnknown", unknownMessage, textAt(stored, {"state", "running", "startedAt"}),
                nowText(), container.containerId};
        }
        return;
    }
    const auto intent = folder->intent();
    container.instance = folder->number();
    container.restartCount = intent->restartCount;
    container.endsInRow = intent->endsInRow;
    // The run before it may have ended without its status having been stored.
    if (folder->number() > 0) {
        const InstanceFolder before = m_folder.instance(container.name, folder->number() - 1);
        const std::string id = containerIdOf(m_uid, container.name, before.number());
        if (const auto record = before.exitRecord(); record && (!container.last || container.last->containerId != id)) {
            ContainerState helper = container;
            ended(helper, before, record);
            container.last = helper.termination;
        }
    }
    auto owner = folder->claimedBy();
    const bool sameBoot = intent->boot == m_services.boot;
    if (!owner && sameBoot) {
        // Its supervisor has not begun. If this claim wins, it never will.
        folder->claim({});
        owner = folder->claimedBy();
    }
    if (owner && owner->pid == 0 && sameBoot) {
        container.phase = Phase::Waiting; // it certainly did not start: it may, again
        return;
    }
    container.containerId = containerIdOf(m_uid, container.name, container.instance);
    container.supervisor = owner.value_or(ProcessId{});
    container.phase = Phase::Starting;
    if (const std::string started = folder->startedAt(); !started.empty() && find(stored, {"state", "running"})) {
        container.phase = Phase::Running; // known before, so no event tells it again
        container.startedAt = started;
    }
    if (sameBoot && isAlive(container.supervisor))
        m_services.observe(m_uid, container.name, container.supervisor);
    lookAt(container);
}

bool PodWorker::lookAt(ContainerState &container)
{
    if (!container.isActive())
        return false;
    const InstanceFolder folder = m_folder.instance(container.name, container.instance);
    // First whether it lives, then what it wrote: a supervisor writes its record before it ends.
    const bool sameBoot = folder.intent().value_or(InstanceFolder::Intent{}).boot == m_services.boot;
    auto owner = folder.claimedBy();
    const bool lives = sameBoot && isAlive(owner && owner->pid != 0 ? *owner : container.supervisor);
    if (const auto record = folder.exitRecord()) {
        ended(container, folder, record);
        return true;
    }
    if (!lives && sameBoot && !owner && folder.claim({})) {
        // It was killed before it took the start, and now nobody can: this start did not happen.
        container.phase = Phase::Waiting;
        container.waitingReason = "CreateContainerError";
        container.waitingMessage = "the container's supervisor was killed before it began";
        container.retryAt = steady_clock::now() + 2s;
        return true;
    }
    if (!lives) {
        ended(container, folder, std::nullopt);
        return true;
    }
    if (container.phase == Phase::Starting) {
        const std::string started = folder.startedAt();
        if (started.empty())
            return false;
        container.phase = Phase::Running;
        container.startedAt = started;
        m_services.events.emit(m_pod, fieldPath(container), "Normal", "Started", "Container started");
        return true;
    }
    return false;
}

void PodWorker::ended(ContainerState &container, const InstanceFolder &folder, const std::optional<ExitRecord> &record)
{
    Termination end;
    end.containerId = containerIdOf(m_uid, container.name, folder.number());
    if (!record) {
        end.exitCode = 137;
        end.reason = "ContainerStatusUnknown";
        end.message = unknownMessage;
        end.startedAt = folder.startedAt();
        end.finishedAt = nowText();
    } else {
        end.exitCode = record->exitCode;
        end.startedAt = record->startedAt;
        end.finishedAt = record->finishedAt;
        end.reason = !record->started && !record->problem.empty() ? "StartError"
                     : record->exitCode == 0                      ? "Completed"
                                                                  : "Error";
        if (!record->problem.empty()) {
            end.message = "failed to start the container's process: " + record->problem;
        } else {
            const Json &spec = specJson(container);
            end.message = readFile(folder.messageFile()).value_or("").substr(0, 4096);
            if (end.message.empty() && record->exitCode != 0 &&
                textAt(spec, "terminationMessagePolicy") == "FallbackToLogsOnError")
                end.message = logTail(folder.path(), 80, 2048);
        }
    }
    const auto from = fromRfc3339(end.startedAt);
    const auto to = fromRfc3339(end.finishedAt);
    const auto ran = from && to ? std::chrono::duration_cast<std::chrono::milliseconds>(*to - *from) : 0ms;
    container.endsInRow = m_services.backoff.endsInRow(container.endsInRow, ran);
    container.phase = Phase::Terminated;
    container.isRestart = true;
    container.termination = std::move(end);
    container.retryAt = steady_clock::now() + m_services.backoff.delay(container.endsInRow);
    if (to) { // the back-off counts from the end, which may have been while the server was away
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(system_clock::now() - *to);
        if (since > 1500ms)
            *container.retryAt -= since;
    }
}

const Json &PodWorker::specJson(const ContainerState &container) const
{
    for (const Json &spec : listAt(m_pod, {"spec", container.isInit ? "initContainers" : "containers"})) {
        if (textAt(spec, "name") == container.name)
            return spec;
    }
    static const Json none = Json::object();
    return none;
}

std::string PodWorker::fieldPath(const ContainerState &container) const
{
    return std::string(container.isInit ? "spec.initContainers{" : "spec.containers{") + container.name + "}";
}

ContainerState *PodWorker::named(const std::string &container)
{
    ContainerState *found = nullptr;
    forEach([&](ContainerState &candidate) {
        if (candidate.name == container)
            found = &candidate;
    });
    return found;
}

bool PodWorker::hasProcesses() const
{
    const auto active = [](const ContainerState &container) { return container.isActive(); };
    return std::any_of(m_state.init.begin(), m_state.init.end(), active) ||
           std::any_of(m_state.main.begin(), m_state.main.end(), active);
}

void PodWorker::objectChanged(Json pod)
{
    // A shorter grace period counts from now.
    const long long before = numberAt(m_pod, {"metadata", "deletionGracePeriodSeconds"}, -1);
    m_pod = std::move(pod);
    const long long after = numberAt(m_pod, {"metadata", "deletionGracePeriodSeconds"}, -1);
    if (m_ending == Ending::Deleted && after >= 0 && after < before && m_killAt)
        m_killAt = std::min(*m_killAt, steady_clock::now() + std::chrono::seconds(after));
}

void PodWorker::objectRemoved()
{
    m_removed = true;
}

void PodWorker::containerNotice(const std::string &container)
{
    if (ContainerState *state = named(container))
        lookAt(*state);
}

void PodWorker::supervisorEnded(const std::string &container)
{
    containerNotice(container);
}

void PodWorker::configChanged()
{
    if (m_volumesRetryAt)
        m_volumesRetryAt = steady_clock::now();
    forEach([](ContainerState &container) {
        if (container.phase == Phase::Waiting && container.waitingReason == "CreateContainerConfigError")
            container.retryAt = steady_clock::now();
    });
}

void PodWorker::shutDown()
{
    // What never began may begin with the next start of the server.
    const auto began = [](const ContainerState &container) { return container.instance >= 0; };
    const bool any = std::any_of(m_state.init.begin(), m_state.init.end(), began) ||
                     std::any_of(m_state.main.begin(), m_state.main.end(), began);
    if (m_ending == Ending::No && any)
        m_ending = Ending::Shutdown;
    else if (m_ending == Ending::No)
        m_over = true;
}

void PodWorker::killNow()
{
    m_killAt = steady_clock::now();
}

void PodWorker::waitUntil(SteadyTime time)
{
    m_wakeAt = m_wakeAt ? std::min(*m_wakeAt, time) : time;
}

void PodWorker::schedule()
{
    m_scheduled = true;
    m_state.startTime = nowText();
    m_services.events.emit(m_pod, {}, "Normal", "Scheduled",
                           "Successfully assigned " + ns() + "/" + textAt(m_pod, {"metadata", "name"}) + " to local",
                           "default-scheduler");
}

void PodWorker::advance()
{
    m_wakeAt.reset();
    if (m_over || m_storing)
        return;
    const auto now = steady_clock::now();
    if (m_storeRetryAt && now < *m_storeRetryAt && !m_removed) {
        waitUntil(*m_storeRetryAt);
        return;
    }
    m_storeRetryAt.reset();
    if (m_removed)
        m_ending = Ending::Removed;
    else if (find(m_pod, {"metadata", "deletionTimestamp"}) && m_ending != Ending::Deleted) {
        m_ending = Ending::Deleted;
        m_killAt.reset();
    }
    if (m_ending == Ending::No && !m_scheduled)
        schedule();
    const long long deadline = numberAt(m_pod, {"spec", "activeDeadlineSeconds"}, 0);
    if (m_ending == Ending::No && deadline > 0) {
        const auto end = fromRfc3339(m_state.startTime).value_or(system_clock::now()) + std::chrono::seconds(deadline);
        const auto left = end - system_clock::now();
        if (left <= 0s) {
            m_ending = Ending::Deadline;
            m_services.events.emit(m_pod, {}, "Normal", "DeadlineExceeded",
                                   "Pod was active on the node longer than the specified deadline");
        } else {
            waitUntil(now + std::chrono::duration_cast<steady_clock::duration>(left) + 1ms);
        }
    }
    if (m_ending != Ending::No) {
        advanceEnding();
        return;
    }
    if (advanceVolumes() && advanceInit())
        advanceMain();
    m_state.phase = phaseOf(m_state, textAt(m_pod, {"spec", "restartPolicy"}));
    publish();
}

bool PodWorker::advanceVolumes()
{
    if (m_volumesReady || hasProcesses())
        return true;
    const auto now = steady_clock::now();
    if (m_volumesRetryAt && now < *m_volumesRetryAt) {
        waitUntil(*m_volumesRetryAt);
        return false;
    }
    try {
        makeFolders(m_folder.path());
        prepareVolumes(m_services.store, m_pod, m_folder);
        m_volumesReady = true;
        m_volumesRetryAt.reset();
        return true;
    } catch (const Failure &failure) {
        m_services.events.emit(m_pod, {}, "Warning", "FailedMount", failure.what());
        // A ConfigMap or Secret that appears ends the wait at once; other causes are looked at again.
        m_volumesRetryAt = now + 10s;
        waitUntil(*m_volumesRetryAt);
        return false;
    }
}

bool PodWorker::mayRestart(const ContainerState &container) const
{
    const std::string policy = textAt(m_pod, {"spec", "restartPolicy"});
    if (container.isInit)
        return policy != "Never" && !container.succeeded();
    return policy == "Always" || (policy == "OnFailure" && !container.succeeded());
}

bool PodWorker::advanceInit()
{
    for (ContainerState &container : m_state.init) {
        if (container.succeeded())
            continue;
        if (!container.isActive() && (container.phase == Phase::Waiting || mayRestart(container)))
            tryStart(container);
        return false;
    }
    return true;
}

void PodWorker::advanceMain()
{
    for (ContainerState &container : m_state.main) {
        if (container.isActive())
            continue;
        if (container.phase == Phase::Waiting || mayRestart(container))
            tryStart(container);
    }
}

void PodWorker::tryStart(ContainerState &container)
{
    const auto now = steady_clock::now();
    if (container.retryAt && now < *container.retryAt) {
        waitUntil(*container.retryAt);
        if (container.phase == Phase::Terminated) {
            // It waits for its next start: that is what its status says now.
            const auto wait = m_services.backoff.delay(container.endsInRow);
            container.last = container.termination;
            container.termination.reset();
            container.phase = Phase::Waiting;
            container.waitingReason = "CrashLoopBackOff";
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait).count();
            const std::string text = seconds >= 60
                                         ? std::to_string(seconds / 60) + "m" + std::to_string(seconds % 60) + "s"
                                         : std::to_string(seconds) + "s";
            const std::string subject =
                container.name + " in pod " + textAt(m_pod, {"metadata", "name"}) + "_" + ns() + "(" + m_uid + ")";
            container.waitingMessage = "back-off " + text + " restarting failed container=" + container.name +
                                       " pod=" + textAt(m_pod, {"metadata", "name"}) + "_" + ns() + "(" + m_uid + ")";
            m_services.events.emit(m_pod, fieldPath(container), "Warning", "BackOff",
                                   "Back-off restarting failed container " + subject);
        }
        return;
    }
    container.retryAt.reset();
    start(container);
}

ContainerSpec PodWorker::specOf(const ContainerState &container, const InstanceFolder &folder) const
{
    const Json &json = specJson(container);
    const auto image = m_services.images.find(container.image);
    ContainerSpec spec;
    spec.folder = folder.path();
    spec.noticeFile = m_services.noticesFolder + "/" + m_uid + ":" + container.name;
    spec.bwrap = m_services.bwrap;
    spec.logLimit = m_services.logLimit;
    spec.hostname = textAt(m_pod, {"spec", "hostname"});
    if (spec.hostname.empty())
        spec.hostname = textAt(m_pod, {"metadata", "name"});
    spec.messagePath = textAt(json, "terminationMessagePath");
    spec.workingDir = textAt(json, "workingDir");
    spec.readOnlyRoot = flagAt(json, {"securityContext", "readOnlyRootFilesystem"});
    for (const char *field : {"runAsUser", "runAsGroup"}) {
        long long value = numberAt(json, {"securityContext", field}, -1);
        if (value < 0)
            value = numberAt(m_pod, {"spec", "securityContext", field}, -1);
        if (value >= 0)
            (std::string(field) == "runAsUser" ? spec.uid : spec.gid) = value;
    }
    const bool nonRoot =
        flagAt(json, {"securityContext", "runAsNonRoot"}, flagAt(m_pod, {"spec", "securityContext", "runAsNonRoot"}));
    if (nonRoot && spec.uid.value_or(::geteuid()) == 0)
        throw Failure("container has runAsNonRoot and would run as root; set runAsUser");
    for (const Json &group : listAt(m_pod, {"spec", "securityContext", "supplementalGroups"}))
        spec.groups.push_back(group.get<long long>());
    if (const long long group = numberAt(m_pod, {"spec", "securityContext", "fsGroup"}, -1); group >= 0)
        spec.groups.push_back(group);

    std::string path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    if (image && !image->path.empty())
        path = joined(image->path, ":") + ":" + path;
    const bool isRoot = spec.uid.value_or(::geteuid()) == 0;
    const Environment base = {{"PATH", path}, {"HOSTNAME", spec.hostname}, {"HOME", isRoot ? "/root" : "/"}};
    spec.environment = environmentOf(m_services.store, m_pod, json, base);
    const auto words = [&](const char *key) {
        std::vector<std::string> list;
        for (const Json &word : listAt(json, key))
            list.push_back(expandReferences(word.get<std::string>(), spec.environment));
        return list;
    };
    spec.command = words("command");
    const std::vector<std::string> arguments = words("args");
    if (spec.command.empty() && image) {
        spec.command = image->entrypoint;
        if (arguments.empty())
            spec.command.insert(spec.command.end(), image->command.begin(), image->command.end());
    }
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.mounts = mountsOf(m_pod, json, m_folder, spec.environment);
    return spec;
}

void PodWorker::start(ContainerState &container)
{
    const auto wait = [&](const char *reason, const std::string &message, std::chrono::milliseconds delay) {
        if (container.phase == Phase::Terminated) {
            container.last = container.termination;
            container.termination.reset();
        }
        container.phase = Phase::Waiting;
        container.waitingReason = reason;
        container.waitingMessage = message;
        container.retryAt = steady_clock::now() + delay;
        waitUntil(*container.retryAt);
    };
    const Json &json = specJson(container);
    const InstanceFolder folder = m_folder.instance(container.name, container.instance + 1);
    ContainerSpec spec;
    try {
        if (!m_services.images.find(container.image) && listAt(json, "command").empty()) {
            const std::string text = "the local cluster pulls no images and knows no image \"" + container.image +
                                     "\". Give the container a command, or say in " + m_services.images.file() +
                                     " what to run: - {image: \"" + container.image + "\", command: [PROGRAM]}";
            const bool first =
                container.waitingReason != "ErrImagePull" && container.waitingReason != "ImagePullBackOff";
            m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                                   "Failed to pull image \"" + container.image + "\": " + text);
            if (first)
                wait("ErrImagePull", text, 2s);
            else
                wait("ImagePullBackOff", "Back-off pulling image \"" + container.image + "\": " + text, 15s);
            return;
        }
        spec = specOf(container, folder);
    } catch (const Failure &failure) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerConfigError", failure.what(), 10s);
        return;
    }
    if (spec.command.empty()) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed", "Error: no command specified");
        wait("CreateContainerError",
             "no command specified: the image \"" + container.image +
                 "\" has none here, so the container must state one",
             60s);
        return;
    }
    const int restarts = container.restartCount + (container.isRestart ? 1 : 0);
    try {
        // Durable before anything is started: after a crash it must be known that this may have been.
        folder.writeIntent({m_services.boot, container.endsInRow, restarts});
    } catch (const Failure &failure) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerError", failure.what(), 5s);
        return;
    }
    container.instance = folder.number();
    ProcessId supervisor;
    try {
        supervisor = m_services.spawn(spec);
    } catch (const Failure &failure) {
        folder.claim({}); // it did not start and never will
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerError", failure.what(), 5s);
        return;
    }
    if (container.termination) {
        container.last = container.termination;
        container.termination.reset();
    }
    container.supervisor = supervisor;
    container.restartCount = restarts;
    container.isRestart = false;
    container.containerId = containerIdOf(m_uid, container.name, container.instance);
    container.phase = Phase::Starting;
    container.waitingMessage.clear();
    container.waitingReason = "ContainerCreating";
    container.stopAsked = false;
    m_services.events.emit(m_pod, fieldPath(container), "Normal", "Created", "Container created");
    m_services.observe(m_uid, container.name, supervisor);
    m_folder.prune(container.name, 2);
}

void PodWorker::askToStop(ContainerState &container)
{
    if (!container.stopAsked) {
        container.stopAsked = true;
        m_services.events.emit(m_pod, fieldPath(container), "Normal", "Killing",
                               "Stopping container " + container.name);
        signalProcess(container.supervisor, SIGTERM);
    }
}

void PodWorker::advanceEnding()
{
    const auto now = steady_clock::now();
    forEach([&](ContainerState &container) { lookAt(container); });
    if (!hasProcesses()) {
        finishEnding();
        return;
    }
    if (!m_killAt) {
        long long grace = numberAt(m_pod, {"spec", "terminationGracePeriodSeconds"}, 30);
        if (m_ending == Ending::Deleted)
            grace = numberAt(m_pod, {"metadata", "deletionGracePeriodSeconds"}, grace);
        if (m_ending == Ending::Removed)
            grace = 1;
        m_killAt = now + std::chrono::seconds(grace);
    }
    forEach([&](ContainerState &container) {
        if (!container.isActive())
            return;
        askToStop(container);
        if (now >= *m_killAt)
            signalProcess(container.supervisor, SIGUSR1);
    });
    // Killing is repeated: a process in the kernel's hands may take its time.
    waitUntil(now >= *m_killAt ? now + 500ms : *m_killAt);
    if (m_ending != Ending::Removed)
        publish();
}

void PodWorker::finishEnding()
{
    if (m_ending == Ending::Removed) {
        m_over = true;
        return;
    }
    if (m_state.startTime.empty())
        m_state.startTime = nowText();
    const bool allDone = std::all_of(m_state.main.begin(), m_state.main.end(),
                                     [](const ContainerState &container) { return container.succeeded(); });
    m_state.phase = allDone && m_ending != Ending::Deadline ? "Succeeded" : "Failed";
    if (m_ending == Ending::Deadline) {
        m_state.reason = "DeadlineExceeded";
        m_state.message = "Pod was active on the node longer than the specified deadline";
    } else if (m_ending == Ending::Shutdown && !allDone) {
        m_state.reason = "Terminated";
        m_state.message = "Pod was terminated in response to imminent node shutdown.";
        m_state.disrupted = true;
    }
    store(statusOf(m_state, m_pod, nowText()), true);
}

void PodWorker::publish()
{
    Json status = statusOf(m_state, m_pod, nowText());
    const bool finished = m_state.phase == "Succeeded" || m_state.phase == "Failed";
    const std::string text = dump(status);
    if (text == m_published && !finished)
        return;
    m_published = text;
    store(std::move(status), finished);
}

void PodWorker::store(Json status, bool last)
{
    m_storing = last;
    const Key key{"pods", ns(), textAt(m_pod, {"metadata", "name"})};
    m_services.store.submit(
        [key, uid = m_uid, status = std::move(status), last](Transaction &transaction) {
            const ObjectPtr old = transaction.get(key);
            if (!old || old->uid != uid)
                return;
            Json pod = old->parse();
            const bool changed = textAt(pod, {"spec", "nodeName"}).empty() ||
                                 nlohmann::json(mapAt(pod, {"status"})) != nlohmann::json(status);
            if (changed) {
                pod["spec"]["nodeName"] = "local";
                pod["status"] = status;
                transaction.put(key, std::move(pod));
            }
            if (last && find(old->parse(), {"metadata", "deletionTimestamp"}))
                removeObject(transaction, key, 0);
        },
        [post = m_services.post, uid = m_uid, last](std::exception_ptr error) {
            const bool failed = static_cast<bool>(error);
            if (!failed && !last)
                return;
            post(uid, [failed](PodWorker &worker) {
                worker.m_storing = false;
                if (failed) {
                    // The disk is full: the truth is told again as soon as it can be kept.
                    worker.m_published.clear();
                    worker.m_storeRetryAt = steady_clock::now() + 1s;
                } else {
                    worker.m_over = true;
                }
            });
        });
}

} // namespace zdtp::local
