#include "k8s/rest/execconsent.h"

#include "k8s/base/json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSaveFile>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ExecConsent)
};

constexpr auto reasonConsent = "ExecConsentRequired";

QString quoted(const QString &word)
{
    const auto plain = [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || QStringView(u"_-./=:,@%+").contains(c);
    };
    if (!word.isEmpty() && std::all_of(word.cbegin(), word.cend(), plain))
        return word;
    return u'\'' + QString(word).replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

/// Over everything that decides what runs. The lengths keep ["ab"] and ["a", "b"] apart.
QByteArray fingerprint(const ExecRequest &request, const QByteArray &salt)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QString &text) {
        const QByteArray bytes = text.toUtf8();
        hash.addData(QByteArray(QByteArray::number(bytes.size()) + ':'));
        hash.addData(bytes);
    };
    hash.addData(salt);
    add(request.program);
    add(request.canonical);
    add(request.plugin.apiVersion);
    add(request.plugin.origin.file);
    add(QString::number(request.plugin.args.size()));
    for (const QString &argument : request.plugin.args)
        add(argument);
    for (const ExecPlugin::Variable &variable : request.plugin.env) {
        add(variable.name);
        add(variable.value);
    }
    return hash.result().toHex();
}

Json read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Json::object();
    Json content = Json::parse(file.read(4 * 1024 * 1024).toStdString(), nullptr, false);
    return content.is_object() ? content : Json::object();
}

bool matches(const Json &entry, const ExecRequest &request)
{
    if (!entry.is_object() || jsonString(entry, {"program"}) != request.canonical)
        return false;
    const QByteArray salt = QByteArray::fromHex(jsonString(entry, {"salt"}).toLatin1());
    return salt.size() >= 16 && jsonString(entry, {"hash"}).toLatin1() == fingerprint(request, salt);
}

Result<void> write(const QString &path, const Json &content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    const QByteArray bytes =
        QByteArray::fromStdString(content.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return fail(Words::tr("the agreement cannot be kept: %1").arg(file.errorString()),
                    Words::tr("Check that the folder can be written to."), Place{path, 0, 0});
    return {};
}

} // namespace

QString ExecRequest::commandLine() const
{
    QStringList words{quoted(cleanText(program, 4096))};
    for (const QString &argument : plugin.args)
        words.append(quoted(cleanText(argument, 4096)));
    return words.join(u' ');
}

QStringList ExecRequest::environment() const
{
    QStringList lines;
    for (const ExecPlugin::Variable &variable : plugin.env)
        lines.append(cleanText(variable.name, 256) + u'=' + cleanText(variable.value, 4096));
    return lines;
}

Result<ExecRequest> resolveExec(const ExecPlugin &plugin, const QString &searchPath)
{
    ExecRequest request;
    request.plugin = plugin;
    const auto runnable = [](const QString &path) {
        const QFileInfo info(path);
        return info.isFile() && info.isExecutable();
    };
    if (plugin.command.contains(u'/')) {
        if (QDir::isAbsolutePath(plugin.command) && runnable(plugin.command))
            request.program = QDir::cleanPath(plugin.command);
    } else if (!plugin.command.isEmpty()) {
        for (const QString &folder : searchPath.split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
            // Never what lies in the folder that we happen to stand in.
            const QString path = QDir::cleanPath(folder + u'/' + plugin.command);
            if (QDir::isAbsolutePath(folder) && runnable(path)) {
                request.program = path;
                break;
            }
        }
    }
    if (request.program.isEmpty()) {
        const QString command = cleanText(plugin.command, 200);
        const QString hint = plugin.installHint.isEmpty()
                                 ? Words::tr("Install it, or check command of this user in the kubeconfig.")
                                 : Words::tr("The kubeconfig says: %1").arg(plugin.installHint);
        return fail(Words::tr("the sign-in plugin \"%1\" of the user \"%2\" is not on this machine")
                        .arg(command, plugin.userName),
                    hint, plugin.origin);
    }
    request.canonical = QFileInfo(request.program).canonicalFilePath();
    return request;
}

bool ExecConsentStore::isGiven(const ExecRequest &request) const
{
    const Json content = read(m_file);
    const Json *entries = jsonAt(content, {"agreed"});
    if (!entries || !entries->is_array() || request.canonical.isEmpty())
        return false;
    return std::any_of(entries->begin(), entries->end(),
                       [&request](const Json &entry) { return matches(entry, request); });
}

Result<void> ExecConsentStore::give(const ExecRequest &request, const QDateTime &now)
{
    if (isGiven(request))
        return {};
    Json content = read(m_file);
    if (!content["agreed"].is_array())
        content["agreed"] = Json::array();
    QByteArray salt(16, Qt::Uninitialized);
    for (char &byte : salt)
        byte = char(QRandomGenerator::system()->bounded(256));
    Json names = Json::array();
    for (const ExecPlugin::Variable &variable : request.plugin.env)
        names.push_back(variable.name);
    content["agreed"].push_back({{"program", request.canonical},
                                 {"kubeconfig", request.plugin.origin.file},
                                 {"user", request.plugin.userName},
                                 {"variables", std::move(names)},
                                 {"agreedAt", now.toUTC().toString(Qt::ISODate)},
                                 {"salt", QString::fromLatin1(salt.toHex())},
                                 {"hash", QString::fromLatin1(fingerprint(request, salt))}});
    return write(m_file, content);
}

Result<void> ExecConsentStore::takeBack(const ExecRequest &request)
{
    Json content = read(m_file);
    const Json *entries = jsonAt(content, {"agreed"});
    if (!entries || !entries->is_array())
        return {};
    Json left = Json::array();
    for (const Json &entry : *entries) {
        if (!matches(entry, request))
            left.push_back(entry);
    }
    content["agreed"] = std::move(left);
    return write(m_file, content);
}

ApiError consentRequired(const ExecRequest &request)
{
    ApiError error =
        ApiError::make(ApiError::Kind::NotSent,
                       Words::tr("the user \"%1\" of %2 signs in by running a program that nobody agreed to yet: %3")
                           .arg(request.plugin.userName, request.plugin.origin.toString(), request.commandLine()),
                       Words::tr("Agree to it in the console or with \"zdtp clusters allow\", or add --allow-exec."));
    error.reason = QLatin1String(reasonConsent);
    return error;
}

bool isConsentRequired(const ApiError &error)
{
    return error.kind == ApiError::Kind::NotSent && error.reason == QLatin1String(reasonConsent);
}

} // namespace zdtp::k8s
