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

/// More than any run should have, and few enough to be listed without care.
inline constexpr qint64 largestWorkerCount = 100'000;

/// How many workers the document asks for, without making them. Saturates.
qint64 workerCount(const SyncTask &task);

/// The workers of a task in the order of its tables and slices. Names are stable: they do not depend on other tables
/// unless two tables share their last name part. Total: slices without keys are left out, and the list ends at
/// largestWorkerCount; the review refuses both.
QList<WorkerSpec> workersOf(const SyncTask &task);

} // namespace zdtp
