#include "models/engine/quote.h"

#include "k8s/base/json.h"

#include <QSet>

#include <algorithm>

namespace zdtp {

QStringList sqlDialectWords()
{
    return {QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("sqlite"),
            QStringLiteral("standard")};
}

QString word(SqlDialect dialect)
{
    return sqlDialectWords().at(static_cast<int>(dialect));
}

namespace quote {
namespace {

/// Every keyword of PostgreSQL up to 17 that is not "unreserved": the ones that quote_ident() quotes.
const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QStringList list =
            QStringLiteral(
                "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean "
                "both case cast char character check coalesce collate collation column concurrently constraint create "
                "cross current_catalog current_date current_role current_schema current_time current_timestamp "
                "current_user dec decimal default deferrable desc distinct do else end except exists extract false "
                "fetch float for foreign freeze from full grant greatest group grouping having ilike in initially "
                "inner inout int integer intersect interval into is isnull join json json_array json_arrayagg "
                "json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value "
                "lateral leading least left like limit localtime localtimestamp merge_action national natural nchar "
                "none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay "
                "placing position precision primary real references returning right row select session_user setof "
                "similar smallint some substring symmetric system_user table tablesample then time timestamp to "
                "trailing treat trim true union unique user using values varchar variadic verbose when where window "
                "with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot "
                "xmlserialize xmltable")
                .split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

} // namespace

QString shell(const QString &text)
{
    QString inner = text;
    inner.remove(QChar(u'\0'));
    inner.replace(u'\'', QStringLiteral("'\\''"));
    return u'\'' + inner + u'\'';
}

QString sqlLiteral(const QString &text)
{
    QString inner = text;
    inner.remove(QChar(u'\0'));
    inner.replace(u'\'', QStringLiteral("''"));
    if (!inner.contains(u'\\'))
        return u'\'' + inner + u'\'';
    // As PQescapeLiteral does: the E form reads the same whatever standard_conforming_strings says.
    inner.replace(u'\\', QStringLiteral("\\\\"));
    return QStringLiteral("E'") + inner + u'\'';
}

QString sqlIdentifier(const QString &name)
{
    bool bare = !name.isEmpty() && !name.at(0).isDigit();
    for (const QChar c : name)
        bare = bare && ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_');
    if (bare && !keywords().contains(name))
        return name;
    QString inner = name;
    inner.remove(QChar(u'\0'));
    inner.replace(u'"', QStringLiteral("\"\""));
    return u'"' + inner + u'"';
}

QStringList tableParts(const QString &name)
{
    QStringList parts;
    qsizetype at = 0;
    while (true) {
        QString part;
        if (at < name.size() && name.at(at) == u'"') {
            bool closed = false;
            for (++at; at < name.size(); ++at) {
                if (name.at(at) != u'"') {
                    part += name.at(at);
                } else if (at + 1 < name.size() && name.at(at + 1) == u'"') {
                    part += u'"';
                    ++at;
                } else {
                    closed = true;
                    ++at;
                    break;
                }
            }
            if (!closed || (at < name.size() && name.at(at) != u'.'))
                return {};
        } else {
            // Without quotes the first dot splits; the rest, dots included, is the table.
            const qsizetype dot = parts.isEmpty() ? name.indexOf(u'.', at) : -1;
            const qsizetype end = dot < 0 ? name.size() : dot;
            part = name.mid(at, end - at);
            at = end;
        }
        if (part.isEmpty())
            return {};
        parts.append(part);
        if (at >= name.size())
            return parts;
        if (parts.size() == 2)
            return {};
        ++at; // the dot
        if (at >= name.size())
            return {};
    }
}

QString sqlTable(const QString &name)
{
    QStringList parts = tableParts(name);
    if (parts.isEmpty())
        parts = {name}; // the review refuses it; until then it is one odd name, and harmless
    for (QString &part : parts)
        part = sqlIdentifier(part);
    return parts.join(u'.');
}

QString sqlLiteral(const QString &text, SqlDialect dialect)
{
    if (dialect == SqlDialect::PostgreSql)
        return sqlLiteral(text);
    QString inner = text;
    inner.remove(QChar(u'\0'));
    if (dialect == SqlDialect::MySql &&
        std::any_of(inner.begin(), inner.end(), [](QChar c) { return c == u'\\' || c < u' ' || c > u'~'; }))
        return QStringLiteral("_utf8mb4 X'") + QString::fromLatin1(inner.toUtf8().toHex()) + u'\'';
    inner.replace(u'\'', QStringLiteral("''"));
    return u'\'' + inner + u'\'';
}

QString sqlIdentifier(const QString &name, SqlDialect dialect)
{
    if (dialect == SqlDialect::PostgreSql)
        return sqlIdentifier(name);
    const QChar mark = dialect == SqlDialect::MySql ? u'`' : u'"';
    QString inner = name;
    inner.remove(QChar(u'\0'));
    inner.replace(mark, QString(2, mark));
    return mark + inner + mark;
}

QString sqlTable(const QString &name, SqlDialect dialect)
{
    QStringList parts = tableParts(name);
    if (parts.isEmpty())
        parts = {name}; // the review refuses it; until then it is one odd name, and harmless
    for (QString &part : parts)
        part = sqlIdentifier(part, dialect);
    return parts.join(u'.');
}

SqlDialect dialectOf(const QString &url)
{
    const QString scheme = url.left(std::max<qsizetype>(url.indexOf(u':'), 0)).toLower();
    if (scheme == QStringLiteral("postgresql") || scheme == QStringLiteral("postgres"))
        return SqlDialect::PostgreSql;
    if (scheme == QStringLiteral("mysql") || scheme == QStringLiteral("mariadb"))
        return SqlDialect::MySql;
    return scheme == QStringLiteral("sqlite") ? SqlDialect::Sqlite : SqlDialect::Standard;
}

QString json(const QString &text)
{
    return QString::fromUtf8(jsonBytes(Json(text)));
}

QString yaml(const QString &text)
{
    // JSON's form, but for what YAML would fold or refuse within it.
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        const ushort code = c.unicode();
        const bool folded = code == 0x85 || code == 0xa0 || code == 0x2028 || code == 0x2029 || code == 0xfeff;
        if (c == u'"' || c == u'\\')
            out += QStringLiteral("\\") + c;
        else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || folded || code >= 0xfffe)
            out += QStringLiteral("\\u%1").arg(code, 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out + u'"';
}

QString properties(const QString &text)
{
    QString out;
    for (const QChar c : text) {
        const ushort code = c.unicode();
        if (code < 0x20 || code > 0x7e)
            out += QStringLiteral("\\u%1").arg(code, 4, 16, QChar(u'0'));
        else if (QStringLiteral(" \\:=#!").contains(c))
            out += QStringLiteral("\\") + c;
        else
            out += c;
    }
    return out;
}

QString ini(const QString &text)
{
    QString out = text;
    for (QChar &c : out) {
        if (c < u' ')
            c = QChar(QChar::ReplacementCharacter);
    }
    return out;
}

QString regex(const QString &text)
{
    QString out;
    for (const QChar c : text) {
        // ASCII punctuation may always be escaped; letters, digits and everything beyond ASCII may not.
        if (c > u' ' && c <= u'~' && !c.isLetterOrNumber() && c != u'_')
            out += u'\\';
        out += c;
    }
    return out;
}

QString pod(const QString &text)
{
    QString out = text;
    out.replace(u'$', QStringLiteral("$$"));
    return out;
}

} // namespace quote
} // namespace zdtp
