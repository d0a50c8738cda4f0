#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QByteArray>

#include <optional>

namespace zdtp {

/// What reading a document gave. With an error among the findings there may be no task.
struct ParsedTask
{
    std::optional<SyncTask> task;
    Findings findings; ///< unknown fields, duplicate keys, wrong types, with their places; in document order
};

/// Pure and total. `file` is only used in places.
ParsedTask parseSyncTask(const QByteArray &yaml, const QString &file);

/// The same task always gives the same bytes.
QByteArray writeSyncTask(const SyncTask &task);

} // namespace zdtp
