#pragma once

#include "models/tables/roles.h"

#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>

namespace zdtp::tables {

/// Order and filter of every table: sorts by SortRole with its type, ties by name (KeyRole) in rising order; passes
/// rows whose state is among those asked for and whose words hold every word of the filter.
class RowFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RowFilterModel(QObject *parent = nullptr);

    /// Empty: every state.
    void setStates(const QSet<State> &states);
    const QSet<State> &states() const { return m_states; }
    /// Words that are sought in every column, in any case; all must be found.
    void setFilterText(const QString &text);
    QString filterText() const { return m_words.join(u' '); }

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QSet<State> m_states;
    QStringList m_words;
};

/// < 0, 0, > 0 for two sort keys: numbers as numbers, text by code point as names are listed everywhere else.
int compareKeys(const QVariant &left, const QVariant &right);

} // namespace zdtp::tables
