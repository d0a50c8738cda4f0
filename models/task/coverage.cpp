#include "models/task/coverage.h"

#include "models/engine/quote.h"
#include "models/task/key.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace zdtp {
namespace {

using Kind = CoverageFlaw::Kind;

/// What is wrong within one entry. False when its ends mean nothing.
bool checkEntry(const TableSplit &split, qsizetype entry, QList<CoverageFlaw> *flaws)
{
    const auto flaw = [&](Kind kind, qsizetype index, const QString &begin = {}, const QString &end = {},
                          quint64 count = 0) {
        flaws->append({kind, entry, index, begin, end, count, true});
    };
    if (!split.where.isEmpty()) {
        QSet<QString> seen;
        for (qsizetype i = 0; i < split.where.size(); ++i) {
            if (seen.contains(split.where.at(i).trimmed()))
                flaw(Kind::SamePredicate, i);
            seen.insert(split.where.at(i).trimmed());
        }
        flaw(Kind::Predicates, -1);
        return true;
    }
    if (!split.bounds.isEmpty()) {
        for (qsizetype i = 1; i < split.bounds.size(); ++i) {
            const QString &before = split.bounds.at(i - 1);
            const QString &here = split.bounds.at(i);
            const auto order = keys::compare(split.type, before, here);
            if (order && *order > 0) {
                flaw(Kind::Descends, i, before, here);
                return false;
            }
            if (order && *order == 0) {
                flaw(Kind::Repeats, i, before, here);
                return false;
            }
        }
        if (split.type == KeyType::Text && split.bounds.size() > 2)
            flaw(Kind::Collation, -1);
        return split.bounds.size() > 1;
    }
    if (!split.from || !split.to)
        return false; // the document's own finding
    if (!keys::isDivisible(split.type)) {
        flaw(Kind::NotDivisible, -1);
        return false;
    }
    const auto order = keys::compare(split.type, *split.from, *split.to);
    if (order && *order >= 0) {
        flaw(Kind::NoKeys, -1, *split.from, *split.to);
        return false;
    }
    const auto count = keys::count(split.type, *split.from, *split.to);
    if (count && quint64(split.parts) > *count)
        flaw(Kind::TooManyParts, -1, *split.from, *split.to, *count);
    return true;
}

struct Span
{
    qsizetype entry;
    QString from, to;
};

Span spanOf(const TableSplit &split, qsizetype entry)
{
    return split.bounds.isEmpty() ? Span{entry, split.from.value_or(QString()), split.to.value_or(QString())}
                                  : Span{entry, split.bounds.first(), split.bounds.last()};
}

/// Several entries of one table: together they must cover it without a gap and without an overlap.
void checkTogether(const SyncTask &task, const QList<qsizetype> &entries, QList<CoverageFlaw> *flaws)
{
    const auto flaw = [&](Kind kind, qsizetype entry, const QString &begin = {}, const QString &end = {}) {
        flaws->append({kind, entry, -1, begin, end, 0, false});
    };
    const auto &first = task.tables.at(entries.first()).split;
    QList<Span> spans;
    bool hasNulls = false;
    for (const qsizetype entry : entries) {
        const auto &split = task.tables.at(entry).split;
        if (!split)
            return flaw(Kind::WholeAndMore, entry);
        if (!split->where.isEmpty() || split->column != first->column || split->type != first->type)
            return flaw(Kind::TwoColumns, entry);
        if (split->openEnds)
            return flaw(Kind::OpenBesideOthers, entry);
        if (split->nulls != NullKeys::Nobody && hasNulls)
            return flaw(Kind::NullsTwice, entry);
        hasNulls = hasNulls || split->nulls != NullKeys::Nobody;
        spans.append(spanOf(*split, entry));
    }
    if (first->type == KeyType::Text)
        return flaw(Kind::Collation, entries.first());
    const auto order = [type = first->type](const QString &a, const QString &b) {
        return keys::compare(type, a, b).value_or(std::strong_ordering::equal);
    };
    std::stable_sort(spans.begin(), spans.end(),
                     [&](const Span &a, const Span &b) { return order(a.from, b.from) < 0; });
    QString end = spans.first().to;
    for (qsizetype i = 1; i < spans.size(); ++i) {
        const Span &span = spans.at(i);
        if (order(span.from, end) < 0)
            flaw(Kind::Overlap, span.entry, span.from, order(span.to, end) < 0 ? span.to : end);
        else if (order(span.from, end) > 0)
            flaw(Kind::Gap, span.entry, end, span.from);
        if (order(span.to, end) > 0)
            end = span.to;
    }
    flaw(Kind::Outside, entries.first(), spans.first().from, end);
    if (!hasNulls)
        flaw(Kind::NoNulls, entries.first());
}

void checkAlone(const TableSplit &split, qsizetype entry, QList<CoverageFlaw> *flaws)
{
    if (!split.where.isEmpty())
        return;
    const Span span = spanOf(split, entry);
    if (!split.openEnds)
        flaws->append({Kind::Outside, entry, -1, span.from, span.to, 0, true});
    if (split.nulls == NullKeys::Nobody)
        flaws->append({Kind::NoNulls, entry, -1, {}, {}, 0, true});
}

} // namespace

QList<CoverageFlaw> coverageFlaws(const SyncTask &task)
{
    QHash<QStringList, QList<qsizetype>> tables;
    QList<QStringList> order;
    for (qsizetype entry = 0; entry < task.tables.size(); ++entry) {
        QStringList parts = quote::tableParts(task.tables.at(entry).name);
        if (parts.isEmpty()) // no name of a table: the review's own finding
            parts = QStringList{QString(), QString::number(entry)};
        QList<qsizetype> &entries = tables[parts];
        if (entries.isEmpty())
            order.append(parts);
        entries.append(entry);
    }
    QList<CoverageFlaw> flaws;
    for (const QStringList &parts : std::as_const(order)) {
        const QList<qsizetype> &entries = *tables.constFind(parts);
        bool sound = true;
        for (const qsizetype entry : entries) {
            const auto &split = task.tables.at(entry).split;
            if (split && !checkEntry(*split, entry, &flaws))
                sound = false;
        }
        if (!sound)
            continue;
        if (entries.size() > 1)
            checkTogether(task, entries, &flaws);
        else if (const auto &split = task.tables.at(entries.first()).split)
            checkAlone(*split, entries.first(), &flaws);
    }
    return flaws;
}

} // namespace zdtp
