#pragma once

#include "k8s/local/api/request.h"
#include "k8s/local/base/files.h"
#include "k8s/local/base/json.h"

#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace zdtp::local {

/// Tells those who follow files that something changed in a folder: one inotify instance for all of them, since a user
/// may only have a few. Thread-safe.
class FolderWatch
{
public:
    FolderWatch();
    ~FolderWatch();
    void add(const std::string &folder, Waker *waker);
    void remove(Waker *waker);

private:
    void run();
    Fd m_inotify;
    Waker m_stop;
    std::mutex m_mutex;
    struct Watched
    {
        int count = 0;
        std::string folder;
    };
    std::map<int, Watched> m_folders;
    std::multimap<int, Waker *> m_wakers;
    std::thread m_thread;
};

/// GET pods/NAME/log.
class PodLogs
{
public:
    explicit PodLogs(std::string podsFolder) : m_podsFolder(std::move(podsFolder)) {}
    /// Throws Refusal.
    ApiResponse answer(const ApiRequest &request, const Json &pod);

private:
    std::string m_podsFolder;
    FolderWatch m_watch;
};

} // namespace zdtp::local
