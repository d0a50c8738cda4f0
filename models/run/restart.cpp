#include "models/run/restart.h"

#include "models/run/otherruns.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::RestartOperation)
};

constexpr int LaneCount = 6;

} // namespace

struct RestartOperation::Lanes
{
    std::size_t next = 0;
    int done = 0;
    std::vector<std::pair<QString, Outcome>> failed;
};

RestartOperation::RestartOperation(RunContext context, RestartRequest request, Goal goal, QObject *parent)
    : RunOperation(std::move(context), parent), m_request(std::move(request)), m_goal(goal), m_record(Requests(*this))
{
    setTask(m_request.task, m_request.run);
}

QString RestartOperation::title() const
{
    const QString who = m_request.workers.size() == 1
                            ? m_request.workers.first()
                            : Words::tr("%n worker(s)", nullptr, int(m_request.workers.size()));
    return m_goal == Goal::Restart ? Words::tr("Restart %1 of %2, run %3").arg(who, task()).arg(run())
                                   : Words::tr("Clean up %1 of %2, run %3").arg(who, task()).arg(run());
}

Async<Outcome> RestartOperation::perform()
{
    if (m_request.cleanUp == RestartRequest::CleanUp::ByHand && m_request.byHandReason.trimmed().isEmpty())
        co_return Outcome{Outcome::Kind::Invalid,
                          Words::tr("Cleaned up by hand: say why and how. The reason goes to the journal.")};
    Outcome outcome = co_await m_record.load(task(), run());
    if (!outcome.isDone())
        co_return outcome;
    auto plan = planOf(m_record.record());
    if (!plan)
        co_return Outcome{Outcome::Kind::Failed, plan.error().toLine()};
    m_plan = std::move(*plan);
    OtherRuns others;
    outcome = co_await others.read(Requests(*this), task(), run(), OtherRuns::Pods::Read);
    if (outcome.isDone())
        outcome = others.newer();
    if (!outcome.isDone())
        co_return outcome;
    for (const QString &name : std::as_const(m_request.workers)) {
        const WorkerSpec *spec = m_plan.worker(name);
        if (!spec)
            co_return Outcome{Outcome::Kind::Invalid,
                              Words::tr("Run %1 of %2 has no worker %3.").arg(run()).arg(task(), name)};
        Worker worker;
        worker.spec = *spec;
        worker.index = int(m_plan.workers.indexOf(*spec));
        m_workers.push_back(worker);
    }
    if (m_workers.empty())
        co_return Outcome{Outcome::Kind::Invalid, Words::tr("No worker was named.")};
    showSteps();
    if (m_workers.size() == 1)
        co_return co_await one(&m_workers.front());

    Lanes lanes;
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(lane(&lanes));
    All all(std::move(running));
    co_await all;
    const QString verb = m_goal == Goal::Restart ? Words::tr("%1 of %2 workers are restarted.")
                                                 : Words::tr("The slices of %1 of %2 workers are empty.");
    const QString sum = verb.arg(lanes.done).arg(m_workers.size());
    if (lanes.failed.empty())
        co_return isCancelled() ? Outcome{Outcome::Kind::Failed, Words::tr("Cancelled: %1").arg(sum)}
                                : Outcome::done(sum);
    const auto &[name, first] = lanes.failed.front();
    QString line = sum + u' ' + name + QStringLiteral(": ") + first.line;
    if (lanes.failed.size() > 1)
        line += Words::tr(" (and %n more)", nullptr, int(lanes.failed.size()) - 1);
    co_return Outcome{first.kind, line};
}

Async<void> RestartOperation::lane(Lanes *lanes)
{
    while (lanes->next < m_workers.size() && !isCancelled()) {
        Worker *worker = &m_workers[lanes->next++];
        updateStep(worker->spec.name, Step::Status::Running);
        const Outcome outcome = co_await one(worker);
        if (outcome.isDone())
            ++lanes->done;
        else
            lanes->failed.emplace_back(worker->spec.name, outcome);
        updateStep(worker->spec.name, outcome.isDone() ? Step::Status::Done : Step::Status::Failed, outcome.line);
    }
}

void RestartOperation::showSteps()
{
    QList<Step> steps;
    const auto add = [&steps](const char *id, const QString &title, const QString &detail) {
        steps.append({QString::fromLatin1(id), title, detail, {}, Step::Status::Pending});
    };
    if (m_workers.size() > 1) {
        for (const Worker &worker : m_workers)
            steps.append({worker.spec.name, worker.spec.name, worker.spec.sliceText(), {}, Step::Status::Pending});
        setSteps(steps);
        return;
    }
    const QString name = m_workers.front().spec.name;
    const int attempt = m_record.record().latestAttempt(name);
    const QString pod = names::workerPod(task(), run(), name, attempt);
    if (m_goal == Goal::Restart)
        add("archive", Words::tr("Archive the evidence of attempt %1").arg(attempt),
            Words::tr("pod, events, log, exit code"));
    if (m_request.cleanUp == RestartRequest::CleanUp::ByHand) {
        add("cleanup", Words::tr("Cleaned up by hand"), m_request.byHandReason);
    } else if (m_request.cleanUp == RestartRequest::CleanUp::Pod) {
        HelperRequest request;
        request.kind = HelperKind::Cleanup;
        request.worker = &m_workers.front().spec;
        const auto statement = helperStatement(m_plan.input, request);
        add("cleanup", Words::tr("Clean up"), statement ? *statement : statement.error().toLine());
        add("verify", Words::tr("Verify that 0 rows are left"),
            Words::tr("counts again; if any row is left it stops here"));
    }
    if (m_goal == Goal::Restart) {
        add("delete", Words::tr("Delete the old pod"), Words::tr("%1, only if it is still the same").arg(pod));
        add("create", Words::tr("Start attempt %1").arg(attempt + 1),
            names::workerPod(task(), run(), name, attempt + 1));
    }
    setSteps(steps);
}

void RestartOperation::show(const Worker &worker, const char *step, Step::Status status, const QString &result)
{
    if (m_workers.size() == 1) {
        updateStep(QString::fromLatin1(step), status, result);
        return;
    }
    for (const Step &one : steps()) {
        if (one.id == worker.spec.name && status == Step::Status::Running)
            updateStep(worker.spec.name, status, result.isEmpty() ? QString::fromLatin1(step) : result);
    }
}

QString RestartOperation::attemptObject(const Worker &worker) const
{
    return QStringLiteral("Pod ") + worker.podName;
}

} // namespace zdtp
