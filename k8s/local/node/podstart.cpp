// PodWorker: the start of a container.
#include "k8s/local/base/text.h"
#include "k8s/local/node/environment.h"
#include "k8s/local/node/podworker.h"
#include "k8s/local/node/volumes.h"

#include <unistd.h>

namespace zdtp::local {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using Phase = ContainerState::Phase;

ContainerSpec PodWorker::specOf(const ContainerState &container, const InstanceFolder &folder) const
{
    const Json &json = specJson(container);
    const auto image = m_services.images.find(container.image);
    ContainerSpec spec;
    spec.folder = folder.path();
    spec.noticeFile = m_services.noticesFolder + "/" + m_uid + ":" + container.name;
    spec.bwrap = m_services.bwrap;
    spec.logLimit = m_services.logLimit;
    spec.hostname = textAt(m_pod, {"spec", "hostname"});
    if (spec.hostname.empty())
        spec.hostname = textAt(m_pod, {"metadata", "name"});
    spec.messagePath = textAt(json, "terminationMessagePath");
    spec.workingDir = textAt(json, "workingDir");
    spec.readOnlyRoot = flagAt(json, {"securityContext", "readOnlyRootFilesystem"});
    for (const char *field : {"runAsUser", "runAsGroup"}) {
        long long value = numberAt(json, {"securityContext", field}, -1);
        if (value < 0)
            value = numberAt(m_pod, {"spec", "securityContext", field}, -1);
        if (value >= 0)
            (std::string(field) == "runAsUser" ? spec.uid : spec.gid) = value;
    }
    const bool nonRoot =
        flagAt(json, {"securityContext", "runAsNonRoot"}, flagAt(m_pod, {"spec", "securityContext", "runAsNonRoot"}));
    if (nonRoot && spec.uid.value_or(::geteuid()) == 0)
        throw Failure("container has runAsNonRoot and would run as root; set runAsUser");
    for (const Json &group : listAt(m_pod, {"spec", "securityContext", "supplementalGroups"}))
        spec.groups.push_back(group.get<long long>());
    if (const long long group = numberAt(m_pod, {"spec", "securityContext", "fsGroup"}, -1); group >= 0)
        spec.groups.push_back(group);

    std::string path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    if (image && !image->path.empty())
        path = joined(image->path, ":") + ":" + path;
    const bool isRoot = spec.uid.value_or(::geteuid()) == 0;
    const Environment base = {{"PATH", path}, {"HOSTNAME", spec.hostname}, {"HOME", isRoot ? "/root" : "/"}};
    spec.environment = environmentOf(m_services.store, m_pod, json, base);
    const auto words = [&](const char *key) {
        std::vector<std::string> list;
        for (const Json &word : listAt(json, key))
            list.push_back(expandReferences(word.get<std::string>(), spec.environment));
        return list;
    };
    spec.command = words("command");
    const std::vector<std::string> arguments = words("args");
    if (spec.command.empty() && image) {
        spec.command = image->entrypoint;
        if (arguments.empty())
            spec.command.insert(spec.command.end(), image->command.begin(), image->command.end());
    }
    spec.command.insert(spec.command.end(), arguments.begin(), arguments.end());
    spec.mounts = mountsOf(m_pod, json, m_folder, spec.environment);
    return spec;
}

void PodWorker::start(ContainerState &container)
{
    const auto wait = [&](const char *reason, const std::string &message, std::chrono::milliseconds delay) {
        if (container.phase == Phase::Terminated) {
            container.last = container.termination;
            container.termination.reset();
        }
        container.phase = Phase::Waiting;
        container.waitingReason = reason;
        container.waitingMessage = message;
        container.retryAt = steady_clock::now() + delay;
        waitUntil(*container.retryAt);
    };
    const Json &json = specJson(container);
    const InstanceFolder folder = m_folder.instance(container.name, container.instance + 1);
    ContainerSpec spec;
    try {
        if (!m_services.images.find(container.image) && listAt(json, "command").empty()) {
            const std::string text = "the local cluster pulls no images and knows no image \"" + container.image +
                                     "\". Give the container a command, or say in " + m_services.images.file() +
                                     " what to run: - {image: \"" + container.image + "\", command: [PROGRAM]}";
            const bool first =
                container.waitingReason != "ErrImagePull" && container.waitingReason != "ImagePullBackOff";
            m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                                   "Failed to pull image \"" + container.image + "\": " + text);
            if (first)
                wait("ErrImagePull", text, 2s);
            else
                wait("ImagePullBackOff", "Back-off pulling image \"" + container.image + "\": " + text, 15s);
            return;
        }
        spec = specOf(container, folder);
    } catch (const Failure &failure) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerConfigError", failure.what(), 10s);
        return;
    }
    if (spec.command.empty()) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed", "Error: no command specified");
        wait("CreateContainerError",
             "no command specified: the image \"" + container.image +
                 "\" has none here, so the container must state one",
             60s);
        return;
    }
    const int restarts = container.restartCount + (container.isRestart ? 1 : 0);
    try {
        // Durable before anything is started: after a crash it must be known that this may have been.
        folder.writeIntent({m_services.boot, container.endsInRow, restarts});
    } catch (const Failure &failure) {
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerError", failure.what(), 5s);
        return;
    }
    container.instance = folder.number();
    ProcessId supervisor;
    try {
        supervisor = m_services.spawn(spec);
    } catch (const Failure &failure) {
        folder.claim({}); // it did not start and never will
        m_services.events.emit(m_pod, fieldPath(container), "Warning", "Failed",
                               std::string("Error: ") + failure.what());
        wait("CreateContainerError", failure.what(), 5s);
        return;
    }
    if (container.termination) {
        container.last = container.termination;
        container.termination.reset();
    }
    container.supervisor = supervisor;
    container.restartCount = restarts;
    container.isRestart = false;
    container.containerId = containerId(container, container.instance);
    container.phase = Phase::Starting;
    m_services.starting.insert({m_uid, container.name});
    container.waitingMessage.clear();
    container.waitingReason = "ContainerCreating";
    container.stopAsked = false;
    m_services.events.emit(m_pod, fieldPath(container), "Normal", "Created", "Container created");
    m_services.observe(m_uid, container.name, supervisor);
    m_folder.prune(container.name, 2);
}

} // namespace zdtp::local
