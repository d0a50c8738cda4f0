#pragma once

#include "k8s/local/node/backoff.h"
#include "k8s/local/node/eventrecorder.h"
#include "k8s/local/node/images.h"
#include "k8s/local/node/podfolder.h"
#include "k8s/local/node/podstate.h"
#include "k8s/local/node/sandbox.h"
#include "k8s/local/store/store.h"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace zdtp::local {

/// What the pods of a node share.
struct NodeServices
{
    Store &store;
    EventRecorder &events;
    const ImageTable &images;
    Backoff backoff;
    std::string podsFolder;
    std::string noticesFolder;
    std::string bwrap;
    std::string boot;
    long long logLimit = 10'485'760;
    /// Containers that are being started now. A thousand at once would only take the machine from each other, and from
    /// the server: who finds no room waits in `waiting` to be advanced again.
    std::set<std::pair<std::string, std::string>> starting;
    std::size_t mostStarting = 8;
    std::deque<std::string> waiting;
    std::set<std::string> queued; ///< who is in `waiting`
    /// Starts a supervisor and returns who it is. Throws Failure.
    std::function<ProcessId(const ContainerSpec &)> spawn;
    /// Have supervisorEnded() called when this process is gone.
    std::function<void(const std::string &podUid, const std::string &container, const ProcessId &)> observe;
    /// Runs a function on the node's thread, later, if the pod is still there.
    std::function<void(const std::string &podUid, std::function<void(class PodWorker &)>)> post;
};

/// Brings one pod from its creation to its end. Lives on the node's thread; every call returns at once.
///
/// It is level-triggered: whatever happens, it looks at the folders of its containers, at the object and at the clock,
/// and does the next step. So a node that was killed goes on by looking again.
class PodWorker
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /// Takes a pod in, with all that earlier runs of the server left of it.
    PodWorker(NodeServices &services, Json pod);
    ~PodWorker();
    PodWorker(const PodWorker &) = delete;
    PodWorker &operator=(const PodWorker &) = delete;

    const std::string &uid() const { return m_uid; }
    std::string ns() const { return textAt(m_pod, {"metadata", "namespace"}); }

    void objectChanged(Json pod);
    void objectRemoved(); ///< by force: nothing of it may go on
    void containerNotice(const std::string &container);
    void supervisorEnded(const std::string &container);
    void configChanged(); ///< a ConfigMap or Secret of its namespace
    void shutDown();      ///< the node ends: so does the pod, if it runs
    void killNow();       ///< its time to end by itself is over

    /// Does what is to be done now.
    void advance();
    /// When advance() has something to do without an event.
    std::optional<SteadyTime> wakeAt() const { return m_wakeAt; }
    /// Its last status is stored, or its object is gone, and no process is left.
    bool isOver() const { return m_over; }
    bool hasProcesses() const;
    bool isRemoved() const { return m_removed; }

private:
    enum class Ending { No, Deleted, Deadline, Shutdown, Removed };

    void recover();
    void recoverContainer(ContainerState &container, const Json &stored);
    void lookAt(ContainerState &container);
    void ended(ContainerState &container, const InstanceFolder &folder, const std::optional<ExitRecord> &record);
    void schedule();
    bool advanceVolumes();
    bool advanceInit();
    void advanceMain();
    /// Starts it, now or when its back-off is over.
    void tryStart(ContainerState &container);
    void start(ContainerState &container);
    ContainerSpec specOf(const ContainerState &container, const InstanceFolder &folder) const;
    bool mayRestart(const ContainerState &container) const;
    void waitUntil(SteadyTime time);
    void advanceEnding();
    void askToStop(ContainerState &container);
    void finishEnding();
    void publish();
    void store(Json status, bool last);
    std::string fieldPath(const ContainerState &container) const;
    std::string containerId(const ContainerState &container, int instance) const;
    static std::string nowText();
    const Json &specJson(const ContainerState &container) const;
    ContainerState *named(const std::string &container);
    template <typename Function>
    void forEach(Function function)
    {
        for (auto *list : {&m_state.init, &m_state.main}) {
            for (ContainerState &container : *list)
                function(container);
        }
    }

    NodeServices &m_services;
    Json m_pod;
    std::string m_uid;
    PodFolder m_folder;
    PodState m_state;
    bool m_scheduled = false;
    bool m_volumesReady = false;
    std::optional<SteadyTime> m_volumesRetryAt;
    Ending m_ending = Ending::No;
    std::optional<SteadyTime> m_killAt;
    bool m_killed = false;
    std::optional<SteadyTime> m_wakeAt;
    std::string m_published;
    bool m_storing = false; ///< the last status is on its way
    std::optional<SteadyTime> m_storeRetryAt;
    bool m_removed = false;
    bool m_over = false;
};

} // namespace zdtp::local
