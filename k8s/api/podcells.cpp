#include "k8s/api/pod.h"
#include "k8s/base/duration.h"

// The cells of the API server's own pod table: printPod in k8s.io/kubernetes pkg/printers/internalversion/printers.go,
// rule by rule and in its order. Its words are the API's and are not translated.

namespace zdtp::k8s {

namespace {

using Kind = ContainerState::Kind;

void latest(QDateTime &time, const ContainerStatus &status)
{
    if (status.lastState.kind == Kind::Terminated && status.lastState.finishedAt.isValid() &&
        (!time.isValid() || time < status.lastState.finishedAt))
        time = status.lastState.finishedAt;
}

QString exitWord(const ContainerState &state)
{
    return state.signal != 0 ? QStringLiteral("Signal:%1").arg(state.signal)
                             : QStringLiteral("ExitCode:%1").arg(state.exitCode);
}

bool isTrue(const PodCondition *condition)
{
    return condition && condition->status == QLatin1String("True");
}

class Printer
{
public:
    explicit Printer(const Pod &pod) : m_pod(pod) {}

    PodCells print(const QDateTime &now)
    {
        m_status = m_pod.reason.isEmpty() ? m_pod.phase : m_pod.reason;
        for (const PodCondition &condition : m_pod.conditions) {
            if (condition.type == QLatin1String("PodScheduled") && condition.reason == QLatin1String("SchedulingGated"))
                m_status = QStringLiteral("SchedulingGated");
        }
        const bool initializing = readInitContainers();
        if (!initializing || isTrue(m_pod.condition(QStringLiteral("Initialized"))))
            readContainers();
        if (m_pod.meta.deleted.isValid()) {
            if (m_pod.reason == QLatin1String("NodeLost"))
                m_status = QStringLiteral("Unknown");
            else if (!m_pod.isFinished())
                m_status = QStringLiteral("Terminating");
        }

        PodCells cells;
        cells.ready = QStringLiteral("%1/%2").arg(m_ready).arg(total());
        cells.status = m_status;
        cells.restartCount = m_restarts;
        cells.restarts = QString::number(m_restarts);
        if (m_restarts != 0 && m_lastRestart.isValid())
            cells.restarts += QStringLiteral(" (%1 ago)").arg(age(m_lastRestart, now));
        cells.age = m_pod.meta.created.isValid() ? age(m_pod.meta.created, now) : QStringLiteral("<unknown>");
        return cells;
    }

private:
    static QString age(const QDateTime &since, const QDateTime &now)
    {
        return humanDuration(std::chrono::milliseconds(since.msecsTo(now)));
    }

    bool isSidecar(const QString &name) const
    {
        for (const Pod::Container &container : m_pod.initContainers) {
            if (container.name == name)
                return container.restartable;
        }
        return false;
    }

    qsizetype total() const
    {
        qsizetype count = m_pod.containers.size();
        for (const Pod::Container &container : m_pod.initContainers)
            count += container.restartable ? 1 : 0;
        return count;
    }

    /// The first init container that is not done decides the status; true when there is one.
    bool readInitContainers()
    {
        for (qsizetype i = 0; i < m_pod.initContainerStatuses.size(); ++i) {
            const ContainerStatus &one = m_pod.initContainerStatuses.at(i);
            const bool sidecar = isSidecar(one.name);
            m_restarts += one.restartCount;
            latest(m_lastRestart, one);
            if (sidecar) {
                m_sidecarRestarts += one.restartCount;
                latest(m_lastSidecarRestart, one);
            }
            if (one.state.kind == Kind::Terminated && one.state.exitCode == 0)
                continue;
            if (sidecar && one.started) {
                m_ready += one.ready ? 1 : 0;
                continue;
            }
            if (one.state.kind == Kind::Terminated)
                m_status =
                    QStringLiteral("Init:") + (one.state.reason.isEmpty() ? exitWord(one.state) : one.state.reason);
            else if (one.state.kind == Kind::Waiting && !one.state.reason.isEmpty() &&
                     one.state.reason != QLatin1String("PodInitializing"))
                m_status = QStringLiteral("Init:") + one.state.reason;
            else
                m_status = QStringLiteral("Init:%1/%2").arg(i).arg(m_pod.initContainers.size());
            return true;
        }
        return false;
    }

    /// From the last to the first, so that the first container has the last word.
    void readContainers()
    {
        m_restarts = m_sidecarRestarts;
        m_lastRestart = m_lastSidecarRestart;
        bool hasRunning = false;
        for (auto one = m_pod.containerStatuses.crbegin(); one != m_pod.containerStatuses.crend(); ++one) {
            m_restarts += one->restartCount;
            latest(m_lastRestart, *one);
            const ContainerState &state = one->state;
            if (state.kind == Kind::Waiting && !state.reason.isEmpty()) {
                m_status = state.reason;
            } else if (state.kind == Kind::Terminated) {
                m_status = state.reason.isEmpty() ? exitWord(state) : state.reason;
            } else if (one->ready && state.kind == Kind::Running) {
                hasRunning = true;
                ++m_ready;
            }
        }
        if (m_status == QLatin1String("Completed") && hasRunning)
            m_status = isTrue(m_pod.condition(QStringLiteral("Ready"))) ? QStringLiteral("Running")
                                                                        : QStringLiteral("NotReady");
    }

    const Pod &m_pod;
    QString m_status;
    int m_ready = 0;
    int m_restarts = 0;
    int m_sidecarRestarts = 0;
    QDateTime m_lastRestart;
    QDateTime m_lastSidecarRestart;
};

} // namespace

PodCells printPod(const Pod &pod, const QDateTime &now)
{
    return Printer(pod).print(now);
}

} // namespace zdtp::k8s
