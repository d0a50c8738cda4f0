#pragma once

#include "k8s/local/base/files.h"
#include "k8s/local/base/json.h"

#include <optional>
#include <string>

namespace zdtp::local {

/// What a container's supervisor leaves behind when it ends.
struct ExitRecord
{
    int exitCode = 0;
    bool started = false;  ///< the container's own program ran
    std::string problem;   ///< why it did not run
    std::string startedAt; ///< RFC 3339
    std::string finishedAt;
};

/// One start of one container: a folder of its own, so that nothing of it is ever written twice.
///
/// Files, in the order of their coming:
///   intent    the node, durable, before anything is started: boot id and how many starts in a row failed
///   claim     whoever is first: the supervisor, before it starts the sandbox, or a node that came back and found no
///             supervisor. Whoever is second leaves. So there is never a doubt whether a start is still to come.
///   log       the supervisor: what the container wrote
///   started   the supervisor: the program runs
///   exit      the supervisor, durable: how it ended
class InstanceFolder
{
public:
    InstanceFolder(std::string path, int number) : m_path(std::move(path)), m_number(number) {}

    const std::string &path() const { return m_path; }
    int number() const { return m_number; }
    std::string logFile() const { return m_path + "/log"; }
    std::string olderLogFile() const { return m_path + "/log.1"; }
    std::string messageFile() const { return m_path + "/termination-log"; }

    struct Intent
    {
        std::string boot;
        int endsInRow = 0;    ///< how often it ended before, for the back-off
        int restartCount = 0; ///< as the pod's status will say
    };
    /// Throws Failure when it cannot be made durable; then nothing may be started.
    void writeIntent(const Intent &intent) const;
    std::optional<Intent> intent() const;

    /// True: the caller is the first.
    bool claim(const ProcessId &by) const;
    /// Whom the start belongs to; nothing when it is not claimed. pid 0: the node, it will never start.
    std::optional<ProcessId> claimedBy() const;

    void writeStarted(const std::string &time) const;
    std::string startedAt() const; ///< "" when the program did not begin (yet)
    void writeExit(const ExitRecord &record) const;
    std::optional<ExitRecord> exitRecord() const;

private:
    std::string m_path;
    int m_number;
};

/// Everything a pod keeps on the disk: DATA/pods/UID.
class PodFolder
{
public:
    PodFolder(const std::string &podsFolder, const std::string &uid) : m_path(podsFolder + "/" + uid) {}
    const std::string &path() const { return m_path; }
    std::string volume(const std::string &name) const { return m_path + "/volumes/" + name; }
    InstanceFolder instance(const std::string &container, int number) const
    {
        return {m_path + "/containers/" + container + "/" + std::to_string(number), number};
    }
    /// The newest start that was intended, or nothing.
    std::optional<InstanceFolder> newest(const std::string &container) const;
    /// Removes all but the newest `kept` starts.
    void prune(const std::string &container, int kept) const;
    /// All supervisors of this pod that live.
    std::vector<ProcessId> livingSupervisors() const;

private:
    std::string m_path;
};

} // namespace zdtp::local
