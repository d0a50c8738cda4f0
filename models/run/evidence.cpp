#include "models/plan/plan.h"
#include "models/run/gzip.h"
#include "models/run/record.h"
#include "models/run/recordjson.h"

#include <QCoreApplication>

namespace zdtp {

using namespace recordjson;

namespace {

constexpr auto HeadKey = "evidence.json";
constexpr qsizetype PartLimit = 200 * 1024;        ///< of a compressed part; four of them fit into a ConfigMap
constexpr qsizetype PlainLimit = 64 * 1024 * 1024; ///< of an inflated one

/// The last part of a text that fits when compressed; begins at a line.
QByteArray tailThatFits(QByteArray plain)
{
    QByteArray packed = gzip(plain);
    while (packed.size() > PartLimit) {
        plain = plain.right(plain.size() * PartLimit / packed.size() * 9 / 10);
        if (const qsizetype line = plain.indexOf('\n'); line >= 0 && line + 1 < plain.size())
            plain = plain.mid(line + 1);
        packed = gzip(plain);
    }
    return packed;
}

} // namespace

QString evidenceName(const QString &podName)
{
    return podName + QStringLiteral("-evidence");
}

bool isEvidence(const k8s::ConfigMap &map)
{
    return map.meta.labels.value(QString::fromLatin1(names::role)) == QLatin1String("evidence");
}

k8s::ConfigMap toConfigMap(const AttemptEvidence &evidence, const RunRecord &record, const QString &worker, int attempt,
                           const QString &podName)
{
    k8s::ConfigMap map;
    map.meta.name = evidenceName(podName);
    map.meta.nameSpace = record.nameSpace;
    map.meta.labels = {{QString::fromLatin1(names::managedBy), QString::fromLatin1(names::managedByValue)},
                       {QString::fromLatin1(names::partOf), QString::fromLatin1(names::partOfValue)},
                       {QString::fromLatin1(names::role), QStringLiteral("evidence")},
                       {QString::fromLatin1(names::task), record.task},
                       {QString::fromLatin1(names::run), QString::number(record.run)},
                       {QString::fromLatin1(names::worker), worker},
                       {QString::fromLatin1(names::attempt), QString::number(attempt)}};
    Json head = Json::object();
    head["schema"] = 1;
    head["pod"] = podName;
    head["podUid"] = evidence.podUid;
    setText(head, "podStatus", evidence.podStatus);
    setText(head, "reason", evidence.reason);
    if (evidence.exitCode != -1)
        head["exitCode"] = evidence.exitCode;
    head["started"] = evidence.started;
    setTime(head, "startedAt", evidence.startedAt);
    setTime(head, "finishedAt", evidence.finishedAt);
    map.data.insert(QString::fromLatin1(HeadKey),
                    QString::fromStdString(head.dump(2, ' ', false, Json::error_handler_t::replace)) + u'\n');
    map.binaryData.insert(QStringLiteral("pod.json.gz"), gzip(evidence.podJson));
    map.binaryData.insert(QStringLiteral("events.json.gz"), tailThatFits(evidence.eventsJson));
    map.binaryData.insert(QStringLiteral("log.gz"), tailThatFits(evidence.log));
    if (!evidence.previousLog.isEmpty())
        map.binaryData.insert(QStringLiteral("previous.log.gz"), tailThatFits(evidence.previousLog));
    return map;
}

Result<AttemptEvidence> parseEvidence(const k8s::ConfigMap &map)
{
    const auto broken = [&map](const QString &why) {
        return fail(QCoreApplication::translate("Record", "ConfigMap %1/%2 holds no readable evidence: %3")
                        .arg(map.meta.nameSpace, map.meta.name, why));
    };
    const Json head = Json::parse(map.data.value(QString::fromLatin1(HeadKey)).toStdString(), nullptr, false);
    if (!head.is_object())
        return broken(QCoreApplication::translate("Record", "%1 is not JSON").arg(QLatin1String(HeadKey)));
    AttemptEvidence evidence;
    evidence.podUid = text(head, "podUid");
    evidence.podStatus = text(head, "podStatus");
    evidence.reason = text(head, "reason");
    evidence.exitCode = int(number(head, "exitCode", -1));
    evidence.started = flag(head, "started");
    evidence.startedAt = time(head, "startedAt");
    evidence.finishedAt = time(head, "finishedAt");
    for (const auto &[key, target] :
         {std::pair{"pod.json.gz", &evidence.podJson}, std::pair{"events.json.gz", &evidence.eventsJson},
          std::pair{"log.gz", &evidence.log}, std::pair{"previous.log.gz", &evidence.previousLog}}) {
        const auto found = map.binaryData.constFind(QString::fromLatin1(key));
        if (found == map.binaryData.cend())
            continue;
        auto plain = gunzip(*found, PlainLimit);
        if (!plain)
            return broken(plain.error().what);
        *target = std::move(*plain);
    }
    return evidence;
}

} // namespace zdtp
