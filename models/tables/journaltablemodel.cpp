#include "models/tables/journaltablemodel.h"

#include "models/tables/words.h"

namespace zdtp::tables {

QString JournalTableModel::keyOf(const JournalEntry &entry) const
{
    return QStringList{
        entry.time.toString(Qt::ISODateWithMs), entry.who, entry.what, entry.object, entry.uid, entry.outcome}
        .join(u'\n');
}

QVariant JournalTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case WhoColumn:
        return tr("Who");
    case WhatColumn:
        return tr("What");
    case ObjectColumn:
        return tr("Object");
    case OutcomeColumn:
        return tr("Outcome");
    case ReasonColumn:
        return tr("Reason given");
    default:
        return {};
    }
}

QString JournalTableModel::text(const JournalEntry &entry, int column) const
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? dash() : text; };
    switch (column) {
    case TimeColumn:
        return timeText(entry.time, m_now);
    case WhoColumn:
        return orDash(entry.who);
    case WhatColumn:
        return orDash(entry.what);
    case ObjectColumn:
        return orDash(entry.object);
    case OutcomeColumn:
        return orDash(entry.outcome.simplified());
    case ReasonColumn:
        return orDash(entry.reason.simplified());
    default:
        return {};
    }
}

QVariant JournalTableModel::data(const QModelIndex &index, int role) const
{
    const JournalEntry *entry = rowAt(index);
    if (!entry)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*entry, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::ToolTipRole:
        switch (column) {
        case TimeColumn:
            return fullTimeText(entry->time);
        case ObjectColumn:
            return entry->uid.isEmpty() ? entry->object : entry->object + QStringLiteral("\nuid ") + entry->uid;
        case OutcomeColumn:
            return entry->outcome;
        case ReasonColumn:
            return entry->reason;
        default:
            return {};
        }
    case Qt::AccessibleTextRole:
        return QStringList{entry->who, entry->what, entry->object, entry->outcome}.join(QStringLiteral(", "));
    case SortRole:
        if (column == TimeColumn) // newest first
            return entry->time.isValid() ? -entry->time.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
        return text(*entry, column);
    case KeyRole:
        return keyOf(*entry);
    case ToneRole:
        if (text(*entry, column) == dash())
            return int(Tone::Third);
        return int(column == WhatColumn || column == ObjectColumn ? Tone::Normal : Tone::Second);
    default:
        return {};
    }
}

void JournalTableModel::setNow(const QDateTime &now)
{
    const bool dayChanged = m_now.toLocalTime().date() != now.toLocalTime().date();
    m_now = now;
    if (dayChanged)
        refreshColumns(TimeColumn, TimeColumn);
}

} // namespace zdtp::tables
