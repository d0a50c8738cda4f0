#pragma once

#include <sys/types.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zdtp::local {

/// A failure that ends what was being done; its text is one line: what, where, what to do.
struct Failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Owns a file descriptor.
class Fd
{
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    Fd(Fd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd &operator=(Fd &&other) noexcept
    {
        if (this != &other)
            reset(std::exchange(other.m_fd, -1));
        return *this;
    }
    Fd(const Fd &) = delete;
    Fd &operator=(const Fd &) = delete;
    ~Fd() { reset(); }
    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    int release() { return std::exchange(m_fd, -1); }
    void reset(int fd = -1);

private:
    int m_fd = -1;
};

/// Wakes a thread that polls fd(); many wakes before a look count once. Thread-safe.
class Waker
{
public:
    Waker();
    int fd() const { return m_fd.get(); }
    void wake();
    void clear();

private:
    Fd m_fd;
};

/// Whole contents, or nothing when the file cannot be read.
std::optional<std::string> readFile(const std::string &path);
/// Replaces a file in one step: readers see the old or the new contents. Durable against power loss when `durable`.
/// Throws Failure.
void writeFile(const std::string &path, std::string_view contents, mode_t mode = 0600, bool durable = false);
/// Creates a folder and its parents. Throws Failure.
void makeFolders(const std::string &path, mode_t mode = 0700);
/// Removes a tree; what cannot be removed is left. Follows no links.
void removeTree(const std::string &path);
std::vector<std::string> namesIn(const std::string &folder); ///< sorted, without "." and ".."
bool exists(const std::string &path);
void syncFolder(const std::string &path);
/// "No space left on device" and the like.
std::string errnoText(int error);

/// What identifies a process across a reuse of its number.
struct ProcessId
{
    pid_t pid = 0;
    unsigned long long startTime = 0; ///< field 22 of /proc/PID/stat
    friend bool operator==(const ProcessId &, const ProcessId &) = default;
};
/// The start time of a process in kernel ticks; 0 when there is none, or only its remains (a zombie).
unsigned long long startTimeOf(pid_t pid);
bool isAlive(const ProcessId &id);
/// A pidfd of exactly this process; empty when it is gone.
Fd openProcess(const ProcessId &id);
/// Sends a signal to exactly this process; false when it is gone.
bool signalProcess(const ProcessId &id, int signal);
/// Differs after every boot of the machine.
std::string bootId();

} // namespace zdtp::local
