#include "ui/dialogs/cleanupdialog.h"

#include "models/plan/plan.h"
#include "models/tables/words.h"
#include "ui/dialogs/slicepanel.h"
#include "ui/widgets/steps.h"

#include <QVBoxLayout>

namespace zdtp::ui {

CleanUpDialog::CleanUpDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                             QWidget *parent)
    : ChangeDialog(workspace, Kind::Destructive, parent), m_task(task), m_run(run), m_workers(workers)
{
    setObjectName(QStringLiteral("cleanUpDialog"));
    setWindowTitle(tr("Clean up"));
    const bool one = workers.size() == 1;
    setHeading(one ? tr("Clean up the slice of %1 of %2, run %3").arg(workers.first(), task).arg(run)
                   : tr("Clean up the slices of %1 workers of %2, run %3").arg(workers.size()).arg(task).arg(run));
    setSentence(one ? tr("Deletes the rows of this slice in the target. Nothing is restarted.")
                    : tr("Deletes the rows of these slices in the target. Nothing is restarted."));
    setRule(tr("Verifies afterwards that nothing is left."));
    setRunningRule(tr("Closing this window does not stop the clean-up."));
    m_slices = new SlicePanel(workspace, task, run, workers, this);
    body()->addWidget(m_slices);
    connect(m_slices, &SlicePanel::counted, this, &CleanUpDialog::refresh);
    connect(this, &DialogFrame::actionRequested, this, [this] {
        m_slices->setEnabled(false);
        follow(session().cleanUp(m_task, m_run, m_workers));
    });
    refresh();
    m_slices->count();
    resize(theme().dp(680), sizeHint().height());
}

void CleanUpDialog::refresh()
{
    if (isRunning() || operation())
        return;
    const qint64 rows = m_slices->targetRows();
    QString notReady;
    if (!m_slices->statementProblem().isEmpty())
        notReady = m_slices->statementProblem();
    else if (m_slices->isCounting())
        notReady = tr("The rows in the target are being counted");
    else if (rows < 0)
        notReady = tr("The rows in the target are not known: count again");
    else if (rows == 0)
        notReady = tr("The target holds no row of it: there is nothing to clean up");
    setAction(rows > 0 ? tr("Delete %1").arg(tables::rowsWord(rows)) : tr("Delete rows"), Icon::Cleanup);
    setNotReady(notReady);

    steps()->clear();
    const bool one = m_workers.size() == 1;
    steps()->addStep(tr("Clean up"),
                     one ? tr("the statement above, in pod %1")
                               .arg(names::helperPod(m_task, m_run, m_workers.first(), HelperKind::Cleanup, 1))
                         : tr("the statements above, in one pod each"),
                     rows >= 0 ? tables::rowsWord(rows) : QString());
    steps()->addStep(tr("Verify that 0 rows are left"), tr("counts again, and says so if any row is left"),
                     tables::rowsWord(0));
}

void CleanUpDialog::operationEnded(const Outcome &outcome)
{
    m_slices->setEnabled(true);
    if (outcome.isDone())
        m_slices->hide();
    ChangeDialog::operationEnded(outcome);
}

} // namespace zdtp::ui
