#include "models/tables/workertablemodel.h"

#include "models/tables/words.h"

#include <QLocale>

namespace zdtp::tables {

double percentOf(const WorkerRow &row)
{
    if (row.state == State::Succeeded)
        return 100;
    return row.progress.percent.value_or(-1);
}

QString progressWord(const WorkerRow &row)
{
    if (!row.started)
        return WorkerTableModel::tr("not started");
    if (row.progress.rows || row.progress.bytes)
        return WorkerTableModel::tr("rows only");
    return WorkerTableModel::tr("not reported");
}

QString rowInWords(const WorkerRow &row)
{
    QStringList words{row.spec.name, word(row.state)};
    if (row.attempt > 0)
        words.append(WorkerTableModel::tr("attempt %1").arg(row.attempt));
    if (const double percent = percentOf(row); percent >= 0)
        words.append(WorkerTableModel::tr("%1 percent").arg(int(percent)));
    else
        words.append(progressWord(row));
    if (row.progress.rows)
        words.append(WorkerTableModel::tr("%1 rows").arg(count(*row.progress.rows)));
    return words.join(QStringLiteral(", "));
}

QVariant WorkerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        switch (section) {
        case AttemptColumn:
        case RowsColumn:
        case RateColumn:
        case ReadyColumn:
        case RestartsColumn:
        case AgeColumn:
            return int(Qt::AlignRight | Qt::AlignVCenter);
        default:
            return int(Qt::AlignLeft | Qt::AlignVCenter);
        }
    }
    if (role == Qt::ToolTipRole && section == AttemptColumn)
        return tr("Attempt: which start of the worker within its run");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case TaskColumn:
        return tr("Task");
    case RunColumn:
        return tr("Run");
    case WorkerColumn:
        return tr("Worker");
    case SliceColumn:
        return tr("Slice");
    case AttemptColumn:
        return tr("Att.");
    case ProgressColumn:
        return tr("Progress");
    case RowsColumn:
        return tr("Rows");
    case RateColumn:
        return tr("Rows/s");
    case PodStatusColumn:
        return tr("Pod status");
    case ReadyColumn:
        return tr("Ready");
    case RestartsColumn:
        return tr("Restarts");
    case AgeColumn:
        return tr("Age");
    default:
        return {};
    }
}

QVariant WorkerTableModel::data(const QModelIndex &index, int role) const
{
    const WorkerRow *row = rowAt(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::ToolTipRole:
        return toolTip(*row, index.column());
    case Qt::AccessibleTextRole:
        return rowInWords(*row);
    case StateRole:
        return int(row->state);
    case ProgressRole:
        return percentOf(*row);
    case ProgressTextRole:
        return progressWord(*row);
    case SortRole:
        return sortKey(*row, index.column());
    case KeyRole:
        return row->key();
    case StaleRole:
        return m_stale;
    case ToneRole:
        return int(tone(*row, index.column()));
    default:
        return {};
    }
}

QVariant WorkerTableModel::text(const WorkerRow &row, int column) const
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? dash() : text; };
    switch (column) {
    case StateColumn:
        return word(row.state);
    case TaskColumn:
        return row.task;
    case RunColumn:
        return QString::number(row.run);
    case WorkerColumn:
        return row.spec.name;
    case SliceColumn:
        return row.spec.sliceText();
    case AttemptColumn:
        return row.attempt > 0 ? QString::number(row.attempt) : dash();
    case ProgressColumn: {
        const double percent = percentOf(row);
        return percent < 0 ? progressWord(row) : tr("%1 %").arg(int(percent));
    }
    case RowsColumn:
        return row.progress.rows ? count(*row.progress.rows) : dash();
    case RateColumn: // a rate is of now: an ended worker has none
        return row.progress.rate && row.state == State::Running ? count(qRound64(*row.progress.rate)) : dash();
    case PodStatusColumn:
        return orDash(row.podStatus);
    case ReadyColumn:
        return orDash(row.ready);
    case RestartsColumn:
        return orDash(row.restarts);
    case AgeColumn:
        return ageText(row.created, m_now);
    default:
        return {};
    }
}

QVariant WorkerTableModel::sortKey(const WorkerRow &row, int column) const
{
    switch (column) {
    case StateColumn:
        return severity(row.state);
    case TaskColumn:
        return row.task;
    case RunColumn:
        return row.run;
    case WorkerColumn:
        return row.spec.name;
    case SliceColumn: // workers are numbered in the order of their slices: the text of a slice would put 10 before 9
        return QString(row.spec.table + u' ' + row.spec.name);
    case AttemptColumn:
        return row.attempt;
    case ProgressColumn:
        return percentOf(row);
    case RowsColumn:
        return row.progress.rows.value_or(-1);
    case RateColumn:
        return row.state == State::Running ? row.progress.rate.value_or(-1.0) : -1.0;
    case PodStatusColumn:
        return row.podStatus;
    case ReadyColumn:
        return row.ready;
    case RestartsColumn:
        return row.podUid.isEmpty() ? -1 : row.restartCount;
    case AgeColumn: // the youngest first
        return row.created.isValid() ? -row.created.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    default:
        return {};
    }
}

QVariant WorkerTableModel::toolTip(const WorkerRow &row, int column) const
{
    switch (column) {
    case StateColumn:
        return row.message.isEmpty() ? row.reason : row.message;
    case SliceColumn:
        return QString(row.spec.table + QStringLiteral("  ") + row.spec.sliceText());
    case WorkerColumn:
        return row.podName.isEmpty() ? row.spec.name : row.podName;
    case RestartsColumn:
        return row.restarts;
    case AgeColumn:
        return fullTimeText(row.created);
    default:
        return {};
    }
}

Tone WorkerTableModel::tone(const WorkerRow &row, int column) const
{
    if (column == StateColumn)
        return Tone::State;
    if (column == SliceColumn || column == TaskColumn)
        return Tone::Second;
    if (column == ProgressColumn)
        return percentOf(row) < 0 ? Tone::Second : Tone::Normal;
    return text(row, column).toString() == dash() ? Tone::Third : Tone::Normal;
}

void WorkerTableModel::setNow(const QDateTime &now)
{
    m_now = now;
    refreshColumns(AgeColumn, AgeColumn);
}

void WorkerTableModel::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    refreshAll();
}

} // namespace zdtp::tables
