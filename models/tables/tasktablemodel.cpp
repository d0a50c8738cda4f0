#include "models/tables/tasktablemodel.h"

#include "models/tables/words.h"
#include "models/task/document.h"

namespace zdtp::tables {

State stateOf(const RunView &run)
{
    const RunSums &sums = run.sums;
    if (run.record.phase == RunPhase::Refused)
        return State::Failed;
    if (sums.failed > 0)
        return State::Failed;
    if (sums.unknown > 0)
        return State::Unknown;
    if (sums.missing > 0)
        return State::Missing;
    if (sums.running > 0)
        return State::Running;
    if (sums.waiting > 0)
        return State::Waiting;
    if (run.succeeded)
        return State::Succeeded;
    return State::Stopped;
}

QString runWord(const RunView &run)
{
    const RunSums &sums = run.sums;
    switch (stateOf(run)) {
    case State::Failed:
        return run.record.phase == RunPhase::Refused ? TaskTableModel::tr("Refused")
                                                     : TaskTableModel::tr("%1 failed").arg(sums.failed);
    case State::Unknown:
        return TaskTableModel::tr("%1 unknown").arg(sums.unknown);
    case State::Missing:
        return TaskTableModel::tr("%1 missing").arg(sums.missing);
    case State::Stopped:
        return run.record.phase == RunPhase::Cancelled ? TaskTableModel::tr("Cancelled")
                                                       : TaskTableModel::tr("Stopped");
    default:
        return word(stateOf(run));
    }
}

QList<TaskLine> TaskLines::of(const Fleet &fleet)
{
    QHash<QString, const RunView *> latest;
    const QList<RunView> runs = fleet.runs();
    for (const RunView &run : runs) {
        const RunView *&best = latest[run.record.nameSpace + u'/' + run.record.task];
        if (!best || best->record.run < run.record.run)
            best = &run;
    }
    QList<TaskLine> lines;
    QHash<QString, Read> read;
    const QList<TaskRecord> tasks = fleet.tasks();
    for (const TaskRecord &task : tasks) {
        const QString key = task.nameSpace + u'/' + task.name;
        Read entry = m_read.value(key);
        if (entry.yaml != task.yaml || entry.line.name.isEmpty()) {
            entry = {task.yaml, {}};
            const ParsedTask parsed = parseSyncTask(task.yaml, task.name);
            if (parsed.task) {
                entry.line.type = word(parsed.task->type);
                entry.line.engine = parsed.task->engine;
                entry.line.mode = word(parsed.task->scheduling.mode);
            } else if (!parsed.findings.isEmpty()) {
                entry.line.problem = parsed.findings.first().message;
            }
            entry.line.name = task.name;
            entry.line.nameSpace = task.nameSpace;
        }
        read.insert(key, entry);
        TaskLine line = entry.line;
        line.savedAt = task.savedAt;
        line.savedBy = task.savedBy;
        if (const RunView *run = latest.value(key)) {
            line.lastRun = run->record.run;
            line.lastState = stateOf(*run);
            line.lastWord = runWord(*run);
            line.when = run->record.launchedAt;
        }
        lines.append(std::move(line));
    }
    m_read = std::move(read);
    return lines;
}

QVariant TaskTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == LastRunColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Task");
    case TypeColumn:
        return tr("Type");
    case EngineColumn:
        return tr("Engine");
    case ModeColumn:
        return tr("Mode");
    case LastRunColumn:
        return tr("Last run");
    case StateColumn:
        return tr("State");
    case WhenColumn:
        return tr("Launched");
    case SavedColumn:
        return tr("Saved");
    default:
        return {};
    }
}

QString TaskTableModel::text(const TaskLine &line, int column) const
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? dash() : text; };
    switch (column) {
    case NameColumn:
        return line.name;
    case TypeColumn:
        return orDash(line.type);
    case EngineColumn:
        return orDash(line.engine);
    case ModeColumn:
        return orDash(line.mode);
    case LastRunColumn:
        return line.lastRun > 0 ? QString::number(line.lastRun) : dash();
    case StateColumn:
        return line.lastRun > 0 ? line.lastWord : tr("never launched");
    case WhenColumn:
        return timeText(line.when, m_now);
    case SavedColumn:
        if (line.draft)
            return tr("draft, typed %1").arg(timeText(line.savedAt, m_now));
        return line.savedBy.isEmpty() ? timeText(line.savedAt, m_now)
                                      : tr("%1 by %2").arg(timeText(line.savedAt, m_now), line.savedBy);
    default:
        return {};
    }
}

QVariant TaskTableModel::sortKey(const TaskLine &line, int column) const
{
    switch (column) {
    case LastRunColumn:
        return line.lastRun;
    case StateColumn:
        return severity(line.lastState);
    case WhenColumn:
        return line.when.isValid() ? -line.when.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    case SavedColumn:
        return line.savedAt.isValid() ? -line.savedAt.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    default:
        return text(line, column);
    }
}

QVariant TaskTableModel::data(const QModelIndex &index, int role) const
{
    const TaskLine *line = rowAt(index);
    if (!line)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*line, index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::ToolTipRole:
        if (index.column() == WhenColumn)
            return fullTimeText(line->when);
        if (index.column() == SavedColumn)
            return fullTimeText(line->savedAt);
        return line->problem;
    case Qt::AccessibleTextRole:
        return QStringList{line->name, line->type, line->engine, text(*line, StateColumn)}.join(QStringLiteral(", "));
    case StateRole:
        return int(line->lastState);
    case SortRole:
        return sortKey(*line, index.column());
    case KeyRole:
        return keyOf(*line);
    case ToneRole:
        if (index.column() == StateColumn)
            return int(line->lastRun > 0 ? Tone::State : Tone::Third);
        if (text(*line, index.column()) == dash())
            return int(Tone::Third);
        return int(index.column() == NameColumn ? Tone::Normal : Tone::Second);
    default:
        return {};
    }
}

void TaskTableModel::setNow(const QDateTime &now)
{
    const bool dayChanged = m_now.toLocalTime().date() != now.toLocalTime().date();
    m_now = now;
    if (dayChanged)
        refreshColumns(WhenColumn, SavedColumn);
}

} // namespace zdtp::tables
