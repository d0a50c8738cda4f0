#pragma once

#include "models/fleet/fleet.h"
#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

#include <optional>

namespace zdtp::tables {

/// A saved task with its latest run.
struct TaskLine
{
    QString name;
    QString nameSpace;
    QString type; ///< the words of the document; empty when it cannot be read
    QString engine;
    QString mode;
    QString problem; ///< why the document cannot be read, one line
    int lastRun = 0; ///< 0: never launched
    State lastState = State::NotTried;
    QString lastWord; ///< "Failed 2 of 24"
    QDateTime when;   ///< of the last launch, UTC
    QDateTime savedAt;
    QString savedBy;
    bool draft = false; ///< only on this machine; savedAt is when it was typed
    friend bool operator==(const TaskLine &, const TaskLine &) = default;
};

/// A run in one state: trouble first, then what still goes on.
State stateOf(const RunView &run);
/// "Running", "2 failed", "Succeeded": what is said of a run in one or two words.
QString runWord(const RunView &run);
/// Every saved task of the fleet. Documents are read again only when they changed.
class TaskLines
{
public:
    QList<TaskLine> of(const Fleet &fleet);

private:
    struct Read
    {
        QByteArray yaml;
        TaskLine line;
    };
    QHash<QString, Read> m_read;
};

class TaskTableModel final : public KeyedTableModel<TaskLine>
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        TypeColumn,
        EngineColumn,
        ModeColumn,
        LastRunColumn,
        StateColumn,
        WhenColumn,
        SavedColumn,
        ColumnCount
    };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void setNow(const QDateTime &now);

protected:
    QString keyOf(const TaskLine &line) const override
    {
        return (line.draft ? QStringLiteral("draft/") : line.nameSpace + u'/') + line.name;
    }

private:
    QString text(const TaskLine &line, int column) const;
    QVariant sortKey(const TaskLine &line, int column) const;

    QDateTime m_now;
};

} // namespace zdtp::tables
