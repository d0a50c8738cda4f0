// What can be done with the workers of a run: the actions, when each is refused, and the commands that lead to them.

#include "models/tables/words.h"
#include "ui/base/refusal.h"
#include "ui/dialogs/cleanupdialog.h"
#include "ui/dialogs/deletedialog.h"
#include "ui/dialogs/restartdialog.h"
#include "ui/dialogs/resumedialog.h"
#include "ui/logs/logpanel.h"
#include "ui/runs/runpage.h"
#include "ui/runs/workerdetails.h"
#include "ui/runs/workertable.h"
#include "ui/widgets/fields.h"

#include <QAction>
#include <QMenu>

namespace zdtp::ui {

QStringList RunPage::failedWorkers() const
{
    QStringList names;
    for (const WorkerRow &row : m_table->workers().rows()) {
        if (row.state == State::Failed)
            names.append(row.spec.name);
    }
    return names;
}

QStringList RunPage::workersFor(Action action, QString *why) const
{
    QStringList names;
    const QList<WorkerRow> rows = m_table->selectedWorkers();
    if (rows.isEmpty()) {
        *why = tr("Select a worker first");
        return {};
    }
    for (const WorkerRow &row : rows) {
        const Gate gate = session().gate(m_task, m_run, row.spec.name);
        switch (action) {
        case Action::Restart:
            if (gate.demand == Gate::Demand::NotRestartable) {
                *why = gate.reason;
                continue;
            }
            break;
        case Action::CleanUp:
            if (gate.demand == Gate::Demand::NotRestartable) {
                *why = gate.reason;
                continue;
            }
            if (!row.started && row.state == State::Failed) {
                *why = tr("Its container never started: there is nothing to clean up");
                continue;
            }
            break;
        case Action::Delete:
            if (row.podUid.isEmpty()) {
                *why = tr("It has no pod");
                continue;
            }
            break;
        }
        names.append(row.spec.name);
    }
    return names;
}

QString RunPage::refusalOf(Action action) const
{
    if (const QString refusal = session().refusal(); !refusal.isEmpty())
        return refusal;
    QString why;
    return workersFor(action, &why).isEmpty() ? why : QString();
}

void RunPage::act(Action action)
{
    QString why;
    const QStringList workers = workersFor(action, &why);
    if (workers.isEmpty() || !session().refusal().isEmpty())
        return;
    switch (action) {
    case Action::Restart:
        (new RestartDialog(workspace(), m_task, m_run, workers, this))->present();
        break;
    case Action::CleanUp:
        (new CleanUpDialog(workspace(), m_task, m_run, workers, this))->present();
        break;
    case Action::Delete:
        (new DeleteDialog(workspace(), m_task, m_run, workers, this))->present();
        break;
    }
}

void RunPage::restartFailed()
{
    const QStringList failed = failedWorkers();
    if (!failed.isEmpty() && session().refusal().isEmpty())
        (new RestartDialog(workspace(), m_task, m_run, failed, this))->present();
}

void RunPage::continueLaunch()
{
    if (session().refusal().isEmpty())
        (new ResumeDialog(workspace(), m_task, m_run, this))->present();
}

void RunPage::deleteRun()
{
    if (session().refusal().isEmpty())
        (new DeleteDialog(workspace(), m_task, m_run, {}, this))->present();
}

void RunPage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto add = [&](const QString &text, Action action) {
        QAction *entry = menu->addAction(text);
        setRefused(*entry, refusalOf(action));
        connect(entry, &QAction::triggered, this, [this, action] { act(action); });
    };
    add(tr("Restart…"), Action::Restart);
    add(tr("Clean up…"), Action::CleanUp);
    add(tr("Delete…"), Action::Delete);
    menu->addSeparator();
    connect(menu->addAction(tr("Copy")), &QAction::triggered, m_table, &DataTable::copySelection);
    menu->popup(position);
}

QString RunPage::refusalOf(Command command) const
{
    switch (command) {
    case Command::Restart:
        return refusalOf(Action::Restart);
    case Command::CleanUp:
        return refusalOf(Action::CleanUp);
    case Command::Delete:
        return refusalOf(Action::Delete);
    case Command::RestartFailed:
        if (const QString refusal = session().refusal(); !refusal.isEmpty())
            return refusal;
        return failedWorkers().isEmpty() ? tr("No worker of this run has failed") : QString();
    case Command::ContinueLaunch: {
        if (const QString refusal = session().refusal(); !refusal.isEmpty())
            return refusal;
        const RunView *run = session().fleet().run(workspace().nameSpace(), m_task, m_run);
        return run && isInterrupted(*run) ? QString() : tr("The launch of this run was not cut off");
    }
    case Command::Filter:
    case Command::Find:
    case Command::ToggleLogs:
    case Command::ToggleDetails:
    case Command::NextTrouble:
    case Command::PreviousTrouble:
    case Command::Back:
        return {};
    default:
        return Page::refusalOf(command);
    }
}

void RunPage::carryOut(Command command)
{
    switch (command) {
    case Command::Restart:
        act(Action::Restart);
        break;
    case Command::CleanUp:
        act(Action::CleanUp);
        break;
    case Command::Delete:
        act(Action::Delete);
        break;
    case Command::RestartFailed:
        restartFailed();
        break;
    case Command::ContinueLaunch:
        continueLaunch();
        break;
    case Command::Filter:
        m_filter->setFocus(Qt::ShortcutFocusReason);
        break;
    case Command::Find:
        showLogs(true);
        m_logs->openFind();
        break;
    case Command::NextTrouble:
        m_table->stepToTrouble(1);
        break;
    case Command::PreviousTrouble:
        m_table->stepToTrouble(-1);
        break;
    case Command::ToggleLogs:
        showLogs(!m_logsWanted);
        break;
    case Command::ToggleDetails:
        showDetails(!m_details->isVisible());
        break;
    case Command::Back:
        if (m_detailsDeep) {
            showDetails(false);
            m_table->setFocus();
        } else if (!m_filter->text().isEmpty()) {
            m_filter->clear();
        } else {
            emit wants(Destination::tasks());
        }
        break;
    default:
        break;
    }
}

} // namespace zdtp::ui
