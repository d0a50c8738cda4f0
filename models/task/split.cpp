#include "models/task/split.h"

#include "models/engine/quote.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHash>
#include <QSet>

#include <limits>

namespace zdtp {
namespace {

/// Keys of [from, to); 0 when there is none. Any two qint64 fit.
quint64 width(qint64 from, qint64 to)
{
    return from < to ? static_cast<quint64>(to) - static_cast<quint64>(from) : 0;
}

qint64 shifted(qint64 from, quint64 by)
{
    return static_cast<qint64>(static_cast<quint64>(from) + by);
}

/// Half-open slices of a split, without empty ones.
QList<std::pair<qint64, qint64>> slicesOf(const TableSplit &split)
{
    QList<std::pair<qint64, qint64>> slices;
    if (!split.bounds.isEmpty()) {
        for (qsizetype i = 1; i < split.bounds.size(); ++i) {
            if (split.bounds.at(i - 1) < split.bounds.at(i))
                slices.append({split.bounds.at(i - 1), split.bounds.at(i)});
        }
        return slices;
    }
    const qint64 from = split.from.value_or(0);
    const quint64 total = width(from, split.to.value_or(0));
    if (total == 0 || split.parts < 1)
        return slices;
    const quint64 parts =
        std::min<quint64>({static_cast<quint64>(split.parts), total, static_cast<quint64>(largestWorkerCount)});
    const quint64 each = total / parts;
    const quint64 more = total % parts; // the first `more` parts hold one key more
    qint64 at = from;
    for (quint64 i = 0; i < parts; ++i) {
        const qint64 next = shifted(at, each + (i < more ? 1 : 0));
        slices.append({at, next});
        at = next;
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
    return QStringLiteral("%1 [%2, %3)").arg(column).arg(from).arg(to);
}

qint64 workerCount(const SyncTask &task)
{
    qint64 count = 0;
    for (const TableSpec &table : task.tables) {
        if (!table.split)
            count += 1;
        else if (!table.split->bounds.isEmpty())
            count += table.split->bounds.size() - 1;
        else
            count += std::max(1, table.split->parts);
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
        QList<std::pair<qint64, qint64>> slices;
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
            WorkerSpec worker;
            worker.name = own.at(i);
            worker.table = table.name;
            if (table.split) {
                worker.column = table.split->column;
                worker.from = slices.at(i).first;
                worker.to = slices.at(i).second;
            }
            taken.insert(worker.name);
            workers.append(std::move(worker));
        }
    }
    return workers;
}

} // namespace zdtp
