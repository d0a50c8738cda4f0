#pragma once

#include "models/tables/rowfiltermodel.h"
#include "models/tables/workertablemodel.h"
#include "ui/widgets/table.h"

namespace zdtp::ui {

/// The table of workers with its model, its order and its filter, for one run or for all of them.
class WorkerTable : public DataTable
{
    Q_OBJECT

public:
    enum class Scope { OneRun, AllRuns };

    WorkerTable(const Theme &theme, Scope scope, QWidget *parent = nullptr);

    void setRows(const QList<WorkerRow> &rows);
    void setNow(const QDateTime &now) { m_model.setNow(now); }
    void setFresh(bool fresh);
    tables::RowFilterModel &filter() { return m_rows; }
    const tables::WorkerTableModel &workers() const { return m_model; }

    /// nullptr without a current row.
    const WorkerRow *currentWorker() const;
    QList<WorkerRow> selectedWorkers() const;
    const WorkerRow *workerAt(const QModelIndex &index) const;
    bool selectWorker(const QString &key);
    /// To the next row that is not well, round and round.
    bool stepToTrouble(int by);

signals:
    void currentWorkerChanged();
    void selectionChangedTo(int count);

private:
    tables::WorkerTableModel m_model;
    tables::RowFilterModel m_rows;
};

} // namespace zdtp::ui
