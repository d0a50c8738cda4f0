#include "models/plan/planner.h"
#include "models/task/slice.h"

#include <QRegularExpression>
#include <QUrl>

namespace zdtp {
namespace {

/// A table and its key column, without a slice.
void putTable(TemplateValues &values, const QString &table, const QString &column, const Dialects &dialects)
{
    values.texts[QStringLiteral("table")] = table;
    values.texts[QStringLiteral("column")] = column;
    const QStringList parts = quote::tableParts(table);
    const QString plain = parts.isEmpty() ? table : parts.join(u'.');
    values.texts[QStringLiteral("name.schema")] = parts.size() > 1 ? parts.first() : QString();
    values.texts[QStringLiteral("name.table")] = parts.isEmpty() ? table : parts.last();
    values.texts[QStringLiteral("name.plain")] = plain;
    values.texts[QStringLiteral("name.regex")] = QRegularExpression::escape(plain);
    const auto put = [&](const QString &side, SqlDialect dialect) {
        const QString name = quote::sqlTable(table, dialect);
        const QString key = column.isEmpty() ? QString() : quote::sqlIdentifier(column, dialect);
        values.sql[side + QStringLiteral(".ident.table")] = name;
        values.sql[side + QStringLiteral(".ident.column")] = key;
        values.identifiers[QStringLiteral("table")] = name;
        values.identifiers[QStringLiteral("column")] = key;
    };
    put(QStringLiteral("source"), dialects.source);
    put(QStringLiteral("target"),
        dialects.target); // ident.NAME is the target's: that is where helpers delete and count
}

void putWhere(TemplateValues &values, const QString &source, const QString &target)
{
    values.flags[QStringLiteral("slice")] = !target.isEmpty();
    values.sql[QStringLiteral("source.where")] = source;
    values.sql[QStringLiteral("target.where")] = target;
}

} // namespace

void putSlice(TemplateValues &values, const WorkerSpec &worker, const Dialects &dialects)
{
    putTable(values, worker.table, worker.column, dialects);
    putWhere(values, slicePredicate(worker, dialects.source), slicePredicate(worker, dialects.target));
    values.flags[QStringLiteral("nulls")] = worker.nulls != SliceNulls::Without;
    for (const auto &[name, key] : {std::pair("from", worker.from), std::pair("to", worker.to)}) {
        if (key && worker.keyType == KeyType::Integer)
            values.numbers[QString::fromLatin1(name)] = key->toLongLong();
        else
            values.texts[QString::fromLatin1(name)] = key.value_or(QString());
    }
}

void putEndpoint(TemplateValues &values, const QString &side, const DatabaseEndpoint &endpoint)
{
    const QUrl url(endpoint.url);
    values.texts[side + QStringLiteral(".url")] = endpoint.url;
    values.texts[side + QStringLiteral(".user")] = endpoint.user;
    values.texts[side + QStringLiteral(".host")] = url.host();
    values.texts[side + QStringLiteral(".port")] = url.port() < 0 ? QString() : QString::number(url.port());
    values.texts[side + QStringLiteral(".database")] = url.path().mid(1);
}

namespace {

/// All slices of one entry as one predicate.
QString entryPredicate(const TableSplit &split, SqlDialect dialect)
{
    if (!split.where.isEmpty())
        return u'(' + split.where.join(QStringLiteral(") OR (")) + u')';
    const QStringList bounds = boundsOf(split);
    WorkerSpec whole;
    whole.column = split.column;
    whole.keyType = split.type;
    if (!split.openEnds && bounds.size() > 1) {
        whole.from = bounds.first();
        whole.to = bounds.last();
    }
    whole.nulls = split.nulls == NullKeys::Nobody ? SliceNulls::Without : SliceNulls::With;
    return slicePredicate(whole, dialect);
}

} // namespace

/// One entry a table, with the predicate of all of its slices.
QList<TemplateValues> tablesOf(const SyncTask &task, const Dialects &dialects)
{
    struct Table
    {
        TemplateValues values;
        QStringList source, target; ///< predicates of its entries
        bool whole = false;
    };
    QList<Table> tables;
    QHash<QString, qsizetype> known;
    for (const TableSpec &spec : task.tables) {
        const QString identifier = quote::sqlTable(spec.name);
        const auto before = known.constFind(identifier);
        if (before == known.constEnd()) {
            known.insert(identifier, tables.size());
            Table table;
            putTable(table.values, spec.name, spec.split ? spec.split->column : QString(), dialects);
            table.values.flags[QStringLiteral("nulls")] = false;
            tables.append(std::move(table));
        }
        Table &table = tables[known.value(identifier)];
        if (!spec.split) {
            table.whole = true;
            continue;
        }
        table.source.append(entryPredicate(*spec.split, dialects.source));
        table.target.append(entryPredicate(*spec.split, dialects.target));
        // Rows without a key are somebody's, or nobody looks for them: predicates have no key column.
        if (spec.split->nulls != NullKeys::Nobody || !spec.split->where.isEmpty())
            table.values.flags[QStringLiteral("nulls")] = true;
    }
    QList<TemplateValues> values;
    for (qsizetype i = 0; i < tables.size(); ++i) {
        Table &table = tables[i];
        const auto all = [&table](const QStringList &predicates) {
            return table.whole             ? QString()
                   : predicates.size() > 1 ? u'(' + predicates.join(QStringLiteral(") OR (")) + u')'
                                           : predicates.value(0);
        };
        putWhere(table.values, all(table.source), all(table.target));
        table.values.flags[QStringLiteral("first")] = i == 0;
        table.values.flags[QStringLiteral("last")] = i + 1 == tables.size();
        values.append(std::move(table.values));
    }
    return values;
}

} // namespace zdtp
