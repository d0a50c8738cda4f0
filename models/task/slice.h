#pragma once

#include "models/engine/quote.h"
#include "models/task/split.h"

namespace zdtp {

/// The slice as a predicate of that dialect; empty for a whole table. The only place that writes a slice as SQL: each
/// row of the table satisfies the predicate of exactly one slice of a covering split, and the same row that of the same
/// slice in the source and in the target, whatever their settings:
/// - Texts are compared byte by byte as UTF-8, not by the column's collation: two databases order "ä" or "A" in
///   different ways, and a clean-up by the target's order would take rows of a neighbour. An index helps only if it is
///   in that order: (column COLLATE "C") in PostgreSQL, a binary column in MySQL. Else each slice reads the table once.
/// - Moments are in UTC. PostgreSQL is told so in the literal; in MySQL a TIMESTAMP column (not a DATETIME) is read by
///   the session's time zone, so presets set time_zone = '+00:00'.
/// - A UUID is compared as the column's type does; in MySQL that is CHAR(36), not BINARY(16).
/// A hand-written predicate stands in parentheses, as it was written.
QString slicePredicate(const WorkerSpec &worker, SqlDialect dialect);
/// Why a hand-written predicate would not stay within its parentheses: a bracket or a quote that is not closed, a
/// semicolon, a comment that does not end, a backslash, a dollar sign outside of quotes. Empty: it stays. It is the
/// operator's own SQL apart from that.
QString predicateProblem(const QString &where);
/// A key as a literal of that dialect, for a comparison with the column itself (a text: as above).
QString keyLiteral(KeyType type, const QString &key, SqlDialect dialect);

} // namespace zdtp
