#include "k8s/local/node/podstate.h"

#include "k8s/local/api/strategy.h"

#include <algorithm>

namespace zdtp::local {

namespace {

Json terminated(const Termination &end)
{
    Json json = {{"exitCode", end.exitCode}, {"reason", end.reason}};
    if (!end.message.empty())
        json["message"] = end.message;
    json["startedAt"] = end.startedAt.empty() ? Json() : Json(end.startedAt);
    json["finishedAt"] = end.finishedAt.empty() ? Json() : Json(end.finishedAt);
    json["containerID"] = end.containerId;
    return json;
}

Json containerStatus(const ContainerState &container)
{
    Json state;
    bool ready = false;
    switch (container.phase) {
    case ContainerState::Phase::Waiting:
    case ContainerState::Phase::Starting: {
        const bool starting = container.phase == ContainerState::Phase::Starting;
        Json waiting = {{"reason", starting ? "ContainerCreating" : container.waitingReason}};
        if (!starting && !container.waitingMessage.empty())
            waiting["message"] = container.waitingMessage;
        state = {{"waiting", waiting}};
        break;
    }
    case ContainerState::Phase::Running:
        state = {{"running", {{"startedAt", container.startedAt}}}};
        ready = !container.isInit;
        break;
    case ContainerState::Phase::Terminated:
        state = {{"terminated", terminated(*container.termination)}};
        ready = container.isInit && container.termination->exitCode == 0;
    }
    Json status = {{"name", container.name},
                   {"state", state},
                   {"lastState", Json::object()},
                   {"ready", ready},
                   {"restartCount", container.restartCount},
                   {"image", container.image},
                   {"imageID", ""}};
    if (container.last)
        status["lastState"] = {{"terminated", terminated(*container.last)}};
    if (!container.containerId.empty()) {
        status["imageID"] = "local/" + container.image;
        status["containerID"] = container.containerId;
    }
    status["started"] = container.phase == ContainerState::Phase::Running;
    return status;
}

} // namespace

std::optional<Termination> terminationFrom(const Json &json)
{
    if (!json.is_object() || json.empty())
        return std::nullopt;
    return Termination{static_cast<int>(numberAt(json, {"exitCode"}, 0)),
                       textAt(json, "reason"),
                       textAt(json, "message"),
                       textAt(json, "startedAt"),
                       textAt(json, "finishedAt"),
                       textAt(json, "containerID")};
}

std::string phaseOf(const PodState &state, const std::string &restartPolicy)
{
    for (const ContainerState &container : state.init) {
        if (container.succeeded())
            continue;
        if (container.phase == ContainerState::Phase::Terminated && restartPolicy == "Never")
            return "Failed";
        return "Pending";
    }
    int waiting = 0;
    int running = 0;
    int stopped = 0;
    int succeeded = 0;
    for (const ContainerState &container : state.main) {
        if (container.phase == ContainerState::Phase::Running)
            ++running;
        else if (container.phase == ContainerState::Phase::Terminated || container.last)
            ++stopped;
        else
            ++waiting;
        if (container.succeeded())
            ++succeeded;
    }
    if (waiting > 0)
        return "Pending";
    if (running > 0 || restartPolicy == "Always")
        return "Running";
    if (stopped == succeeded)
        return "Succeeded";
    return restartPolicy == "Never" ? "Failed" : "Running";
}

Json statusOf(PodState &state, const Json &pod, const std::string &now)
{
    const bool initialized = std::all_of(state.init.begin(), state.init.end(),
                                         [](const ContainerState &container) { return container.succeeded(); });
    const bool finished = state.phase == "Succeeded" || state.phase == "Failed";
    const bool ready = !finished && initialized &&
                       std::all_of(state.main.begin(), state.main.end(), [](const ContainerState &container) {
                           return container.phase == ContainerState::Phase::Running;
                       });
    const auto anyStarted = [](const std::vector<ContainerState> &list) {
        return std::any_of(list.begin(), list.end(),
                           [](const ContainerState &container) { return !container.containerId.empty(); });
    };
    const bool sandbox = !finished && (anyStarted(state.init) || anyStarted(state.main));
    Json conditions = Json::array();
    const auto add = [&](const char *type, bool value, const std::string &reason, const std::string &message) {
        const std::string word = value ? "True" : "False";
        auto &known = state.conditions[type];
        if (known.first != word)
            known = {word, now};
        Json condition = {
            {"type", type}, {"status", word}, {"lastProbeTime", nullptr}, {"lastTransitionTime", known.second}};
        if (!reason.empty())
            condition["reason"] = reason;
        if (!message.empty())
            condition["message"] = message;
        conditions.push_back(std::move(condition));
    };
    std::string unready;
    for (const ContainerState &container : state.main) {
        if (container.phase != ContainerState::Phase::Running)
            unready += (unready.empty() ? "" : " ") + container.name;
    }
    const std::string notReadyReason = ready                        ? ""
                                       : state.phase == "Succeeded" ? "PodCompleted"
                                       : state.phase == "Failed"    ? "PodFailed"
                                                                    : "ContainersNotReady";
    const std::string notReadyMessage = ready || finished ? "" : "containers with unready status: [" + unready + "]";
    if (state.disrupted)
        add("DisruptionTarget", true, "TerminationByKubelet", state.message);
    add("PodReadyToStartContainers", sandbox, {}, {});
    add("Initialized", initialized,
        initialized ? (state.phase == "Succeeded" ? "PodCompleted" : "") : "ContainersNotInitialized", {});
    add("Ready", ready, notReadyReason, notReadyMessage);
    add("ContainersReady", ready, notReadyReason, notReadyMessage);
    add("PodScheduled", true, {}, {});

    Json status = {{"phase", state.phase}, {"conditions", conditions}};
    if (!state.message.empty())
        status["message"] = state.message;
    if (!state.reason.empty())
        status["reason"] = state.reason;
    status["hostIP"] = "127.0.0.1";
    status["hostIPs"] = Json::array({Json{{"ip", "127.0.0.1"}}});
    // Containers share the machine's network: this is where they are reached.
    status["podIP"] = "127.0.0.1";
    status["podIPs"] = Json::array({Json{{"ip", "127.0.0.1"}}});
    status["startTime"] = state.startTime;
    if (!state.init.empty()) {
        status["initContainerStatuses"] = Json::array();
        for (const ContainerState &container : state.init)
            status["initContainerStatuses"].push_back(containerStatus(container));
    }
    status["containerStatuses"] = Json::array();
    for (const ContainerState &container : state.main)
        status["containerStatuses"].push_back(containerStatus(container));
    status["qosClass"] = qosClassOf(mapAt(pod, {"spec"}));
    return status;
}

} // namespace zdtp::local
