#include "models/fleet/join.h"
#include "models/run/otherruns.h"
#include "models/run/restart.h"

#include <QCoreApplication>
#include <QLocale>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::RestartOperation)
};

Outcome refused(const QString &line)
{
    return {Outcome::Kind::Refused, line};
}

void letGo(AttemptRecord &attempt)
{
    attempt.claim.clear();
    attempt.claimedBy.clear();
    attempt.claimedAt = {};
}

int lastCleanUp(const RunRecord &record, const QString &worker)
{
    int last = 0;
    for (const AttemptRecord &attempt : record.attempts.value(worker))
        last = std::max(last, attempt.cleanups);
    return last;
}

} // namespace

Async<Outcome> RestartOperation::write(RecordFile::Change change, const JournalEntry *said)
{
    if (said) {
        const JournalEntry entry = *said;
        tell(entry);
        RecordFile::Change both = [change = std::move(change), entry](RunRecord &record) {
            const QString refusal = change(record);
            if (refusal.isEmpty())
                record.journal.append(entry);
            return refusal;
        };
        co_return co_await m_record.write(std::move(both));
    }
    co_return co_await m_record.write(std::move(change));
}

Async<Outcome> RestartOperation::one(Worker *worker)
{
    Outcome outcome = co_await look(worker);
    if (!outcome.isDone())
        co_return outcome;
    int number = 0;
    outcome = co_await claim(worker, &number);
    if (!outcome.isDone())
        co_return outcome;
    const int attempt = worker->attempt;
    if (m_goal == Goal::Restart) {
        if (worker->gate.demand == Gate::Demand::CountFirst && !worker->cleanUp && !worker->byHand)
            outcome = co_await countFirst(worker);
        if (outcome.isDone())
            outcome = co_await keepEvidence(worker);
    }
    if (outcome.isDone() && worker->cleanUp)
        outcome = co_await cleanUp(worker, number);
    if (outcome.isDone() && worker->byHand)
        outcome = co_await byHand(worker);
    if (outcome.isDone() && m_goal == Goal::Restart)
        outcome = co_await startNext(worker);
    else
        co_await release(worker, attempt);
    if (outcome.isDone() && m_goal == Goal::CleanUpOnly)
        outcome.line = Words::tr("%1: %2 rows deleted, the slice is empty.")
                           .arg(worker->spec.name)
                           .arg(worker->cleaned >= 0 ? QString::number(worker->cleaned) : QStringLiteral("?"));
    co_return outcome;
}

/// What the server says of the worker now, and what its gate asks for.
Async<Outcome> RestartOperation::look(Worker *worker)
{
    const Requests requests(*this);
    const QString name = worker->spec.name;
    const QString selector =
        QStringLiteral("%1=%2,%3=%4,%5=%6,%7=worker")
            .arg(QLatin1String(names::task), task(), QLatin1String(names::run), QString::number(run()),
                 QLatin1String(names::worker), name, QLatin1String(names::role));
    auto pods = co_await requests.listAll(k8s::resources::pods(), selector);
    if (!pods)
        co_return Outcome::of(pods.error(), Words::tr("The pods of %1 were not read").arg(name));
    const RunRecord &record = m_record.record();
    worker->attempt = record.latestAttempt(name);
    std::optional<k8s::Pod> latest;
    for (const Json &item : pods->items) {
        auto pod = k8s::parsePod(jsonBytes(item));
        if (!pod)
            co_return Outcome{Outcome::Kind::Failed, pod.error().toLine()};
        const int attempt = pod->meta.labels.value(QString::fromLatin1(names::attempt)).toInt();
        if (attempt >= worker->attempt)
            latest = std::move(*pod);
        else if (!pod->isFinished())
            co_return refused(
                Words::tr("Pod %1 of an earlier attempt still runs. Delete it first.").arg(pod->meta.name));
    }
    worker->row = joinWorker(record.nameSpace, task(), run(), &record, worker->spec, worker->index,
                             latest ? &*latest : nullptr, context().clock.now());
    if (worker->row.attempt > worker->attempt)
        co_return refused(Words::tr("Attempt %1 of %2 is there already.").arg(worker->row.attempt).arg(name));
    worker->podName = names::workerPod(task(), run(), name, worker->attempt);
    worker->gate = gateOf(worker->row, m_plan.input.preset.safety, record, 0); // no newer run: asked for before
    const auto demand = worker->gate.demand;
    if (demand == Gate::Demand::NotRestartable)
        co_return refused(name + QStringLiteral(": ") + worker->gate.reason);
    const AttemptRecord *attempt = record.attempt(name, worker->attempt);
    const bool alreadyClean = attempt && attempt->cleaned;
    switch (m_request.cleanUp) {
    case RestartRequest::CleanUp::Pod:
        worker->cleanUp = m_goal == Goal::CleanUpOnly || !alreadyClean;
        break;
    case RestartRequest::CleanUp::ByHand:
        worker->byHand = true;
        break;
    case RestartRequest::CleanUp::None:
        if (m_goal == Goal::Restart && demand == Gate::Demand::CleanUpFirst)
            co_return refused(name + QStringLiteral(": ") + worker->gate.reason);
        break;
    }
    co_return Outcome::done();
}

/// Of two operators one gets the worker and the other is told. Also chooses the number of the clean-up pod: one that
/// was announced and whose pod never came keeps its number, so that a create that is late finds the name taken.
Async<Outcome> RestartOperation::claim(Worker *worker, int *cleanUpNumber)
{
    const Requests requests(*this);
    const QString name = worker->spec.name;
    const int last = lastCleanUp(m_record.record(), name);
    *cleanUpNumber = last + 1;
    if (last > 0) {
        const QString pod = names::helperPod(task(), run(), name, HelperKind::Cleanup, last);
        ObjectResult found = co_await requests.read(k8s::resources::pods(), pod);
        if (found) {
            const auto parsed = k8s::parsePod(jsonBytes(*found));
            if (parsed && !parsed->isFinished())
                co_return refused(Words::tr("Clean-up pod %1 still runs. Wait until it has ended.").arg(pod));
        } else if (!found.error().isNotFound()) {
            co_return Outcome::of(found.error(), Words::tr("Pod %1 was not read").arg(pod));
        } else {
            const AttemptRecord *attempt = m_record.record().attempt(name, worker->attempt);
            if (attempt && attempt->cleanups == last && !attempt->cleaned)
                *cleanUpNumber = last;
        }
    }
    const QString mine = id();
    const QString who = context().who();
    const QDateTime now = context().clock.now();
    const int attempt = worker->attempt;
    const int number = *cleanUpNumber;
    const bool wantsNumber = worker->cleanUp;
    RecordFile::Change change = [=](RunRecord &record) -> QString {
        if (record.latestAttempt(name) != attempt)
            return Words::tr("Somebody else has restarted %1: attempt %2 is under way.")
                .arg(name)
                .arg(record.latestAttempt(name));
        AttemptRecord &now_ = record.attemptForWriting(name, attempt);
        const bool held = !now_.claim.isEmpty() && now_.claim != mine && now_.claimedAt.isValid() &&
                          std::abs(now_.claimedAt.msecsTo(now)) < leaseMilliseconds;
        if (held)
            return Words::tr("%1 is at work on %2 since %3 UTC. If that console is gone, try again two minutes later.")
                .arg(now_.claimedBy, name, now_.claimedAt.toUTC().toString(QStringLiteral("HH:mm:ss")));
        if (wantsNumber && lastCleanUp(record, name) >= number + 1)
            return Words::tr("Somebody else has just cleaned up %1. Look again.").arg(name);
        now_.claim = mine;
        now_.claimedBy = who;
        now_.claimedAt = now;
        return {};
    };
    Outcome outcome = co_await write(std::move(change), nullptr);
    if (!outcome.isDone())
        co_return outcome;
    outcome = co_await stillNewest();
    if (!outcome.isDone())
        co_await release(worker, attempt);
    co_return outcome;
}

/// Asked after each claim and each renewal of one: a launch that began before is seen here, and one that begins later
/// sees the claim.
Async<Outcome> RestartOperation::stillNewest()
{
    OtherRuns others;
    const Outcome read = co_await others.read(Requests(*this), task(), run(), OtherRuns::Pods::LeftOut);
    co_return read.isDone() ? others.newer() : read;
}

/// Right before a request that would do harm if two operators sent it: the claim is still ours, and lasts.
Async<Outcome> RestartOperation::renew(const Worker *worker, int cleanUpNumber)
{
    const QString mine = id();
    const QString name = worker->spec.name;
    const int attempt = worker->attempt;
    const QDateTime now = context().clock.now();
    RecordFile::Change change = [=](RunRecord &record) -> QString {
        AttemptRecord &held = record.attemptForWriting(name, attempt);
        if (record.latestAttempt(name) != attempt || held.claim != mine)
            return Words::tr("Another operator has taken over %1.").arg(name);
        held.claimedAt = now;
        held.cleanups = std::max(held.cleanups, cleanUpNumber);
        return {};
    };
    const Outcome outcome = co_await write(std::move(change), nullptr);
    if (!outcome.isDone())
        co_return outcome;
    co_return co_await stillNewest();
}

Async<void> RestartOperation::release(const Worker *worker, int attempt)
{
    const QString mine = id();
    const QString name = worker->spec.name;
    RecordFile::Change change = [=](RunRecord &record) -> QString {
        AttemptRecord &held = record.attemptForWriting(name, attempt);
        if (held.claim == mine)
            letGo(held);
        return {};
    };
    co_await write(std::move(change), nullptr);
}

Async<Outcome> RestartOperation::countFirst(Worker *worker)
{
    HelperOrder order;
    order.kind = HelperKind::Count;
    order.worker = worker->spec;
    order.launchId = id();
    const HelperRun ran = co_await runHelper(Requests(*this), &m_plan, std::move(order));
    if (!ran.outcome.isDone())
        co_return ran.outcome;
    if (!ran.rows)
        co_return Outcome{Outcome::Kind::Unknown,
                          Words::tr("Pod %1 did not say how many rows there are.").arg(ran.pod)};
    if (*ran.rows == 0 || m_plan.input.preset.safety != RerunSafety::Unsafe)
        co_return Outcome::done();
    co_return refused(Words::tr("%1: the target holds %2 rows of its slice. They must be deleted first.")
                          .arg(worker->spec.name)
                          .arg(*ran.rows));
}

Async<Outcome> RestartOperation::keepEvidence(Worker *worker)
{
    show(*worker, "archive", Step::Status::Running);
    const Archived kept =
        co_await archive(Requests(*this), &m_record.record(), worker->spec.name, worker->attempt, worker->podName);
    if (!kept.outcome.isDone())
        co_return kept.outcome;
    worker->podUid = kept.podUid;
    worker->podVersion = kept.resourceVersion;
    if (!kept.name.isEmpty()) {
        const QString name = worker->spec.name;
        const int attempt = worker->attempt;
        const AttemptRecord said = kept.said;
        RecordFile::Change change = [=](RunRecord &record) {
            AttemptRecord &of = record.attemptForWriting(name, attempt);
            of.evidenceName = said.evidenceName;
            of.endState = said.endState;
            of.exitCode = said.exitCode;
            of.started = said.started;
            of.reason = said.reason;
            return QString();
        };
        const Outcome written = co_await write(std::move(change), nullptr);
        if (!written.isDone())
            co_return written;
    }
    show(*worker, "archive", Step::Status::Done, kept.summary);
    co_return Outcome::done();
}

Async<Outcome> RestartOperation::cleanUp(Worker *worker, int number)
{
    show(*worker, "cleanup", Step::Status::Running);
    Outcome outcome = co_await renew(worker, number);
    if (!outcome.isDone())
        co_return outcome;
    HelperOrder order;
    order.kind = HelperKind::Cleanup;
    order.worker = worker->spec;
    order.launchId = id();
    order.number = number;
    order.fixed = true;
    const HelperRun cleaned = co_await runHelper(Requests(*this), &m_plan, order);
    if (!cleaned.outcome.isDone())
        co_return cleaned.outcome;
    if (!cleaned.problem.isEmpty())
        co_return Outcome{Outcome::Kind::Failed, Words::tr("Clean-up in pod %1: %2").arg(cleaned.pod, cleaned.problem)};
    worker->cleaned = cleaned.rows.value_or(-1);
    const QString rows =
        cleaned.rows ? Words::tr("%1 rows").arg(QLocale::c().toString(*cleaned.rows)) : Words::tr("done");
    show(*worker, "cleanup", Step::Status::Done, rows);

    show(*worker, "verify", Step::Status::Running);
    HelperOrder verify;
    verify.kind = HelperKind::Count;
    verify.worker = worker->spec;
    verify.launchId = id();
    const HelperRun left = co_await runHelper(Requests(*this), &m_plan, verify);
    if (!left.outcome.isDone())
        co_return left.outcome;
    if (left.rows != 0)
        co_return Outcome{
            Outcome::Kind::Failed,
            left.rows
                ? Words::tr("%1 rows are left in the target after the clean-up; nothing was restarted.").arg(*left.rows)
                : Words::tr("Pod %1 did not say how many rows are left; nothing was restarted.").arg(left.pod)};
    show(*worker, "verify", Step::Status::Done, Words::tr("0 rows"));
    const QString name = worker->spec.name;
    const int attempt = worker->attempt;
    const QString mine = id();
    const JournalEntry said = entry(QStringLiteral("cleanup"), QStringLiteral("Pod ") + cleaned.pod, cleaned.podUid,
                                    Words::tr("%1 deleted, 0 left").arg(rows));
    RecordFile::Change change = [=](RunRecord &record) -> QString {
        AttemptRecord &of = record.attemptForWriting(name, attempt);
        if (record.latestAttempt(name) != attempt || of.claim != mine)
            return Words::tr("Another operator has taken over %1.").arg(name);
        of.cleaned = true;
        return {};
    };
    co_return co_await write(std::move(change), &said);
}

Async<Outcome> RestartOperation::byHand(const Worker *worker)
{
    show(*worker, "cleanup", Step::Status::Running);
    const QString name = worker->spec.name;
    const int attempt = worker->attempt;
    const JournalEntry said = entry(QStringLiteral("cleaned-by-hand"), attemptObject(*worker), worker->podUid,
                                    Words::tr("as stated by the operator"), m_request.byHandReason.trimmed());
    RecordFile::Change change = [=](RunRecord &record) {
        record.attemptForWriting(name, attempt).cleaned = true;
        return QString();
    };
    const Outcome written = co_await write(std::move(change), &said);
    if (written.isDone())
        show(*worker, "cleanup", Step::Status::Done, Words::tr("stated"));
    co_return written;
}

/// Removes the old pod, announces the next attempt, and creates it. A crash leaves an attempt that is archived, or one
/// that is announced and shows as missing; never two.
Async<Outcome> RestartOperation::startNext(Worker *worker)
{
    const Requests requests(*this);
    const QString name = worker->spec.name;
    const int old = worker->attempt;
    const int next = old + 1;
    const QString mine = id();
    const QString who = context().who();
    const auto planned = planWorker(m_plan.input, worker->spec, next);
    Outcome outcome;
    if (!planned)
        outcome = {Outcome::Kind::Failed, planned.error().toLine()};
    else
        outcome = co_await removeOld(worker);
    if (!outcome.isDone()) {
        co_await release(worker, old);
        co_return outcome;
    }
    show(*worker, "create", Step::Status::Running);
    const bool hadPod = !worker->podUid.isEmpty();
    const QDateTime now = context().clock.now();
    RecordFile::Change intend = [=](RunRecord &record) -> QString {
        AttemptRecord &before = record.attemptForWriting(name, old);
        if (record.latestAttempt(name) != old || before.claim != mine)
            return Words::tr("Another operator has restarted %1: attempt %2 is under way.")
                .arg(name)
                .arg(record.latestAttempt(name));
        before.removed = before.removed || hadPod;
        letGo(before);
        AttemptRecord &after = record.attemptForWriting(name, next);
        after.launchId = mine;
        after.intendedAt = now;
        after.claim = mine;
        after.claimedBy = who;
        after.claimedAt = now;
        return {};
    };
    outcome = co_await write(std::move(intend), nullptr);
    if (!outcome.isDone())
        co_return outcome;
    outcome = co_await stillNewest();
    if (!outcome.isDone()) {
        const QString why = outcome.line;
        RecordFile::Change never = [=](RunRecord &record) {
            AttemptRecord &after = record.attemptForWriting(name, next);
            letGo(after);
            after.removed = true;
            after.endState = State::Failed;
            after.reason = why;
            return QString();
        };
        co_await write(std::move(never), nullptr);
        co_return outcome;
    }
    Json manifest = planned->manifest;
    stampLaunch(manifest, mine);
    const Creation creation = co_await createOnce(requests, std::move(manifest));
    const QString what = QStringLiteral("Pod ") + planned->name;
    outcome = creation.outcome(what);
    const bool neverRan = creation.kind == Creation::Kind::Refused || creation.kind == Creation::Kind::Foreign ||
                          creation.kind == Creation::Kind::NotSent;
    const JournalEntry said =
        entry(QStringLiteral("restart"), what, creation.uid,
              outcome.isDone() ? Words::tr("attempt %1 is started").arg(next) : outcome.line,
              m_request.cleanUp == RestartRequest::CleanUp::ByHand ? m_request.byHandReason.trimmed() : QString());
    const QString line = outcome.line;
    RecordFile::Change change = [=](RunRecord &record) {
        AttemptRecord &after = record.attemptForWriting(name, next);
        letGo(after);
        if (neverRan) {
            after.removed = true;
            after.endState = State::Failed;
            after.reason = line;
        }
        return QString();
    };
    const Outcome written = co_await write(std::move(change), &said);
    if (!outcome.isDone())
        co_return outcome;
    show(*worker, "create", Step::Status::Done, Words::tr("1 pod"));
    if (!written.isDone())
        co_return Outcome{written.kind, Words::tr("%1 is started; its record: %2").arg(what, written.line)};
    co_return Outcome::done(Words::tr("%1: attempt %2 is started.").arg(name).arg(next));
}

Async<Outcome> RestartOperation::removeOld(Worker *worker)
{
    show(*worker, "delete", Step::Status::Running);
    QString gone = Words::tr("it was gone already");
    if (!worker->podUid.isEmpty()) {
        Outcome outcome = co_await renew(worker, 0);
        if (!outcome.isDone())
            co_return outcome;
        // A container that had not started when its evidence was read must not have started since: then its
        // resourceVersion changed, and the delete is refused.
        outcome = co_await removeAndWait(Requests(*this), k8s::resources::pods(), worker->podName, worker->podUid,
                                         worker->row.started ? QString() : worker->podVersion);
        if (!outcome.isDone())
            co_return outcome;
        gone = Words::tr("gone");
    }
    show(*worker, "delete", Step::Status::Done, gone);
    co_return Outcome::done();
}

} // namespace zdtp
