#pragma once

#include "k8s/local/node/backoff.h"
#include "k8s/local/node/eventrecorder.h"
#include "k8s/local/node/images.h"
#include "k8s/local/node/podworker.h"
#include "k8s/local/store/store.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zdtp::local {

/// The one node of the cluster: runs the pods of the store as processes of this machine. One thread of its own; the
/// public functions may be called from any.
class Node
{
public:
    struct Options
    {
        std::string podsFolder;
        std::string noticesFolder;
        std::string trashFolder;
        std::string imagesFile;
        std::string bwrap;
        Backoff backoff;
        long long logLimit = 10'485'760;
    };

    Node(Store &store, Options options);
    /// Leaves what runs running: the next node finds it.
    ~Node();

    void start();
    /// Ends all pods as the shutdown of a node does, each within its grace period, and returns when that is done.
    void shutDown();
    /// From within a shutdown: no more patience, all are killed.
    void hurry();

private:
    void run();
    void loadPods();
    void takeChanges();
    void takePod(const ObjectPtr &object);
    void takeNotices();
    void processEnded(int fd);
    void observe(const std::string &uid, const std::string &container, const ProcessId &process);
    ProcessId spawn(const ContainerSpec &spec);
    void post(std::function<void()> function);
    void takePosted();
    void advance(const std::string &uid);
    void forget(const std::string &uid);
    void cleanUp();
    void discard(const std::string &uid);

    Store &m_store;
    Options m_options;
    EventRecorder m_events;
    ImageTable m_images;
    NodeServices m_services;
    std::string m_program;
    Fd m_epoll;
    Fd m_inotify;
    Waker m_changes;
    Waker m_postedWaker;
    Store::Cursor m_cursor;
    struct Observed
    {
        Fd fd;
        std::string uid;
        std::string container;
    };
    std::map<int, Observed> m_processes; ///< by pidfd
    std::map<std::string, std::unique_ptr<PodWorker>> m_workers;
    std::chrono::steady_clock::time_point m_nextPrune;

    std::mutex m_mutex;
    std::vector<std::function<void()>> m_posted;
    bool m_stopping = false;
    bool m_draining = false;
    bool m_drained = false;
    std::condition_variable m_drainedSignal;
    std::vector<std::string> m_trash;
    std::condition_variable m_trashSignal;
    std::thread m_thread;
    std::thread m_janitor;
};

} // namespace zdtp::local
