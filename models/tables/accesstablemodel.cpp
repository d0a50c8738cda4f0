#include "models/tables/accesstablemodel.h"

#include "models/tables/words.h"

namespace zdtp::tables {

namespace {

using Answer = k8s::AccessEntry::Answer;

const QStringList &verbs()
{
    // The API's own words, never translated.
    static const QStringList names{QStringLiteral("get"),    QStringLiteral("list"),  QStringLiteral("watch"),
                                   QStringLiteral("create"), QStringLiteral("patch"), QStringLiteral("delete")};
    return names;
}

} // namespace

void AccessTableModel::setAccess(const QList<k8s::AccessEntry> &access)
{
    QList<AccessLine> lines;
    for (const k8s::AccessEntry &entry : access) {
        if (lines.isEmpty() || lines.constLast().resource != entry.name()) {
            AccessLine line;
            line.resource = entry.name();
            line.optional = true;
            lines.append(line);
        }
        lines.last().optional &= entry.need == k8s::AccessEntry::Need::Optional;
        if (const qsizetype verb = verbs().indexOf(entry.verb); verb >= 0)
            lines.last().answers.at(size_t(verb)) = entry.answer;
    }
    merge(lines);
}

QString AccessTableModel::word(const std::optional<Answer> &answer)
{
    if (!answer)
        return dash();
    return *answer == Answer::Allowed ? tr("yes") : *answer == Answer::Denied ? tr("no") : tr("not known");
}

QVariant AccessTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == ResourceColumn)
        return tr("Resource");
    if (section == NeedColumn)
        return tr("Needed");
    return verbs().value(section - FirstVerbColumn);
}

QVariant AccessTableModel::data(const QModelIndex &index, int role) const
{
    const AccessLine *line = rowAt(index);
    if (!line)
        return {};
    const int column = index.column();
    const bool isVerb = column >= FirstVerbColumn && column < NeedColumn;
    const auto answer = isVerb ? line->answers.at(size_t(column - FirstVerbColumn)) : std::nullopt;
    switch (role) {
    case Qt::DisplayRole:
        return column == ResourceColumn ? line->resource
               : column == NeedColumn   ? (line->optional ? tr("optional") : tr("yes"))
                                        : word(answer);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
    case Qt::AccessibleTextRole: {
        QStringList words{line->resource};
        for (int verb = 0; verb < verbs().size(); ++verb) {
            if (line->answers.at(size_t(verb)))
                words.append(verbs().at(verb) + u' ' + word(line->answers.at(size_t(verb))));
        }
        return words.join(QStringLiteral(", "));
    }
    case StateRole: {
        if (!answer)
            return int(State::NotTried);
        const bool harmless = line->optional && *answer != Answer::Allowed;
        return int(*answer == Answer::Allowed  ? State::Succeeded
                   : harmless                  ? State::Stopped
                   : *answer == Answer::Denied ? State::Failed
                                               : State::Unknown);
    }
    case SortRole:
        return index.row(); // as the role is written
    case KeyRole:
        return line->resource;
    case ToneRole:
        if (isVerb && answer)
            return int(Tone::State);
        return int(column == ResourceColumn ? Tone::Normal : Tone::Third);
    default:
        return {};
    }
}

} // namespace zdtp::tables
