#pragma once

#include "k8s/local/base/files.h"

#include <optional>
#include <string>

namespace zdtp::local {

/// Where a local cluster lives, and who serves it.
class DataFolder
{
public:
    explicit DataFolder(std::string path) : m_path(std::move(path)) {}
    /// $XDG_DATA_HOME/zdtp/local, else ~/.local/share/zdtp/local.
    static std::string defaultPath();

    const std::string &path() const { return m_path; }
    std::string file(const std::string &name) const { return m_path + "/" + name; }
    std::string storeFile() const { return file("store.db"); }
    std::string podsFolder() const { return file("pods"); }
    std::string kubeconfigFile() const { return file("kubeconfig"); }
    std::string logFile() const { return file("server.log"); }

    /// Makes the folder and takes it for this process until its end. Throws Failure: not writable, or served already.
    void lock();
    /// The process that serves this folder, or nothing.
    std::optional<ProcessId> server() const;

    /// Where the server listens, as it wrote it down; nothing before its first start.
    struct Endpoint
    {
        std::string host; ///< as it was given to --listen
        int port = 0;
    };
    void writeEndpoint(const Endpoint &endpoint) const;
    std::optional<Endpoint> endpoint() const;

    /// The bearer token; made at the first call. Throws Failure.
    std::string token() const;

private:
    std::string m_path;
    Fd m_lock;
};

/// https://HOST:PORT for clients; a server that listens everywhere is reached on 127.0.0.1 from here.
std::string urlOf(const DataFolder::Endpoint &endpoint);
/// A kubeconfig for this cluster. Throws Failure before the first start.
std::string kubeconfigOf(const DataFolder &folder);

} // namespace zdtp::local
