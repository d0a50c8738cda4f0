#pragma once

#include "ui/dialogs/changedialog.h"

namespace zdtp::ui {

class SmallTable;

/// Deletes workers of a run, or the whole run with its record: exactly the pods that are shown, by their uids. Evidence
/// is kept first.
class DeleteDialog : public ChangeDialog
{
    Q_OBJECT

public:
    /// `workers` empty: the whole run.
    DeleteDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers, QWidget *parent);

private:
    QString m_task;
    int m_run;
    QStringList m_workers;
    QMap<QString, QString> m_shown;
};

} // namespace zdtp::ui
