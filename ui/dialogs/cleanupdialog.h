#pragma once

#include "ui/dialogs/changedialog.h"

namespace zdtp::ui {

class SlicePanel;

/// Empties the slices of workers in the target, without starting anything again.
class CleanUpDialog : public ChangeDialog
{
    Q_OBJECT

public:
    CleanUpDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                  QWidget *parent);

protected:
    void operationEnded(const Outcome &outcome) override;

private:
    void refresh();

    QString m_task;
    int m_run;
    QStringList m_workers;
    SlicePanel *m_slices;
};

} // namespace zdtp::ui
