#include "models/run/count.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::CountOperation)
};

constexpr int LaneCount = 4; ///< counting reads whole slices: not too many at once

} // namespace

struct CountOperation::Lanes
{
    qsizetype next = 0;
    Outcome trouble;
};

CountOperation::CountOperation(RunContext context, QString task, int run, QStringList workers, Counted counted,
                               QObject *parent)
    : RunOperation(std::move(context), parent)
    , m_workers(std::move(workers))
    , m_counted(std::move(counted))
    , m_record(Requests(*this))
{
    setTask(task, run);
}

QString CountOperation::title() const
{
    return m_workers.size() == 1
               ? Words::tr("Count the slice of %1 of %2, run %3").arg(m_workers.first(), task()).arg(run())
               : Words::tr("Count %n slice(s) of %1, run %2", nullptr, int(m_workers.size())).arg(task()).arg(run());
}

Async<Outcome> CountOperation::perform()
{
    const Outcome loaded = co_await m_record.load(task(), run());
    if (!loaded.isDone())
        co_return loaded;
    auto plan = planOf(m_record.record());
    if (!plan)
        co_return Outcome{Outcome::Kind::Failed, plan.error().toLine()};
    m_plan = std::move(*plan);
    QList<Step> steps;
    for (const QString &name : std::as_const(m_workers)) {
        const WorkerSpec *spec = m_plan.worker(name);
        if (!spec)
            co_return Outcome{Outcome::Kind::Invalid,
                              Words::tr("Run %1 of %2 has no worker %3.").arg(run()).arg(task(), name)};
        steps.append({name, Words::tr("Count %1").arg(name), spec->sliceText(), {}, Step::Status::Pending});
    }
    setSteps(steps);
    Lanes lanes;
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(lane(&lanes));
    All all(std::move(running));
    co_await all;
    if (isCancelled())
        co_return Outcome{Outcome::Kind::Failed, Words::tr("Cancelled.")};
    co_return lanes.trouble;
}

Async<void> CountOperation::lane(Lanes *lanes)
{
    while (lanes->next < m_workers.size() && !isCancelled()) {
        const QString name = m_workers.at(lanes->next++);
        updateStep(name, Step::Status::Running);
        qint64 rows[2] = {-1, -1};
        Outcome trouble;
        for (const Side side : {Side::Target, Side::Source}) {
            HelperOrder order;
            order.kind = HelperKind::Count;
            order.worker = *m_plan.worker(name);
            order.side = side;
            order.launchId = id();
            const HelperRun ran = co_await runHelper(Requests(*this), &m_plan, std::move(order));
            if (ran.outcome.isDone() && ran.problem.isEmpty() && ran.rows)
                rows[side == Side::Target ? 0 : 1] = *ran.rows;
            else if (trouble.isDone() && !ran.outcome.isDone())
                trouble = ran.outcome;
            else if (trouble.isDone())
                trouble = {Outcome::Kind::Failed, Words::tr("Pod %1: %2").arg(ran.pod, ran.problem)};
        }
        m_counted(name, rows[0], rows[1], trouble.line);
        if (lanes->trouble.isDone())
            lanes->trouble = trouble;
        const auto shown = [](qint64 count) { return count < 0 ? QStringLiteral("?") : QString::number(count); };
        updateStep(name, trouble.isDone() ? Step::Status::Done : Step::Status::Failed,
                   Words::tr("%1 in the target, %2 in the source").arg(shown(rows[0]), shown(rows[1])));
    }
}

} // namespace zdtp
