#include "models/engine/presetreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

// Resources of a static library are only there when somebody asks for them, outside of any namespace.
static void initEngineResources()
{
    Q_INIT_RESOURCE(engines);
}

namespace zdtp {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("zdtp::EngineCatalog", text);
}

constexpr qint64 largestPreset = 1024 * 1024;

} // namespace

QByteArray builtInKit(const QString &name)
{
    if (!builtInKits().contains(name))
        return {};
    QFile file(QStringLiteral(":/engines/kits/%1.yaml").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList builtInKits()
{
    initEngineResources();
    QStringList names;
    const QStringList files =
        QDir(QStringLiteral(":/engines/kits")).entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name);
    for (const QString &file : files)
        names.append(file.chopped(5));
    return names;
}

EngineCatalog EngineCatalog::load(const QString &userFolder, QList<Error> *problems)
{
    initEngineResources();
    EngineCatalog catalog;
    const auto readFolder = [&](const QString &path) {
        const QFileInfoList files =
            QDir(path).entryInfoList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files, QDir::Name);
        QMap<QString, QString> here; // name → file, of this folder
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            const auto report = [&](Error error) {
                if (problems)
                    problems->append(std::move(error));
            };
            if (info.size() > largestPreset) {
                report(
                    {say("a preset may have at most 1 MiB"), say("Is this a preset?"), Place{info.filePath(), 0, 0}});
                continue;
            }
            if (!file.open(QIODevice::ReadOnly)) {
                report({say("cannot be read: %1").arg(file.errorString()), say("Check its permissions"),
                        Place{info.filePath(), 0, 0}});
                continue;
            }
            auto preset = parsePreset(file.readAll(), info.filePath());
            if (!preset) {
                report(preset.error());
                continue;
            }
            if (here.contains(preset->name)) {
                report({say("the preset %1 stands in %2 too").arg(preset->name, here.value(preset->name)),
                        say("Keep one of them"), Place{info.filePath(), 0, 0}});
                continue;
            }
            here.insert(preset->name, info.fileName());
            catalog.m_presets.insert(preset->name, *preset);
        }
    };
    readFolder(QStringLiteral(":/engines"));
    if (!userFolder.isEmpty() && QFileInfo(userFolder).isDir())
        readFolder(userFolder);
    return catalog;
}

const EnginePreset *EngineCatalog::find(const QString &name) const
{
    const auto found = m_presets.constFind(name);
    return found == m_presets.constEnd() ? nullptr : &*found;
}

QStringList EngineCatalog::names() const
{
    return m_presets.keys();
}

} // namespace zdtp
