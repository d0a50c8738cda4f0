#include "k8s/local/node/podworker.h"

#include "k8s/local/api/api.h"
#include "k8s/local/base/text.h"
#include "k8s/local/node/volumes.h"

#include <algorithm>
#include <csignal>

namespace zdtp::local {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using Phase = ContainerState::Phase;

PodWorker::PodWorker(NodeServices &services, Json pod)
    : m_services(services)
    , m_pod(std::move(pod))
    , m_uid(textAt(m_pod, {"metadata", "uid"}))
    , m_folder(services.podsFolder, m_uid)
{
    recover();
}

PodWorker::~PodWorker()
{
    forEach([this](ContainerState &container) { m_services.starting.erase({m_uid, container.name}); });
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

std::string PodWorker::containerId(const ContainerState &container, int instance) const
{
    return "zdtp-local://" + m_uid + "/" + container.name + "/" + std::to_string(instance);
}

std::string PodWorker::nowText()
{
    return toRfc3339(system_clock::now());
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
    forEach([this](ContainerState &container) {
        if (container.phase != Phase::Starting)
            m_services.starting.erase({m_uid, container.name});
    });
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
    if (m_services.starting.size() >= m_services.mostStarting) {
        if (m_services.queued.insert(m_uid).second)
            m_services.waiting.push_back(m_uid);
        return;
    }
    container.retryAt.reset();
    start(container);
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
