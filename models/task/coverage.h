#pragma once

#include "models/task/synctask.h"

#include <QList>
#include <QString>

namespace zdtp {

/// Why the slices of a table do not hold each of its rows exactly once, or why nobody can tell.
struct CoverageFlaw
{
    enum class Kind {
        NotDivisible, ///< from, to and parts with keys that only the database can order
        NoKeys,       ///< nothing lies in [begin, end)
        TooManyParts, ///< more than keys; `count` are there
        Descends,     ///< bound `index`: `end` comes after `begin`, which is greater
        Repeats,      ///< bound `index` stands there twice
        Predicates,   ///< hand-written: cannot be proved
        SamePredicate,
        Collation,    ///< the order of texts is the database's own: cannot be proved
        WholeAndMore, ///< an entry without a split beside others
        TwoColumns,   ///< entries split by different columns or types, or by predicates: cannot be proved
        OpenBesideOthers,
        NullsTwice,
        Overlap, ///< [begin, end) is in two entries
        Gap,     ///< [begin, end) is in none
        Outside, ///< keys below `begin` and from `end` on are in none: the ends are closed
        NoNulls  ///< rows whose key is NULL are in none
    };
    Kind kind = Kind::Gap;
    qsizetype entry = 0;  ///< of the task's tables
    qsizetype index = -1; ///< of its bounds or predicates
    QString begin, end;
    quint64 count = 0;
    bool alone = true; ///< the table has no other entry
    friend bool operator==(const CoverageFlaw &, const CoverageFlaw &) = default;
};

/// Outside, NoNulls, Predicates and Collation do not say that something is wrong: they say what was not proved. Without
/// any flaw every row is in exactly one slice. In the order of the entries; the first flaw of an entry or table hides
/// those that follow from it. Pure, total.
QList<CoverageFlaw> coverageFlaws(const SyncTask &task);

} // namespace zdtp
