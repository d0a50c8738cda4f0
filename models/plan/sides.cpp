#include "models/plan/sides.h"

#include "models/task/slice.h"

#include <QCoreApplication>
#include <QUrl>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::Plan", text);
}

QString nameOf(Side side)
{
    return side == Side::Source ? QStringLiteral("source") : QStringLiteral("target");
}

const DatabaseEndpoint &endpointOf(const PlanInput &input, Side side)
{
    return side == Side::Source ? input.task.source : input.task.target;
}

int usualPort(SqlDialect dialect)
{
    return dialect == SqlDialect::MySql ? 3306 : dialect == SqlDialect::PostgreSql ? 5432 : -1;
}

/// Without user and password; parameters of the URL stay, since both speak of JDBC's own.
QString jdbcUrl(const QString &text, SqlDialect dialect)
{
    const QUrl url(text);
    QString host = url.host(QUrl::FullyEncoded);
    if (host.contains(u':') && !host.startsWith(u'['))
        host = u'[' + host + u']';
    QString out = dialect == SqlDialect::MySql ? QStringLiteral("jdbc:mysql://") : QStringLiteral("jdbc:postgresql://");
    out += host + u':' + QString::number(url.port(usualPort(dialect))) + u'/';
    out += QString::fromLatin1(QUrl::toPercentEncoding(url.path(QUrl::FullyDecoded).mid(1)));
    if (url.hasQuery())
        out += u'?' + url.query(QUrl::FullyEncoded);
    return out;
}

Result<Template> compiled(const PlanInput &input, const QString &text, TemplateLanguage language,
                          const QStringList &known)
{
    auto result = Template::compile(text, language, known);
    if (result)
        return result;
    // A preset that was loaded compiles; one that was put together by hand may not.
    Error error = result.error();
    error.what = say("engine %1: %2").arg(input.preset.name, error.what);
    error.place = Place{input.preset.origin, 0, 0};
    return fail(std::move(error));
}

QStringList helperNamesOf(const EnginePreset &preset)
{
    return templateNames(preset) + QStringList{"db.url",         "db.user",         "db.host",
                                               "db.port",        "db.database",     "db.where",
                                               "db.ident.table", "db.ident.column", "db.target"};
}

} // namespace

SqlDialect dialectOf(const PlanInput &input, Side side)
{
    return side == Side::Source ? input.preset.dialectOfSource(input.task.source.url)
                                : input.preset.dialectOfTarget(input.task.target.url);
}

void putSides(TemplateValues &values, const PlanInput &input)
{
    for (const Side side : {Side::Source, Side::Target}) {
        const QString name = nameOf(side);
        const SqlDialect dialect = dialectOf(input, side);
        const QString &url = endpointOf(input, side).url;
        values.texts[name + QStringLiteral(".jdbc")] = jdbcUrl(url, dialect);
        const int port = QUrl(url).port(usualPort(dialect));
        values.texts[name + QStringLiteral(".port")] = port < 0 ? QString() : QString::number(port);
        values.flags[name + QStringLiteral(".mysql")] = dialect == SqlDialect::MySql;
        values.flags[name + QStringLiteral(".postgresql")] = dialect == SqlDialect::PostgreSql;
    }
}

void putPaths(TemplateValues &values, const PlanInput &input, const QString &table)
{
    const QStringList parts = quote::tableParts(table);
    values.flags[QStringLiteral("qualified")] = parts.size() > 1;
    for (const Side side : {Side::Source, Side::Target}) {
        QString path = parts.isEmpty() ? table : parts.last();
        if (dialectOf(input, side) == SqlDialect::PostgreSql)
            path.prepend((parts.size() > 1 ? parts.first() : QStringLiteral("public")) + u'.');
        values.texts[nameOf(side) + QStringLiteral(".path")] = path;
    }
}

void putDatabase(TemplateValues &values, const PlanInput &input, Side side)
{
    const QString name = nameOf(side);
    const DatabaseEndpoint &endpoint = endpointOf(input, side);
    const QUrl url(endpoint.url);
    const int port = url.port(usualPort(dialectOf(input, side)));
    values.texts[QStringLiteral("db.url")] = endpoint.url;
    values.texts[QStringLiteral("db.user")] = endpoint.user;
    values.texts[QStringLiteral("db.host")] = url.host();
    values.texts[QStringLiteral("db.port")] = port < 0 ? QString() : QString::number(port);
    values.texts[QStringLiteral("db.database")] = url.path().mid(1);
    values.flags[QStringLiteral("db.target")] = side == Side::Target;
    const auto follow = [&](TemplateValues &of) {
        for (const char *part : {".where", ".ident.table", ".ident.column"})
            of.sql[QStringLiteral("db") + QString::fromLatin1(part)] = of.sql.value(name + QString::fromLatin1(part));
        of.identifiers[QStringLiteral("table")] = of.sql.value(name + QStringLiteral(".ident.table"));
        of.identifiers[QStringLiteral("column")] = of.sql.value(name + QStringLiteral(".ident.column"));
    };
    follow(values);
    for (QList<TemplateValues> &list : values.lists) {
        for (TemplateValues &item : list)
            follow(item);
    }
}

Result<ReadHelper> readHelper(const PlanInput &input, HelperKind kind, Side side)
{
    const SqlDialect dialect = dialectOf(input, side);
    ReadHelper helper;
    helper.preset = input.preset.helper(kind, dialect);
    if (!helper.preset)
        return fail(say("engine %1 has no helper \"%2\"").arg(input.preset.name, word(kind)),
                    say("Do it by hand and say so, or add it to the engine's preset"));
    const QStringList known = helperNamesOf(input.preset);
    for (const QString &text : helper.preset->command) {
        auto part = compiled(input, text, TemplateLanguage::Pod, known);
        if (!part)
            return fail(part.error());
        helper.command.append(std::move(*part));
    }
    auto statement = compiled(input, helper.preset->statement, templateLanguage(dialect), known);
    if (!statement)
        return fail(statement.error());
    helper.statement = std::move(*statement);
    helper.hasStatement = !helper.preset->statement.isEmpty();
    return helper;
}

Result<QString> renderVariable(const PlanInput &input, const EnginePreset::Environment &entry,
                               const TemplateValues &shared, const TemplateValues &own)
{
    // A plain value may say $(NAME) of Kubernetes' own; a configuration is text for its reader alone.
    const bool plain = entry.language == TemplateLanguage::Text;
    const TemplateLanguage language = plain ? TemplateLanguage::Pod : entry.language;
    auto value = compiled(input, entry.value, language, helperNamesOf(input.preset));
    if (!value)
        return fail(value.error());
    const QString text = value->render(TemplateData(shared, language), TemplateData(own, language));
    return plain ? text : quote::pod(text);
}

std::optional<Error> engineProblem(const PlanInput &input)
{
    const EnginePreset &preset = input.preset;
    const auto schemeOf = [](const DatabaseEndpoint &endpoint) { return QUrl(endpoint.url).scheme(); };
    if (!preset.allowsSource(schemeOf(input.task.source)))
        return Error{say("engine %1 cannot read %2").arg(preset.name, input.task.source.url),
                     say("It reads: %1")
                         .arg((preset.sourceSchemes.isEmpty() ? preset.urlSchemes : preset.sourceSchemes)
                                  .join(QStringLiteral(", "))),
                     Place{}};
    if (!preset.allowsTarget(schemeOf(input.task.target)))
        return Error{say("engine %1 cannot write to %2").arg(preset.name, input.task.target.url),
                     say("It writes to: %1")
                         .arg((preset.targetSchemes.isEmpty() ? preset.urlSchemes : preset.targetSchemes)
                                  .join(QStringLiteral(", "))),
                     Place{}};
    for (const TableSpec &table : input.task.tables) {
        for (const QString &where : table.split ? table.split->where : QStringList()) {
            if (const QString problem = predicateProblem(where); !problem.isEmpty())
                return Error{say("the predicate \"%1\" of %2: %3").arg(where, table.name, problem),
                             say("Write one condition, as it would stand between brackets"), Place{}};
        }
        // Each of its workers would copy the whole table.
        if (table.split && !preset.splitsByKey)
            return Error{say("engine %1 takes whole tables only, and %2 is split").arg(preset.name, table.name),
                         say("Take the split away, or use another engine"), Place{}};
    }
    for (const TableSpec &table : input.task.tables) {
        const QString problem = nameProblem(input.preset, table.name, table.split ? table.split->column : QString());
        if (!problem.isEmpty())
            return Error{problem, say("Rename it, make a view with a plain name, or use another engine"), Place{}};
    }
    return std::nullopt;
}

} // namespace zdtp
