#include "k8s/local/node/sandbox.h"

#include "k8s/local/base/files.h"
#include "k8s/local/base/text.h"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace zdtp::local {

Json ContainerSpec::toJson() const
{
    Json json = {{"folder", folder},         {"noticeFile", noticeFile},     {"bwrap", bwrap},
                 {"hostname", hostname},     {"messagePath", messagePath},   {"command", command},
                 {"workingDir", workingDir}, {"readOnlyRoot", readOnlyRoot}, {"groups", groups},
                 {"logLimit", logLimit}};
    json["environment"] = Json::array();
    for (const auto &[name, value] : environment)
        json["environment"].push_back({name, value});
    json["mounts"] = Json::array();
    for (const Mount &mount : mounts)
        json["mounts"].push_back({{"source", mount.source},
                                  {"subPath", mount.subPath},
                                  {"target", mount.target},
                                  {"readOnly", mount.readOnly}});
    if (uid)
        json["uid"] = *uid;
    if (gid)
        json["gid"] = *gid;
    return json;
}

ContainerSpec ContainerSpec::fromJson(const Json &json)
{
    ContainerSpec spec;
    spec.folder = textAt(json, "folder");
    spec.noticeFile = textAt(json, "noticeFile");
    spec.bwrap = textAt(json, "bwrap");
    spec.hostname = textAt(json, "hostname");
    spec.messagePath = textAt(json, "messagePath");
    spec.workingDir = textAt(json, "workingDir");
    spec.readOnlyRoot = flagAt(json, {"readOnlyRoot"});
    spec.logLimit = numberAt(json, {"logLimit"}, spec.logLimit);
    for (const Json &word : listAt(json, "command"))
        spec.command.push_back(word.get<std::string>());
    for (const Json &pair : listAt(json, "environment"))
        spec.environment.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    for (const Json &mount : listAt(json, "mounts"))
        spec.mounts.push_back(
            {textAt(mount, "source"), textAt(mount, "subPath"), textAt(mount, "target"), flagAt(mount, {"readOnly"})});
    for (const Json &group : listAt(json, "groups"))
        spec.groups.push_back(group.get<long long>());
    if (json.contains("uid"))
        spec.uid = json["uid"].get<long long>();
    if (json.contains("gid"))
        spec.gid = json["gid"].get<long long>();
    return spec;
}

std::string findBwrap()
{
    const char *path = std::getenv("PATH");
    for (const std::string &folder : split(path ? path : "/usr/bin:/bin", ':')) {
        const std::string candidate = folder + "/bwrap";
        if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    return {};
}

namespace {

/// Opens a place below a folder without ever leaving it: a container may have put a link there.
int openBelow(const std::string &source, const std::string &subPath)
{
    const Fd base(::open(source.c_str(), O_PATH | O_CLOEXEC));
    if (!base)
        throw Failure("cannot open the volume " + source + ": " + errnoText(errno));
    if (subPath.empty())
        return ::fcntl(base.get(), F_DUPFD, 3);
    struct open_how how = {};
    how.flags = O_PATH;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const auto fd = static_cast<int>(::syscall(SYS_openat2, base.get(), subPath.c_str(), &how, sizeof how));
    if (fd < 0)
        throw Failure("failed to prepare subPath \"" + subPath + "\": " + errnoText(errno));
    return fd;
}

} // namespace

std::vector<std::string> sandboxArguments(const ContainerSpec &spec)
{
    std::vector<std::string> arguments = {"--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
                                          "--hostname", spec.hostname.substr(0, 63),
                                          // The sandbox dies with its supervisor, never with the server.
                                          "--die-with-parent", "--new-session"};
    const auto add = [&](std::initializer_list<std::string> words) { arguments.insert(arguments.end(), words); };
    const bool asRoot = ::geteuid() == 0;
    if (asRoot) {
        // Real root makes real mounts; the program inside gets its own user from runInside(), which needs these to
        // leave root behind and drops them all before the container's program starts.
        add({"--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"});
    } else {
        add({"--unshare-user", "--uid", std::to_string(spec.uid.value_or(::geteuid())), "--gid",
             std::to_string(spec.gid.value_or(::getegid()))});
    }
    add({"--ro-bind", "/usr", "/usr"});
    for (const char *name : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
        const std::string path = std::string("/") + name;
        struct stat info = {};
        if (::lstat(path.c_str(), &info) != 0)
            continue;
        if (S_ISLNK(info.st_mode))
            add({"--symlink", std::string("usr/") + name, path});
        else
            add({"--ro-bind", path, path});
    }
    // bubblewrap would make missing parents for the owner alone; the container's user must get through them.
    std::set<std::string> made;
    const auto addParents = [&](const std::string &target) {
        for (std::size_t at = target.find('/', 1); at != std::string::npos; at = target.find('/', at + 1)) {
            const std::string parent = target.substr(0, at);
            const std::string top = parent.substr(0, parent.find('/', 1));
            if (top != "/usr" && top != "/proc" && top != "/dev" && top != "/bin" && top != "/sbin" &&
                top.rfind("/lib", 0) != 0 && made.insert(parent).second)
                add({"--perms", "0755", "--dir", parent});
        }
    };
    // Of /etc what programs need to run, and nothing that is secret.
    for (const char *name : {"alternatives",
                             "bash.bashrc",
                             "ca-certificates",
                             "ca-certificates.conf",
                             "debian_version",
                             "fonts",
                             "group",
                             "host.conf",
                             "hosts",
                             "java-17-openjdk",
                             "java-21-openjdk",
                             "ld.so.cache",
                             "ld.so.conf",
                             "ld.so.conf.d",
                             "localtime",
                             "magic",
                             "mime.types",
                             "nsswitch.conf",
                             "os-release",
                             "passwd",
                             "perl",
                             "postgresql-common",
                             "protocols",
                             "python3",
                             "python3.11",
                             "resolv.conf",
                             "services",
                             "ssl/certs",
                             "ssl/openssl.cnf",
                             "timezone"}) {
        const std::string path = std::string("/etc/") + name;
        addParents(path);
        add({"--ro-bind-try", path, path});
    }
    add({"--proc",  "/proc", "--dev",   "/dev", "--perms", "1777",     "--tmpfs", "/dev/shm", "--perms", "1777",
         "--tmpfs", "/tmp",  "--perms", "1777", "--dir",   "/var/tmp", "--dir",   "/run",     "--dir",   "/root"});
    if (asRoot) {
        // Root without any capability still owns these, as the kernel sees it.
        for (const char *path : {"/proc/sys", "/proc/fs"})
            add({"--ro-bind-try", path, path});
    }
    std::vector<Mount> mounts = spec.mounts;
    std::stable_sort(mounts.begin(), mounts.end(),
                     [](const Mount &left, const Mount &right) { return left.target < right.target; });
    for (const Mount &mount : mounts) {
        addParents(mount.target);
        add({mount.readOnly ? "--ro-bind-fd" : "--bind-fd", std::to_string(openBelow(mount.source, mount.subPath)),
             mount.target});
    }
    if (!spec.messagePath.empty()) {
        addParents(spec.messagePath);
        add({"--bind", spec.folder + "/termination-log", spec.messagePath});
    }
    // The program that becomes the container's: this very one, even if its file was replaced meanwhile.
    const int self = ::open("/proc/self/exe", O_PATH);
    add({"--ro-bind-fd", std::to_string(self), "/run/zdtp-local"});
    if (spec.readOnlyRoot)
        add({"--remount-ro", "/"});
    add({"--chdir", "/"});
    return arguments;
}

} // namespace zdtp::local
