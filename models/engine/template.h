#pragma once

#include "k8s/base/result.h"
#include "models/engine/quote.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace zdtp {

/// What a template's result is read by. Every value is quoted for it; there is no way to put one in unquoted.
enum class TemplateLanguage {
    Text,       ///< as is: for people, or for readers that take the whole as one text
    Shell,      ///< values become one word each
    Sql,        ///< values become literals of PostgreSQL
    MySql,      ///< values become literals of MySQL
    Standard,   ///< values become literals of SQLite and of standard SQL
    JsonText,   ///< values become strings with their quotation marks, numbers and truth values bare
    Hocon,      ///< as JSON: a quoted string of HOCON substitutes nothing
    Yaml,       ///< values become double-quoted scalars
    Properties, ///< values become the key or value of a Java .properties file
    Ini,        ///< values become the rest of a line
    Pod         ///< env values and command words of a pod: $ is doubled, so that Kubernetes expands nothing of a value
};
std::optional<TemplateLanguage> templateLanguage(const QString &word); ///< one of templateLanguageWords()
QStringList templateLanguageWords();                                   ///< all but Pod
TemplateLanguage templateLanguage(SqlDialect dialect);
/// One value as that language writes it.
QString quoted(const QString &value, TemplateLanguage language);

/// Values by name, not yet quoted. For a table or column NAME there are also ident.NAME (its SQL identifier) and
/// regclass.NAME (a literal of that identifier).
struct TemplateValues
{
    QMap<QString, QString> texts; ///< dotted names are looked up as they are: "source.url"
    QMap<QString, qint64> numbers;
    QMap<QString, bool> flags;          ///< for {{#flag}}…{{/flag}} and {{^flag}}
    QMap<QString, QString> identifiers; ///< NAME → SQL text
    QMap<QString, QString> sql;         ///< by NAME itself: SQL that was written by us, as it is within SQL
    QMap<QString, QList<TemplateValues>> lists;
};

/// Values that are quoted for one language once and rendered many times. Copies share them.
class TemplateData
{
public:
    TemplateData() = default;
    TemplateData(const TemplateValues &values, TemplateLanguage language);

private:
    friend class Template;
    struct Quoted;
    std::shared_ptr<const Quoted> m_quoted;
};

/// Mustache without its unquoted forms, partials and changed delimiters. Values, cheap to copy; any thread, but one
/// thread at a time for one template.
class Template
{
public:
    /// Errors: syntax, a name that is not in `known`, a form that would not quote. Places count from the text's start.
    static Result<Template> compile(const QString &text, TemplateLanguage language, const QStringList &known);
    QString render(const TemplateValues &values) const;
    /// What `over` does not have is looked up in `base`. Both must be quoted for this template's language.
    QString render(const TemplateData &base, const TemplateData &over) const;
    TemplateLanguage language() const { return m_language; }
    /// Names that occur, sections included.
    const QStringList &names() const { return m_names; }

private:
    struct Compiled;
    std::shared_ptr<Compiled> m_compiled;
    QString m_plain; ///< the whole, when nothing in it is a tag
    QStringList m_names;
    TemplateLanguage m_language = TemplateLanguage::Text;
};

} // namespace zdtp
