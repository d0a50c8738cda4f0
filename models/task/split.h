#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QList>
#include <QString>

namespace zdtp {

/// Whether a slice holds the rows whose key is NULL.
enum class SliceNulls { Without, With, Only };

/// One execution unit of a task: one slice of one table. SQL of it: models/task/slice.h.
struct WorkerSpec
{
    QString name;   ///< "orders-02", or "customers" for a whole table; unique in the task, a DNS label
    QString table;  ///< "public.orders"
    QString column; ///< empty: the whole table, or `where`
    KeyType keyType = KeyType::Integer;
    std::optional<QString> from; ///< canonical key (models/task/key.h); nothing: no lower end
    std::optional<QString> to;   ///< exclusive; nothing: no upper end
    SliceNulls nulls = SliceNulls::Without;
    QString where; ///< the operator's own predicate; then `column` is empty

    bool wholeTable() const { return column.isEmpty() && where.isEmpty(); }
    QString sliceText() const; ///< "id [1, 250001)", or "whole table" (translated)
    friend bool operator==(const WorkerSpec &, const WorkerSpec &) = default;
};

/// More than any run should have, and few enough to be listed without care.
inline constexpr qint64 largestWorkerCount = 100'000;

/// The bounds of a split by a key: those of the document, or those of its equal parts. Empty when there are none.
QStringList boundsOf(const TableSplit &split);

/// How many workers the document asks for, without making them. Saturates.
qint64 workerCount(const SyncTask &task);

/// The workers of a task in the order of its tables and slices. Names are stable: they do not depend on other tables
/// unless two tables share their last name part. Total: slices without keys are left out, and the list ends at
/// largestWorkerCount; the review refuses both.
QList<WorkerSpec> workersOf(const SyncTask &task);

} // namespace zdtp
