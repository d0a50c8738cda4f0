#include "models/run/removal.h"

#include "models/fleet/join.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::RemoveOperation)
};

constexpr int LaneCount = 6;

} // namespace

struct RemoveOperation::Lanes
{
    qsizetype next = 0;
    int done = 0;
    Outcome trouble;
};

RemoveOperation::RemoveOperation(RunContext context, DeleteRequest request, QObject *parent)
    : RunOperation(std::move(context), parent)
    , m_request(std::move(request))
    , m_wholeRun(m_request.workers.isEmpty())
    , m_record(Requests(*this))
{
    setTask(m_request.task, m_request.run);
}

QString RemoveOperation::title() const
{
    return m_wholeRun ? Words::tr("Delete run %1 of %2").arg(run()).arg(task())
                      : Words::tr("Delete %1 of %2, run %3")
                            .arg(m_request.workers.join(QStringLiteral(", ")), task())
                            .arg(run());
}

Async<Outcome> RemoveOperation::perform()
{
    QList<Step> steps;
    if (!m_wholeRun)
        steps.append({QStringLiteral("archive"),
                      Words::tr("Archive the evidence"),
                      Words::tr("pod, events, log, exit code"),
                      {},
                      Step::Status::Pending});
    steps.append({QStringLiteral("delete"),
                  Words::tr("Delete the pods"),
                  Words::tr("only those that were shown, by uid"),
                  {},
                  Step::Status::Pending});
    if (m_wholeRun)
        steps.append({QStringLiteral("record"),
                      Words::tr("Delete the run's configuration, evidence and record"),
                      {},
                      {},
                      Step::Status::Pending});
    setSteps(steps);

    Outcome outcome = co_await m_record.load(task(), run());
    m_hasRecord = outcome.isDone();
    // A run whose record is gone, or cannot be read, can still be deleted: by its labels.
    if (!m_hasRecord &&
        (!m_wholeRun || outcome.kind == Outcome::Kind::Unreachable || outcome.kind == Outcome::Kind::Unknown))
        co_return outcome;
    outcome = co_await choose();
    if (m_request.dryRun) {
        if (outcome.isDone())
            outcome = co_await rehearse();
        co_return outcome;
    }
    if (outcome.isDone() && !m_wholeRun)
        outcome = co_await keepEvidence();
    if (outcome.isDone())
        outcome = co_await removePods();
    const JournalEntry said =
        entry(QStringLiteral("delete"), title(), {},
              outcome.isDone() ? Words::tr("%n pod(s) deleted", nullptr, int(m_targets.size())) : outcome.line);
    tell(said);
    if (!m_wholeRun || !outcome.isDone()) {
        if (m_hasRecord) {
            const RecordFile::Change addEntry = [said](RunRecord &record) {
                record.journal.append(said);
                return QString();
            };
            co_await m_record.write(addEntry);
        }
        co_return outcome;
    }
    if (!m_others.isEmpty())
        co_return Outcome{
            Outcome::Kind::Refused,
            Words::tr("The pods that were shown are deleted. These came later and were left alone: %1. Look "
                      "again, then delete the run.")
                .arg(m_others.join(QStringLiteral(", ")))};
    co_return co_await removeRecords();
}

/// What is there now, compared with what was shown.
Async<Outcome> RemoveOperation::choose()
{
    if (m_wholeRun && m_hasRecord && !m_request.dryRun &&
        (m_record.record().phase == RunPhase::Launching || m_record.record().phase == RunPhase::Preparing)) {
        // Whoever goes on with the launch is told, and creates nothing more.
        const RecordFile::Change stopLaunch = [](RunRecord &record) {
            if (record.phase == RunPhase::Launching)
                record.phase = RunPhase::Cancelled;
            else if (record.phase == RunPhase::Preparing)
                record.phase = RunPhase::Refused;
            return QString();
        };
        const Outcome stopped = co_await m_record.write(stopLaunch);
        if (!stopped.isDone())
            co_return stopped;
    }
    const QString selector =
        QStringLiteral("%1=%2,%3=%4")
            .arg(QLatin1String(names::task), task(), QLatin1String(names::run), QString::number(run()));
    auto pods = co_await Requests(*this).listAll(k8s::resources::pods(), selector);
    if (!pods)
        co_return Outcome::of(pods.error(), Words::tr("The pods of run %1 were not read").arg(run()));
    for (const Json &item : pods->items) {
        const auto pod = k8s::parsePod(jsonBytes(item));
        if (!pod)
            continue;
        const auto place = placeOf(*pod);
        if (!place || (!m_wholeRun && !m_request.workers.contains(place->worker)))
            continue;
        const auto shown = m_request.shownPods.constFind(pod->meta.name);
        if (shown == m_request.shownPods.cend() || *shown != pod->meta.uid) {
            m_others.append(pod->meta.name);
            continue;
        }
        m_targets.append({pod->meta.name, pod->meta.uid, place->worker, place->attempt, place->isWorker()});
    }
    if (!m_wholeRun && !m_others.isEmpty() && m_targets.isEmpty())
        co_return Outcome{Outcome::Kind::Refused,
                          Words::tr("What was shown is not there any more; now there is: %1. Look again.")
                              .arg(m_others.join(QStringLiteral(", ")))};
    co_return Outcome::done();
}

/// Each delete goes to the server with its precondition, to be checked and not carried out.
Async<Outcome> RemoveOperation::rehearse()
{
    const Requests requests(*this);
    for (const Target &target : std::as_const(m_targets)) {
        k8s::DeleteOptions options;
        options.uid = target.uid;
        options.dryRun = true;
        const ObjectResult answer = co_await requests.remove(k8s::resources::pods(), target.name, options);
        if (!answer)
            co_return Outcome::of(answer.error(), Words::tr("Pod %1 would not be deleted").arg(target.name));
    }
    QString line = Words::tr("%n pod(s) would be deleted", nullptr, int(m_targets.size()));
    if (m_wholeRun)
        line += Words::tr(", with the record of run %1 of %2").arg(run()).arg(task());
    if (!m_others.isEmpty())
        line += Words::tr("; not shown, and left alone: %1").arg(m_others.join(QStringLiteral(", ")));
    co_return Outcome::done(line + Words::tr(". Nothing was changed."));
}

Async<Outcome> RemoveOperation::keepEvidence()
{
    updateStep(QStringLiteral("archive"), Step::Status::Running);
    int kept = 0;
    for (const Target &target : std::as_const(m_targets)) {
        if (!target.isWorker)
            continue;
        const Archived archived =
            co_await archive(Requests(*this), &m_record.record(), target.worker, target.attempt, target.name);
        if (!archived.outcome.isDone())
            co_return archived.outcome;
        if (archived.podUid != target.uid)
            continue;
        ++kept;
        const QString worker = target.worker;
        const int attempt = target.attempt;
        const AttemptRecord said = archived.said;
        const RecordFile::Change keep = [worker, attempt, said](RunRecord &record) {
            AttemptRecord &of = record.attemptForWriting(worker, attempt);
            of.evidenceName = said.evidenceName;
            of.endState = said.endState;
            of.exitCode = said.exitCode;
            of.started = said.started;
            of.reason = said.reason;
            return QString();
        };
        const Outcome written = co_await m_record.write(keep);
        if (!written.isDone())
            co_return written;
    }
    updateStep(QStringLiteral("archive"), Step::Status::Done, Words::tr("%n kept", nullptr, kept));
    co_return Outcome::done();
}

Async<Outcome> RemoveOperation::removePods()
{
    updateStep(QStringLiteral("delete"), Step::Status::Running);
    Lanes lanes;
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(lane(&lanes));
    All all(std::move(running));
    co_await all;
    if (!lanes.trouble.isDone())
        co_return lanes.trouble;
    if (isCancelled())
        co_return Outcome{Outcome::Kind::Failed,
                          Words::tr("Cancelled: %1 of %2 pods are deleted.").arg(lanes.done).arg(m_targets.size())};
    updateStep(QStringLiteral("delete"), Step::Status::Done, Words::tr("%n gone", nullptr, lanes.done));
    co_return Outcome::done();
}

Async<void> RemoveOperation::lane(Lanes *lanes)
{
    while (lanes->next < m_targets.size() && !isCancelled()) {
        const Target target = m_targets.at(lanes->next++);
        Outcome outcome = co_await removeAndWait(Requests(*this), k8s::resources::pods(), target.name, target.uid, {});
        if (outcome.isDone() && target.isWorker && !m_wholeRun) {
            const QString worker = target.worker;
            const int attempt = target.attempt;
            const JournalEntry said =
                entry(QStringLiteral("delete"), QStringLiteral("Pod ") + target.name, target.uid, Words::tr("deleted"));
            const RecordFile::Change forget = [worker, attempt, said](RunRecord &record) {
                record.attemptForWriting(worker, attempt).removed = true;
                record.journal.append(said);
                return QString();
            };
            outcome = co_await m_record.write(forget);
        }
        if (outcome.isDone()) {
            ++lanes->done;
            updateStep(QStringLiteral("delete"), Step::Status::Running,
                       Words::tr("%1 of %2").arg(lanes->done).arg(m_targets.size()));
        } else if (lanes->trouble.isDone()) {
            lanes->trouble = outcome;
        }
    }
}

/// The record goes last: as long as anything of the run is left, it says what.
Async<Outcome> RemoveOperation::removeRecords()
{
    updateStep(QStringLiteral("record"), Step::Status::Running);
    const QString selector =
        QStringLiteral("%1=%2,%3=%4")
            .arg(QLatin1String(names::task), task(), QLatin1String(names::run), QString::number(run()));
    auto maps = co_await Requests(*this).listAll(k8s::resources::configMaps(), selector);
    if (!maps)
        co_return Outcome::of(maps.error(), Words::tr("The records of run %1 were not read").arg(run()));
    const QString own = names::runRecord(task(), run());
    QString ownUid;
    for (const Json &map : maps->items) {
        const QString name = jsonString(map, {"metadata", "name"});
        const QString uid = jsonString(map, {"metadata", "uid"});
        if (name == own) {
            ownUid = uid;
            continue;
        }
        const Outcome outcome = co_await removeAndWait(Requests(*this), k8s::resources::configMaps(), name, uid, {});
        if (!outcome.isDone())
            co_return outcome;
    }
    Outcome outcome;
    if (m_hasRecord)
        outcome = co_await m_record.remove();
    else if (!ownUid.isEmpty())
        outcome = co_await removeAndWait(Requests(*this), k8s::resources::configMaps(), own, ownUid, {});
    if (!outcome.isDone())
        co_return outcome;
    updateStep(QStringLiteral("record"), Step::Status::Done);
    co_return Outcome::done(Words::tr("Run %1 of %2 is deleted.").arg(run()).arg(task()));
}

} // namespace zdtp
