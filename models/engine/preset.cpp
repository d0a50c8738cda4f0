#include "models/engine/preset.h"

#include "models/engine/presetreader.h"

#include <QCoreApplication>

#include <algorithm>

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::EnginePreset", text);
}

} // namespace

const QStringList &safetyWords()
{
    static const QStringList words{QStringLiteral("unsafe"), QStringLiteral("idempotent"), QStringLiteral("resumable")};
    return words;
}

const QStringList &helperWords()
{
    static const QStringList words{QStringLiteral("precheck"), QStringLiteral("measure"), QStringLiteral("prepare"),
                                   QStringLiteral("count"), QStringLiteral("cleanup")};
    return words;
}

const QStringList &retryWords()
{
    static const QStringList words{QStringLiteral("none"), QStringLiteral("disabled"), QStringLiteral("safe")};
    return words;
}

QString word(RerunSafety safety)
{
    return safetyWords().at(static_cast<int>(safety));
}

QString word(EngineRetries retries)
{
    return retryWords().at(static_cast<int>(retries));
}

QString word(HelperKind kind)
{
    return helperWords().at(static_cast<int>(kind));
}

QStringList templateNames(const EnginePreset &preset)
{
    QStringList names{"task",
                      "namespace",
                      "type",
                      "engine",
                      "image",
                      "prepare",
                      "run",
                      "worker",
                      "attempt",
                      "helper",
                      "side",
                      "statement",
                      "source.url",
                      "source.user",
                      "source.host",
                      "source.port",
                      "source.database",
                      "target.url",
                      "target.user",
                      "target.host",
                      "target.port",
                      "target.database",
                      "table",
                      "column",
                      "from",
                      "to",
                      "slice",
                      "nulls",
                      "source.where",
                      "target.where",
                      "source.ident.table",
                      "source.ident.column",
                      "target.ident.table",
                      "target.ident.column",
                      "qualified",
                      "source.jdbc",
                      "source.path",
                      "target.jdbc",
                      "target.path",
                      "source.mysql",
                      "source.postgresql",
                      "target.mysql",
                      "target.postgresql",
                      "name.schema",
                      "name.table",
                      "name.plain",
                      "name.regex",
                      "ident.table",
                      "ident.column",
                      "regclass.table",
                      "regclass.column",
                      "tables",
                      "first",
                      "last"};
    for (const EnginePreset::Option &option : preset.options) {
        names.append(QStringLiteral("options.") + option.name);
        if (option.type == QStringLiteral("boolean"))
            names.append(QStringLiteral("flag.") + option.name);
    }
    return names;
}

bool isPlainName(const QString &name)
{
    const auto plain = [](QChar c) { return c == u'_' || c.isLetterOrNumber(); };
    return !name.isEmpty() && !name.at(0).isDigit() && std::all_of(name.begin(), name.end(), plain);
}

QString nameProblem(const EnginePreset &preset, const QString &table, const QString &column)
{
    if (!preset.plainNames)
        return {};
    const QStringList parts = quote::tableParts(table);
    if (parts.isEmpty() || !std::all_of(parts.begin(), parts.end(), isPlainName))
        return say("engine %1 puts names into SQL without quoting them, and \"%2\" would be read as something else")
            .arg(preset.name, table);
    if (!column.isEmpty() && !isPlainName(column))
        return say("engine %1 puts names into SQL without quoting them, and \"%2\" would be read as something else")
            .arg(preset.name, column);
    return {};
}

QStringList helperNames()
{
    return {"db.url",         "db.user",         "db.host",   "db.port", "db.database", "db.where",
            "db.ident.table", "db.ident.column", "db.target", "helper",  "side",        "statement"};
}

SqlDialect EnginePreset::dialectOfSource(const QString &url) const
{
    return sourceDialect.value_or(quote::dialectOf(url));
}

SqlDialect EnginePreset::dialectOfTarget(const QString &url) const
{
    return targetDialect.value_or(quote::dialectOf(url));
}

bool EnginePreset::allowsSource(const QString &scheme) const
{
    return (sourceSchemes.isEmpty() ? urlSchemes : sourceSchemes).contains(scheme);
}

bool EnginePreset::allowsTarget(const QString &scheme) const
{
    return (targetSchemes.isEmpty() ? urlSchemes : targetSchemes).contains(scheme);
}

const EnginePreset::Command *EnginePreset::helper(HelperKind kind, SqlDialect dialect) const
{
    if (const auto own = helpers.constFind(kind); own != helpers.constEnd())
        return &*own;
    const auto kit = kitHelpers.constFind(dialect);
    if (kit == kitHelpers.constEnd())
        return nullptr;
    const auto found = kit->constFind(kind);
    return found == kit->constEnd() ? nullptr : &*found;
}

Result<EnginePreset> parsePreset(const QByteArray &yaml, const QString &file)
{
    const auto documents = k8s::readYaml(yaml, file);
    if (!documents)
        return fail(documents.error());
    if (documents->isEmpty())
        return fail(say("the preset is empty"), say("Write one preset in one file"), Place{file, 0, 0});
    PresetReader reader(file);
    reader.readPreset(*documents->first());
    QStringList there; // kits of the file itself
    for (qsizetype i = 1; i < documents->size(); ++i) {
        const k8s::YamlNode &document = *documents->at(i);
        k8s::YamlFields quiet(file);
        const k8s::YamlField root = quiet.root(document);
        if (quiet.text(quiet.child(root, "kind")) != QStringLiteral("HelperKit"))
            return fail(say("the file holds %1 documents").arg(documents->size()),
                        say("Write one preset in one file; only documents of kind HelperKit may follow it"),
                        Place{file, document.line, document.column});
        there.append(quiet.text(quiet.child(quiet.child(root, "metadata"), "name")).value_or(QString()));
        reader.readKit(document);
    }
    QByteArray whole = yaml;
    for (const auto &[name, field] : reader.kits()) {
        if (there.contains(name))
            continue;
        const QByteArray bytes = builtInKit(name);
        const auto kit = k8s::readYaml(bytes, name); // empty: no document
        if (!kit || kit->size() != 1) {
            reader.fields().report(QStringLiteral("bad-value"), field, say("there is no helper kit \"%1\"").arg(name),
                                   say("Known: %1").arg(builtInKits().join(QStringLiteral(", "))));
            continue;
        }
        reader.readKit(*kit->first());
        if (!whole.endsWith('\n'))
            whole += '\n';
        whole += "---\n" + bytes;
    }
    if (!reader.problems().isEmpty()) {
        const k8s::YamlProblem &first = reader.problems().first();
        QString what = first.field.isEmpty() ? first.message : first.field + QStringLiteral(": ") + first.message;
        if (const qsizetype more = reader.problems().size() - 1; more > 0)
            what += say(" (and %1 more)").arg(more);
        return fail(what, first.fix, first.place);
    }
    EnginePreset preset = std::move(reader.preset());
    preset.origin = file;
    preset.yaml = whole;
    return preset;
}

} // namespace zdtp
