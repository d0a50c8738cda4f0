// PodWorker: what its containers' folders say, now and after the server was away.
#include "k8s/local/base/text.h"
#include "k8s/local/node/containerlog.h"
#include "k8s/local/node/podworker.h"

namespace zdtp::local {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using Phase = ContainerState::Phase;

namespace {

const char *const unknownMessage = "The container could not be located when the pod was terminated";

} // namespace

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
        const std::string id = containerId(container, before.number());
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
    container.containerId = containerId(container, container.instance);
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

void PodWorker::lookAt(ContainerState &container)
{
    if (!container.isActive())
        return;
    const InstanceFolder folder = m_folder.instance(container.name, container.instance);
    // First whether it lives, then what it wrote: a supervisor writes its record before it ends.
    const bool sameBoot = folder.intent().value_or(InstanceFolder::Intent{}).boot == m_services.boot;
    auto owner = folder.claimedBy();
    const bool lives = sameBoot && isAlive(owner && owner->pid != 0 ? *owner : container.supervisor);
    if (const auto record = folder.exitRecord()) {
        ended(container, folder, record);
        return;
    }
    if (!lives && sameBoot && !owner && folder.claim({})) {
        // It was killed before it took the start, and now nobody can: this start did not happen.
        container.phase = Phase::Waiting;
        container.waitingReason = "CreateContainerError";
        container.waitingMessage = "the container's supervisor was killed before it began";
        container.retryAt = steady_clock::now() + 2s;
        return;
    }
    if (!lives) {
        ended(container, folder, std::nullopt);
        return;
    }
    if (container.phase == Phase::Starting) {
        const std::string started = folder.startedAt();
        if (started.empty())
            return;
        container.phase = Phase::Running;
        container.startedAt = started;
        m_services.events.emit(m_pod, fieldPath(container), "Normal", "Started", "Container started");
    }
}

void PodWorker::ended(ContainerState &container, const InstanceFolder &folder, const std::optional<ExitRecord> &record)
{
    Termination end;
    end.containerId = containerId(container, folder.number());
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

} // namespace zdtp::local
