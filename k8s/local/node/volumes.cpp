#include "k8s/local/node/volumes.h"

#include "k8s/local/base/text.h"
#include "k8s/local/node/environment.h"

#include <sys/stat.h>

#include <cerrno>
#include <unistd.h>

namespace zdtp::local {

namespace {

struct File
{
    std::string path;
    std::string contents;
    mode_t mode = 0644;
};

std::string memoryFolder(const std::string &uid)
{
    return "/dev/shm/zdtp-local." + uid;
}

bool isInMemory(const Json &volume)
{
    return textAt(volume, {"emptyDir", "medium"}) == "Memory";
}

std::string placeOf(const Json &pod, const Json &volume, const PodFolder &folder)
{
    const std::string name = textAt(volume, "name");
    if (isInMemory(volume))
        return memoryFolder(textAt(pod, {"metadata", "uid"})) + "/" + name;
    return folder.volume(name);
}

mode_t modeOf(const Json &entry, const char *field, mode_t otherwise)
{
    return static_cast<mode_t>(numberAt(entry, {field}, static_cast<long long>(otherwise)));
}

/// The files of a ConfigMap or Secret, all keys or the chosen items.
void addConfigFiles(const Store &store, const std::string &resource, const std::string &ns, const std::string &name,
                    const Json &source, mode_t mode, std::vector<File> &files)
{
    const bool optional = flagAt(source, {"optional"});
    const auto data = configData(store, resource, ns, name, optional);
    if (!data)
        return;
    const Json &items = listAt(source, "items");
    if (items.empty()) {
        for (const auto &[key, value] : *data)
            files.push_back({key, value, mode});
        return;
    }
    for (const Json &item : items) {
        const auto found = data->find(textAt(item, "key"));
        if (found != data->end())
            files.push_back({textAt(item, "path"), found->second, modeOf(item, "mode", mode)});
        else if (!optional)
            throw Failure("references non-existent " + std::string(resource == "secrets" ? "secret" : "config") +
                          " key: " + textAt(item, "key"));
    }
}

void addDownward(const Json &pod, const Json &source, mode_t mode, std::vector<File> &files)
{
    for (const Json &item : listAt(source, "items")) {
        const std::string value = item.contains("fieldRef")
                                      ? fieldOf(pod, textAt(item, {"fieldRef", "fieldPath"}))
                                      : resourceFieldOf(pod, mapAt(item, {"resourceFieldRef"}), {});
        files.push_back({textAt(item, "path"), value, modeOf(item, "mode", mode)});
    }
}

std::vector<File> filesOf(const Store &store, const Json &pod, const Json &volume)
{
    const std::string ns = textAt(pod, {"metadata", "namespace"});
    std::vector<File> files;
    if (volume.contains("configMap")) {
        const Json &source = volume["configMap"];
        addConfigFiles(store, "configmaps", ns, textAt(source, "name"), source, modeOf(source, "defaultMode", 0644),
                       files);
    } else if (volume.contains("secret")) {
        const Json &source = volume["secret"];
        addConfigFiles(store, "secrets", ns, textAt(source, "secretName"), source, modeOf(source, "defaultMode", 0644),
                       files);
    } else if (volume.contains("downwardAPI")) {
        addDownward(pod, volume["downwardAPI"], modeOf(volume["downwardAPI"], "defaultMode", 0644), files);
    } else if (volume.contains("projected")) {
        const mode_t mode = modeOf(volume["projected"], "defaultMode", 0644);
        for (const Json &source : listAt(volume, {"projected", "sources"})) {
            if (source.contains("configMap"))
                addConfigFiles(store, "configmaps", ns, textAt(source, {"configMap", "name"}), source["configMap"],
                               mode, files);
            else if (source.contains("secret"))
                addConfigFiles(store, "secrets", ns, textAt(source, {"secret", "name"}), source["secret"], mode, files);
            else if (source.contains("downwardAPI"))
                addDownward(pod, source["downwardAPI"], mode, files);
            else
                throw Failure("the local cluster gives out no service account tokens");
        }
    }
    return files;
}

} // namespace

void prepareVolumes(const Store &store, const Json &pod, const PodFolder &folder)
{
    const long long group = numberAt(pod, {"spec", "securityContext", "fsGroup"}, -1);
    const bool asRoot = ::geteuid() == 0;
    for (const Json &volume : listAt(pod, {"spec", "volumes"})) {
        const std::string name = textAt(volume, "name");
        const std::string place = placeOf(pod, volume, folder);
        try {
            if (volume.contains("emptyDir")) {
                makeFolders(place);
                ::chmod(place.c_str(), 0777); // for whoever the container runs as; nobody else gets to its parent
                if (asRoot && group >= 0 &&
                    ::chown(place.c_str(), static_cast<uid_t>(-1), static_cast<gid_t>(group)) == 0)
                    ::chmod(place.c_str(), 02777);
                continue;
            }
            if (!volume.contains("configMap") && !volume.contains("secret") && !volume.contains("projected") &&
                !volume.contains("downwardAPI")) {
                std::string kind;
                for (const auto &[key, value] : volume.items()) {
                    if (key != "name")
                        kind = key;
                }
                throw Failure("the local cluster has no volumes of the kind " + kind +
                              "; it offers emptyDir, configMap, secret, projected and downwardAPI");
            }
            // All is read before anything is written.
            const std::vector<File> files = filesOf(store, pod, volume);
            removeTree(place);
            makeFolders(place, 0755);
            for (const File &file : files) {
                const std::string path = place + "/" + file.path;
                makeFolders(path.substr(0, path.rfind('/')), 0755);
                mode_t mode = file.mode;
                if (group >= 0)
                    mode |= 0040;
                writeFile(path, file.contents, mode);
                if (asRoot && group >= 0 &&
                    ::chown(path.c_str(), static_cast<uid_t>(-1), static_cast<gid_t>(group)) != 0)
                    throw Failure("cannot give " + path + " to group " + std::to_string(group));
            }
            ::chmod(place.c_str(), 0755);
        } catch (const Failure &failure) {
            throw Failure("MountVolume.SetUp failed for volume \"" + name + "\" : " + failure.what());
        }
    }
}

std::vector<Mount> mountsOf(const Json &pod, const Json &container, const PodFolder &folder,
                            const Environment &environment)
{
    std::vector<Mount> mounts;
    for (const Json &entry : listAt(container, "volumeMounts")) {
        for (const Json &volume : listAt(pod, {"spec", "volumes"})) {
            if (textAt(volume, "name") != textAt(entry, "name"))
                continue;
            Mount mount;
            mount.source = placeOf(pod, volume, folder);
            mount.target = textAt(entry, "mountPath");
            if (mount.target.empty() || mount.target[0] != '/')
                mount.target = "/" + mount.target;
            while (mount.target.size() > 1 && mount.target.back() == '/')
                mount.target.pop_back();
            mount.subPath = textAt(entry, "subPath");
            if (const std::string pattern = textAt(entry, "subPathExpr"); !pattern.empty())
                mount.subPath = expandReferences(pattern, environment);
            // What the server wrote is never writable, as on a real node.
            mount.readOnly = flagAt(entry, {"readOnly"}) || !volume.contains("emptyDir");
            if (!mount.subPath.empty() && volume.contains("emptyDir") && !exists(mount.source + "/" + mount.subPath)) {
                // Only where no link can lead elsewhere: one level at a time, refusing links.
                std::string path = mount.source;
                for (const std::string &part : split(mount.subPath, '/')) {
                    path += "/" + part;
                    struct stat info = {};
                    if (::lstat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode))
                        throw Failure("failed to prepare subPath \"" + mount.subPath + "\": not a folder");
                    if (::mkdir(path.c_str(), 0777) == 0)
                        ::chmod(path.c_str(), 0777);
                }
            }
            mounts.push_back(std::move(mount));
        }
    }
    return mounts;
}

void removeMemoryVolumes(const std::string &podUid)
{
    if (exists(memoryFolder(podUid)))
        removeTree(memoryFolder(podUid));
}

} // namespace zdtp::local
