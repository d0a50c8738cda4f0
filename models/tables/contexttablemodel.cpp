#include "models/tables/contexttablemodel.h"

#include "models/tables/words.h"

namespace zdtp::tables {

QVariant ContextTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ContextColumn:
        return tr("Context");
    case ConnectionColumn:
        return tr("Connection");
    case ServerColumn:
        return tr("Server");
    case AuthenticationColumn:
        return tr("Authentication");
    case VersionColumn:
        return tr("Version");
    default:
        return {};
    }
}

QString ContextTableModel::text(const ContextLine &line, int column) const
{
    const auto orDash = [](const QString &text) { return text.isEmpty() ? dash() : text; };
    switch (column) {
    case ContextColumn:
        return line.title;
    case ConnectionColumn:
        return line.connectionWord;
    case ServerColumn:
        return orDash(line.server);
    case AuthenticationColumn:
        return orDash(line.authentication);
    case VersionColumn:
        return orDash(line.version);
    default:
        return {};
    }
}

QVariant ContextTableModel::data(const QModelIndex &index, int role) const
{
    const ContextLine *line = rowAt(index);
    if (!line)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*line, column);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::ToolTipRole:
        return column == ContextColumn ? line->file : QString();
    case Qt::AccessibleTextRole:
        return QStringList{line->title, line->connectionWord, line->server, line->authentication}.join(
            QStringLiteral(", "));
    case StateRole:
        return int(line->connection);
    case StripeRole:
        return column == ContextColumn ? QVariant(line->colour) : QVariant();
    case SortRole:
        return column == ConnectionColumn ? QVariant(severity(line->connection)) : QVariant(text(*line, column));
    case KeyRole:
        return line->context;
    case ToneRole:
        if (column == ConnectionColumn)
            return int(Tone::State);
        if (text(*line, column) == dash())
            return int(Tone::Third);
        return int(column == ContextColumn ? Tone::Normal : Tone::Second);
    default:
        return {};
    }
}

} // namespace zdtp::tables
