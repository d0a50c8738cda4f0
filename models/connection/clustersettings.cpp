#include "models/connection/clustersettings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::ClusterSettings)
};

constexpr qint64 LargestFile = 1024 * 1024;
constexpr int LockMilliseconds = 2'000;

QString remedy()
{
    return Words::tr("Mend it, or remove it: then no context is read-only or protected any more");
}

bool flag(const Json &entry, const char *key)
{
    const Json *value = jsonAt(entry, {key});
    return value && value->is_boolean() && value->get<bool>();
}

} // namespace

void apply(const ContextSettings &settings, k8s::RestConfig &config)
{
    if (!settings.nameSpace.isEmpty())
        config.nameSpace = settings.nameSpace;
    if (!settings.tlsServerName.isEmpty())
        config.tlsServerName = settings.tlsServerName;
}

const QStringList &ClusterSettings::colours()
{
    static const QStringList names{QStringLiteral("red"),  QStringLiteral("orange"), QStringLiteral("violet"),
                                   QStringLiteral("blue"), QStringLiteral("green"),  QStringLiteral("grey")};
    return names;
}

Result<Json> ClusterSettings::read() const
{
    QFile file(m_file);
    if (!file.exists())
        return Json::object();
    if (!file.open(QIODevice::ReadOnly))
        return fail(Words::tr("the cluster settings cannot be read: %1").arg(file.errorString()), remedy(),
                    Place{m_file, 0, 0});
    if (file.size() > LargestFile)
        return fail(Words::tr("the cluster settings are larger than 1 MiB"), remedy(), Place{m_file, 0, 0});
    const QByteArray bytes = file.readAll();
    try {
        Json json = Json::parse(bytes.cbegin(), bytes.cend());
        if (json.is_object())
            return json;
        return fail(Words::tr("the cluster settings are not a JSON object"), remedy(), Place{m_file, 1, 1});
    } catch (const Json::parse_error &error) {
        const QByteArray before = bytes.left(qsizetype(error.byte > 0 ? error.byte - 1 : 0));
        const int line = int(before.count('\n')) + 1;
        const int column = int(before.size() - (before.lastIndexOf('\n') + 1)) + 1;
        return fail(Words::tr("the cluster settings are not JSON"), remedy(), Place{m_file, line, column});
    }
}

void ClusterSettings::take(const Json &json)
{
    m_contexts.clear();
    m_files.clear();
    if (const Json *contexts = jsonAt(json, {"contexts"}); contexts && contexts->is_object()) {
        for (const auto &[name, entry] : contexts->items()) {
            ContextSettings settings;
            settings.colour = jsonString(entry, {"colour"});
            if (!colours().contains(settings.colour))
                settings.colour.clear();
            settings.readOnly = flag(entry, "readOnly");
            settings.isProtected = flag(entry, "protected");
            settings.nameSpace = jsonString(entry, {"namespace"});
            settings.tlsServerName = jsonString(entry, {"tlsServerName"});
            m_contexts.insert(QString::fromStdString(name), settings);
        }
    }
    if (const Json *files = jsonAt(json, {"kubeconfigs"}); files && files->is_array()) {
        for (const Json &file : *files) {
            if (file.is_string() && !m_files.contains(file.get<QString>()))
                m_files.append(file.get<QString>());
        }
    }
}

Result<void> ClusterSettings::load()
{
    Result<Json> json = read();
    if (!json)
        return fail(json.error());
    take(*json);
    return {};
}

Result<void> ClusterSettings::write(const Json &json)
{
    const auto refused = [this](const QString &why) {
        return fail(Words::tr("the cluster settings cannot be written: %1").arg(why),
                    Words::tr("Check the rights of the folder and the room on the disk"), Place{m_file, 0, 0});
    };
    if (!QDir().mkpath(QFileInfo(m_file).absolutePath()))
        return refused(Words::tr("its folder cannot be made"));
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return refused(file.errorString());
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(QByteArray::fromStdString(json.dump(2)) + '\n');
    if (!file.commit())
        return refused(file.errorString());
    take(json);
    return {};
}

namespace {

/// One writer at a time: two windows, or a window and a command line.
std::unique_ptr<QLockFile> lock(const QString &file)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    auto held = std::make_unique<QLockFile>(file + QStringLiteral(".lock"));
    held->tryLock(LockMilliseconds); // if nobody lets go of it, the last writer wins, as without a lock
    return held;
}

} // namespace

Result<void> ClusterSettings::set(const QString &context, const ContextSettings &settings)
{
    const auto held = lock(m_file);
    Result<Json> json = read();
    if (!json)
        return fail(json.error());
    Json &contexts = (*json)["contexts"];
    if (!contexts.is_object())
        contexts = Json::object();
    Json &entry = contexts[context.toStdString()]; // what a newer console wrote beside our keys stays
    if (!entry.is_object())
        entry = Json::object();
    const auto text = [&entry](const char *key, const QString &value) {
        if (value.isEmpty())
            entry.erase(key);
        else
            entry[key] = value;
    };
    text("colour", settings.colour);
    entry["readOnly"] = settings.readOnly;
    entry["protected"] = settings.isProtected;
    text("namespace", settings.nameSpace);
    text("tlsServerName", settings.tlsServerName);
    return write(*json);
}

Result<void> ClusterSettings::addFile(const QString &path)
{
    const auto held = lock(m_file);
    Result<Json> json = read();
    if (!json)
        return fail(json.error());
    const QString absolute = QFileInfo(path).absoluteFilePath();
    Json &files = (*json)["kubeconfigs"];
    if (!files.is_array())
        files = Json::array();
    for (const Json &known : files) {
        if (known.is_string() && known.get<QString>() == absolute)
            return load();
    }
    files.push_back(absolute);
    return write(*json);
}

Result<void> ClusterSettings::removeFile(const QString &path)
{
    const auto held = lock(m_file);
    Result<Json> json = read();
    if (!json)
        return fail(json.error());
    Json left = Json::array();
    if (const Json *files = jsonAt(*json, {"kubeconfigs"}); files && files->is_array()) {
        for (const Json &known : *files) {
            if (!known.is_string() || known.get<QString>() != path)
                left.push_back(known);
        }
    }
    (*json)["kubeconfigs"] = left;
    return write(*json);
}

} // namespace zdtp
