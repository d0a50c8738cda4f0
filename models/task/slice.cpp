#include "models/task/slice.h"

namespace zdtp {

QString keyLiteral(KeyType type, const QString &key, SqlDialect dialect)
{
    switch (type) {
    case KeyType::Integer:
    case KeyType::Decimal:
        return key; // canonical: digits, a sign, a point
    case KeyType::Date:
        return QStringLiteral("DATE ") + quote::sqlLiteral(key, dialect);
    case KeyType::Timestamp:
        return QStringLiteral("TIMESTAMP ") + quote::sqlLiteral(key, dialect);
    case KeyType::Text:
    case KeyType::Uuid:
        break; // a literal without a type: the column's own decides
    }
    return quote::sqlLiteral(key, dialect);
}

QString slicePredicate(const WorkerSpec &worker, SqlDialect dialect)
{
    if (!worker.where.isEmpty())
        return u'(' + worker.where + u')';
    if (worker.column.isEmpty())
        return {};
    const QString column = quote::sqlIdentifier(worker.column, dialect);
    const QString isNull = column + QStringLiteral(" IS NULL");
    if (worker.nulls == SliceNulls::Only)
        return isNull;
    QStringList ends;
    if (worker.from)
        ends.append(column + QStringLiteral(" >= ") + keyLiteral(worker.keyType, *worker.from, dialect));
    if (worker.to)
        ends.append(column + QStringLiteral(" < ") + keyLiteral(worker.keyType, *worker.to, dialect));
    if (ends.isEmpty())
        return worker.nulls == SliceNulls::With ? QStringLiteral("(%1 IS NOT NULL OR %2)").arg(column, isNull)
                                                : column + QStringLiteral(" IS NOT NULL");
    const QString range = ends.join(QStringLiteral(" AND "));
    return worker.nulls == SliceNulls::With ? QStringLiteral("(%1 OR %2)").arg(range, isNull) : range;
}

} // namespace zdtp
