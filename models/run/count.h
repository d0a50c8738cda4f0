#pragma once

#include "models/run/helper.h"

namespace zdtp {

/// Counts slices in target and source with helper pods. Changes nothing in a database.
class CountOperation final : public RunOperation
{
    Q_OBJECT

public:
    /// `target`, `source`: rows, -1 when not known; `problem`: why not.
    using Counted = std::function<void(const QString &worker, qint64 target, qint64 source, const QString &problem)>;
    CountOperation(RunContext context, QString task, int run, QStringList workers, Counted counted,
                   QObject *parent = nullptr);
    QString title() const override;

protected:
    Async<Outcome> perform() override;

private:
    struct Lanes;
    Async<void> lane(Lanes *lanes);

    QStringList m_workers;
    Counted m_counted;
    RecordFile m_record;
    RunPlan m_plan;
};

} // namespace zdtp
