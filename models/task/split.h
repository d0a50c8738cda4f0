#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QList>
#include <QString>

namespace zdtp {

/// One execution unit of a task: one slice of one table.
struct WorkerSpec
{
    QString name;   ///< "orders-02", or "customers" for a whole table; unique in the task, a DNS label
    QString table;  ///< "public.orders"
    QString column; ///< empty: the whole table
    qint64 from = 0;
    qint64 to = 0; ///< exclusive

    bool wholeTable() const { return column.isEmpty(); }
    QString sliceText() const; ///< "id [1, 250001)", or "whole table" (translated)
    friend bool operator==(const WorkerSpec &, const WorkerSpec &) = default;
};

/// The workers of a task in the order of its tables and slices. Names are stable: they do not depend on other tables
/// unless two tables share their last name part.
QList<WorkerSpec> workersOf(const SyncTask &task);

} // namespace zdtp
