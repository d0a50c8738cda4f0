#include "k8s/api/pod.h"

#include "k8s/api/reader.h"

namespace zdtp::k8s {

namespace {

using reader::Object;

ContainerState parseState(const Object &object, std::string_view key)
{
    ContainerState state;
    Object outer;
    Object inner;
    if (!reader::child(object, key, &outer))
        return state;
    if (reader::child(outer, "waiting", &inner)) {
        state.kind = ContainerState::Kind::Waiting;
    } else if (reader::child(outer, "running", &inner)) {
        state.kind = ContainerState::Kind::Running;
    } else if (reader::child(outer, "terminated", &inner)) {
        state.kind = ContainerState::Kind::Terminated;
        state.exitCode = reader::integer(inner, "exitCode");
        state.signal = reader::integer(inner, "signal");
        state.finishedAt = reader::time(inner, "finishedAt");
    } else {
        return state;
    }
    state.reason = reader::string(inner, "reason");
    state.message = reader::string(inner, "message");
    state.startedAt = reader::time(inner, "startedAt");
    return state;
}

QList<ContainerStatus> parseStatuses(const Object &status, std::string_view key)
{
    QList<ContainerStatus> statuses;
    reader::forEach(status, key, [&statuses](const Object &object) {
        ContainerStatus one;
        one.name = reader::string(object, "name");
        one.ready = reader::boolean(object, "ready");
        one.started = reader::boolean(object, "started");
        one.restartCount = reader::integer(object, "restartCount");
        one.image = reader::string(object, "image");
        one.state = parseState(object, "state");
        one.lastState = parseState(object, "lastState");
        statuses.append(std::move(one));
    });
    return statuses;
}

QList<Pod::Container> parseContainers(const Object &spec, std::string_view key)
{
    QList<Pod::Container> containers;
    reader::forEach(spec, key, [&containers](const Object &object) {
        containers.append({reader::string(object, "name"), reader::string(object, "image"),
                           reader::string(object, "restartPolicy") == QLatin1String("Always")});
    });
    return containers;
}

} // namespace

Result<Pod> parsePod(QByteArrayView json)
{
    const auto object = reader::parse(json, "Pod");
    if (!object)
        return fail(object.error());
    Pod pod;
    pod.meta = reader::meta(*object);
    Object spec;
    if (reader::child(*object, "spec", &spec)) {
        pod.containers = parseContainers(spec, "containers");
        pod.initContainers = parseContainers(spec, "initContainers");
        pod.nodeName = reader::string(spec, "nodeName");
        pod.restartPolicy = reader::string(spec, "restartPolicy");
    }
    Object status;
    if (reader::child(*object, "status", &status)) {
        pod.phase = reader::string(status, "phase");
        pod.reason = reader::string(status, "reason");
        pod.message = reader::string(status, "message");
        pod.startTime = reader::time(status, "startTime");
        reader::forEach(status, "conditions", [&pod](const Object &condition) {
            pod.conditions.append({reader::string(condition, "type"), reader::string(condition, "status"),
                                   reader::string(condition, "reason"), reader::string(condition, "message")});
        });
        pod.initContainerStatuses = parseStatuses(status, "initContainerStatuses");
        pod.containerStatuses = parseStatuses(status, "containerStatuses");
    }
    return pod;
}

template <>
Result<Pod> parseObject<Pod>(QByteArrayView json)
{
    return parsePod(json);
}

const ContainerStatus *Pod::status(const QString &container) const
{
    for (const auto *list : {&containerStatuses, &initContainerStatuses}) {
        for (const ContainerStatus &one : *list) {
            if (one.name == container)
                return &one;
        }
    }
    return nullptr;
}

const PodCondition *Pod::condition(const QString &type) const
{
    for (const PodCondition &one : conditions) {
        if (one.type == type)
            return &one;
    }
    return nullptr;
}

bool Pod::isFinished() const
{
    return phase == QLatin1String("Succeeded") || phase == QLatin1String("Failed");
}

} // namespace zdtp::k8s
