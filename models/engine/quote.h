#pragma once

#include <QString>
#include <QStringList>

namespace zdtp::quote {

/// One word of a POSIX shell: 'it'\''s'. A NUL cannot be said in a shell; it is dropped.
QString shell(const QString &text);
/// A literal that PostgreSQL and every standard SQL reads as this text, with standard_conforming_strings on or off.
QString sqlLiteral(const QString &text);
/// One identifier as PostgreSQL's quote_ident() writes it: bare when nothing in it needs quotes.
QString sqlIdentifier(const QString &name);
/// "schema.table" or "\"we.ird\".\"x\"" as its parts: split at the first dot that stands outside of quotes. Empty when
/// quotes are not closed or a part is empty.
QStringList tableParts(const QString &name);
/// The parts as SQL: public.orders, "Public"."o'rd""er".
QString sqlTable(const QString &name);
/// With its quotation marks.
QString json(const QString &text);
/// For env values and command words of a pod, where Kubernetes expands $(NAME): every $ doubled.
QString pod(const QString &text);

} // namespace zdtp::quote
