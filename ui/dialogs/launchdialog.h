#pragma once

#include "models/plan/plan.h"
#include "ui/dialogs/changedialog.h"

class QProgressBar;
class QPushButton;

namespace zdtp {
class LaunchOperation;
}

namespace zdtp::ui {

class RowList;
class SectionTitle;
class SmallTable;
class TextLabel;

/// Launch of a task: findings, what will be created, and on demand what stands in the way, checked with the server;
/// then the steps and how far they came. Closing it does not stop the launch.
class LaunchDialog : public ChangeDialog
{
    Q_OBJECT

public:
    LaunchDialog(const Workspace &workspace, const QByteArray &yaml, const QString &file, QWidget *parent);

    int run() const { return m_run; }

signals:
    void openRun(const QString &task, int run);

protected:
    void operationEnded(const Outcome &outcome) override;

private:
    void showFindings(const Findings &findings);
    void showPlan();
    void checkWithServer();
    void showChecks();
    void checked(const Outcome &outcome);
    void launch();
    void showProgress();

    QByteArray m_yaml;
    QString m_file;
    std::optional<SyncTask> m_task;
    QList<PlannedObject> m_objects;
    int m_run = 1;
    int m_workers = 0;

    RowList *m_findings;
    SectionTitle *m_checksTitle;
    RowList *m_checks;
    QPointer<LaunchOperation> m_checking;
    QWidget *m_planned;
    SmallTable *m_creates;
    QWidget *m_progressArea;
    TextLabel *m_progressTitle;
    TextLabel *m_progressNote;
    QProgressBar *m_progress;
    QPushButton *m_check;
    QPushButton *m_stop;
    QPushButton *m_secrets;
};

} // namespace zdtp::ui
