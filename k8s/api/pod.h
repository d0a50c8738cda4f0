#pragma once

#include "k8s/api/meta.h"
#include "k8s/api/parse.h"
#include "k8s/base/result.h"

#include <QByteArrayView>

namespace zdtp::k8s {

struct ContainerState
{
    enum class Kind { None, Waiting, Running, Terminated };
    Kind kind = Kind::None;
    QString reason;
    QString message;
    int exitCode = 0; ///< Terminated only
    int signal = 0;
    QDateTime startedAt;
    QDateTime finishedAt;
    friend bool operator==(const ContainerState &, const ContainerState &) = default;
};

struct ContainerStatus
{
    QString name;
    bool ready = false;
    bool started = false;
    int restartCount = 0;
    QString image;
    ContainerState state;
    ContainerState lastState;
    friend bool operator==(const ContainerStatus &, const ContainerStatus &) = default;
};

struct PodCondition
{
    QString type;
    QString status;
    QString reason;
    QString message;
    friend bool operator==(const PodCondition &, const PodCondition &) = default;
};

/// What the console reads of a v1 Pod. Tolerant: what is absent stays empty.
struct Pod
{
    struct Container
    {
        QString name;
        QString image;
        bool restartable = false; ///< an init container with restartPolicy Always (sidecar)
        friend bool operator==(const Container &, const Container &) = default;
    };

    ObjectMeta meta;
    QList<Container> containers;
    QList<Container> initContainers;
    QString nodeName;
    QString restartPolicy;
    QString phase;
    QString reason;
    QString message;
    QDateTime startTime;
    QList<PodCondition> conditions;
    QList<ContainerStatus> initContainerStatuses;
    QList<ContainerStatus> containerStatuses;

    const ContainerStatus *status(const QString &container) const;
    const PodCondition *condition(const QString &type) const;
    bool isFinished() const; ///< phase Succeeded or Failed
    friend bool operator==(const Pod &, const Pod &) = default;
};

/// The cells of `kubectl get pods`, to the letter (k8s.io/kubernetes pkg/printers/internalversion).
struct PodCells
{
    QString ready;    ///< "0/1"
    QString status;   ///< "CrashLoopBackOff"
    QString restarts; ///< "3 (20s ago)"
    int restartCount = 0;
    QString age;
};
PodCells printPod(const Pod &pod, const QDateTime &now);

/// One pod object as the API sends it.
Result<Pod> parsePod(QByteArrayView bytes, Encoding encoding = Encoding::Json);
template <>
Result<Pod> parseObject<Pod>(QByteArrayView bytes, Encoding encoding);

} // namespace zdtp::k8s
