#include "tests/gui/scene/kubelet.h"

namespace zdtp::test {

namespace {

Json containerOf(const Json &pod)
{
    const Json &container = pod.at("spec").at("containers").at(0);
    return {{"name", container.at("name")},
            {"image", container.value("image", "")},
            {"imageID", "sha256:0"},
            {"ready", false},
            {"started", false},
            {"restartCount", 0},
            {"lastState", Json::object()}};
}

Json condition(const char *type, const char *status)
{
    return {{"type", type}, {"status", status}};
}

} // namespace

QString Kubelet::isoTime(const QDateTime &utc)
{
    return utc.toUTC().toString(Qt::ISODate);
}

Json Kubelet::running(const Json &pod, const QDateTime &started)
{
    const std::string at = isoTime(started).toStdString();
    Json container = containerOf(pod);
    container["ready"] = true;
    container["started"] = true;
    container["state"] = {{"running", {{"startedAt", at}}}};
    return {{"phase", "Running"},
            {"startTime", at},
            {"conditions", Json::array({condition("Ready", "True"), condition("PodScheduled", "True")})},
            {"containerStatuses", Json::array({container})}};
}

Json Kubelet::ended(const Json &pod, int exitCode, const QString &reason, const QString &message,
                    const QDateTime &started, const QDateTime &finished)
{
    Json container = containerOf(pod);
    container["state"] = {{"terminated",
                           {{"exitCode", exitCode},
                            {"reason", reason.toStdString()},
                            {"message", message.toStdString()},
                            {"startedAt", isoTime(started).toStdString()},
                            {"finishedAt", isoTime(finished).toStdString()}}}};
    return {{"phase", exitCode == 0 ? "Succeeded" : "Failed"},
            {"startTime", isoTime(started).toStdString()},
            {"conditions", Json::array({condition("Ready", "False"), condition("PodScheduled", "True")})},
            {"containerStatuses", Json::array({container})}};
}

Json Kubelet::creating(const Json &pod)
{
    return waiting(pod, QStringLiteral("ContainerCreating"), {});
}

Json Kubelet::waiting(const Json &pod, const QString &reason, const QString &message)
{
    Json container = containerOf(pod);
    container["state"] = {{"waiting", {{"reason", reason.toStdString()}}}};
    if (!message.isEmpty())
        container["state"]["waiting"]["message"] = message.toStdString();
    return {{"phase", "Pending"},
            {"conditions", Json::array({condition("PodScheduled", "True")})},
            {"containerStatuses", Json::array({container})}};
}

Json Kubelet::evicted(const QString &message)
{
    return {{"phase", "Failed"}, {"reason", "Evicted"}, {"message", message.toStdString()}};
}

} // namespace zdtp::test
