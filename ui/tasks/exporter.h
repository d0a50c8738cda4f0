#pragma once

#include "models/plan/plan.h"

#include <QWidget>

#include <functional>

namespace zdtp::ui {

/// Asks where to, then writes the manifests: one file, or a folder with one file an object and kustomization.yaml.
/// `told` gets one line about what was written, or why not.
void exportToFile(QWidget *parent, const QString &suggested, const QList<PlannedObject> &objects,
                  std::function<void(bool written, const QString &line)> told);
void exportToFolder(QWidget *parent, const QList<PlannedObject> &objects,
                    std::function<void(bool written, const QString &line)> told);

/// Without asking.
Result<void> writeExport(const QString &folder, const QList<PlannedObject> &objects);

} // namespace zdtp::ui
