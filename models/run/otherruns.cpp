#include "models/run/otherruns.h"

#include "models/run/gate.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::OtherRuns)
};

int runOf(const Json &object)
{
    return jsonString(object, {"metadata", "labels", names::run}).toInt();
}

} // namespace

bool OtherRuns::Run::mayHaveStarted() const
{
    return workers > 0 || !record || record->mayHaveStarted();
}

Async<Outcome> OtherRuns::read(Requests requests, QString task, int own, Pods pods)
{
    m_task = task;
    m_own = own;
    m_last = own;
    m_runs.clear();
    const QString ofTask = QString::fromLatin1(names::task) + u'=' + task;
    const QString recordsOnly = ofTask + QStringLiteral(",%1=record").arg(QLatin1String(names::role));
    auto records = co_await requests.listAll(k8s::resources::configMaps(), recordsOnly);
    if (!records)
        co_return Outcome::of(records.error(), Words::tr("The runs of %1 were not read").arg(task));
    for (const Json &item : records->items) {
        const int number = runOf(item);
        const auto map = k8s::parseConfigMap(jsonBytes(item));
        if (!map || !isRunRecord(*map))
            continue;
        m_last = std::max(m_last, number);
        if (number == own)
            continue;
        const auto record = parseRunRecord(*map); // of a damaged one only the number is known
        m_runs[number].record = record ? std::optional<RunRecord>(*record) : std::nullopt;
    }
    if (pods == Pods::LeftOut)
        co_return Outcome::done();
    auto found = co_await requests.listAll(k8s::resources::pods(), ofTask);
    if (!found)
        co_return Outcome::of(found.error(), Words::tr("The pods of %1 were not read").arg(task));
    m_podsVersion = found->resourceVersion;
    for (const Json &pod : found->items) {
        const int number = runOf(pod);
        m_last = std::max(m_last, number);
        if (number == own || jsonString(pod, {"metadata", "labels", names::role}) != QLatin1String("worker"))
            continue;
        const QString phase = jsonString(pod, {"status", "phase"});
        Run &run = m_runs[number];
        ++run.workers;
        run.unfinished += phase != QLatin1String("Succeeded") && phase != QLatin1String("Failed");
    }
    co_return Outcome::done();
}

Outcome OtherRuns::atWork(const QDateTime &now) const
{
    for (const auto &[number, run] : m_runs.asKeyValueRange()) {
        if (!run.record)
            continue;
        if (run.record->phase == RunPhase::Preparing || run.record->phase == RunPhase::Launching)
            return {Outcome::Kind::Refused,
                    Words::tr("The launch of run %1 of %2 by %3 has not ended. Wait for it, go on with it (zdtp "
                              "continue %2), or delete it, then try again.")
                        .arg(number)
                        .arg(m_task, run.record->launchedBy)};
        for (const auto &[worker, attempts] : run.record->attempts.asKeyValueRange()) {
            for (const AttemptRecord &attempt : attempts) {
                if (attempt.claim.isEmpty() || !attempt.claimedAt.isValid() ||
                    std::abs(attempt.claimedAt.msecsTo(now)) >= leaseMilliseconds)
                    continue;
                return {Outcome::Kind::Refused,
                        Words::tr("%1 is at work on %2 of run %3 since %4 UTC. Wait until that has ended, then try "
                                  "again.")
                            .arg(attempt.claimedBy, worker)
                            .arg(number)
                            .arg(attempt.claimedAt.toUTC().toString(QStringLiteral("HH:mm:ss")))};
            }
        }
    }
    for (const auto &[number, run] : m_runs.asKeyValueRange()) {
        if (run.unfinished > 0)
            return {Outcome::Kind::Refused,
                    Words::tr("%n worker(s) of run %1 of %2 have not ended. A second run beside it would copy the same "
                              "rows twice: wait for its end, or delete it, then try again.",
                              nullptr, run.unfinished)
                        .arg(number)
                        .arg(m_task)};
    }
    return Outcome::done();
}

Outcome OtherRuns::newer() const
{
    for (auto it = m_runs.upperBound(m_own); it != m_runs.end(); ++it) {
        if (it->mayHaveStarted())
            return {Outcome::Kind::Refused, newerRunReason(m_task, m_own, it.key())};
    }
    return Outcome::done();
}

} // namespace zdtp
