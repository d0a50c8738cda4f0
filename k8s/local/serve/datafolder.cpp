#include "k8s/local/serve/datafolder.h"

#include "k8s/local/base/json.h"
#include "k8s/local/base/text.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

namespace zdtp::local {

std::string DataFolder::defaultPath()
{
    if (const char *data = std::getenv("XDG_DATA_HOME"); data && data[0] == '/')
        return std::string(data) + "/zdtp/local";
    const char *home = std::getenv("HOME");
    if (!home || home[0] != '/') {
        const passwd *entry = ::getpwuid(::getuid());
        home = entry ? entry->pw_dir : nullptr;
    }
    if (!home)
        throw Failure("there is no home folder. Name a folder with --data");
    return std::string(home) + "/.local/share/zdtp/local";
}

void DataFolder::lock()
{
    makeFolders(m_path);
    if (::access(m_path.c_str(), W_OK | X_OK) != 0)
        throw Failure("cannot write in the data folder " + m_path + ": " + errnoText(errno) +
                      ". Make it writable, or name another one with --data");
    ::chmod(m_path.c_str(), 0700); // keys and Secrets live below it
    m_lock.reset(::open(file("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!m_lock)
        throw Failure("cannot write in the data folder " + m_path + ": " + errnoText(errno) +
                      ". Make it writable, or name another one with --data");
    if (::flock(m_lock.get(), LOCK_EX | LOCK_NB) != 0) {
        const auto other = server();
        throw Failure("the data folder " + m_path + " is served already" +
                      (other ? " by process " + std::to_string(other->pid) : std::string()) +
                      ". Use that server, stop it with: zdtp-local stop, or name another folder with --data");
    }
    const std::string text = std::to_string(::getpid()) + " " + std::to_string(startTimeOf(::getpid())) + "\n";
    if (::ftruncate(m_lock.get(), 0) != 0 ||
        ::pwrite(m_lock.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw Failure("cannot write " + file("lock") + ": " + errnoText(errno) + ". Free space on that disk");
}

std::optional<ProcessId> DataFolder::server() const
{
    const Fd fd(::open(file("lock").c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return std::nullopt;
    // Held by nobody: what is written in it is of the past. (The lock of this very process does not count as another's,
    // but then the number below is our own.)
    if (!m_lock && ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0)
        return std::nullopt;
    const auto parts = split(trimmed(readFile(file("lock")).value_or("")), ' ');
    if (parts.size() != 2)
        return std::nullopt;
    const ProcessId id{static_cast<pid_t>(toNumber(parts[0]).value_or(0)),
                       static_cast<unsigned long long>(toNumber(parts[1]).value_or(0))};
    return isAlive(id) ? std::optional(id) : std::nullopt;
}

void DataFolder::writeEndpoint(const Endpoint &endpoint) const
{
    writeFile(file("endpoint"), dump({{"host", endpoint.host}, {"port", endpoint.port}}));
}

std::optional<DataFolder::Endpoint> DataFolder::endpoint() const
{
    const auto text = readFile(file("endpoint"));
    const Json json = text ? Json::parse(*text, nullptr, false) : Json();
    if (!json.is_object())
        return std::nullopt;
    return Endpoint{textAt(json, "host"), static_cast<int>(numberAt(json, {"port"}, 0))};
}

std::string DataFolder::token() const
{
    if (const auto known = readFile(file("token")); known && known->size() >= 32)
        return trimmed(*known);
    const std::string made = randomHex(32);
    writeFile(file("token"), made, 0600, true);
    return made;
}

std::string urlOf(const DataFolder::Endpoint &endpoint)
{
    std::string host = endpoint.host;
    if (host == "0.0.0.0" || host == "::" || host.empty())
        host = "127.0.0.1";
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return "https://" + host + ":" + std::to_string(endpoint.port);
}

std::string kubeconfigOf(const DataFolder &folder)
{
    const auto endpoint = folder.endpoint();
    const auto ca = readFile(folder.file("pki/ca.crt"));
    if (!endpoint || !ca)
        throw Failure("there is no local cluster in " + folder.path() +
                      " yet. Start it once with: zdtp-local serve --detach");
    return "apiVersion: v1\n"
           "kind: Config\n"
           "clusters:\n"
           "- name: local\n"
           "  cluster:\n"
           "    server: " +
           urlOf(*endpoint) +
           "\n"
           "    certificate-authority-data: " +
           base64Encode(*ca) +
           "\n"
           "users:\n"
           "- name: local\n"
           "  user:\n"
           "    token: " +
           folder.token() +
           "\n"
           "contexts:\n"
           "- name: local\n"
           "  context:\n"
           "    cluster: local\n"
           "    user: local\n"
           "    namespace: default\n"
           "current-context: local\n";
}

} // namespace zdtp::local
