#pragma once

#include "models/tables/roles.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QString>

#include <algorithm>
#include <utility>

namespace zdtp::tables {

/// A flat table over plain values that merges instead of resetting, so that selections, scroll positions and persistent
/// indexes survive every refresh. New rows go to the end; the order that people see is the proxy's (RowFilterModel).
/// `Row` is a value with operator==. GUI thread only.
template <typename Row>
class KeyedTableModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }

    const QList<Row> &rows() const { return m_rows; }
    /// nullptr when the index is not one of this model.
    const Row *rowAt(const QModelIndex &index) const
    {
        return index.isValid() && index.row() < m_rows.size() ? &m_rows.at(index.row()) : nullptr;
    }
    /// -1 when there is no such row.
    int rowOf(const QString &key) const { return m_places.value(key, -1); }
    const Row *find(const QString &key) const
    {
        const int row = rowOf(key);
        return row < 0 ? nullptr : &m_rows.at(row);
    }

    /// Makes the table hold exactly these rows: removes what is gone, changes what differs, appends what is new.
    /// A key that comes twice counts once, with its last value.
    void merge(const QList<Row> &rows)
    {
        QHash<QString, int> incoming;
        incoming.reserve(rows.size());
        for (int i = 0; i < rows.size(); ++i)
            incoming.insert(keyOf(rows.at(i)), i);
        removeGone(incoming);
        changeDiffering(rows, incoming);
        appendNew(rows, incoming);
    }

protected:
    virtual QString keyOf(const Row &row) const = 0;

    /// Tells that what is shown in these columns changed for every row, though the rows did not: ages, freshness.
    void refreshColumns(int first, int last)
    {
        if (!m_rows.isEmpty())
            emit dataChanged(index(0, first), index(int(m_rows.size()) - 1, last));
    }
    void refreshAll() { refreshColumns(0, columnCount() - 1); }

private:
    void removeGone(const QHash<QString, int> &incoming)
    {
        bool removed = false;
        for (int last = int(m_rows.size()) - 1; last >= 0;) {
            if (incoming.contains(keyOf(m_rows.at(last)))) {
                --last;
                continue;
            }
            int first = last;
            while (first > 0 && !incoming.contains(keyOf(m_rows.at(first - 1))))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            endRemoveRows();
            removed = true;
            last = first - 1;
        }
        if (!removed)
            return;
        m_places.clear();
        for (int i = 0; i < m_rows.size(); ++i)
            m_places.insert(keyOf(m_rows.at(i)), i);
    }

    void changeDiffering(const QList<Row> &rows, const QHash<QString, int> &incoming)
    {
        int first = -1;
        const auto tell = [&](int end) {
            if (first >= 0)
                emit dataChanged(index(first, 0), index(end, columnCount() - 1));
            first = -1;
        };
        for (int i = 0; i < m_rows.size(); ++i) {
            const Row &now = rows.at(incoming.value(keyOf(m_rows.at(i))));
            if (m_rows.at(i) == now) {
                tell(i - 1);
                continue;
            }
            m_rows[i] = now;
            if (first < 0)
                first = i;
        }
        tell(int(m_rows.size()) - 1);
    }

    void appendNew(const QList<Row> &rows, const QHash<QString, int> &incoming)
    {
        QList<Row> added;
        for (int i = 0; i < rows.size(); ++i) {
            const QString key = keyOf(rows.at(i));
            if (incoming.value(key) == i && !m_places.contains(key))
                added.append(rows.at(i));
        }
        if (added.isEmpty())
            return;
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(added.size()) - 1);
        for (Row &row : added) {
            m_places.insert(keyOf(row), int(m_rows.size()));
            m_rows.append(std::move(row));
        }
        endInsertRows();
    }

    QList<Row> m_rows;
    QHash<QString, int> m_places;
};

} // namespace zdtp::tables
