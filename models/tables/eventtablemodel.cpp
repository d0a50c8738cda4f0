#include "models/tables/eventtablemodel.h"

#include "models/tables/words.h"

namespace zdtp::tables {

namespace {

bool isWarning(const k8s::Event &event)
{
    return event.type == QLatin1String("Warning");
}

} // namespace

QString EventTableModel::keyOf(const k8s::Event &event) const
{
    return event.meta.uid.isEmpty() ? QString(event.meta.nameSpace + u'/' + event.meta.name) : event.meta.uid;
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == LastSeenColumn || section == CountColumn;
        return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TypeColumn:
        return tr("Type");
    case LastSeenColumn:
        return tr("Last seen");
    case ReasonColumn:
        return tr("Reason");
    case ObjectColumn:
        return tr("Object");
    case CountColumn:
        return tr("Count");
    case MessageColumn:
        return tr("Message");
    default:
        return {};
    }
}

QString EventTableModel::text(const k8s::Event &event, int column) const
{
    switch (column) {
    case TypeColumn:
        return event.type;
    case LastSeenColumn:
        return ageText(event.lastSeen, m_now);
    case ReasonColumn:
        return event.reason;
    case ObjectColumn:
        return event.objectKind + u' ' + event.objectName;
    case CountColumn:
        return count(event.count);
    case MessageColumn:
        return event.message.simplified();
    default:
        return {};
    }
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    const k8s::Event *event = rowAt(index);
    if (!event)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*event, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::ToolTipRole:
        return column == LastSeenColumn  ? fullTimeText(event->lastSeen)
               : column == MessageColumn ? event->message
                                         : QString();
    case Qt::AccessibleTextRole:
        return QStringList{event->type, event->reason, text(*event, ObjectColumn), event->message}.join(
            QStringLiteral(", "));
    case IconNameRole:
        if (column != TypeColumn)
            return {};
        return isWarning(*event) ? QStringLiteral("warning") : QStringLiteral("info");
    case StateRole: // a warning wears the amber of waiting; an ordinary event is grey
        return int(isWarning(*event) ? State::Waiting : State::Stopped);
    case SortRole:
        if (column == LastSeenColumn)
            return event->lastSeen.isValid() ? -event->lastSeen.toMSecsSinceEpoch()
                                             : std::numeric_limits<qint64>::max();
        if (column == CountColumn)
            return event->count;
        if (column == TypeColumn)
            return isWarning(*event) ? 0 : 1;
        return text(*event, column);
    case KeyRole:
        return keyOf(*event);
    case ToneRole:
        if (column == TypeColumn)
            return int(Tone::State);
        return int(column == ReasonColumn || column == MessageColumn ? Tone::Normal : Tone::Second);
    default:
        return {};
    }
}

void EventTableModel::setNow(const QDateTime &now)
{
    m_now = now;
    refreshColumns(LastSeenColumn, LastSeenColumn);
}

} // namespace zdtp::tables
