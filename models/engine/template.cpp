#include "models/engine/template.h"

#include "k8s/yaml/fields.h"

#include <QCoreApplication>

#include <kainjow/mustache.hpp>

namespace zdtp {
namespace {

using kainjow::mustache::data;

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Template", text);
}

Place placeAt(const QString &text, qsizetype at)
{
    const QStringView before = QStringView(text).first(at);
    return {QString(), static_cast<int>(before.count(u'\n')) + 1, static_cast<int>(at - before.lastIndexOf(u'\n'))};
}

bool isSql(TemplateLanguage language)
{
    return language == TemplateLanguage::Sql || language == TemplateLanguage::MySql ||
           language == TemplateLanguage::Standard;
}

/// Puts a value below its dotted name, as kainjow looks it up.
void put(data &root, const QString &name, const QString &value)
{
    const qsizetype dot = name.indexOf(u'.');
    if (dot < 0) {
        root.set(name.toStdString(), value.toStdString());
        return;
    }
    const std::string first = name.left(dot).toStdString();
    if (!root.get(first))
        root.set(first, data(data::type::object));
    // get() is const; the object is ours.
    put(*const_cast<data *>(root.get(first)), name.mid(dot + 1), value);
}

void putFlag(data &root, const QString &name, bool value)
{
    const qsizetype dot = name.indexOf(u'.');
    if (dot < 0) {
        root.set(name.toStdString(), data(value ? data::type::bool_true : data::type::bool_false));
        return;
    }
    const std::string first = name.left(dot).toStdString();
    if (!root.get(first))
        root.set(first, data(data::type::object));
    putFlag(*const_cast<data *>(root.get(first)), name.mid(dot + 1), value);
}

data dataOf(const TemplateValues &values, TemplateLanguage language)
{
    data root(data::type::object);
    for (auto it = values.texts.begin(); it != values.texts.end(); ++it)
        put(root, it.key(), quoted(it.value(), language));
    for (auto it = values.numbers.begin(); it != values.numbers.end(); ++it) {
        // Digits and a sign mean the same to all of the languages.
        put(root, it.key(), QString::number(it.value()));
    }
    for (auto it = values.flags.begin(); it != values.flags.end(); ++it)
        putFlag(root, it.key(), it.value());
    for (auto it = values.identifiers.begin(); it != values.identifiers.end(); ++it) {
        const bool sql = isSql(language);
        put(root, QStringLiteral("ident.") + it.key(), sql ? it.value() : quoted(it.value(), language));
        put(root, QStringLiteral("regclass.") + it.key(), quoted(it.value(), language));
    }
    for (auto it = values.sql.begin(); it != values.sql.end(); ++it)
        put(root, it.key(), isSql(language) ? it.value() : quoted(it.value(), language));
    for (auto it = values.lists.begin(); it != values.lists.end(); ++it) {
        data list(data::type::list);
        for (const TemplateValues &item : it.value())
            list.push_back(dataOf(item, language));
        root.set(it.key().toStdString(), list);
    }
    return root;
}

} // namespace

struct TemplateData::Quoted
{
    data root;
};

TemplateData::TemplateData(const TemplateValues &values, TemplateLanguage language)
    : m_quoted(std::make_shared<const Quoted>(Quoted{dataOf(values, language)}))
{
}

struct Template::Compiled
{
    kainjow::mustache::mustache mustache;
};

QStringList templateLanguageWords()
{
    return {"text", "shell", "sql", "mysql", "standard", "json", "hocon", "yaml", "properties", "ini"};
}

std::optional<TemplateLanguage> templateLanguage(const QString &word)
{
    const qsizetype index = templateLanguageWords().indexOf(word);
    return index < 0 ? std::nullopt : std::optional(static_cast<TemplateLanguage>(index));
}

TemplateLanguage templateLanguage(SqlDialect dialect)
{
    switch (dialect) {
    case SqlDialect::PostgreSql:
        return TemplateLanguage::Sql;
    case SqlDialect::MySql:
        return TemplateLanguage::MySql;
    case SqlDialect::Sqlite:
    case SqlDialect::Standard:
        break;
    }
    return TemplateLanguage::Standard;
}

QString quoted(const QString &value, TemplateLanguage language)
{
    switch (language) {
    case TemplateLanguage::Text:
        return value;
    case TemplateLanguage::Shell:
        return quote::shell(value);
    case TemplateLanguage::Sql:
        return quote::sqlLiteral(value);
    case TemplateLanguage::MySql:
        return quote::sqlLiteral(value, SqlDialect::MySql);
    case TemplateLanguage::Standard:
        return quote::sqlLiteral(value, SqlDialect::Standard);
    case TemplateLanguage::JsonText:
    case TemplateLanguage::Hocon:
        return quote::json(value);
    case TemplateLanguage::Yaml:
        return quote::yaml(value);
    case TemplateLanguage::Properties:
        return quote::properties(value);
    case TemplateLanguage::Ini:
        return quote::ini(value);
    case TemplateLanguage::Pod:
        return quote::pod(value);
    }
    return {};
}

Result<Template> Template::compile(const QString &text, TemplateLanguage language, const QStringList &known)
{
    Template result;
    result.m_language = language;
    if (!text.contains(QStringLiteral("{{"))) {
        result.m_plain = text;
        return result;
    }
    for (qsizetype at = text.indexOf(QStringLiteral("{{")); at >= 0; at = text.indexOf(QStringLiteral("{{"), at + 2)) {
        const Place place = placeAt(text, at);
        const qsizetype end = text.indexOf(QStringLiteral("}}"), at);
        if (end < 0)
            return fail(say("a tag {{ is not closed"), say("Close it with }}"), place);
        QString name = text.mid(at + 2, end - at - 2);
        const QChar form = name.isEmpty() ? QChar() : name.at(0);
        if (form == u'{' || form == u'&')
            return fail(say("{{%1…}} would put a value in without quotes").arg(form),
                        say("Write {{NAME}}, or {{ident.NAME}} for an identifier"), place);
        if (form == u'>' || form == u'=')
            return fail(say("{{%1…}} is not known here").arg(form), say("Partials and other delimiters are not read"),
                        place);
        if (form == u'!')
            continue;
        if (form == u'#' || form == u'^' || form == u'/')
            name.remove(0, 1);
        name = name.trimmed();
        if (!known.contains(name)) {
            const QString near = k8s::nearestWord(name, known);
            return fail(say("there is no value called \"%1\"").arg(name),
                        near.isEmpty() ? say("Known: %1").arg(known.join(QStringLiteral(", ")))
                                       : say("Did you mean %1?").arg(near),
                        place);
        }
        result.m_names.append(name);
    }
    auto compiled = std::make_shared<Compiled>(Compiled{kainjow::mustache::mustache(text.toStdString())});
    if (!compiled->mustache.is_valid())
        return fail(QString::fromStdString(compiled->mustache.error_message()),
                    say("Close each {{#NAME}} with its own {{/NAME}}"), Place{});
    // Values come quoted for the language; HTML is none of them.
    compiled->mustache.set_custom_escape([](const std::string &value) { return value; });
    result.m_compiled = std::move(compiled);
    return result;
}

QString Template::render(const TemplateValues &values) const
{
    return m_compiled ? render(TemplateData(values, m_language), TemplateData()) : m_plain;
}

QString Template::render(const TemplateData &base, const TemplateData &over) const
{
    if (!m_compiled)
        return m_plain;
    kainjow::mustache::context<std::string> context;
    if (base.m_quoted)
        context.push(&base.m_quoted->root);
    if (over.m_quoted)
        context.push(&over.m_quoted->root);
    return QString::fromStdString(m_compiled->mustache.render(context));
}

} // namespace zdtp
