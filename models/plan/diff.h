#pragma once

#include "models/plan/plan.h"

namespace zdtp {

/// One line of two manifests that are laid beside each other.
struct DiffLine
{
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text;
    friend bool operator==(const DiffLine &, const DiffLine &) = default;
};

struct ObjectDiff
{
    enum class Change {
        Same,
        Added,   ///< only in the plan
        Removed, ///< only in what was there before
        Changed
    };
    Change change = Change::Same;
    QString kind;
    QString name;
    QList<DiffLine> lines; ///< the whole object; empty when nothing differs
    friend bool operator==(const ObjectDiff &, const ObjectDiff &) = default;
};

/// Objects of `after` in their order, then those that are only in `before`. Objects are the same when kind and name
/// are: to compare two runs, plan both under one number. Launch id and spec hash do not count. Pure; any thread.
QList<ObjectDiff> diffPlans(const QList<PlannedObject> &before, const QList<PlannedObject> &after);

/// As diffPlans(), with what the server has as `before`. What the server fills in by itself does not count: its own
/// metadata, status, defaults, quantities written in another way. What somebody else added or changed does.
QList<ObjectDiff> diffLive(const QList<Json> &live, const QList<PlannedObject> &planned);

/// A live object as it was sent, as far as that can be told: the keys in the order of `planned`, without what the
/// server fills in.
Json withoutServerFields(const Json &live, const Json &planned);

/// Line by line, the fewest changes; for texts that have little in common all of one, then all of the other.
QList<DiffLine> diffLines(const QStringList &before, const QStringList &after);

/// As `diff -u` prints it: three lines around each change. Empty when nothing differs.
QString unifiedDiff(const QList<ObjectDiff> &objects);

} // namespace zdtp
