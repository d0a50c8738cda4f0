#include "tests/gui/scene/player.h"

#include "k8s/rest/resources.h"
#include "tests/gui/scene/kubelet.h"

namespace zdtp::test {

namespace {
constexpr qint64 RowsOfASlice = 250'000;

std::string environment(const Json &pod, const std::string &name)
{
    for (const Json &variable : pod.at("spec").at("containers").at(0).at("env")) {
        if (variable.at("name") == name)
            return variable.value("value", "");
    }
    return {};
}
} // namespace

Player::Player(Scene &scene) : m_scene(scene)
{
    m_timer.setInterval(20);
    connect(&m_timer, &QTimer::timeout, this, &Player::play);
    m_timer.start();
}

void Player::fail(const QString &worker, int attempt, qint64 rows)
{
    m_failures.insert(worker, {attempt, rows});
}

void Player::play()
{
    const QList<Json> pods = m_scene.client.all(k8s::resources::pods(), m_scene.nameSpace);
    for (const Json &pod : pods) {
        const QString name = jsonString(pod, {"metadata", "name"});
        const QString phase = jsonString(pod, {"status", "phase"});
        if (phase == QLatin1String("Succeeded") || phase == QLatin1String("Failed"))
            continue;
        if (!jsonString(pod, {"metadata", "deletionTimestamp"}).isEmpty())
            continue;
        const QString role = jsonString(pod, {"metadata", "labels", names::role});
        const QString label = jsonString(pod, {"metadata", "labels", names::worker});
        if (role == QLatin1String("worker"))
            worker(pod, name, label);
        else
            helper(pod, name, label);
    }
}

void Player::worker(const Json &pod, const QString &name, const QString &label)
{
    const QDateTime now = m_scene.clock.now();
    if (jsonString(pod, {"status", "phase"}) != QLatin1String("Running")) {
        m_started.append(name);
        m_scene.setStatus(name, Kubelet::running(pod, now));
        return;
    }
    if (m_hold)
        return;
    const int attempt = jsonString(pod, {"metadata", "labels", names::attempt}).toInt();
    if (const auto failure = m_failures.value(label); failure.first == attempt) {
        m_target[label] += failure.second;
        m_scene.setStatus(name, Kubelet::ended(pod, 2, QStringLiteral("Error"),
                                               QStringLiteral("psql: error: server closed the connection unexpectedly"),
                                               now.addSecs(-1), now));
        return;
    }
    m_target[label] += RowsOfASlice;
    m_scene.setStatus(name,
                      Kubelet::ended(pod, 0, QStringLiteral("Completed"),
                                     QStringLiteral("worker  done rows=%1").arg(RowsOfASlice), now.addSecs(-1), now));
}

void Player::helper(const Json &pod, const QString &name, const QString &label)
{
    const QString role = jsonString(pod, {"metadata", "labels", names::role});
    qint64 rows = RowsOfASlice;
    if (role == word(HelperKind::Cleanup)) {
        rows = m_target.take(label);
    } else if (role == word(HelperKind::Count)) {
        rows = environment(pod, "ZDTP_SIDE") == "target" ? m_target.value(label) : RowsOfASlice;
    }
    const QString message = QStringLiteral("{\"ok\": true, \"rows\": %1}").arg(rows);
    const QDateTime now = m_scene.clock.now();
    m_scene.setStatus(name, Kubelet::ended(pod, 0, QStringLiteral("Completed"), message, now.addSecs(-1), now));
}

} // namespace zdtp::test
