#include "ui/dialogs/resumedialog.h"

#include "models/tables/words.h"
#include "ui/widgets/steps.h"

namespace zdtp::ui {

ResumeDialog::ResumeDialog(const Workspace &workspace, const QString &task, int run, QWidget *parent)
    : ChangeDialog(workspace, Kind::Changing, parent)
{
    setObjectName(QStringLiteral("resumeDialog"));
    setWindowTitle(tr("Continue the launch"));
    setHeading(tr("Continue the launch of run %1 of %2").arg(run).arg(task));
    int created = 0;
    int expected = 0;
    if (const RunView *view = session().fleet().run(workspace.nameSpace(), task, run)) {
        expected = view->record.expected;
        const QList<WorkerRow> rows = session().fleet().workers(workspace.nameSpace(), task, run);
        for (const WorkerRow &row : rows)
            created += row.podUid.isEmpty() ? 0 : 1;
    }
    setSentence(
        tr("The launch was cut off: %1 of %2 have a pod. Every name is read first; only workers whose start can "
           "be excluded are created, the others are shown as missing.")
            .arg(created)
            .arg(tables::workersWord(expected)));
    setRule(tr("No worker is started twice."));
    setRunningRule(tr("Closing this window does not stop the launch."));
    setAction(tr("Continue the launch"), Icon::Play);
    steps()->hide();
    connect(this, &DialogFrame::actionRequested, this, [this, task, run] {
        steps()->show();
        follow(session().resumeLaunch(task, run));
    });
    resize(theme().dp(640), sizeHint().height());
}

} // namespace zdtp::ui
