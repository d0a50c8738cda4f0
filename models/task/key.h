#pragma once

#include "models/task/synctask.h"

#include <QString>
#include <QStringList>

#include <compare>
#include <optional>

namespace zdtp {

/// Keys of a split as texts: what stands in the document, in one canonical form for each key. Pure and total.
namespace keys {

/// "007" → nothing; "1e3" → nothing; "2026-01-01T00:00:00Z" → "2026-01-01 00:00:00". Nothing when the text is not a key
/// of that type.
std::optional<QString> canonical(KeyType type, const QString &text);
/// Whether a range of such keys can be cut into equal parts.
bool isDivisible(KeyType type);
/// Order of two canonical keys. Nothing for text, whose order is the database's own (its collation).
std::optional<std::strong_ordering> compare(KeyType type, const QString &a, const QString &b);
/// parts + 1 bounds from `from` to `to` in ascending order, the parts as equal as they can be; fewer when the range has
/// fewer keys than parts. Empty when the type cannot be divided or no key lies between.
QStringList divide(KeyType type, const QString &from, const QString &to, int parts);
/// How many of such keys lie in [from, to), where that can be counted: integer, date. Saturates.
std::optional<quint64> count(KeyType type, const QString &from, const QString &to);
/// An example for messages: "2026-01-31".
QString example(KeyType type);

} // namespace keys
} // namespace zdtp
