#include "ui/tasks/drafts.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace zdtp::ui {

Drafts::Drafts(QString folder) : m_folder(std::move(folder)) {}

QString Drafts::fileOf(const QString &id) const
{
    QString safe = id;
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9._-]"));
    safe.replace(unsafe, QStringLiteral("_"));
    return m_folder + u'/' + safe + QStringLiteral(".yaml");
}

QList<Drafts::Draft> Drafts::list() const
{
    QList<Draft> drafts;
    const QFileInfoList files = QDir(m_folder).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files)
        drafts.append({file.completeBaseName(), file.lastModified().toUTC()});
    return drafts;
}

Result<void> Drafts::write(const QString &id, const QByteArray &yaml) const
{
    const QString name = fileOf(id);
    if (!QDir().mkpath(m_folder))
        return fail(QCoreApplication::translate("Drafts", "The drafts folder cannot be made"),
                    QCoreApplication::translate("Drafts", "Check its rights"), {m_folder, 0, 0});
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size() || !file.commit())
        return fail(QCoreApplication::translate("Drafts", "The draft was not kept: %1").arg(file.errorString()),
                    QCoreApplication::translate("Drafts", "Free space or check the folder's rights"), {name, 0, 0});
    return {};
}

std::optional<QByteArray> Drafts::read(const QString &id) const
{
    QFile file(fileOf(id));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.readAll();
}

QDateTime Drafts::changed(const QString &id) const
{
    return QFileInfo(fileOf(id)).lastModified().toUTC();
}

void Drafts::remove(const QString &id) const
{
    QFile::remove(fileOf(id));
}

QString Drafts::freeId(const QString &wanted) const
{
    const QString base = wanted.isEmpty() ? QStringLiteral("untitled") : wanted;
    QString id = base;
    for (int n = 2; QFileInfo::exists(fileOf(id)); ++n)
        id = base + u'-' + QString::number(n);
    return id;
}

} // namespace zdtp::ui
