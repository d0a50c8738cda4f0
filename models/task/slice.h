#pragma once

#include "models/engine/quote.h"
#include "models/task/split.h"

namespace zdtp {

/// The slice as a predicate of that dialect; empty for a whole table. The only place that writes a slice as SQL: each
/// row of the table satisfies the predicate of exactly one slice of a covering split. A hand-written predicate stands
/// in parentheses, as it was written.
QString slicePredicate(const WorkerSpec &worker, SqlDialect dialect);
/// A key as a literal of that dialect.
QString keyLiteral(KeyType type, const QString &key, SqlDialect dialect);

} // namespace zdtp
