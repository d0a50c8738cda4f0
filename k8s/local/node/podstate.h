#pragma once

#include "k8s/local/base/files.h"
#include "k8s/local/base/json.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zdtp::local {

/// How a run of a container ended, as containerStatuses say it.
struct Termination
{
    int exitCode = 0;
    std::string reason;
    std::string message;
    std::string startedAt;
    std::string finishedAt;
    std::string containerId;
};

/// A container as the node sees it.
struct ContainerState
{
    enum class Phase { Waiting, Starting, Running, Terminated };

    std::string name;
    std::string image;
    bool isInit = false;
    Phase phase = Phase::Waiting;
    std::string waitingReason;
    std::string waitingMessage;
    std::string startedAt;
    std::optional<Termination> termination; ///< of the current run
    std::optional<Termination> last;        ///< of the run before
    int restartCount = 0;
    int endsInRow = 0;
    int instance = -1; ///< number of its folder; -1 before the first
    std::string containerId;
    ProcessId supervisor;
    std::optional<std::chrono::steady_clock::time_point> retryAt;
    bool stopAsked = false;
    bool isRestart = false; ///< its next start counts as one

    bool isActive() const { return phase == Phase::Starting || phase == Phase::Running; }
    bool succeeded() const { return phase == Phase::Terminated && termination && termination->exitCode == 0; }
};

/// What makes up a pod's status.
struct PodState
{
    std::vector<ContainerState> init;
    std::vector<ContainerState> main;
    std::string startTime;
    std::string phase = "Pending";
    std::string reason;
    std::string message;
    bool disrupted = false;                                                ///< the node itself ended it
    std::map<std::string, std::pair<std::string, std::string>> conditions; ///< type → status and since when
};

/// The phase that follows from the containers (the kubelet's getPhase).
std::string phaseOf(const PodState &state, const std::string &restartPolicy);
/// The whole status; keeps the conditions' times in the state.
Json statusOf(PodState &state, const Json &pod, const std::string &now);
/// The status words of the containers' states as they were stored.
std::optional<Termination> terminationFrom(const Json &terminated);

} // namespace zdtp::local
