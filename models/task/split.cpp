#include "models/task/split.h"

#include "models/engine/quote.h"
#include "models/task/key.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace zdtp {
namespace {

/// What the slices of a split have of their own: ends, NULL keys, predicates. None without a key between its bounds.
QList<WorkerSpec> slicesOf(const TableSplit &split)
{
    QList<WorkerSpec> slices;
    if (!split.where.isEmpty()) {
        for (const QString &predicate : split.where) {
            WorkerSpec slice;
            slice.where = predicate;
            slices.append(std::move(slice));
        }
        return slices;
    }
    const QStringList bounds = boundsOf(split);
    slices.reserve(bounds.size());
    for (qsizetype i = 1; i < bounds.size(); ++i) {
        const auto order = keys::compare(split.type, bounds.at(i - 1), bounds.at(i));
        if (order && *order >= 0)
            continue;
        WorkerSpec slice;
        slice.column = split.column;
        slice.keyType = split.type;
        slice.from = bounds.at(i - 1);
        slice.to = bounds.at(i);
        slices.append(std::move(slice));
    }
    if (slices.isEmpty())
        return slices;
    if (split.openEnds) {
        slices.first().from.reset();
        slices.last().to.reset();
    }
    if (split.nulls == NullKeys::First)
        slices.first().nulls = SliceNulls::With;
    else if (split.nulls == NullKeys::Last)
        slices.last().nulls = SliceNulls::With;
    if (split.nulls == NullKeys::Own) {
        WorkerSpec slice;
        slice.column = split.column;
        slice.keyType = split.type;
        slice.nulls = SliceNulls::Only;
        slices.append(std::move(slice));
    }
    return slices;
}

/// A DNS label of at most 40 characters. What does not fit is told apart by a hash of the name.
QString label(const QString &name)
{
    QString text;
    bool lossy = false;
    for (const QChar c : name.toLower()) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9')) {
            text += c;
        } else if (!text.isEmpty() && !text.endsWith(u'-')) {
            text += u'-';
        }
        lossy = lossy || c.unicode() > 0x7f;
    }
    while (text.endsWith(u'-'))
        text.chop(1);
    if (text.size() <= 40 && !lossy && !text.isEmpty())
        return text;
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(6));
    text.truncate(33);
    while (text.endsWith(u'-'))
        text.chop(1);
    return (text.isEmpty() ? QStringLiteral("table") : text) + u'-' + hash;
}

QStringList partsOf(const TableSpec &table)
{
    const QStringList parts = quote::tableParts(table.name);
    return parts.isEmpty() ? QStringList{table.name} : parts;
}

QString numbered(const QString &base, qsizetype index, qsizetype count)
{
    const qsizetype digits = std::max<qsizetype>(2, QString::number(count).size());
    return base + u'-' + QString::number(index + 1).rightJustified(digits, u'0');
}

} // namespace

QString WorkerSpec::sliceText() const
{
    if (wholeTable())
        return QCoreApplication::translate("zdtp::WorkerSpec", "whole table");
    if (!where.isEmpty())
        return where;
    if (nulls == SliceNulls::Only)
        return QStringLiteral("%1 NULL").arg(column);
    QString text = column + u' ' + (from ? u'[' + *from : QStringLiteral("(…")) + QStringLiteral(", ") +
                   to.value_or(QStringLiteral("…")) + u')';
    if (nulls == SliceNulls::With)
        text += QStringLiteral(" + NULL");
    return text;
}

QStringList boundsOf(const TableSplit &split)
{
    if (!split.bounds.isEmpty() || !split.from || !split.to)
        return split.bounds;
    return keys::divide(split.type, *split.from, *split.to, std::min(split.parts, int(largestWorkerCount)));
}

qint64 workerCount(const SyncTask &task)
{
    qint64 count = 0;
    for (const TableSpec &table : task.tables) {
        if (!table.split)
            count += 1;
        else if (!table.split->where.isEmpty())
            count += table.split->where.size();
        else
            count +=
                (table.split->bounds.isEmpty() ? std::max(1, table.split->parts) : table.split->bounds.size() - 1) +
                (table.split->nulls == NullKeys::Own ? 1 : 0);
    }
    return count;
}

QList<WorkerSpec> workersOf(const SyncTask &task)
{
    QHash<QString, int> shared;
    for (const TableSpec &table : task.tables)
        ++shared[label(partsOf(table).last())];

    QList<WorkerSpec> workers;
    QSet<QString> taken;
    for (const TableSpec &table : task.tables) {
        QList<WorkerSpec> slices;
        if (table.split)
            slices = slicesOf(*table.split);
        const QStringList parts = partsOf(table);
        QString base = label(parts.last());
        if (shared.value(base) > 1 && parts.size() > 1)
            base = label(parts.join(u'-'));
        const auto names = [&](const QString &stem) {
            QStringList all;
            if (!table.split)
                all.append(stem);
            for (qsizetype i = 0; i < slices.size(); ++i)
                all.append(numbered(stem, i, slices.size()));
            return all;
        };
        QStringList own = names(base);
        const auto isTaken = [&] {
            return std::any_of(own.begin(), own.end(), [&](const QString &name) { return taken.contains(name); });
        };
        for (int other = 2; isTaken(); ++other)
            own = names(QStringLiteral("%1-x%2").arg(base).arg(other));
        for (qsizetype i = 0; i < own.size(); ++i) {
            if (workers.size() >= largestWorkerCount)
                return workers;
            WorkerSpec worker = table.split ? slices.at(i) : WorkerSpec();
            worker.name = own.at(i);
            worker.table = table.name;
            taken.insert(worker.name);
            workers.append(std::move(worker));
        }
    }
    return workers;
}

} // namespace zdtp
