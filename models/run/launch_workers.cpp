#include "models/run/launch.h"
#include "models/run/replay.h"

#include <QCoreApplication>

namespace zdtp {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::LaunchOperation)
};

constexpr int BatchSize = 100; ///< workers that one write of the record announces
constexpr int LaneCount = 6;   ///< creates on their way at once: as many connections as there are

} // namespace

struct LaunchOperation::Lanes
{
    int next = 0; ///< the worker that is sent next
    int end = 0;
    bool stop = false;
};

QString LaunchOperation::workersLabel() const
{
    return QStringLiteral("%1=%2,%3=%4,%5=worker")
        .arg(QLatin1String(names::task), task(), QLatin1String(names::run), QString::number(run()),
             QLatin1String(names::role));
}

void LaunchOperation::showProgress()
{
    updateStep(QStringLiteral("create"), Step::Status::Running,
               Words::tr("%1 of %2").arg(m_created).arg(m_workers.size()));
}

/// Announces a batch in the record, creates it, announces the next. A crash leaves at most one batch of which it is not
/// known how far it came; settle() finds out.
Async<Outcome> LaunchOperation::createWorkers()
{
    showProgress();
    const QString launchId = m_record.record().launchId;
    const RecordFile::Change begun = [launchId](RunRecord &record) -> QString {
        if (record.launchId != launchId)
            return Words::tr("The record belongs to another launch.");
        if (record.phase == RunPhase::Refused)
            return Words::tr("The launch was refused meanwhile.");
        if (record.phase != RunPhase::Launched)
            record.phase = RunPhase::Launching;
        return {};
    };
    Outcome outcome = co_await m_record.write(begun);
    if (!outcome.isDone())
        co_return outcome;
    // An earlier console announced these; whether it created them is to be found out, not to be guessed.
    if (m_record.record().intended > 0) {
        QList<int> open;
        for (int index = 0; index < m_record.record().intended; ++index)
            open.append(index);
        outcome = co_await settle(open);
        if (!outcome.isDone())
            co_return outcome;
    }
    const int parallelism = m_plan.input.task.scheduling.parallelism;
    const int total = int(m_workers.size());
    int next = m_record.record().intended;
    m_announced = next;
    while (next < total && !isCancelled()) {
        int places = BatchSize;
        if (parallelism > 0) {
            const int free = parallelism - (next - std::min(next, context().ended(task(), run())));
            if (free <= 0) {
                if (m_extent == Extent::FreePlaces)
                    break;
                updateStep(QStringLiteral("create"), Step::Status::Running,
                           Words::tr("%1 of %2, at most %3 at once").arg(m_created).arg(total).arg(parallelism));
                co_await Pause(*this, 5s);
                continue;
            }
            places = std::min(places, free);
        }
        Lanes lanes;
        lanes.next = next;
        lanes.end = std::min(total, next + places);
        const int announced = lanes.end;
        const int before = next;
        const RecordFile::Change announce = [announced, before](RunRecord &record) -> QString {
            if (record.phase != RunPhase::Launching)
                return Words::tr("The launch was stopped by another operator.");
            if (record.intended != before)
                return Words::tr("Another console goes on with this launch.");
            record.intended = announced;
            return {};
        };
        outcome = co_await m_record.write(announce);
        if (!outcome.isDone())
            co_return outcome;
        m_announced = announced;
        std::vector<Async<void>> running;
        for (int count = 0; count < LaneCount; ++count)
            running.push_back(lane(&lanes));
        All all(std::move(running));
        co_await all;
        next = lanes.next;
        if (lanes.stop)
            break;
    }
    if (!m_open.isEmpty()) {
        const QList<int> open = std::exchange(m_open, {});
        const Outcome settled = co_await settle(open);
        if (m_trouble.isDone())
            m_trouble = settled;
    }
    // Workers of the last batch that were never sent do not exist: say so, so that they are not missed.
    const bool cancelled = isCancelled() && next < total;
    const bool complete = next >= total;
    if (!complete && !cancelled && m_trouble.isDone()) {
        const Outcome partly = Outcome(Outcome::done(
            Words::tr(
                "%1 of %2 workers of run %3 are started, at most %4 at once; %5 wait. They start as others end while "
                "this runs: zdtp continue %6 --wait")
                .arg(next)
                .arg(total)
                .arg(run())
                .arg(parallelism)
                .arg(total - next)
                .arg(task())));
        co_return co_await end(partly);
    }
    const Outcome trouble = m_trouble;
    const int sent = next;
    const int announced = m_announced;
    const RecordFile::Change conclude = [sent, announced, cancelled, complete](RunRecord &record) -> QString {
        // What another console has announced meanwhile is not ours to take back.
        if (record.phase != RunPhase::Launching || record.intended != announced)
            return {};
        if (complete)
            record.phase = RunPhase::Launched;
        else if (cancelled)
            record.phase = RunPhase::Cancelled;
        record.intended = sent;
        return {};
    };
    outcome = co_await m_record.write(conclude);
    if (!trouble.isDone())
        co_return co_await end(trouble);
    if (!outcome.isDone())
        co_return outcome;
    if (!m_unknown.isEmpty()) {
        const Outcome unsure = Outcome(
            {Outcome::Kind::Unknown,
             Words::tr(
                 "It is not known whether these workers of run %1 were started: %2. They show as missing; count in the "
                 "target, then restart them.")
                 .arg(run())
                 .arg(m_unknown.join(QStringLiteral(", ")))});
        co_return co_await end(unsure);
    }
    if (cancelled) {
        const Outcome stopped =
            Outcome({Outcome::Kind::Failed, Words::tr("Cancelled: %1 of %2 workers of run %3 are started. The "
                                                      "others can follow: zdtp continue %4")
                                                .arg(sent)
                                                .arg(total)
                                                .arg(run())
                                                .arg(task())});
        co_return co_await end(stopped);
    }
    updateStep(QStringLiteral("create"), Step::Status::Done, Words::tr("%n worker(s)", nullptr, total));
    const Outcome launched = Outcome(
        Outcome::done(Words::tr("Run %1 of %2 is launched: %n worker(s).", nullptr, total).arg(run()).arg(task())));
    co_return co_await end(launched);
}

Async<void> LaunchOperation::lane(Lanes *lanes)
{
    const Requests requests(*this);
    while (lanes->next < lanes->end && !lanes->stop && !isCancelled()) {
        const int index = lanes->next++;
        if (m_dead.contains(index))
            continue;
        Json manifest = m_workers.at(index).manifest;
        stampLaunch(manifest, m_record.record().launchId);
        const QString worker = m_workers.at(index).worker;
        const QString what = QStringLiteral("Pod ") + m_workers.at(index).name;
        const Creation creation = co_await createOnce(requests, std::move(manifest));
        switch (creation.kind) {
        case Creation::Kind::Created:
        case Creation::Kind::AlreadyOurs:
            ++m_created;
            showProgress();
            break;
        case Creation::Kind::Unknown:
            m_open.append(index);
            break;
        case Creation::Kind::NotSent:
            // Nobody knows how the record can be told either; settle() of the next console does.
            lanes->stop = true;
            if (m_trouble.isDone())
                m_trouble = creation.outcome(what);
            m_open.append(index);
            break;
        case Creation::Kind::Foreign:
        case Creation::Kind::Refused: {
            lanes->stop = true;
            const Outcome refused = creation.outcome(what);
            if (m_trouble.isDone())
                m_trouble = refused;
            // It never ran: that is known, and worth keeping.
            const RecordFile::Change neverRan = [worker, refused](RunRecord &record) {
                AttemptRecord &attempt = record.attemptForWriting(worker, 1);
                attempt.removed = true;
                attempt.endState = State::Failed;
                attempt.started = false;
                attempt.reason = refused.line;
                return QString();
            };
            const Outcome written = co_await m_record.write(neverRan);
            if (!written.isDone() && m_trouble.isDone())
                m_trouble = written;
            break;
        }
        }
    }
}

/// Finds out of announced workers whether they were created. There and ours: fine. Absent: the history of the run's
/// pods since before its first creation decides; only a worker that was certainly never there is created, and by its
/// fixed name. What cannot be excluded stays missing.
Async<Outcome> LaunchOperation::settle(QList<int> open)
{
    const Requests requests(*this);
    for (int round = 0; round < 2 && !open.isEmpty(); ++round) {
        auto pods = co_await requests.listAll(k8s::resources::pods(), workersLabel());
        if (!pods)
            co_return Outcome::of(pods.error(), Words::tr("The pods of run %1 were not read").arg(run()));
        QSet<QString> there;
        QSet<QString> all;
        const QString launchId = m_record.record().launchId;
        for (const Json &pod : pods->items) {
            const QString name = jsonString(pod, {"metadata", "name"});
            all.insert(name);
            if (jsonString(pod, {"metadata", "annotations", names::launchId}) == launchId)
                there.insert(name);
        }
        QList<int> absent;
        for (const int index : std::as_const(open)) {
            const AttemptRecord *attempt = m_record.record().attempt(m_workers.at(index).worker, 1);
            if (there.contains(m_workers.at(index).name)) {
                ++m_created;
            } else if ((attempt && attempt->removed) ||
                       m_record.record().latestAttempt(m_workers.at(index).worker) > 1) {
                m_dead.insert(index); // told apart by the record: refused, or deleted by an operator
            } else {
                absent.append(index);
            }
        }
        showProgress();
        open.clear();
        if (absent.isEmpty())
            co_return Outcome::done();
        const Replay replay = co_await replayPods(requests, m_record.record().podsVersion, workersLabel(), all);
        for (const int index : std::as_const(absent)) {
            const PlannedObject &planned = m_workers.at(index);
            if (!replay.complete || replay.seen.contains(planned.name)) {
                m_unknown.append(planned.worker);
                continue;
            }
            Json manifest = planned.manifest;
            stampLaunch(manifest, launchId);
            const Creation creation = co_await createOnce(requests, std::move(manifest));
            if (creation.isThere()) {
                ++m_created;
                showProgress();
            } else if (creation.kind == Creation::Kind::Unknown) {
                open.append(index);
            } else if (creation.kind == Creation::Kind::NotSent) {
                co_return creation.outcome(QStringLiteral("Pod ") + planned.name);
            } else {
                const QString worker = planned.worker;
                const Outcome refused = creation.outcome(QStringLiteral("Pod ") + planned.name);
                const RecordFile::Change neverRan = [worker, refused](RunRecord &record) {
                    AttemptRecord &attempt = record.attemptForWriting(worker, 1);
                    attempt.removed = true;
                    attempt.endState = State::Failed;
                    attempt.reason = refused.line;
                    return QString();
                };
                const Outcome written = co_await m_record.write(neverRan);
                co_return written.isDone() ? refused : written;
            }
        }
    }
    for (const int index : std::as_const(open))
        m_unknown.append(m_workers.at(index).worker);
    co_return Outcome::done();
}

Async<Outcome> LaunchOperation::end(Outcome outcome)
{
    const JournalEntry said =
        entry(QStringLiteral("launch"), title(), {},
              outcome.isDone() ? Words::tr("%1 of %2 workers").arg(m_created).arg(m_workers.size()) : outcome.line);
    tell(said);
    const RecordFile::Change addEntry = [said](RunRecord &record) {
        record.journal.append(said);
        return QString();
    };
    const Outcome written = co_await m_record.write(addEntry);
    if (!written.isDone() && outcome.isDone())
        co_return written;
    co_return outcome;
}

} // namespace zdtp
