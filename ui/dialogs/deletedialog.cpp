#include "ui/dialogs/deletedialog.h"

#include "models/plan/plan.h"
#include "models/tables/words.h"
#include "ui/dialogs/smalltable.h"
#include "ui/widgets/steps.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace zdtp::ui {

DeleteDialog::DeleteDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                           QWidget *parent)
    : ChangeDialog(workspace, Kind::Destructive, parent), m_task(task), m_run(run), m_workers(workers)
{
    setObjectName(QStringLiteral("deleteDialog"));
    const bool whole = workers.isEmpty();
    QList<WorkerRow> rows = session().fleet().workers(workspace.nameSpace(), task, run);
    if (!whole)
        rows.removeIf([&](const WorkerRow &row) { return !workers.contains(row.spec.name); });

    auto *table = new SmallTable(theme(), {tr("State"), tr("Pod"), tr("UID")}, this);
    table->setObjectName(QStringLiteral("podsToDelete"));
    table->setStateColumn(0);
    int running = 0;
    for (const WorkerRow &row : std::as_const(rows)) {
        if (row.podUid.isEmpty())
            continue;
        if (row.state == State::Running)
            ++running;
        m_shown.insert(row.podName, row.podUid);
        table->addRow({word(row.state), row.podName, row.podUid}, row.state);
    }
    if (whole) {
        const QList<k8s::Pod> helpers = session().fleet().helperPods(workspace.nameSpace(), task, run);
        for (const k8s::Pod &pod : helpers) {
            m_shown.insert(pod.meta.name, pod.meta.uid);
            table->addRow({tr("Helper"), pod.meta.name, pod.meta.uid}, State::Stopped);
        }
    }
    table->header()->resizeSection(0, theme().dp(110));
    table->header()->resizeSection(1, theme().dp(290));

    const QString pods = m_shown.size() == 1 ? tr("1 pod") : tr("%1 pods").arg(m_shown.size());
    setWindowTitle(whole ? tr("Delete run") : tr("Delete workers"));
    setHeading(whole              ? tr("Delete run %1 of %2").arg(run).arg(task)
               : rows.size() == 1 ? tr("Delete %1 of %2, run %3").arg(rows.first().spec.name, task).arg(run)
                                  : tr("Delete %1 of %2, run %3").arg(tables::workersWord(rows.size()), task).arg(run));
    QString sentence =
        whole ? tr("Deletes %1, the configuration and the record of the run with its evidence. The rows that were "
                   "copied stay in the target.")
                    .arg(pods)
              : tr("Deletes %1. Evidence and logs are kept in the record of the run; the rows that were copied stay "
                   "in the target.")
                    .arg(pods);
    if (running > 0)
        sentence += u' ' + (running == 1 ? tr("1 of them is running: its copy is cut off.")
                                         : tr("%1 of them are running: their copies are cut off.").arg(running));
    setSentence(sentence);
    setRule(tr("Only pods whose uid is still the one shown here."));
    setRunningRule(tr("Closing this window does not stop the deletion."));
    setAction(whole ? tr("Delete run %1").arg(run) : tr("Delete %1").arg(tables::workersWord(rows.size())),
              Icon::Trash);
    if (m_shown.isEmpty())
        table->hide();
    body()->addWidget(table);
    if (!whole && m_shown.isEmpty())
        setNotReady(tr("None of these workers has a pod"));

    steps()->hide();
    connect(this, &DialogFrame::actionRequested, this, [this] {
        steps()->show();
        follow(session().remove({m_task, m_run, m_workers, m_shown}));
    });
    resize(theme().dp(720), sizeHint().height());
}

} // namespace zdtp::ui
