#include "k8s/local/node/containerlog.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace zdtp::local {

namespace {

constexpr std::size_t longestLine = 16384; // longer ones are cut into parts, as container runtimes do
constexpr std::size_t backlogLimit = 4U << 20U;

} // namespace

LogWriter::LogWriter(std::string folder, long long limit) : m_folder(std::move(folder)), m_limit(limit) {}

void LogWriter::open()
{
    m_fd.reset(::open((m_folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    struct stat info = {};
    m_size = m_fd && ::fstat(m_fd.get(), &info) == 0 ? info.st_size : 0;
}

void LogWriter::line(std::string_view text, bool complete)
{
    if (m_ready.size() > backlogLimit) {
        ++m_dropped;
        return;
    }
    m_ready += toRfc3339Nano(std::chrono::system_clock::now());
    m_ready += complete ? " stdout F " : " stdout P ";
    m_ready += text;
    m_ready += '\n';
}

void LogWriter::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_partial += bytes;
            bytes = {};
        } else if (m_partial.empty()) {
            line(bytes.substr(0, end), true);
            bytes.remove_prefix(end + 1);
        } else {
            m_partial += bytes.substr(0, end);
            bytes.remove_prefix(end + 1);
            line(m_partial, true);
            m_partial.clear();
        }
        if (m_partial.size() > longestLine) {
            line(m_partial, false);
            m_partial.clear();
        }
    }
}

void LogWriter::flush()
{
    if (m_ready.empty())
        return;
    if (!m_fd)
        open();
    if (m_size > m_limit) {
        ::rename((m_folder + "/log").c_str(), (m_folder + "/log.1").c_str());
        open();
    }
    std::string_view rest = m_ready;
    while (m_fd && !rest.empty()) {
        const ssize_t written = ::write(m_fd.get(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            break;
        m_size += written;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    m_ready.erase(0, m_ready.size() - rest.size());
    if (m_ready.empty() && m_dropped > 0) {
        const std::string note =
            "[zdtp-local: " + std::to_string(m_dropped) + " lines were lost here: the disk was full]";
        m_dropped = 0;
        line(note, true);
    }
}

void LogWriter::close()
{
    if (!m_partial.empty()) {
        line(m_partial, false);
        m_partial.clear();
    }
    flush();
    flush(); // the note about lost lines
    m_fd.reset();
}

std::optional<LogLine> parseLogLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || second + 2 >= line.size() + 1 || line.size() < second + 3)
        return std::nullopt;
    const auto time = fromRfc3339(line.substr(0, first));
    if (!time)
        return std::nullopt;
    return LogLine{*time, line.substr(0, first), line.substr(second + 3), line[second + 1] == 'F'};
}

LogReader::LogReader(std::string folder) : m_folder(std::move(folder))
{
    m_fd.reset(::open((m_folder + "/log.1").c_str(), O_RDONLY | O_CLOEXEC));
    m_inOlder = static_cast<bool>(m_fd);
    if (!m_fd)
        openNext();
}

bool LogReader::openNext()
{
    m_fd.reset(::open((m_folder + "/log").c_str(), O_RDONLY | O_CLOEXEC));
    m_inOlder = false;
    return static_cast<bool>(m_fd);
}

bool LogReader::read(std::string &bytes)
{
    if (!m_fd && !openNext())
        return false;
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::read(m_fd.get(), buffer, sizeof buffer);
        if (got > 0) {
            m_rest.append(buffer, static_cast<std::size_t>(got));
            const std::size_t end = m_rest.rfind('\n');
            if (end == std::string::npos)
                continue;
            bytes.append(m_rest, 0, end + 1);
            m_rest.erase(0, end + 1);
            return true;
        }
        if (got < 0 && errno == EINTR)
            continue;
        // At the end of this file: it may have been turned over behind our back.
        struct stat mine = {};
        struct stat current = {};
        if (::fstat(m_fd.get(), &mine) != 0 || ::stat((m_folder + "/log").c_str(), &current) != 0 ||
            (mine.st_ino == current.st_ino && !m_inOlder))
            return false;
        if (!openNext())
            return false;
        m_rest.clear();
    }
}

void LogReader::skipToLast(long long lines)
{
    // The files are bounded, so counting their lines is cheap enough; only offsets are kept.
    const auto countIn = [](int fd, long long wanted, long long &offset) {
        std::deque<long long> starts{0};
        long long at = 0;
        bool complete = true;
        long long count = 0;
        std::string rest;
        char buffer[65536];
        std::string line;
        for (;;) {
            const ssize_t got = ::pread(fd, buffer, sizeof buffer, at + static_cast<long long>(rest.size()));
            if (got <= 0)
                break;
            rest.append(buffer, static_cast<std::size_t>(got));
            std::size_t from = 0;
            for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', from)) {
                const auto parsed = parseLogLine(std::string_view(rest).substr(from, end - from));
                from = end + 1;
                complete = !parsed || parsed->complete;
                if (complete) {
                    ++count;
                    starts.push_back(at + static_cast<long long>(from));
                    if (static_cast<long long>(starts.size()) > wanted + 1)
                        starts.pop_front();
                }
            }
            at += static_cast<long long>(from);
            rest.erase(0, from);
        }
        if (!complete) { // an unfinished last line counts as a line
            ++count;
            if (static_cast<long long>(starts.size()) > wanted)
                starts.pop_front();
        } else if (static_cast<long long>(starts.size()) > wanted) {
            while (static_cast<long long>(starts.size()) > wanted + 1)
                starts.pop_front();
        }
        offset = wanted <= 0 ? at : starts.front();
        return count;
    };
    const Fd current(::open((m_folder + "/log").c_str(), O_RDONLY | O_CLOEXEC));
    long long offset = 0;
    const long long there = current ? countIn(current.get(), lines, offset) : 0;
    if (there >= lines || !m_inOlder) {
        if (openNext())
            ::lseek(m_fd.get(), offset, SEEK_SET);
        return;
    }
    countIn(m_fd.get(), lines - there, offset);
    ::lseek(m_fd.get(), offset, SEEK_SET);
}

std::string logTail(const std::string &folder, std::size_t lines, std::size_t bytes)
{
    LogReader reader(folder);
    reader.skipToLast(static_cast<long long>(lines));
    std::string raw;
    while (reader.read(raw)) {
    }
    std::string text;
    std::size_t from = 0;
    for (std::size_t end = raw.find('\n'); end != std::string::npos; end = raw.find('\n', from)) {
        if (const auto line = parseLogLine(std::string_view(raw).substr(from, end - from))) {
            text += line->text;
            if (line->complete)
                text += '\n';
        }
        from = end + 1;
    }
    if (text.size() > bytes)
        text.erase(0, text.size() - bytes);
    return text;
}

} // namespace zdtp::local
