#include "models/task/slice.h"

#include <QCoreApplication>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Slice", text);
}

QString utcMoment(const QString &key)
{
    const QString whole = key.contains(u' ') ? key : key + QStringLiteral(" 00:00:00");
    return whole + QStringLiteral("+00");
}

/// What is compared with the literals.
QString keyExpression(KeyType type, const QString &column, SqlDialect dialect)
{
    if (type != KeyType::Text)
        return column;
    switch (dialect) {
    case SqlDialect::PostgreSql:
        return QStringLiteral("(%1::text COLLATE \"C\")").arg(column);
    case SqlDialect::MySql:
        return QStringLiteral("CAST(CONVERT(%1 USING utf8mb4) AS BINARY)").arg(column);
    case SqlDialect::Sqlite:
        return QStringLiteral("CAST(%1 AS TEXT) COLLATE BINARY").arg(column);
    case SqlDialect::Standard:
        break;
    }
    return column;
}

} // namespace

QString keyLiteral(KeyType type, const QString &key, SqlDialect dialect)
{
    const bool typed = dialect == SqlDialect::MySql || dialect == SqlDialect::Standard;
    switch (type) {
    case KeyType::Integer:
    case KeyType::Decimal:
        return key; // canonical: digits, a sign, a point
    case KeyType::Date:
        // PostgreSQL reads an untyped literal as the column's type: a date drops the time, a moment keeps the zone.
        if (dialect == SqlDialect::PostgreSql)
            return quote::sqlLiteral(utcMoment(key));
        return (typed ? QStringLiteral("DATE ") : QString()) + quote::sqlLiteral(key, dialect);
    case KeyType::Timestamp:
        if (dialect == SqlDialect::PostgreSql)
            return quote::sqlLiteral(utcMoment(key));
        return (typed ? QStringLiteral("TIMESTAMP ") : QString()) + quote::sqlLiteral(key, dialect);
    case KeyType::Text:
        if (dialect == SqlDialect::MySql)
            return QStringLiteral("X'") + QString::fromLatin1(key.toUtf8().toHex()) + u'\'';
        return quote::sqlLiteral(key, dialect);
    case KeyType::Uuid:
        break; // a literal without a type: the column's own decides
    }
    return quote::sqlLiteral(key, dialect);
}

QString predicateProblem(const QString &where)
{
    // Within quotes MySQL reads it by sql_mode, and may see the text's end elsewhere; outside of them psql takes it for
    // a command of its own.
    if (where.contains(u'\\'))
        return say("a backslash means different things to different databases");
    int depth = 0;
    for (qsizetype at = 0; at < where.size(); ++at) {
        const QChar c = where.at(at);
        const QStringView rest = QStringView(where).mid(at);
        if (c == u'\'' || c == u'"' || c == u'`') {
            // A doubled mark opens the next text at once.
            at = where.indexOf(c, at + 1);
            if (at < 0)
                return say("a quotation mark %1 is not closed").arg(c);
        } else if (rest.startsWith(u"--") || c == u'#') {
            const qsizetype end = where.indexOf(u'\n', at);
            at = end < 0 ? where.size() : end;
        } else if (rest.startsWith(u"/*")) {
            at = where.indexOf(QStringLiteral("*/"), at + 2);
            if (at < 0)
                return say("a comment /* is not closed");
            ++at;
        } else if (c == u'$') {
            return say("a dollar sign may begin a text of PostgreSQL that ends elsewhere");
        } else if (c == u';') {
            return say("a semicolon would end the statement");
        } else if (c == u'(') {
            ++depth;
        } else if (c == u')' && --depth < 0) {
            return say("a bracket is closed that was not opened");
        }
    }
    return depth > 0 ? say("a bracket is not closed") : QString();
}

QString slicePredicate(const WorkerSpec &worker, SqlDialect dialect)
{
    // The line break: a predicate may end with a comment.
    if (!worker.where.isEmpty()) {
        const bool comments = worker.where.contains(QStringLiteral("--")) || worker.where.contains(u'#');
        return u'(' + worker.where + (comments ? u"\n)" : u")");
    }
    if (worker.column.isEmpty())
        return {};
    const QString column = quote::sqlIdentifier(worker.column, dialect);
    const QString isNull = column + QStringLiteral(" IS NULL");
    if (worker.nulls == SliceNulls::Only)
        return isNull;
    const QString key = keyExpression(worker.keyType, column, dialect);
    QStringList ends;
    if (worker.from)
        ends.append(key + QStringLiteral(" >= ") + keyLiteral(worker.keyType, *worker.from, dialect));
    if (worker.to)
        ends.append(key + QStringLiteral(" < ") + keyLiteral(worker.keyType, *worker.to, dialect));
    if (ends.isEmpty())
        return worker.nulls == SliceNulls::With ? QStringLiteral("(%1 IS NOT NULL OR %2)").arg(column, isNull)
                                                : column + QStringLiteral(" IS NOT NULL");
    const QString range = ends.join(QStringLiteral(" AND "));
    return worker.nulls == SliceNulls::With ? QStringLiteral("(%1 OR %2)").arg(range, isNull) : range;
}

} // namespace zdtp
