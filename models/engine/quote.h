#pragma once

#include <QString>
#include <QStringList>

namespace zdtp {

/// Whose SQL a text is read as.
enum class SqlDialect { PostgreSql, MySql, Sqlite, Standard };
QString word(SqlDialect dialect); ///< postgresql, mysql, sqlite, standard
QStringList sqlDialectWords();    ///< in the order of the enum

namespace quote {

/// One word of a POSIX shell: 'it'\''s'. A NUL cannot be said in a shell; it is dropped.
QString shell(const QString &text);
/// A literal that PostgreSQL and every standard SQL reads as this text, with standard_conforming_strings on or off.
QString sqlLiteral(const QString &text);
/// The same for a dialect. MySQL reads backslashes by sql_mode and letters by the connection's character set: a text
/// with more than plain ASCII is written in hexadecimal, which is read the same under every setting.
QString sqlLiteral(const QString &text, SqlDialect dialect);
/// One identifier as PostgreSQL's quote_ident() writes it: bare when nothing in it needs quotes.
QString sqlIdentifier(const QString &name);
/// The same for a dialect; MySQL's always in backticks, which are read the same with and without ANSI_QUOTES.
QString sqlIdentifier(const QString &name, SqlDialect dialect);
/// "schema.table" or "\"we.ird\".\"x\"" as its parts: split at the first dot that stands outside of quotes. Empty when
/// quotes are not closed or a part is empty.
QStringList tableParts(const QString &name);
/// The parts as SQL: public.orders, "Public"."o'rd""er".
QString sqlTable(const QString &name);
QString sqlTable(const QString &name, SqlDialect dialect);
/// Whose SQL a database reads, by the scheme of its URL; Standard when the scheme is not known.
SqlDialect dialectOf(const QString &url);
/// With its quotation marks.
QString json(const QString &text);
/// A double-quoted scalar of YAML.
QString yaml(const QString &text);
/// The value (or key) of a Java .properties file, as ASCII.
QString properties(const QString &text);
/// The rest of a line of an INI file. Such a file knows no way to say a line break: it becomes U+FFFD, so that the text
/// names nothing instead of something else.
QString ini(const QString &text);
/// A regular expression that matches this text and no other, for Java, PCRE, ICU and re2.
QString regex(const QString &text);
/// For env values and command words of a pod, where Kubernetes expands $(NAME): every $ doubled.
QString pod(const QString &text);

} // namespace quote
} // namespace zdtp
