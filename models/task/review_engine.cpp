#include "k8s/yaml/fields.h"
#include "models/task/reviewtable.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <array>

namespace zdtp::review {
namespace {

struct End
{
    QString field;
    const DatabaseEndpoint &endpoint;
    QString urlField() const { return field + QStringLiteral(".url"); }
};

std::array<End, 2> ends(const Subject &subject)
{
    return {End{QStringLiteral("spec.source"), subject.task.source},
            End{QStringLiteral("spec.target"), subject.task.target}};
}

void unknownEngine(const Subject &subject, const Report &report)
{
    if (!subject.preset)
        report.add(QStringLiteral("spec.engine"),
                   say("there is no engine preset called \"%1\"").arg(subject.task.engine.left(80)),
                   say("Choose a known engine, or put its preset into your engines folder"));
}

void engineType(const Subject &subject, const Report &report)
{
    if (!subject.preset || subject.preset->syncTypes.contains(word(subject.task.type)))
        return;
    const QStringList &types = subject.preset->syncTypes;
    report.add(QStringLiteral("spec.type"),
               say("engine %1 cannot do a sync of type %2").arg(subject.preset->name, word(subject.task.type)),
               say("It can do: %1").arg(types.join(QStringLiteral(", "))),
               types.size() == 1 ? QList<DocumentEdit>{setTo(QStringLiteral("spec.type"), types.first())}
                                 : QList<DocumentEdit>());
}

void badImage(const Subject &subject, const Report &report)
{
    static const QRegularExpression image(QStringLiteral("\\A[^\\s\\x00-\\x1f\\x7f]+\\z"));
    const QString &name = subject.task.image;
    if (!name.isEmpty() && !image.match(name).hasMatch())
        report.add(QStringLiteral("spec.image"), say("\"%1\" cannot be the name of an image").arg(name.left(80)),
                   subject.preset ? say("For example %1").arg(subject.preset->image) : QString(),
                   {DocumentEdit::remove(QStringLiteral("spec.image"))});
}

QString urlExample(const Subject &subject)
{
    return subject.preset && !subject.preset->urlSchemes.isEmpty()
               ? say("For example %1://host:5432/database").arg(subject.preset->urlSchemes.first())
               : say("For example postgresql://host:5432/database");
}

/// Nothing when the text is no URL.
std::optional<QUrl> urlOf(const End &end)
{
    QUrl url(end.endpoint.url, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return std::nullopt;
    return url;
}

bool isPassword(const QString &key)
{
    return key.contains(QStringLiteral("password"), Qt::CaseInsensitive) ||
           key.contains(QStringLiteral("passfile"), Qt::CaseInsensitive);
}

void badUrls(const Subject &subject, const Report &report)
{
    const QString example = urlExample(subject);
    for (const End &end : ends(subject)) {
        const auto url = urlOf(end);
        // The text is not repeated: a URL that cannot be read may hold a password.
        if (!url) {
            report.add(end.urlField(), say("this is not the URL of a database"), example);
            continue;
        }
        for (const auto &[key, value] : QUrlQuery(*url).queryItems()) {
            if (key == QStringLiteral("user") || key == QStringLiteral("host") || key == QStringLiteral("dbname"))
                report.add(end.urlField(), say("%1 stands among the parameters of the URL").arg(key), example);
        }
        if (url->path().size() <= 1 && url->password().isEmpty())
            report.add(end.urlField(), say("the URL names no database"), example);
    }
}

void secretsInUrls(const Subject &subject, const Report &report)
{
    for (const End &end : ends(subject)) {
        const auto url = urlOf(end);
        if (!url)
            continue;
        if (!url->password().isEmpty())
            report.add(end.urlField(), say("the URL holds a password"),
                       say("Put it into a Secret, name that below password, and change the password"));
        for (const auto &[key, value] : QUrlQuery(*url).queryItems()) {
            if (isPassword(key))
                report.add(end.urlField(), say("the URL holds a password (%1)").arg(key.left(80)),
                           say("Put it into a Secret"));
        }
    }
}

void usersInUrls(const Subject &subject, const Report &report)
{
    for (const End &end : ends(subject)) {
        const auto url = urlOf(end);
        if (!url || url->userName().isEmpty() || !url->password().isEmpty())
            continue;
        QUrl without = *url;
        without.setUserInfo(QString());
        report.add(end.urlField(), say("the URL holds a user"), say("Write the user below user"),
                   {setTo(end.urlField(), without.toString(QUrl::FullyEncoded)),
                    setTo(end.field + QStringLiteral(".user"), url->userName())});
    }
}

void urlSchemes(const Subject &subject, const Report &report)
{
    if (!subject.preset)
        return;
    const EnginePreset &preset = *subject.preset;
    for (const End &end : ends(subject)) {
        const bool isSource = &end.endpoint == &subject.task.source;
        const auto url = urlOf(end);
        if (!url || (isSource ? preset.allowsSource(url->scheme()) : preset.allowsTarget(url->scheme())))
            continue;
        const QStringList &own = isSource ? preset.sourceSchemes : preset.targetSchemes;
        const QStringList &known = own.isEmpty() ? preset.urlSchemes : own;
        report.add(end.urlField(),
                   isSource ? say("engine %1 cannot read %2:// URLs").arg(preset.name, url->scheme())
                            : say("engine %1 cannot write to %2:// URLs").arg(preset.name, url->scheme()),
                   say("It takes: %1").arg(known.join(QStringLiteral("://, ")) + QStringLiteral("://")));
    }
}

void sameDatabase(const Subject &subject, const Report &report)
{
    const auto place = [](const QString &text) {
        const QUrl url(text);
        const bool isMySql = url.scheme() == QStringLiteral("mysql") || url.scheme() == QStringLiteral("mariadb");
        return QStringLiteral("%1:%2%3").arg(url.host().toLower()).arg(url.port(isMySql ? 3306 : 5432)).arg(url.path());
    };
    if (!subject.task.source.url.isEmpty() && place(subject.task.source.url) == place(subject.task.target.url))
        report.add(QStringLiteral("spec.target.url"), say("source and target are the same database"),
                   say("Name another target"));
}

void missingFields(const Subject &subject, const Report &report)
{
    for (const End &end : ends(subject)) {
        if (end.endpoint.user.isEmpty())
            report.add(end.field + QStringLiteral(".user"), say("the user is empty"));
    }
    if (subject.task.tables.isEmpty())
        report.add(QStringLiteral("spec.tables"), say("no table is listed"),
                   say("List at least one: - name: public.orders"));
}

void missingSecrets(const Subject &subject, const Report &report)
{
    for (const End &end : ends(subject)) {
        if (end.endpoint.password.secret.isEmpty())
            report.add(end.field + QStringLiteral(".password"), say("no Secret is named"),
                       say("Write {secret: NAME, key: KEY}"));
    }
}

void wholeTablesOnly(const Subject &subject, const Report &report)
{
    if (!subject.preset || subject.preset->splitsByKey)
        return;
    for (qsizetype i = 0; i < subject.task.tables.size(); ++i) {
        const QString field = QStringLiteral("spec.tables[%1].split").arg(i);
        if (subject.task.tables.at(i).split)
            report.add(field, say("engine %1 copies whole tables only").arg(subject.preset->name),
                       say("Remove the split"), {DocumentEdit::remove(field)});
    }
}

/// What a source lets one consumer have at a time.
void sharedSlot(const Subject &subject, const Report &report)
{
    static const QStringList exclusive{"slot", "slotName", "serverId"};
    if (subject.isFull() || subject.workers < 2)
        return;
    for (auto it = subject.task.options.begin(); it != subject.task.options.end(); ++it) {
        if (exclusive.contains(it.key()))
            report.add(
                QStringLiteral("spec.options.") + it.key(),
                say("%1 workers would follow the source as \"%2\"").arg(subject.workers).arg(it.value().left(80)),
                say("Remove it, so that each worker gets its own, or write one task for each of them"),
                {DocumentEdit::remove(fieldPath(QStringLiteral("spec.options"), it.key()))});
    }
}

void unknownOptions(const Subject &subject, const Report &report)
{
    if (!subject.preset)
        return;
    QStringList known;
    for (const EnginePreset::Option &option : subject.preset->options)
        known.append(option.name);
    const QString options = QStringLiteral("spec.options");
    for (auto it = subject.task.options.begin(); it != subject.task.options.end(); ++it) {
        if (known.contains(it.key()))
            continue;
        const QString near = k8s::nearestWord(it.key(), known);
        QList<DocumentEdit> edits{DocumentEdit::remove(fieldPath(options, it.key()))};
        if (!near.isEmpty())
            edits.append(setTo(fieldPath(options, near), it.value()));
        report.add(options + u'.' + it.key(),
                   say("engine %1 has no option \"%2\"").arg(subject.preset->name, it.key().left(80)),
                   !near.isEmpty()   ? say("Did you mean %1?").arg(near)
                   : known.isEmpty() ? say("It has none")
                                     : say("It has: %1").arg(known.join(QStringLiteral(", "))),
                   edits);
    }
}

void badOptions(const Subject &subject, const Report &report)
{
    if (!subject.preset)
        return;
    for (const EnginePreset::Option &option : subject.preset->options) {
        const auto given = subject.task.options.constFind(option.name);
        if (given == subject.task.options.constEnd())
            continue;
        bool isNumber = false;
        (void)given->toLongLong(&isNumber);
        const bool wrongType = (option.type == QStringLiteral("integer") && !isNumber) ||
                               (option.type == QStringLiteral("boolean") && *given != QStringLiteral("true") &&
                                *given != QStringLiteral("false"));
        const bool wrongForm =
            !option.pattern.isEmpty() &&
            !QRegularExpression(QRegularExpression::anchoredPattern(option.pattern)).match(*given).hasMatch();
        const QString field = QStringLiteral("spec.options.") + option.name;
        if (wrongType || wrongForm)
            report.addBecause(option.help, field, say("\"%1\" is not a value of %2").arg(given->left(80), option.name),
                              option.defaultValue.isEmpty() ? QString()
                                                            : say("For example %1").arg(option.defaultValue),
                              {DocumentEdit::remove(fieldPath(QStringLiteral("spec.options"), option.name))});
    }
}

constexpr Rule table[] = {
    {"unknown-engine", Severity::Error, "engines", unknownEngine},
    {"engine-type", Severity::Error, "engines", engineType},
    {"bad-image", Severity::Error, "engines", badImage},
    {"missing-field", Severity::Error, "document", missingFields},
    {"missing-secret", Severity::Error, "secrets", missingSecrets,
     QT_TRANSLATE_NOOP("zdtp::Review", "Passwords come from Secrets only")},
    {"bad-url", Severity::Error, "databases", badUrls},
    {"secret-in-document", Severity::Error, "secrets", secretsInUrls,
     QT_TRANSLATE_NOOP("zdtp::Review", "Documents and manifests carry no secret")},
    {"user-in-url", Severity::Error, "databases", usersInUrls},
    {"url-scheme", Severity::Error, "engines", urlSchemes},
    {"same-database", Severity::Error, "databases", sameDatabase,
     QT_TRANSLATE_NOOP("zdtp::Review",
                       "Each table would be copied onto itself, and a clean-up would delete the source")},
    {"whole-tables-only", Severity::Error, "engines", wholeTablesOnly},
    {"shared-slot", Severity::Error, "engines", sharedSlot,
     QT_TRANSLATE_NOOP("zdtp::Review",
                       "A replication slot or server id serves one consumer: they would end each other, "
                       "or lose changes")},
    {"unknown-option", Severity::Error, "engines", unknownOptions},
    {"bad-option", Severity::Error, "engines", badOptions},
};

} // namespace

std::span<const Rule> engineRules()
{
    return table;
}

} // namespace zdtp::review
