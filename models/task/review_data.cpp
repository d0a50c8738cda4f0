#include "models/task/coverage.h"
#include "models/task/reviewtable.h"
#include "models/task/rules.h"
#include "models/task/slice.h"
#include "models/task/split.h"

#include <QLocale>

namespace zdtp::review {
namespace {

using Kind = CoverageFlaw::Kind;

QString entryField(const CoverageFlaw &flaw)
{
    return at(QStringLiteral("spec.tables"), flaw.entry);
}

QString splitField(const CoverageFlaw &flaw, const char *name)
{
    return entryField(flaw) + QStringLiteral(".split.") + QLatin1String(name);
}

/// A key as the document writes it: integers as numbers.
DocumentEdit setKey(const QString &field, const TableSplit &split, const QString &key)
{
    return split.type == KeyType::Integer ? DocumentEdit::set(field, Json(key.toLongLong())) : setTo(field, key);
}

void overlaps(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        const TableSpec &table = subject.task.tables.at(flaw.entry);
        const QString split = entryField(flaw) + QStringLiteral(".split");
        switch (flaw.kind) {
        case Kind::Descends:
            report.add(at(splitField(flaw, "bounds"), flaw.index), say("%1 comes after %2").arg(flaw.end, flaw.begin),
                       say("Write the bounds in ascending order"));
            break;
        case Kind::SamePredicate:
            report.add(at(splitField(flaw, "where"), flaw.index), say("this predicate stands here twice"),
                       say("Remove one of them"), {DocumentEdit::remove(at(splitField(flaw, "where"), flaw.index))});
            break;
        case Kind::WholeAndMore:
            report.add(entryField(flaw), say("%1 stands here as a whole and once more").arg(table.name),
                       say("Keep one of the entries, or split all of them"), {DocumentEdit::remove(entryField(flaw))});
            break;
        case Kind::OpenBesideOthers:
            report.add(splitField(flaw, "ends"), say("open ends of %1 reach into its other entries").arg(table.name),
                       say("Write one entry with all bounds"), {DocumentEdit::remove(splitField(flaw, "ends"))});
            break;
        case Kind::NullsTwice:
            report.add(splitField(flaw, "nulls"),
                       say("rows of %1 whose key is NULL belong to two slices").arg(table.name),
                       say("Write nulls in one of the entries"), {DocumentEdit::remove(splitField(flaw, "nulls"))});
            break;
        case Kind::Overlap: {
            const bool isRange = table.split->bounds.isEmpty();
            report.add(
                split,
                say("the slices of %1 overlap: %2 to %3 is in two of them").arg(table.name, flaw.begin, flaw.end),
                say("Begin at %1").arg(flaw.end),
                isRange ? QList<DocumentEdit>{setKey(splitField(flaw, "from"), *table.split, flaw.end)}
                        : QList<DocumentEdit>());
            break;
        }
        default:
            break;
        }
    }
}

void gaps(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        if (flaw.kind != Kind::Gap)
            continue;
        const TableSpec &table = subject.task.tables.at(flaw.entry);
        report.add(
            entryField(flaw) + QStringLiteral(".split"),
            say("the slices of %1 leave a gap: %2 to %3 is in none of them").arg(table.name, flaw.begin, flaw.end),
            say("Begin at %1").arg(flaw.begin),
            table.split->bounds.isEmpty()
                ? QList<DocumentEdit>{setKey(splitField(flaw, "from"), *table.split, flaw.begin)}
                : QList<DocumentEdit>{DocumentEdit::set(at(splitField(flaw, "bounds"), 0),
                                                        setKey({}, *table.split, flaw.begin).value)});
    }
}

void empties(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        if (flaw.kind == Kind::NoKeys)
            report.addBecause(say("The end does not belong to the slice"), splitField(flaw, "to"),
                              say("no key lies in [%1, %2)").arg(flaw.begin, flaw.end),
                              say("Write one more than the last key"));
        else if (flaw.kind == Kind::Repeats)
            report.addBecause(say("The slice between them holds no key"), at(splitField(flaw, "bounds"), flaw.index),
                              say("%1 stands here twice").arg(flaw.end), say("Remove one of them"),
                              {DocumentEdit::remove(at(splitField(flaw, "bounds"), flaw.index))});
        else if (flaw.kind == Kind::TooManyParts)
            report.add(splitField(flaw, "parts"),
                       say("%1 parts of %2 keys leave some without a key")
                           .arg(subject.task.tables.at(flaw.entry).split->parts)
                           .arg(flaw.count),
                       say("Use at most %1").arg(flaw.count),
                       {DocumentEdit::set(splitField(flaw, "parts"), Json(flaw.count))});
    }
}

void twoColumns(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        if (flaw.kind == Kind::TwoColumns)
            report.add(
                splitField(flaw, "column"),
                say("the entries of %1 are not split by one column").arg(subject.task.tables.at(flaw.entry).name),
                say("Split it by one column"));
    }
}

void notDivisible(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        if (flaw.kind == Kind::NotDivisible)
            report.add(splitField(flaw, "type"),
                       say("keys of type %1 cannot be cut into equal parts")
                           .arg(word(subject.task.tables.at(flaw.entry).split->type)),
                       say("Write bounds: [a, m, z]"));
    }
}

void unproved(const Subject &subject, const Report &report)
{
    for (const CoverageFlaw &flaw : coverageFlaws(subject.task)) {
        if (flaw.kind == Kind::Predicates)
            report.addBecause(
                say("A row that none of them finds is never copied; one that two find is copied twice"),
                splitField(flaw, "where"),
                say("nobody can prove that each row belongs to exactly one of these predicates"),
                say("Count each slice and the whole table after the run; let the last predicate be NOT (all others), "
                    "with COALESCE where columns may be NULL"));
        else if (flaw.kind == Kind::Collation)
            report.addBecause(say("Their order is the collation of the column, and source and target may differ in it"),
                              flaw.alone ? splitField(flaw, "bounds") : entryField(flaw) + QStringLiteral(".split"),
                              say("that these texts ascend cannot be proved here"),
                              say("Make sure that both databases use one collation for the column, and that the bounds "
                                  "ascend in it"));
    }
}

/// One finding for all tables: ten thousand of them would hide the rest.
void uncopied(const Subject &subject, const Report &report, Kind kind)
{
    const CoverageFlaw *first = nullptr;
    qsizetype others = 0;
    QList<DocumentEdit> edits;
    const QList<CoverageFlaw> flaws = coverageFlaws(subject.task);
    for (const CoverageFlaw &flaw : flaws) {
        if (flaw.kind != kind)
            continue;
        if (first)
            ++others;
        else
            first = &flaw;
        if (kind == Kind::NoNulls)
            edits.append(setTo(splitField(flaw, "nulls"), word(NullKeys::Last)));
        else if (flaw.alone)
            edits.append(setTo(splitField(flaw, "ends"), QStringLiteral("open")));
    }
    if (!first)
        return;
    const QString table = subject.task.tables.at(first->entry).name;
    const QString of = others == 0 ? table : say("%1 and %2 other tables").arg(table).arg(others);
    if (kind == Kind::NoNulls)
        report.add(splitField(*first, "column"), say("rows of %1 whose key is NULL are copied by nobody").arg(of),
                   say("Write nulls: last where the column may be NULL"), edits);
    else
        report.add(entryField(*first) + QStringLiteral(".split"),
                   say("keys of %1 outside of their bounds are copied by nobody (below %2, from %3 on)")
                       .arg(of, first->begin, first->end),
                   say("Write ends: open where there may be any"), edits);
}

void outside(const Subject &subject, const Report &report)
{
    uncopied(subject, report, Kind::Outside);
}

void noNulls(const Subject &subject, const Report &report)
{
    uncopied(subject, report, Kind::NoNulls);
}

void badPredicates(const Subject &subject, const Report &report)
{
    for (qsizetype entry = 0; entry < subject.task.tables.size(); ++entry) {
        const auto &split = subject.task.tables.at(entry).split;
        if (!split)
            continue;
        for (qsizetype i = 0; i < split->where.size(); ++i) {
            const QString text = split->where.at(i).trimmed();
            const QString field = at(at(QStringLiteral("spec.tables"), entry) + QStringLiteral(".split.where"), i);
            if (text.isEmpty())
                report.add(field, say("the predicate is empty"), say("For example region = 'EU' AND id < 1000"));
            else if (const QString problem = predicateProblem(text); !problem.isEmpty())
                report.add(field, say("this is not one predicate: %1").arg(problem), say("Write one condition of SQL"));
        }
    }
}

void tooManyWorkers(const Subject &subject, const Report &report)
{
    if (subject.workers > largestWorkerCount)
        report.add(QStringLiteral("spec.tables"),
                   say("the task would have %1 workers").arg(QLocale().toString(subject.workers)),
                   say("Use at most %1; %2 are many already")
                       .arg(QLocale().toString(largestWorkerCount), QLocale().toString(1000)));
}

void keepsRows(const Subject &subject, const Report &report)
{
    if (subject.isFull() && subject.isUnsafe() && subject.task.prepare == Prepare::Keep)
        report.addBecause(
            say("Engine %1 inserts without looking").arg(subject.preset->name), QStringLiteral("spec.prepare"),
            say("rows that are already in the target stay and may stand there twice"),
            say("Write prepare: check-empty"), {setTo(QStringLiteral("spec.prepare"), word(Prepare::CheckEmpty))});
}

void noSnapshot(const Subject &subject, const Report &report)
{
    if (subject.isFull() && subject.preset && subject.workers > 1)
        report.add(QStringLiteral("spec.tables"), say("the slices do not share one snapshot"), say("Stop the writers"));
}

constexpr auto twice = QT_TRANSLATE_NOOP("zdtp::Review", "Its rows would be copied twice");
constexpr auto never = QT_TRANSLATE_NOOP("zdtp::Review", "Its rows would never be copied");

constexpr Rule table[] = {
    {"slices-overlap", Severity::Error, "slices", overlaps, twice},
    {"slices-gap", Severity::Error, "slices", gaps, never},
    {"slice-empty", Severity::Error, "slices", empties},
    {"slices-mixed", Severity::Error, "slices", twoColumns,
     QT_TRANSLATE_NOOP("zdtp::Review", "Nobody can tell whether a row belongs to one slice, to both or to none")},
    {"split-not-divisible", Severity::Error, "slices", notDivisible,
     QT_TRANSLATE_NOOP("zdtp::Review", "Only the database knows which texts lie between two others")},
    {"slices-unproved", Severity::Warning, "slices", unproved},
    {"keys-outside", Severity::Note, "slices", outside},
    {"null-keys", Severity::Note, "slices", noNulls},
    {"bad-predicate", Severity::Error, "slices", badPredicates,
     QT_TRANSLATE_NOOP("zdtp::Review", "It becomes a part of each statement, a DELETE among them")},
    {"too-many-workers", Severity::Error, "slices", tooManyWorkers,
     QT_TRANSLATE_NOOP("zdtp::Review", "Each is a pod; no cluster runs that many")},
    {"prepare-keep", Severity::Warning, "rerun-safety", keepsRows},
    {"no-shared-snapshot", Severity::Warning, "slices", noSnapshot,
     QT_TRANSLATE_NOOP("zdtp::Review", "Rows that change during the run may be copied in either version")},
};

} // namespace

std::span<const Rule> dataRules()
{
    return table;
}

} // namespace zdtp::review
