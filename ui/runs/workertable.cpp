#include "ui/runs/workertable.h"

#include "ui/widgets/delegates.h"

#include <QHeaderView>

#include <algorithm>

namespace zdtp::ui {

using Model = tables::WorkerTableModel;

WorkerTable::WorkerTable(const Theme &theme, Scope scope, QWidget *parent) : DataTable(theme, parent)
{
    setObjectName(QStringLiteral("workers"));
    setAccessibleName(tr("Workers"));
    setRowHeight(24);
    m_rows.setSourceModel(&m_model);
    setModel(&m_rows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setItemDelegate(new CellDelegate(theme, this));
    setItemDelegateForColumn(Model::StateColumn, new StateDelegate(theme, this));
    setItemDelegateForColumn(Model::WorkerColumn, new NameDelegate(theme, this));
    setItemDelegateForColumn(Model::ProgressColumn, new ProgressDelegate(theme, this));
    auto *numbers = new NumberDelegate(theme, this);
    for (const int column : {Model::RunColumn, Model::AttemptColumn, Model::RowsColumn, Model::RateColumn,
                             Model::ReadyColumn, Model::RestartsColumn, Model::AgeColumn})
        setItemDelegateForColumn(column, numbers);
    setFixedColumns({Model::StateColumn, Model::WorkerColumn, Model::ProgressColumn, Model::RowsColumn});
    const QList<std::pair<int, int>> widths{
        {Model::StateColumn, 104},    {Model::TaskColumn, 150},  {Model::RunColumn, 48},
        {Model::WorkerColumn, 92},    {Model::SliceColumn, 164}, {Model::AttemptColumn, 40},
        {Model::ProgressColumn, 112}, {Model::RowsColumn, 78},   {Model::RateColumn, 64},
        {Model::PodStatusColumn, 84}, {Model::ReadyColumn, 52},  {Model::RestartsColumn, 66},
        {Model::AgeColumn, 54}};
    for (const auto &[column, width] : widths)
        header()->resizeSection(column, theme.dp(width));
    header()->setStretchLastSection(false);
    if (scope == Scope::OneRun) {
        setColumnHidden(Model::TaskColumn, true);
        setColumnHidden(Model::RunColumn, true);
    }
    setFlexibleColumn(Model::SliceColumn, 110);
    const QList<int> giving{Model::AgeColumn, Model::RestartsColumn, Model::ReadyColumn, Model::PodStatusColumn,
                            Model::AttemptColumn};
    int rest = 0; // what the columns that never hide take
    for (int column = 0; column < Model::ColumnCount; ++column) {
        if (!giving.contains(column) && !isColumnHidden(column))
            rest += column == Model::SliceColumn ? theme.dp(110) : header()->sectionSize(column);
    }
    setGivingWay(giving, rest);
    sortByColumn(Model::StateColumn, Qt::AscendingOrder);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &WorkerTable::currentWorkerChanged);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { emit selectionChangedTo(int(selectionModel()->selectedRows().size())); });
}

void WorkerTable::setRows(const QList<WorkerRow> &rows)
{
    m_model.merge(rows);
}

void WorkerTable::setFresh(bool fresh)
{
    m_model.setStale(!fresh);
    setStale(!fresh);
}

const WorkerRow *WorkerTable::workerAt(const QModelIndex &index) const
{
    return m_model.rowAt(m_rows.mapToSource(index));
}

const WorkerRow *WorkerTable::currentWorker() const
{
    return workerAt(currentIndex());
}

QList<WorkerRow> WorkerTable::selectedWorkers() const
{
    QModelIndexList indexes = selectionModel()->selectedRows();
    std::sort(indexes.begin(), indexes.end());
    QList<WorkerRow> rows;
    for (const QModelIndex &index : std::as_const(indexes)) {
        if (const WorkerRow *row = workerAt(index))
            rows.append(*row);
    }
    return rows;
}

bool WorkerTable::selectWorker(const QString &key)
{
    const int row = m_model.rowOf(key);
    const QModelIndex index = row < 0 ? QModelIndex() : m_rows.mapFromSource(m_model.index(row, 0));
    if (!index.isValid())
        return false;
    setCurrentIndex(index);
    scrollTo(index);
    return true;
}

bool WorkerTable::stepToTrouble(int by)
{
    const int count = m_rows.rowCount();
    const int start = currentIndex().isValid() ? currentIndex().row() : (by > 0 ? -1 : count);
    for (int i = 1; i <= count; ++i) {
        const int row = ((start + by * i) % count + count) % count;
        const QModelIndex index = m_rows.index(row, 0);
        const auto state = zdtp::State(index.data(tables::StateRole).toInt());
        if (state == zdtp::State::Failed || state == zdtp::State::Missing || state == zdtp::State::Unknown) {
            setCurrentIndex(index);
            scrollTo(index);
            return true;
        }
    }
    return false;
}

} // namespace zdtp::ui
