#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace zdtp {

class EngineCatalog;

/// What reading a document gave. With an error among the findings there may be no task.
struct ParsedTask
{
    std::optional<SyncTask> task;
    Findings findings; ///< unknown fields, duplicate keys, wrong types, with their places; in document order
    QString file;
    QHash<QString, Place> places; ///< by field, "spec.tables[1].split"; of every field that stands in the document

    /// Where a field stands; of one that is absent, its nearest parent.
    Place placeOf(const QString &field) const;
};

/// Pure and total. `file` is only used in places.
ParsedTask parseSyncTask(const QByteArray &yaml, const QString &file);

/// What the reader of a document should know: its own findings and, when it could be read, those of the review, each
/// with its place.
Findings checkTask(const ParsedTask &parsed, const EngineCatalog &engines);

/// The same task always gives the same bytes.
QByteArray writeSyncTask(const SyncTask &task);

} // namespace zdtp
