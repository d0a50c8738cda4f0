#include "models/tables/ratehistory.h"

#include <algorithm>

namespace zdtp::tables {

QString RateHistory::keyOf(const QString &nameSpace, const QString &task, int run)
{
    return QStringLiteral("%1/%2/%3").arg(nameSpace, task).arg(run);
}

void RateHistory::sample(const Fleet &fleet, const QDateTime &now)
{
    const QList<RunView> runs = fleet.runs();
    for (const RunView &run : runs) {
        if (run.sums.running == 0)
            continue;
        Sample sample{now.toMSecsSinceEpoch(), std::nullopt};
        const QList<WorkerRow> rows = fleet.workers(run.record.nameSpace, run.record.task, run.record.run);
        for (const WorkerRow &row : rows) {
            if (row.state == State::Running && row.progress.rate)
                sample.rate = sample.rate.value_or(0) + *row.progress.rate;
        }
        QList<Sample> &samples = m_samples[keyOf(run.record.nameSpace, run.record.task, run.record.run)];
        samples.append(sample);
        if (samples.size() > MostSamples)
            samples.remove(0, samples.size() - MostSamples);
    }
}

QList<RateHistory::Sample> RateHistory::samples(const QString &nameSpace, const QString &task, int run) const
{
    return m_samples.value(keyOf(nameSpace, task, run));
}

bool RateHistory::hasRates(const QString &nameSpace, const QString &task, int run) const
{
    const auto found = m_samples.constFind(keyOf(nameSpace, task, run));
    if (found == m_samples.cend())
        return false;
    return std::count_if(found->cbegin(), found->cend(), [](const Sample &s) { return s.rate.has_value(); }) >= 2;
}

} // namespace zdtp::tables
