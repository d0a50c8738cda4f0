#include "models/engine/presetreader.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace zdtp {
namespace {

using k8s::YamlField;

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::EnginePreset", text);
}

const QRegularExpression &labelPattern()
{
    static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"));
    return label;
}

} // namespace

QString PresetReader::readHead(const YamlField &root, const QString &kind)
{
    m_fields.oneOf(m_fields.require(root, "apiVersion"), {QStringLiteral("zdtp.io/v1")});
    m_fields.oneOf(m_fields.require(root, "kind"), {kind});
    const YamlField metadata = m_fields.require(root, "metadata");
    if (!m_fields.enter(metadata, {"name"}))
        return {};
    const YamlField name = m_fields.require(metadata, "name");
    const QString text = m_fields.text(name).value_or(QString());
    if (name.isSet() && !text.isEmpty() && !labelPattern().match(text).hasMatch())
        m_fields.report(QStringLiteral("bad-value"), name, say("\"%1\" cannot be a preset's name").arg(text),
                        say("Use small letters, digits and -, at most 63"));
    return text;
}

void PresetReader::readPreset(const k8s::YamlNode &document)
{
    const YamlField root = m_fields.root(document);
    if (!m_fields.enter(root, {"apiVersion", "kind", "metadata", "spec"})) {
        if (!root.isSet())
            m_fields.report(QStringLiteral("missing-field"), root, say("the preset is empty"));
        return;
    }
    m_preset.name = readHead(root, QStringLiteral("EnginePreset"));
    const YamlField spec = m_fields.require(root, "spec");
    if (m_fields.enter(spec, {"title",      "description", "image",   "safety", "retries",   "shell",   "syncTypes",
                              "urlSchemes", "dialects",    "names",   "splits", "resources", "options", "environment",
                              "files",      "command",     "helpers", "kits",   "progress",  "errors",  "success"}))
        readSpec(spec);
}

void PresetReader::readSpec(const YamlField &spec)
{
    m_preset.title = m_fields.text(m_fields.require(spec, "title")).value_or(QString());
    m_preset.description = m_fields.text(m_fields.child(spec, "description")).value_or(QString());
    m_preset.image = m_fields.text(m_fields.require(spec, "image")).value_or(QString());
    m_preset.safety = static_cast<RerunSafety>(
        m_fields
            .oneOf(m_fields.require(spec, "safety", say("Say what a second start does: unsafe, idempotent, resumable")),
                   safetyWords())
            .value_or(0));
    m_preset.retries =
        static_cast<EngineRetries>(m_fields.oneOf(m_fields.child(spec, "retries"), retryWords()).value_or(0));
    m_preset.shell = flag(m_fields.child(spec, "shell"), true);
    for (const YamlField &item : m_fields.list(m_fields.require(spec, "syncTypes"))) {
        const QStringList words{QStringLiteral("full"), QStringLiteral("incremental")};
        if (const auto index = m_fields.oneOf(item, words))
            m_preset.syncTypes.append(words.at(*index));
    }
    readSides(spec);
    const YamlField splits = m_fields.child(spec, "splits");
    m_preset.splitsByKey = m_fields.oneOf(splits, {QStringLiteral("key"), QStringLiteral("table")}).value_or(0) == 0;
    m_preset.plainNames =
        m_fields.oneOf(m_fields.child(spec, "names"), {QStringLiteral("any"), QStringLiteral("plain")}).value_or(0) ==
        1;
    const YamlField resources = m_fields.child(spec, "resources");
    if (m_fields.enter(resources, {"requests", "limits"})) {
        m_preset.requests = m_fields.scalarMap(m_fields.child(resources, "requests"), false);
        m_preset.limits = m_fields.scalarMap(m_fields.child(resources, "limits"), false);
    }
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "options")))
        readOption(item);
    m_names = templateNames(m_preset);
    const QStringList sides{QStringLiteral("source"), QStringLiteral("target")};
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "environment")))
        m_preset.environment.append(readEnvironment(item, sides));
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "files")))
        m_preset.files.append(readFile(item));
    m_preset.command = readCommand(m_fields.require(spec, "command"));
    m_names += helperNames();
    readHelpers(m_fields.child(spec, "helpers"), false,
                templateLanguage(m_preset.targetDialect.value_or(SqlDialect::PostgreSql)), &m_preset.helpers);
    m_kits = m_fields.child(spec, "kits");
    for (const YamlField &item : m_fields.list(m_kits))
        m_kitNames.append({m_fields.text(item).value_or(QString()), item});
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "progress")))
        readProgress(item);
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "errors")))
        readError(item);
    readSuccess(m_fields.child(spec, "success"));
}

void PresetReader::readSides(const YamlField &spec)
{
    const YamlField schemes = m_fields.require(spec, "urlSchemes");
    if (schemes.node && schemes.node->kind == k8s::YamlNode::Kind::Map) {
        if (m_fields.enter(schemes, {"source", "target"})) {
            m_preset.sourceSchemes = m_fields.texts(m_fields.require(schemes, "source"));
            m_preset.targetSchemes = m_fields.texts(m_fields.require(schemes, "target"));
            m_preset.urlSchemes = m_preset.sourceSchemes;
            for (const QString &scheme : std::as_const(m_preset.targetSchemes)) {
                if (!m_preset.urlSchemes.contains(scheme))
                    m_preset.urlSchemes.append(scheme);
            }
        }
    } else {
        m_preset.urlSchemes = m_fields.texts(schemes);
    }
    const YamlField dialects = m_fields.child(spec, "dialects");
    if (m_fields.enter(dialects, {"source", "target"})) {
        if (const auto index = m_fields.oneOf(m_fields.child(dialects, "source"), sqlDialectWords()))
            m_preset.sourceDialect = static_cast<SqlDialect>(*index);
        if (const auto index = m_fields.oneOf(m_fields.child(dialects, "target"), sqlDialectWords()))
            m_preset.targetDialect = static_cast<SqlDialect>(*index);
    }
}

void PresetReader::readKit(const k8s::YamlNode &document)
{
    const YamlField root = m_fields.root(document);
    if (!m_fields.enter(root, {"apiVersion", "kind", "metadata", "spec"}))
        return;
    readHead(root, QStringLiteral("HelperKit"));
    const YamlField spec = m_fields.require(root, "spec");
    if (!m_fields.enter(spec, {"dialect", "image", "environment", "files", "helpers"}))
        return;
    const YamlField dialectField = m_fields.require(spec, "dialect");
    const auto dialect = static_cast<SqlDialect>(m_fields.oneOf(dialectField, sqlDialectWords()).value_or(0));
    if (m_preset.kitHelpers.contains(dialect))
        m_fields.report(QStringLiteral("bad-value"), dialectField,
                        say("a kit for %1 is there already").arg(word(dialect)), say("Name one kit for a dialect"));
    m_names = templateNames(m_preset) + helperNames();
    const QString image = m_fields.text(m_fields.require(spec, "image")).value_or(QString());
    QList<EnginePreset::Environment> environment;
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "environment")))
        environment.append(readEnvironment(item, {QStringLiteral("db")}));
    for (const YamlField &item : m_fields.list(m_fields.child(spec, "files"))) {
        EnginePreset::ConfigFile file = readFile(item);
        file.dialect = dialect;
        const bool taken = std::any_of(m_preset.files.begin(), m_preset.files.end(),
                                       [&](const EnginePreset::ConfigFile &other) { return other.name == file.name; });
        if (taken)
            m_fields.report(QStringLiteral("bad-value"), item, say("there is another file %1").arg(file.name),
                            say("Give it another name"));
        m_preset.files.append(file);
    }
    QMap<HelperKind, EnginePreset::Command> helpers;
    readHelpers(m_fields.require(spec, "helpers"), true, templateLanguage(dialect), &helpers);
    for (EnginePreset::Command &helper : helpers) {
        helper.kit = true;
        helper.environment = environment + helper.environment;
        if (helper.image.isEmpty())
            helper.image = image;
    }
    m_preset.kitHelpers.insert(dialect, helpers);
}

bool PresetReader::flag(const YamlField &field, bool otherwise)
{
    const auto text = m_fields.scalar(field);
    if (!text)
        return otherwise;
    if (*text != QStringLiteral("true") && *text != QStringLiteral("false"))
        m_fields.report(QStringLiteral("wrong-type"), field, say("\"%1\" is not true or false").arg(*text));
    return *text == QStringLiteral("true");
}

void PresetReader::readOption(const YamlField &field)
{
    if (!m_fields.enter(field, {"name", "type", "default", "help", "pattern"}))
        return;
    EnginePreset::Option option;
    const YamlField name = m_fields.require(field, "name");
    option.name = m_fields.text(name).value_or(QString());
    static const QRegularExpression word(QStringLiteral("^[A-Za-z][A-Za-z0-9_]*$"));
    if (!option.name.isEmpty() && !word.match(option.name).hasMatch())
        m_fields.report(QStringLiteral("bad-value"), name, say("\"%1\" cannot be an option's name").arg(option.name),
                        say("Use letters and digits"));
    const QStringList types{QStringLiteral("string"), QStringLiteral("integer"), QStringLiteral("boolean")};
    option.type = types.at(m_fields.oneOf(m_fields.require(field, "type"), types).value_or(0));
    option.defaultValue = m_fields.scalar(m_fields.child(field, "default")).value_or(QString());
    option.help = m_fields.text(m_fields.child(field, "help")).value_or(QString());
    const YamlField pattern = m_fields.child(field, "pattern");
    if (const auto expression = readPattern(pattern))
        option.pattern = expression->pattern();
    m_preset.options.append(option);
}

EnginePreset::Environment PresetReader::readEnvironment(const YamlField &field, const QStringList &secrets)
{
    EnginePreset::Environment entry;
    if (!m_fields.enter(field, {"name", "value", "secret", "language"}))
        return entry;
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
    if (const auto side = m_fields.oneOf(secret, secrets))
        entry.secret = secrets.at(*side);
    const YamlField language = m_fields.child(field, "language");
    if (const auto index = m_fields.oneOf(language, templateLanguageWords()))
        entry.language = *templateLanguage(templateLanguageWords().at(*index));
    entry.value = m_fields.text(value).value_or(QString());
    check(value, entry.value, entry.language, m_names);
    return entry;
}

EnginePreset::ConfigFile PresetReader::readFile(const YamlField &field)
{
    EnginePreset::ConfigFile file;
    if (!m_fields.enter(field, {"name", "language", "content"}))
        return file;
    const YamlField name = m_fields.require(field, "name");
    file.name = m_fields.text(name).value_or(QString());
    static const QRegularExpression key(QStringLiteral("^(?!\\.)[-._a-zA-Z0-9]{1,253}$"));
    if (!file.name.isEmpty() && !key.match(file.name).hasMatch())
        m_fields.report(QStringLiteral("bad-value"), name, say("\"%1\" cannot be a file's name").arg(file.name),
                        say("Use letters, digits, - _ and ."));
    const YamlField language = m_fields.require(
        field, "language", say("Say what reads the file: %1").arg(templateLanguageWords().join(QStringLiteral(", "))));
    if (const auto index = m_fields.oneOf(language, templateLanguageWords()))
        file.language = *templateLanguage(templateLanguageWords().at(*index));
    const YamlField content = m_fields.require(field, "content");
    file.content = m_fields.text(content).value_or(QString());
    // One file serves all workers of a run: what is a worker's own comes by its environment.
    static const QStringList own{"worker", "attempt", "statement", "helper", "side"};
    QStringList shared;
    for (const QString &known : std::as_const(m_names)) {
        if (!own.contains(known) && !known.startsWith(u"db."))
            shared.append(known);
    }
    check(content, file.content, file.language, shared);
    return file;
}

QStringList PresetReader::readCommand(const YamlField &field)
{
    QStringList command;
    for (const YamlField &item : m_fields.list(field)) {
        const QString word = m_fields.text(item).value_or(QString());
        check(item, word, TemplateLanguage::Pod, m_names);
        command.append(word);
    }
    if (field.isSet() && command.isEmpty())
        m_fields.report(QStringLiteral("missing-field"), field, say("the command is empty"));
    return command;
}

void PresetReader::readHelpers(const YamlField &helpers, bool kit, TemplateLanguage language,
                               QMap<HelperKind, EnginePreset::Command> *into)
{
    if (!m_fields.enter(helpers, helperWords()))
        return;
    for (int index = 0; index < helperWords().size(); ++index) {
        const auto kind = static_cast<HelperKind>(index);
        const YamlField field = m_fields.child(helpers, qPrintable(helperWords().at(index)));
        if (!m_fields.enter(field, {"command", "statement", "image", "environment"}))
            continue;
        EnginePreset::Command helper;
        helper.command = readCommand(m_fields.require(field, "command"));
        helper.image = m_fields.text(m_fields.child(field, "image")).value_or(QString());
        for (const YamlField &item : m_fields.list(m_fields.child(field, "environment")))
            helper.environment.append(
                readEnvironment(item, kit ? QStringList{QStringLiteral("db")}
                                          : QStringList{QStringLiteral("source"), QStringLiteral("target")}));
        const bool shown = kind == HelperKind::Cleanup || kind == HelperKind::Count || kind == HelperKind::Prepare;
        const YamlField statement =
            shown ? m_fields.require(field, "statement", say("It is shown to the operator before it runs"))
                  : m_fields.child(field, "statement");
        helper.statement = m_fields.text(statement).value_or(QString());
        check(statement, helper.statement, language, m_names);
        into->insert(kind, helper);
    }
}

void PresetReader::readProgress(const YamlField &item)
{
    const auto pattern = readPattern(item);
    if (!pattern)
        return;
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

/// A pattern alone, or with what it means.
void PresetReader::readError(const YamlField &item)
{
    EnginePreset::ErrorPattern error;
    if (item.node && item.node->kind == k8s::YamlNode::Kind::Map) {
        if (!m_fields.enter(item, {"pattern", "cause", "remedy", "fails"}))
            return;
        const auto pattern = readPattern(m_fields.require(item, "pattern"));
        error.cause = m_fields.text(m_fields.child(item, "cause")).value_or(QString());
        error.remedy = m_fields.text(m_fields.child(item, "remedy")).value_or(QString());
        error.fails = flag(m_fields.child(item, "fails"), false);
        if (!pattern)
            return;
        error.pattern = *pattern;
    } else {
        const auto pattern = readPattern(item);
        if (!pattern)
            return;
        error.pattern = *pattern;
    }
    m_preset.errors.append(error);
}

/// A pattern alone, or all of the rule.
void PresetReader::readSuccess(const YamlField &field)
{
    if (!field.node || field.node->kind != k8s::YamlNode::Kind::Map) {
        m_preset.success.pattern = readPattern(field);
        return;
    }
    if (!m_fields.enter(field, {"exitCodes", "pattern", "rows"}))
        return;
    const YamlField codes = m_fields.child(field, "exitCodes");
    if (codes.isSet()) {
        m_preset.success.exitCodes.clear();
        for (const YamlField &item : m_fields.list(codes)) {
            if (const auto code = m_fields.integer(item, 0, 255))
                m_preset.success.exitCodes.append(int(*code));
        }
    }
    m_preset.success.pattern = readPattern(m_fields.child(field, "pattern"));
    m_preset.success.countRows =
        m_fields.oneOf(m_fields.child(field, "rows"), {QStringLiteral("trust"), QStringLiteral("count")}).value_or(0) ==
        1;
}

std::optional<QRegularExpression> PresetReader::readPattern(const YamlField &field)
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

void PresetReader::check(const YamlField &field, const QString &text, TemplateLanguage language,
                         const QStringList &names)
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

} // namespace zdtp
