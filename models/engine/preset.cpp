#include "models/engine/preset.h"

#include "k8s/yaml/fields.h"

#include <QCoreApplication>

#include <limits>

namespace zdtp {
namespace {

using k8s::YamlField;
using k8s::YamlFields;

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::EnginePreset", text);
}

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

class Parser
{
public:
    explicit Parser(const QString &file) : m_fields(file) {}

    EnginePreset read(const k8s::YamlNode &document)
    {
        const YamlField root = m_fields.root(document);
        if (!m_fields.enter(root, {"apiVersion", "kind", "metadata", "spec"})) {
            if (!root.isSet())
                m_fields.report(QStringLiteral("missing-field"), root, say("the preset is empty"));
            return m_preset;
        }
        m_fields.oneOf(m_fields.require(root, "apiVersion"), {QStringLiteral("zdtp.io/v1")});
        m_fields.oneOf(m_fields.require(root, "kind"), {QStringLiteral("EnginePreset")});
        const YamlField metadata = m_fields.require(root, "metadata");
        if (m_fields.enter(metadata, {"name"})) {
            const YamlField name = m_fields.require(metadata, "name");
            m_preset.name = m_fields.text(name).value_or(QString());
            static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"));
            if (name.isSet() && !m_preset.name.isEmpty() && !label.match(m_preset.name).hasMatch())
                m_fields.report(QStringLiteral("bad-value"), name,
                                say("\"%1\" cannot be a preset's name").arg(m_preset.name),
                                say("Use small letters, digits and -, at most 63"));
        }
        const YamlField spec = m_fields.require(root, "spec");
        if (m_fields.enter(spec,
                           {"title", "description", "image", "safety", "syncTypes", "urlSchemes", "resources",
                            "options", "environment", "files", "command", "helpers", "progress", "errors", "success"}))
            readSpec(spec);
        return m_preset;
    }

    const QList<k8s::YamlProblem> &problems() const { return m_fields.problems(); }

private:
    void readSpec(const YamlField &spec)
    {
        m_preset.title = m_fields.text(m_fields.require(spec, "title")).value_or(QString());
        m_preset.description = m_fields.text(m_fields.child(spec, "description")).value_or(QString());
        m_preset.image = m_fields.text(m_fields.require(spec, "image")).value_or(QString());
        m_preset.safety = static_cast<RerunSafety>(
            m_fields
                .oneOf(m_fields.require(spec, "safety",
                                        say("Say what a second start does: unsafe, idempotent, resumable")),
                       safetyWords())
                .value_or(0));
        for (const YamlField &item : m_fields.list(m_fields.require(spec, "syncTypes"))) {
            const QStringList words{QStringLiteral("full"), QStringLiteral("incremental")};
            if (const auto index = m_fields.oneOf(item, words))
                m_preset.syncTypes.append(words.at(*index));
        }
        m_preset.urlSchemes = m_fields.texts(m_fields.require(spec, "urlSchemes"));
        const YamlField resources = m_fields.child(spec, "resources");
        if (m_fields.enter(resources, {"requests", "limits"})) {
            m_preset.requests = m_fields.scalarMap(m_fields.child(resources, "requests"), false);
            m_preset.limits = m_fields.scalarMap(m_fields.child(resources, "limits"), false);
        }
        for (const YamlField &item : m_fields.list(m_fields.child(spec, "options")))
            readOption(item);
        m_names = templateNames(m_preset);
        for (const YamlField &item : m_fields.list(m_fields.child(spec, "environment")))
            readEnvironment(item);
        for (const YamlField &item : m_fields.list(m_fields.child(spec, "files")))
            readFile(item);
        m_preset.command = readCommand(m_fields.require(spec, "command"));
        const YamlField helpers = m_fields.child(spec, "helpers");
        if (m_fields.enter(helpers, helperWords())) {
            for (int kind = 0; kind < helperWords().size(); ++kind)
                readHelper(m_fields.child(helpers, qPrintable(helperWords().at(kind))), static_cast<HelperKind>(kind));
        }
        for (const YamlField &item : m_fields.list(m_fields.child(spec, "progress"))) {
            if (const auto pattern = readPattern(item)) {
                m_preset.progress.append(*pattern);
                static const QStringList groups{QString(), "rows", "bytes", "percent", "rate"};
                for (const QString &group : pattern->namedCaptureGroups()) {
                    if (!groups.contains(group))
                        m_fields.report(QStringLiteral("bad-value"), item,
                                        say("a progress pattern has no group called \"%1\"").arg(group),
                                        say("Known groups: rows, bytes, percent, rate"));
                }
                if (pattern->captureCount() == 0)
                    m_fields.report(QStringLiteral("bad-value"), item, say("this progress pattern captures nothing"),
                                    say("Name what it finds: (?<rows>\\d+)"));
            }
        }
        for (const YamlField &item : m_fields.list(m_fields.child(spec, "errors"))) {
            if (const auto pattern = readPattern(item))
                m_preset.errors.append(*pattern);
        }
        m_preset.success = readPattern(m_fields.child(spec, "success"));
    }

    void readOption(const YamlField &field)
    {
        if (!m_fields.enter(field, {"name", "type", "default", "help", "pattern"}))
            return;
        EnginePreset::Option option;
        const YamlField name = m_fields.require(field, "name");
        option.name = m_fields.text(name).value_or(QString());
        static const QRegularExpression word(QStringLiteral("^[A-Za-z][A-Za-z0-9_]*$"));
        if (!option.name.isEmpty() && !word.match(option.name).hasMatch())
            m_fields.report(QStringLiteral("bad-value"), name,
                            say("\"%1\" cannot be an option's name").arg(option.name), say("Use letters and digits"));
        const QStringList types{QStringLiteral("string"), QStringLiteral("integer"), QStringLiteral("boolean")};
        option.type = types.at(m_fields.oneOf(m_fields.require(field, "type"), types).value_or(0));
        option.defaultValue = m_fields.scalar(m_fields.child(field, "default")).value_or(QString());
        option.help = m_fields.text(m_fields.child(field, "help")).value_or(QString());
        const YamlField pattern = m_fields.child(field, "pattern");
        if (const auto expression = readPattern(pattern))
            option.pattern = expression->pattern();
        m_preset.options.append(option);
    }

    void readEnvironment(const YamlField &field)
    {
        if (!m_fields.enter(field, {"name", "value", "secret"}))
            return;
        EnginePreset::Environment entry;
        const YamlField name = m_fields.require(field, "name");
        entry.name = m_fields.text(name).value_or(QString());
        static const QRegularExpression word(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
        if (!entry.name.isEmpty() && (!word.match(entry.name).hasMatch() || entry.name.startsWith(u"ZDTP_")))
            m_fields.report(QStringLiteral("bad-value"), name,
                            say("\"%1\" cannot be the name of a variable here").arg(entry.name),
                            say("Use letters, digits and _; names with ZDTP_ are the console's own"));
        const YamlField secret = m_fields.child(field, "secret");
        const YamlField value = m_fields.child(field, "value");
        if (secret.isSet() == value.isSet())
            m_fields.report(QStringLiteral("bad-value"), field, say("needs either value or secret"));
        const QStringList sides{QStringLiteral("source"), QStringLiteral("target")};
        if (const auto side = m_fields.oneOf(secret, sides))
            entry.secret = sides.at(*side);
        entry.value = m_fields.text(value).value_or(QString());
        check(value, entry.value, TemplateLanguage::Pod);
        m_preset.environment.append(entry);
    }

    void readFile(const YamlField &field)
    {
        if (!m_fields.enter(field, {"name", "language", "content"}))
            return;
        EnginePreset::ConfigFile file;
        const YamlField name = m_fields.require(field, "name");
        file.name = m_fields.text(name).value_or(QString());
        static const QRegularExpression key(QStringLiteral("^(?!\\.)[-._a-zA-Z0-9]{1,253}$"));
        if (!file.name.isEmpty() && !key.match(file.name).hasMatch())
            m_fields.report(QStringLiteral("bad-value"), name, say("\"%1\" cannot be a file's name").arg(file.name),
                            say("Use letters, digits, - _ and ."));
        const YamlField language =
            m_fields.require(field, "language", say("Say what reads the file: shell, sql, json or text"));
        const QStringList words{QStringLiteral("text"), QStringLiteral("shell"), QStringLiteral("sql"),
                                QStringLiteral("json")};
        if (const auto index = m_fields.oneOf(language, words))
            file.language = *templateLanguage(words.at(*index));
        const YamlField content = m_fields.require(field, "content");
        file.content = m_fields.text(content).value_or(QString());
        // One file serves all workers of a run: what is a worker's own comes by its environment.
        static const QStringList own{"worker", "attempt", "statement", "helper", "side"};
        QStringList shared;
        for (const QString &known : m_names) {
            if (!own.contains(known))
                shared.append(known);
        }
        check(content, file.content, file.language, shared);
        m_preset.files.append(file);
    }

    QStringList readCommand(const YamlField &field)
    {
        QStringList command;
        for (const YamlField &item : m_fields.list(field)) {
            const QString word = m_fields.text(item).value_or(QString());
            check(item, word, TemplateLanguage::Pod);
            command.append(word);
        }
        if (field.isSet() && command.isEmpty())
            m_fields.report(QStringLiteral("missing-field"), field, say("the command is empty"));
        return command;
    }

    void readHelper(const YamlField &field, HelperKind kind)
    {
        if (!m_fields.enter(field, {"command", "statement"}))
            return;
        EnginePreset::Command helper;
        helper.command = readCommand(m_fields.require(field, "command"));
        const bool shown = kind == HelperKind::Cleanup || kind == HelperKind::Count || kind == HelperKind::Prepare;
        const YamlField statement =
            shown ? m_fields.require(field, "statement", say("It is shown to the operator before it runs"))
                  : m_fields.child(field, "statement");
        helper.statement = m_fields.text(statement).value_or(QString());
        check(statement, helper.statement, TemplateLanguage::Sql);
        m_preset.helpers.insert(kind, helper);
    }

    std::optional<QRegularExpression> readPattern(const YamlField &field)
    {
        const auto text = m_fields.text(field);
        if (!text)
            return std::nullopt;
        QRegularExpression pattern(*text);
        if (!pattern.isValid()) {
            m_fields.report(QStringLiteral("bad-value"), field,
                            say("not a regular expression: %1 at character %2")
                                .arg(pattern.errorString())
                                .arg(pattern.patternErrorOffset() + 1));
            return std::nullopt;
        }
        pattern.optimize();
        return pattern;
    }

    void check(const YamlField &field, const QString &text, TemplateLanguage language, const QStringList &names)
    {
        if (!field.isSet())
            return;
        const auto compiled = Template::compile(text, language, names);
        if (compiled)
            return;
        const Error &error = compiled.error();
        QString what = error.what;
        if (error.place.line > 1)
            what += say(" (line %1 of the text)").arg(error.place.line);
        m_fields.report(QStringLiteral("bad-template"), field, what, error.remedy);
    }
    void check(const YamlField &field, const QString &text, TemplateLanguage language)
    {
        check(field, text, language, m_names);
    }

    YamlFields m_fields;
    EnginePreset m_preset;
    QStringList m_names;
};

} // namespace

QString word(RerunSafety safety)
{
    return safetyWords().at(static_cast<int>(safety));
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

Result<EnginePreset> parsePreset(const QByteArray &yaml, const QString &file)
{
    const auto documents = k8s::readYaml(yaml, file);
    if (!documents)
        return fail(documents.error());
    if (documents->size() != 1)
        return fail(documents->isEmpty() ? say("the preset is empty")
                                         : say("the file holds %1 documents").arg(documents->size()),
                    say("Write one preset in one file"), Place{file, 0, 0});
    Parser parser(file);
    EnginePreset preset = parser.read(*documents->first());
    if (!parser.problems().isEmpty()) {
        const k8s::YamlProblem &first = parser.problems().first();
        QString what = first.field.isEmpty() ? first.message : first.field + QStringLiteral(": ") + first.message;
        if (const qsizetype more = parser.problems().size() - 1; more > 0)
            what += say(" (and %1 more)").arg(more);
        return fail(what, first.fix, first.place);
    }
    preset.origin = file;
    preset.yaml = yaml;
    return preset;
}

} // namespace zdtp
