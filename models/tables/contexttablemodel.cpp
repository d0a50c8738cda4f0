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
    case GuardsColumn:
        return tr("Guards");
    default:
        return {};
    }
}

QString ContextTableModel::guards(const ContextLine &line)
{
    QStringList words;
    if (line.insecure)
        words.append(tr("insecure TLS"));
    if (line.isProtected)
        words.append(tr("protected"));
    if (line.readOnly)
        words.append(tr("read-only"));
    return words.join(QStringLiteral(", "));
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
    case GuardsColumn:
        return guards(line);
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
        if (column == ConnectionColumn && line->since.isValid())
            return tr("%1 since %2").arg(line->connectionWord, fullTimeText(line->since));
        if (column == GuardsColumn && line->insecure)
            return tr("Nobody checks the server's certificate: insecure-skip-tls-verify is set in the kubeconfig");
        return column == ContextColumn ? line->file : QString();
    case Qt::AccessibleTextRole:
        return QStringList{line->title, line->connectionWord, line->server, line->authentication, guards(*line)}.join(
            QStringLiteral(", "));
    case StateRole:
        return int(column == GuardsColumn ? State::Failed : line->connection);
    case IconNameRole:
        if (column != GuardsColumn)
            return {};
        return line->insecure      ? QStringLiteral("warning")
               : line->isProtected ? QStringLiteral("lock")
               : line->readOnly    ? QStringLiteral("eye")
                                   : QString();
    case StripeRole:
        return column == ContextColumn ? QVariant(line->colour) : QVariant();
    case SortRole:
        return column == ConnectionColumn ? QVariant(severity(line->connection)) : QVariant(text(*line, column));
    case KeyRole:
        return line->context;
    case ToneRole:
        if (column == ConnectionColumn || (column == GuardsColumn && line->insecure))
            return int(Tone::State);
        if (text(*line, column) == dash())
            return int(Tone::Third);
        return int(column == ContextColumn ? Tone::Normal : Tone::Second);
    default:
        return {};
    }
}

} // namespace zdtp::tables
