#pragma once

#include "models/run/record.h"
#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

namespace zdtp::tables {

/// The activity journal: who did what to which object, and what came of it.
class JournalTableModel final : public KeyedTableModel<JournalEntry>
{
    Q_OBJECT

public:
    enum Column { TimeColumn, WhoColumn, WhatColumn, ObjectColumn, OutcomeColumn, ReasonColumn, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void setNow(const QDateTime &now);

protected:
    QString keyOf(const JournalEntry &entry) const override;

private:
    QString text(const JournalEntry &entry, int column) const;

    QDateTime m_now;
};

} // namespace zdtp::tables
