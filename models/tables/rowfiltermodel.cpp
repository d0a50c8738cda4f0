#include "models/tables/rowfiltermodel.h"

#include <compare>

namespace zdtp::tables {

namespace {

template <typename T>
int ordered(T left, T right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

} // namespace

int compareKeys(const QVariant &left, const QVariant &right)
{
    if (left.typeId() == QMetaType::QString || right.typeId() == QMetaType::QString)
        return left.toString().compare(right.toString());
    if (left.typeId() == QMetaType::Double || right.typeId() == QMetaType::Double)
        return ordered(left.toDouble(), right.toDouble());
    return ordered(left.toLongLong(), right.toLongLong());
}

RowFilterModel::RowFilterModel(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
}

void RowFilterModel::setStates(const QSet<State> &states)
{
    if (m_states == states)
        return;
    m_states = states;
    invalidateFilter();
}

void RowFilterModel::setFilterText(const QString &text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    invalidateFilter();
}

bool RowFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (const int order = compareKeys(left.data(SortRole), right.data(SortRole)); order != 0)
        return order < 0;
    // Ties stay in rising order of names, also when the column is turned round.
    const int names = compareKeys(left.data(KeyRole), right.data(KeyRole));
    return sortOrder() == Qt::AscendingOrder ? names < 0 : names > 0;
}

bool RowFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QAbstractItemModel *model = sourceModel();
    if (!m_states.isEmpty() && !m_states.contains(State(model->index(row, 0, parent).data(StateRole).toInt())))
        return false;
    if (m_words.isEmpty())
        return true;
    QString all;
    for (int column = 0; column < model->columnCount(parent); ++column)
        all += model->index(row, column, parent).data().toString() + u'\n';
    for (const QString &word : m_words) {
        if (!all.contains(word, Qt::CaseInsensitive))
            return false;
    }
    return true;
}

} // namespace zdtp::tables
