#include "k8s/local/base/files.h"

#include "k8s/local/base/text.h"

#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace zdtp::local {

void Fd::reset(int fd)
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = fd;
}

Waker::Waker() : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!m_fd)
        throw Failure("cannot make an event descriptor: " + errnoText(errno) + ". Raise the limit of open files.");
}

void Waker::wake()
{
    const std::uint64_t one = 1;
    // It can only fail when the counter is full, and then the reader is awake anyway.
    [[maybe_unused]] const ssize_t written = ::write(m_fd.get(), &one, sizeof one);
}

void Waker::clear()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_fd.get(), &count, sizeof count);
}

std::optional<std::string> readFile(const std::string &path)
{
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return std::nullopt;
    std::string contents;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return std::nullopt;
        if (got == 0)
            return contents;
        contents.append(buffer, static_cast<std::size_t>(got));
    }
}

void writeFile(const std::string &path, std::string_view contents, mode_t mode, bool durable)
{
    const std::string temporary = path + "." + randomHex(4) + "~";
    const auto giveUp = [&](int error) {
        ::unlink(temporary.c_str());
        throw Failure("cannot write " + path + ": " + errnoText(error) +
                      (error == ENOSPC || error == EDQUOT ? ". Free space on that disk" : ""));
    };
    Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!fd)
        giveUp(errno);
    if (::fchmod(fd.get(), mode) != 0) // the umask must not decide
        giveUp(errno);
    while (!contents.empty()) {
        const ssize_t written = ::write(fd.get(), contents.data(), contents.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            giveUp(errno);
        contents.remove_prefix(static_cast<std::size_t>(written));
    }
    if (durable && ::fdatasync(fd.get()) != 0)
        giveUp(errno);
    fd.reset();
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        giveUp(errno);
    if (durable)
        syncFolder(path.substr(0, path.rfind('/')));
}

void syncFolder(const std::string &path)
{
    const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd)
        ::fsync(fd.get());
}

void makeFolders(const std::string &path, mode_t mode)
{
    if (path.empty() || path == "/" || ::mkdir(path.c_str(), mode) == 0)
        return;
    if (errno == ENOENT) {
        makeFolders(path.substr(0, path.rfind('/')), mode);
        if (::mkdir(path.c_str(), mode) == 0)
            return;
    }
    const int error = errno;
    struct stat info = {};
    if (error == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
        return;
    throw Failure("cannot make the folder " + path + ": " + errnoText(error));
}

namespace {

void removeAt(int folder, const char *name)
{
    if (::unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return;
    const int fd = ::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fchmod(fd, 0700); // a container may have closed a folder of its own
    DIR *entries = ::fdopendir(fd);
    if (!entries) {
        ::close(fd);
        return;
    }
    while (const dirent *entry = ::readdir(entries)) {
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
            removeAt(::dirfd(entries), entry->d_name);
    }
    ::closedir(entries);
    ::unlinkat(folder, name, AT_REMOVEDIR);
}

} // namespace

void removeTree(const std::string &path)
{
    removeAt(AT_FDCWD, path.c_str());
}

std::vector<std::string> namesIn(const std::string &folder)
{
    std::vector<std::string> names;
    DIR *entries = ::opendir(folder.c_str());
    if (!entries)
        return names;
    while (const dirent *entry = ::readdir(entries)) {
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
            names.emplace_back(entry->d_name);
    }
    ::closedir(entries);
    std::sort(names.begin(), names.end());
    return names;
}

bool exists(const std::string &path)
{
    struct stat info = {};
    return ::lstat(path.c_str(), &info) == 0;
}

std::string errnoText(int error)
{
    char buffer[256];
    return ::strerror_r(error, buffer, sizeof buffer);
}

unsigned long long startTimeOf(pid_t pid)
{
    const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
    if (!stat)
        return 0;
    // The name in parentheses may hold anything, so count from its end.
    const std::size_t end = stat->rfind(')');
    if (end == std::string::npos)
        return 0;
    const auto fields = split(std::string_view(*stat).substr(std::min(end + 2, stat->size())), ' ');
    if (fields.size() < 20 || fields[0] == "Z" || fields[0] == "X")
        return 0;
    return static_cast<unsigned long long>(toNumber(fields[19]).value_or(0));
}

bool isAlive(const ProcessId &id)
{
    return id.pid > 0 && id.startTime != 0 && startTimeOf(id.pid) == id.startTime;
}

Fd openProcess(const ProcessId &id)
{
    if (id.pid <= 0)
        return {};
    Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, id.pid, 0)));
    // Looked at after the descriptor is held: from here on the number cannot mean another process.
    if (!fd || !isAlive(id))
        return {};
    return fd;
}

bool signalProcess(const ProcessId &id, int signal)
{
    const Fd fd = openProcess(id);
    return fd && ::syscall(SYS_pidfd_send_signal, fd.get(), signal, nullptr, 0) == 0;
}

std::string bootId()
{
    return trimmed(readFile("/proc/sys/kernel/random/boot_id").value_or("unknown"));
}

} // namespace zdtp::local
