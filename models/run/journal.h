#pragma once

#include "models/run/record.h"

#include <QString>

namespace zdtp {

/// The append-only activity file of this desktop: one JSON object a line, no secrets. Never stands in the way of what
/// it tells about: a file that cannot be written is a warning in the log.
class JournalFile
{
public:
    /// `path` may be empty: nothing is written.
    explicit JournalFile(QString path) : m_path(std::move(path)) {}
    void append(const JournalEntry &entry, const QString &cluster, const QString &nameSpace, const QString &task,
                int run) const;

private:
    QString m_path;
};

} // namespace zdtp
