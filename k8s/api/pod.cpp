#include "k8s/api/pod.h"

#include "k8s/api/reader.h"

namespace zdtp::k8s {

namespace reader {

namespace {

constexpr Field<ContainerState> waitingFields[] = {
    member<&ContainerState::reason>("reason", 1),
    member<&ContainerState::message>("message", 2),
};
constexpr Field<ContainerState> runningFields[] = {
    member<&ContainerState::startedAt>("startedAt", 1),
};
constexpr Field<ContainerState> terminatedFields[] = {
    member<&ContainerState::exitCode>("exitCode", 1),   member<&ContainerState::signal>("signal", 2),
    member<&ContainerState::reason>("reason", 3),       member<&ContainerState::message>("message", 4),
    member<&ContainerState::startedAt>("startedAt", 5), member<&ContainerState::finishedAt>("finishedAt", 6),
};

/// Which of the three is there is the kind.
template <ContainerState::Kind Kind, const auto &Table>
constexpr Field<ContainerState> state(std::string_view name, std::uint32_t number)
{
    return {name, number, [](ContainerState &into, const Value &value) {
                if (!value.isObject())
                    return;
                into = {};
                into.kind = Kind;
                readFields<ContainerState>(value, into, Table);
            }};
}

} // namespace

template <>
struct Fields<ContainerState>
{
    using Kind = ContainerState::Kind;
    static constexpr Field<ContainerState> all[] = {
        state<Kind::Waiting, waitingFields>("waiting", 1),
        state<Kind::Running, runningFields>("running", 2),
        state<Kind::Terminated, terminatedFields>("terminated", 3),
    };
};

template <>
struct Fields<ContainerStatus>
{
    static constexpr Field<ContainerStatus> all[] = {
        member<&ContainerStatus::name>("name", 1),
        member<&ContainerStatus::state>("state", 2),
        member<&ContainerStatus::lastState>("lastState", 3),
        member<&ContainerStatus::ready>("ready", 4),
        member<&ContainerStatus::restartCount>("restartCount", 5),
        member<&ContainerStatus::image>("image", 6),
        member<&ContainerStatus::started>("started", 9),
    };
};

template <>
struct Fields<PodCondition>
{
    static constexpr Field<PodCondition> all[] = {
        member<&PodCondition::type>("type", 1),
        member<&PodCondition::status>("status", 2),
        member<&PodCondition::reason>("reason", 5),
        member<&PodCondition::message>("message", 6),
    };
};

template <>
struct Fields<Pod::Container>
{
    static constexpr Field<Pod::Container> all[] = {
        member<&Pod::Container::name>("name", 1),
        member<&Pod::Container::image>("image", 2),
        {"restartPolicy", 24,
         [](Pod::Container &into, const Value &value) {
             QString policy;
             take(value, policy);
             into.restartable = policy == QLatin1String("Always");
         }},
    };
};

namespace {

constexpr Field<Pod> specFields[] = {
    member<&Pod::containers>("containers", 2),
    member<&Pod::restartPolicy>("restartPolicy", 3),
    member<&Pod::nodeName>("nodeName", 10),
    member<&Pod::initContainers>("initContainers", 20),
};
constexpr Field<Pod> statusFields[] = {
    member<&Pod::phase>("phase", 1),
    member<&Pod::conditions>("conditions", 2),
    member<&Pod::message>("message", 3),
    member<&Pod::reason>("reason", 4),
    member<&Pod::startTime>("startTime", 7),
    member<&Pod::containerStatuses>("containerStatuses", 8),
    member<&Pod::initContainerStatuses>("initContainerStatuses", 10),
};

} // namespace

template <>
struct Fields<Pod>
{
    static constexpr Field<Pod> all[] = {
        member<&Pod::meta>("metadata", 1),
        part<Pod, specFields>("spec", 2),
        part<Pod, statusFields>("status", 3),
    };
};

} // namespace reader

Result<Pod> parsePod(QByteArrayView bytes, Encoding encoding)
{
    return reader::readObject<Pod>(bytes, encoding, "Pod");
}

template <>
Result<Pod> parseObject<Pod>(QByteArrayView bytes, Encoding encoding)
{
    return parsePod(bytes, encoding);
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
