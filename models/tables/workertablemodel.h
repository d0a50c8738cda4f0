#pragma once

#include "models/fleet/worker.h"
#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

namespace zdtp::tables {

/// The worker table: one row a worker, with its latest attempt. Rows come from Fleet and only from there.
class WorkerTableModel final : public KeyedTableModel<WorkerRow>
{
    Q_OBJECT

public:
    enum Column {
        StateColumn,
        TaskColumn, ///< with RunColumn only useful where several runs are shown
        RunColumn,
        WorkerColumn,
        SliceColumn,
        AttemptColumn,
        ProgressColumn,
        RowsColumn,
        RateColumn,
        PodStatusColumn,
        ReadyColumn,
        RestartsColumn,
        AgeColumn,
        ColumnCount
    };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// The time that ages are told from, UTC.
    void setNow(const QDateTime &now);
    /// What the rows say is not fresh: delegates take the colours away.
    void setStale(bool stale);

protected:
    QString keyOf(const WorkerRow &row) const override { return row.key(); }

private:
    QVariant text(const WorkerRow &row, int column) const;
    QVariant sortKey(const WorkerRow &row, int column) const;
    QVariant toolTip(const WorkerRow &row, int column) const;
    Tone tone(const WorkerRow &row, int column) const;

    QDateTime m_now;
    bool m_stale = false;
};

/// 0 … 100, or below 0 when the engine reports no percent. A worker that succeeded has copied its whole slice.
double percentOf(const WorkerRow &row);
/// What stands in the progress cell without a percent: "not started", "rows only", "not reported".
QString progressWord(const WorkerRow &row);
/// "orders-02, Failed, attempt 1, 31 percent, 612,304 rows", for readers.
QString rowInWords(const WorkerRow &row);

} // namespace zdtp::tables
