#include "models/run/recordfile.h"

#include "models/task/document.h"

#include <QCoreApplication>
#include <QUuid>

namespace zdtp {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::RecordFile)
};

constexpr int Tries = 12;

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace

const WorkerSpec *RunPlan::worker(const QString &name) const
{
    for (const WorkerSpec &spec : workers) {
        if (spec.name == name)
            return &spec;
    }
    return nullptr;
}

Result<RunPlan> planOf(const RunRecord &record)
{
    const QString origin = Words::tr("record of run %1 of %2").arg(record.run).arg(record.task);
    ParsedTask parsed = parseSyncTask(record.taskYaml, origin);
    if (!parsed.task)
        return fail(Words::tr("the %1 holds no readable task").arg(origin));
    auto preset = parsePreset(record.presetYaml, origin);
    if (!preset)
        return fail(preset.error());
    RunPlan plan;
    plan.input.task = std::move(*parsed.task);
    plan.input.task.nameSpace = record.nameSpace;
    plan.input.preset = std::move(*preset);
    plan.input.run = record.run;
    plan.workers = workersOf(plan.input.task);
    return plan;
}

Outcome RecordFile::take(const Json &object)
{
    const auto map = k8s::parseConfigMap(jsonBytes(object));
    if (!map)
        return {Outcome::Kind::Failed, map.error().toLine()};
    auto record = parseRunRecord(*map);
    if (!record)
        return {Outcome::Kind::Failed, record.error().toLine()};
    m_record = std::move(*record);
    return Outcome::done();
}

Async<Outcome> RecordFile::create(RunRecord record)
{
    record.writeId = newId();
    record.updatedAt = m_requests.context().clock.now();
    const auto map = toConfigMap(record);
    if (!map)
        co_return Outcome{Outcome::Kind::Failed, map.error().toLine()};
    Json manifest = k8s::toJson(*map);
    manifest["apiVersion"] = "v1";
    manifest["kind"] = "ConfigMap";
    for (int tried = 0;; ++tried) {
        ObjectResult answer = co_await m_requests.create(k8s::resources::configMaps(), manifest);
        if (answer)
            co_return take(*answer);
        const Sent sent = sentOf(answer.error());
        if (sent == Sent::Refused && !answer.error().isAlreadyExists())
            co_return Outcome::of(answer.error(), Words::tr("The record of run %1 was not written").arg(record.run));
        if (sent != Sent::NotSent) {
            // There already, or no answer: whose is it? A record of this name can be created only once, so sending
            // it again does no harm.
            ObjectResult found =
                co_await m_requests.read(k8s::resources::configMaps(), names::runRecord(record.task, record.run));
            if (found) {
                const Outcome read = take(*found);
                if (!read.isDone())
                    co_return read;
                if (m_record.launchId == record.launchId)
                    co_return Outcome::done();
                co_return Outcome{Outcome::Kind::Refused,
                                  Words::tr("%1 has just launched run %2 of %3. Look at it, then launch again.")
                                      .arg(m_record.launchedBy)
                                      .arg(record.run)
                                      .arg(record.task)};
            }
            if (!found.error().isNotFound())
                co_return Outcome::of(
                    found.error(),
                    Words::tr("It is not known whether the record of run %1 was written").arg(record.run));
        }
        if (tried + 1 >= Tries)
            co_return Outcome::of(answer.error(), Words::tr("The record of run %1 was not written").arg(record.run));
        co_await Sleep(m_requests.context().clock,
                       std::max<std::chrono::milliseconds>(answer.error().retryAfter, 200ms));
    }
}

Async<Outcome> RecordFile::load(QString task, int run)
{
    ObjectResult found = co_await m_requests.read(k8s::resources::configMaps(), names::runRecord(task, run));
    if (!found && found.error().isNotFound())
        co_return Outcome{Outcome::Kind::Refused,
                          Words::tr("There is no record of run %1 of %2 in namespace %3. Only what the pods' labels "
                                    "say is known of it, which is not enough to change it.")
                              .arg(run)
                              .arg(task, m_requests.context().nameSpace)};
    if (!found)
        co_return Outcome::of(found.error(), Words::tr("The record of run %1 of %2 was not read").arg(run).arg(task));
    co_return take(*found);
}

/// Puts a change into the queue and starts the writer when none is at work.
struct RecordFile::Turn
{
    RecordFile &file;
    Pending &pending;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        pending.waiter = caller;
        file.m_queue.append(&pending);
        if (std::exchange(file.m_writing, true))
            return;
        file.m_writer = file.drain();
        file.m_writer.start();
    }
    void await_resume() const noexcept {}
};

Async<Outcome> RecordFile::write(Change change)
{
    Pending pending{std::move(change), {}, {}};
    Turn turn{*this, pending};
    co_await turn;
    co_return pending.outcome;
}

Async<void> RecordFile::drain()
{
    // What several lanes ask for in the same turn of the event loop goes into one write.
    co_await Sleep(m_requests.context().clock, 0ms);
    while (!m_queue.isEmpty()) {
        QList<Pending *> batch = std::exchange(m_queue, {});
        const QList<Pending *> all = batch;
        const Outcome outcome = co_await writeAll(&batch);
        for (Pending *pending : std::as_const(batch))
            pending->outcome = outcome;
        // A lane that goes on may write again at once: it finds the writer at work and waits in the queue.
        for (Pending *pending : all)
            pending->waiter.resume();
    }
    m_writing = false;
}

/// `batch` keeps those whose change is part of the write; the others got their own outcome.
Async<Outcome> RecordFile::writeAll(QList<Pending *> *batch)
{
    const QString name = names::runRecord(m_record.task, m_record.run);
    const QString what = Words::tr("The record of run %1 was not written").arg(m_record.run);
    for (int tried = 0;; ++tried) {
        RunRecord next = m_record;
        QList<Pending *> willing;
        for (Pending *pending : std::as_const(*batch)) {
            RunRecord changed = next;
            const QString refusal = pending->change(changed);
            if (refusal.isEmpty()) {
                next = std::move(changed);
                willing.append(pending);
            } else {
                pending->outcome = {Outcome::Kind::Refused, refusal};
            }
        }
        *batch = willing;
        if (willing.isEmpty())
            co_return Outcome::done();
        next.writeId = newId();
        next.updatedAt = m_requests.context().clock.now();
        const auto map = toConfigMap(next);
        if (!map)
            co_return Outcome{Outcome::Kind::Failed, map.error().toLine()};
        Json manifest = k8s::toJson(*map);
        manifest["apiVersion"] = "v1";
        manifest["kind"] = "ConfigMap";
        ObjectResult answer = co_await m_requests.update(k8s::resources::configMaps(), manifest);
        if (answer)
            co_return take(*answer);
        const k8s::ApiError error = answer.error();
        if (error.isNotFound())
            co_return Outcome{Outcome::Kind::Refused,
                              Words::tr("The record of run %1 was deleted by somebody else.").arg(m_record.run)};
        const Sent sent = sentOf(error);
        if ((sent == Sent::Refused && !error.isConflict()) || tried + 1 >= Tries)
            co_return Outcome::of(error, what);
        if (sent == Sent::NotSent) {
            co_await Sleep(m_requests.context().clock,
                           std::max<std::chrono::milliseconds>(error.retryAfter, 100ms * (1 << std::min(tried, 5))));
            continue;
        }
        // Somebody was quicker, or no answer came: what is there now decides. A write that comes late is refused by its
        // resourceVersion.
        ObjectResult found = co_await m_requests.read(k8s::resources::configMaps(), name);
        if (!found)
            co_return Outcome::of(found.error(), what);
        const Outcome read = take(*found);
        if (!read.isDone() || m_record.writeId == next.writeId)
            co_return read;
    }
}

Async<Outcome> RecordFile::remove()
{
    const k8s::GroupVersionResource resource = k8s::resources::configMaps();
    const QString name = names::runRecord(m_record.task, m_record.run);
    const QString uid = m_record.uid;
    const QString version = m_record.resourceVersion;
    co_return co_await removeAndWait(m_requests, resource, name, uid, version);
}

} // namespace zdtp
