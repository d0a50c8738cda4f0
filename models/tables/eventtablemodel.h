#pragma once

#include "k8s/api/event.h"
#include "models/tables/keyedtablemodel.h"

#include <QDateTime>

namespace zdtp::tables {

/// Events of the namespace as `kubectl get events` names them, newest first by its sort keys.
class EventTableModel final : public KeyedTableModel<k8s::Event>
{
    Q_OBJECT

public:
    enum Column { TypeColumn, LastSeenColumn, ReasonColumn, ObjectColumn, CountColumn, MessageColumn, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void setNow(const QDateTime &now);

protected:
    QString keyOf(const k8s::Event &event) const override;

private:
    QString text(const k8s::Event &event, int column) const;

    QDateTime m_now;
};

} // namespace zdtp::tables
