#pragma once

#include "k8s/local/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace zdtp::local {

/// A folder or file of the host at a place in the sandbox.
struct Mount
{
    std::string source;
    std::string subPath; ///< below the source; never followed out of it
    std::string target;
    bool readOnly = false;
};

/// All that a supervisor needs to run one container. It travels over a descriptor that no other process can read: it
/// holds the values of Secrets.
struct ContainerSpec
{
    std::string folder;     ///< of the instance
    std::string noticeFile; ///< made when something changed
    std::string bwrap;
    std::string hostname;
    std::string messagePath; ///< terminationMessagePath, inside
    std::vector<std::string> command;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string workingDir;
    std::vector<Mount> mounts;
    bool readOnlyRoot = false;
    std::optional<long long> uid; ///< the server's own when not set
    std::optional<long long> gid;
    std::vector<long long> groups;
    long long logLimit = 10'485'760; ///< bytes of a log file before it is turned over

    Json toJson() const;
    static ContainerSpec fromJson(const Json &json);
};

/// The program that makes sandboxes: its path, or "" when it is not installed.
std::string findBwrap();
/// Bubblewrap's arguments for a spec, without the program that is to run inside. Opens the mounts' subpaths; the
/// descriptors stay open for the caller to hand down. Throws Failure.
std::vector<std::string> sandboxArguments(const ContainerSpec &spec);

} // namespace zdtp::local
