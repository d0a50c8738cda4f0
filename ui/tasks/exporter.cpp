#include "ui/tasks/exporter.h"

#include "models/tables/words.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

namespace zdtp::ui {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Exporter", text);
}

Result<void> writeFile(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(say("Not written: %1").arg(file.errorString()), say("Choose another place, or check its rights"),
                    {name, 0, 0});
    return {};
}

} // namespace

Result<void> writeExport(const QString &folder, const QList<PlannedObject> &objects)
{
    const auto files = exportFolder(objects);
    for (const auto &[name, bytes] : files) {
        if (auto written = writeFile(folder + u'/' + name, bytes); !written)
            return written;
    }
    return {};
}

void exportToFile(QWidget *parent, const QString &suggested, const QList<PlannedObject> &objects,
                  std::function<void(bool, const QString &)> told)
{
    auto *dialog = new QFileDialog(parent, say("Export the manifests"), QDir::homePath(), say("YAML (*.yaml *.yml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("yaml"));
    dialog->selectFile(suggested);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [objects, told](const QString &name) {
        const auto written = writeFile(name, exportYaml(objects));
        told(written.has_value(), written ? say("%1 written to %2").arg(tables::objectsWord(objects.size()), name)
                                          : written.error().toLine());
    });
    dialog->open();
}

void exportToFolder(QWidget *parent, const QList<PlannedObject> &objects,
                    std::function<void(bool, const QString &)> told)
{
    auto *dialog = new QFileDialog(parent, say("Export to a folder"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [objects, told](const QString &folder) {
        const auto written = writeExport(folder, objects);
        told(written.has_value(), written ? say("%1 written to %2").arg(tables::objectsWord(objects.size()), folder)
                                          : written.error().toLine());
    });
    dialog->open();
}

} // namespace zdtp::ui
