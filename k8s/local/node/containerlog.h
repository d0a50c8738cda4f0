#pragma once

#include "k8s/local/base/files.h"
#include "k8s/local/base/text.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace zdtp::local {

// A container's log, in the form that container runtimes use: "2026-11-23T22:00:00.123456789Z stdout F the line". "P"
// instead of "F": the line goes on, or the program ended without a newline. Both of its streams go through one pipe, so
// that their order is the true one.

/// Writes a log: the files "log" and, older, "log.1" of a folder.
class LogWriter
{
public:
    LogWriter(std::string folder, long long limit);
    /// Takes what the container wrote; complete lines are ready to be written.
    void append(std::string_view bytes);
    /// Writes what is ready. On a full disk it stays ready, up to a bound; what exceeds it is dropped and counted.
    void flush();
    bool hasBacklog() const { return !m_ready.empty(); }
    void close();

private:
    void line(std::string_view text, bool complete);
    void open();

    std::string m_folder;
    long long m_limit;
    Fd m_fd;
    long long m_size = 0;
    std::string m_partial;
    std::string m_ready;
    long long m_dropped = 0;
};

struct LogLine
{
    Time time;
    std::string_view stamp; ///< as it stands in the file
    std::string_view text;
    bool complete = true;
};
/// Nothing when the line is not one of a log.
std::optional<LogLine> parseLogLine(std::string_view line);

/// Reads a log that may still be written, across one turning over.
class LogReader
{
public:
    explicit LogReader(std::string folder);
    /// Appends what is new, whole lines only; false when there is nothing new now.
    bool read(std::string &bytes);
    /// Begins this many lines before the end (counting only complete ones).
    void skipToLast(long long lines);

private:
    bool openNext();
    std::string m_folder;
    Fd m_fd;
    bool m_inOlder = false;
    std::string m_rest; ///< the beginning of a line whose end is not there yet
};

/// The text of the last lines, without stamps.
std::string logTail(const std::string &folder, std::size_t lines, std::size_t bytes);

} // namespace zdtp::local
