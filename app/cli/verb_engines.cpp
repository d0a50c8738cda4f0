#include "app/cli/context.h"
#include "app/cli/output.h"
#include "models/engine/preset.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <CLI/CLI.hpp>

namespace zdtp::cli {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp", text);
}

bool isBuiltIn(const EnginePreset &preset)
{
    return preset.origin.startsWith(u':');
}

QStringList helpersOf(const EnginePreset &preset, SqlDialect source, SqlDialect target)
{
    QStringList names;
    for (const HelperKind kind :
         {HelperKind::Precheck, HelperKind::Measure, HelperKind::Prepare, HelperKind::Count, HelperKind::Cleanup}) {
        if (preset.helper(kind, source) && preset.helper(kind, target))
            names.append(word(kind));
    }
    return names;
}

Json toJson(const EnginePreset &preset)
{
    Json json{{"name", preset.name},
              {"title", preset.title},
              {"image", preset.image},
              {"safety", word(preset.safety)},
              {"retries", word(preset.retries)},
              {"origin", isBuiltIn(preset) ? QStringLiteral("built-in") : preset.origin}};
    const auto list = [](const QStringList &words) {
        Json array = Json::array();
        for (const QString &one : words)
            array.push_back(one);
        return array;
    };
    json["syncTypes"] = list(preset.syncTypes);
    json["sourceSchemes"] = list(preset.sourceSchemes.isEmpty() ? preset.urlSchemes : preset.sourceSchemes);
    json["targetSchemes"] = list(preset.targetSchemes.isEmpty() ? preset.urlSchemes : preset.targetSchemes);
    json["splits"] = preset.splitsByKey ? "key" : "table";
    json["names"] = preset.plainNames ? "plain" : "any";
    Json options = Json::array();
    for (const EnginePreset::Option &option : preset.options)
        options.push_back({{"name", option.name},
                           {"type", option.type},
                           {"default", option.defaultValue},
                           {"pattern", option.pattern},
                           {"help", option.help}});
    json["options"] = options;
    return json;
}

void list(Context &context)
{
    const QString format = QString::fromStdString(context.options.output);
    Json items = Json::array();
    Table table({say("NAME"), say("SAFETY"), say("SYNC"), say("SOURCE"), say("TARGET"), say("IMAGE"), say("FROM")});
    for (const QString &name : context.engines().names()) {
        const EnginePreset &preset = *context.engines().find(name);
        const auto schemes = [&preset](const QStringList &own) {
            return (own.isEmpty() ? preset.urlSchemes : own).join(u',');
        };
        items.push_back(toJson(preset));
        table.add({preset.name, word(preset.safety), preset.syncTypes.join(u','), schemes(preset.sourceSchemes),
                   schemes(preset.targetSchemes), preset.image, isBuiltIn(preset) ? say("built-in") : preset.origin});
    }
    print(format == QStringLiteral("json") || format == QStringLiteral("yaml") ? itemsText(items, format)
                                                                               : table.toString());
}

void show(Context &context, const QString &name)
{
    const EnginePreset *preset = context.engines().find(name);
    if (!preset) {
        context.failWith(Usage, say("there is no engine \"%1\". Known: %2")
                                    .arg(name, context.engines().names().join(QStringLiteral(", "))));
        return;
    }
    const QString format = QString::fromStdString(context.options.output);
    if (format == QStringLiteral("yaml")) {
        print(QString::fromUtf8(preset->yaml));
        return;
    }
    if (format == QStringLiteral("json")) {
        print(QString::fromUtf8(jsonBytes(toJson(*preset))) + u'\n');
        return;
    }
    const auto line = [](const QString &what, const QString &text) {
        if (!text.isEmpty())
            print(what.leftJustified(12) + text + u'\n');
    };
    print(preset->title + QStringLiteral(" (") + preset->name + QStringLiteral(")\n") + preset->description +
          QStringLiteral("\n\n"));
    line(say("image"), preset->image);
    line(say("safety"), word(preset->safety));
    line(say("retries"), word(preset->retries));
    line(say("sync"), preset->syncTypes.join(QStringLiteral(", ")));
    line(say("source"), (preset->sourceSchemes.isEmpty() ? preset->urlSchemes : preset->sourceSchemes).join(u' '));
    line(say("target"), (preset->targetSchemes.isEmpty() ? preset->urlSchemes : preset->targetSchemes).join(u' '));
    line(say("workers"), preset->splitsByKey ? say("one a slice") : say("one a table; key ranges are not taken"));
    line(say("names"), preset->plainNames ? say("letters, digits and _ only") : say("any"));
    line(say("success"), preset->success.pattern
                             ? say("exit code and a line like %1").arg(preset->success.pattern->pattern())
                             : say("exit code"));
    if (preset->success.countRows)
        line(QString(), say("count both sides after the run: zdtp verify"));
    line(say("helpers"), helpersOf(*preset, preset->sourceDialect.value_or(SqlDialect::PostgreSql),
                                   preset->targetDialect.value_or(SqlDialect::PostgreSql))
                             .join(QStringLiteral(", ")));
    line(say("from"), isBuiltIn(*preset) ? say("built-in") : preset->origin);
    if (preset->options.isEmpty())
        return;
    print(u'\n' + say("Options:") + u'\n');
    Table table({say("NAME"), say("TYPE"), say("DEFAULT"), say("HELP")});
    for (const EnginePreset::Option &option : preset->options)
        table.add({option.name, option.type, option.defaultValue, option.help});
    print(table.toString());
}

void check(Context &context, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        context.failWith(Usage, say("%1: cannot be read: %2").arg(path, file.errorString()));
        return;
    }
    const auto preset = parsePreset(file.readAll(), path);
    if (!preset) {
        context.failWith(Usage, preset.error().toLine());
        return;
    }
    const EnginePreset *known = context.engines().find(preset->name);
    print(say("%1: the preset %2 is in order").arg(path, preset->name) + u'\n');
    if (known && isBuiltIn(*known))
        print(say("In your engines folder it takes the place of the built-in %1").arg(preset->name) + u'\n');
}

} // namespace

void addEngines(CLI::App &app, Context &context)
{
    auto *verb = app.add_subcommand("engines", "The engine presets: list, show one, check a file of your own");
    verb->require_subcommand(0, 1);
    auto *showVerb = verb->add_subcommand("show", "What one engine needs, says and takes; -o yaml prints its file");
    auto name = std::make_shared<std::string>();
    showVerb->add_option("NAME", *name, "Engine")->required();
    showVerb->callback([&context, name] { show(context, QString::fromStdString(*name)); });
    auto *checkVerb = verb->add_subcommand("check", "Reads a preset's file; says what is wrong and where");
    auto files = std::make_shared<std::vector<std::string>>();
    checkVerb->add_option("FILE", *files, "Files of presets")->required();
    checkVerb->callback([&context, files] {
        for (const std::string &one : *files)
            check(context, QString::fromStdString(one));
    });
    verb->callback([&context, verb] {
        if (verb->get_subcommands().empty())
            list(context);
    });
}

} // namespace zdtp::cli
