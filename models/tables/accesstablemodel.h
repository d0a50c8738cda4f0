#pragma once

#include "k8s/probe/access.h"
#include "models/tables/keyedtablemodel.h"

#include <array>

namespace zdtp::tables {

/// One resource and what a user may do with it.
struct AccessLine
{
    QString resource; ///< "jobs.batch"
    bool optional = false;
    /// One answer a verb; none: the console does not need it.
    std::array<std::optional<k8s::AccessEntry::Answer>, 6> answers;
    friend bool operator==(const AccessLine &, const AccessLine &) = default;
};

/// Resources by verbs: what of that which the console needs a user may do.
class AccessTableModel final : public KeyedTableModel<AccessLine>
{
    Q_OBJECT

public:
    enum Column { ResourceColumn, FirstVerbColumn, NeedColumn = FirstVerbColumn + 6, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    void setAccess(const QList<k8s::AccessEntry> &access);
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    QString keyOf(const AccessLine &line) const override { return line.resource; }

private:
    static QString word(const std::optional<k8s::AccessEntry::Answer> &answer);
};

} // namespace zdtp::tables
