#include "ui/dialogs/restartdialog.h"

#include "models/plan/plan.h"
#include "models/tables/words.h"
#include "ui/dialogs/slicepanel.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/steps.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace zdtp::ui {

RestartDialog::RestartDialog(const Workspace &workspace, const QString &task, int run, const QStringList &workers,
                             QWidget *parent)
    : ChangeDialog(workspace, Kind::Changing, parent), m_task(task), m_run(run)
{
    setObjectName(QStringLiteral("restartDialog"));
    sortByGate(workers);
    const QStringList restarted = m_atOnce + m_gated;
    setWindowTitle(restarted.size() == 1 ? tr("Restart worker") : tr("Restart workers"));
    setHeading(restarted.size() == 1
                   ? tr("Restart %1 of %2, run %3").arg(restarted.first(), task).arg(run)
                   : tr("Restart %n workers of %1, run %2", nullptr, int(restarted.size())).arg(task).arg(run));
    QStringList sentence;
    if (!m_reason.isEmpty())
        sentence.append(m_reason);
    if (restarted.size() > 1)
        sentence.append(tr("Workers: %1.").arg(restarted.join(QStringLiteral(", "))));
    if (!m_excluded.isEmpty())
        sentence.append(tr("Left alone: %1.").arg(m_excluded.join(QStringLiteral("; "))));
    setSentence(sentence.join(u' '));
    setRule(tr("Stops at the first step that fails and says what is done."));
    setRunningRule(tr("Closing this window does not stop the restart."));
    if (!m_gated.isEmpty())
        buildGate();
    if (restarted.isEmpty())
        setNotReady(tr("None of these workers can be restarted"));
    connect(this, &DialogFrame::actionRequested, this, &RestartDialog::act);
    refresh();
    if (m_slices)
        m_slices->count();
    resize(theme().dp(730), sizeHint().height());
}

void RestartDialog::sortByGate(const QStringList &workers)
{
    for (const QString &worker : workers) {
        const Gate gate = session().gate(m_task, m_run, worker);
        switch (gate.demand) {
        case Gate::Demand::NotRestartable:
            m_excluded.append(QStringLiteral("%1 (%2)").arg(worker, gate.reason));
            break;
        case Gate::Demand::AtOnce:
            m_atOnce.append(worker);
            if (m_gated.isEmpty())
                m_reason = gate.reason;
            break;
        case Gate::Demand::CleanUpFirst:
        case Gate::Demand::CountFirst:
            // Where the outcome is unknown the clean-up counts first and verifies after: an empty slice loses nothing.
            if (m_gated.isEmpty())
                m_reason = gate.reason;
            m_gated.append(worker);
            break;
        }
    }
}

void RestartDialog::buildGate()
{
    const auto choice = [this](QRadioButton *button, const QString &note) {
        auto *line = new QHBoxLayout;
        line->setSpacing(8);
        line->addWidget(button);
        auto *words = new TextLabel(theme(), note, FontRole::Small, Token::Second, this);
        line->addWidget(words);
        line->addStretch();
        button->setAccessibleDescription(note);
        body()->addLayout(line);
    };
    QString image;
    QString secret;
    if (const RunView *view = session().fleet().run(workspace().nameSpace(), m_task, m_run)) {
        const ParsedTask parsed = parseSyncTask(view->record.taskYaml, m_task);
        if (parsed.task) {
            image = parsed.task->image;
            secret = parsed.task->target.password.secret;
            if (image.isEmpty()) {
                if (const EnginePreset *preset = session().engines().find(parsed.task->engine))
                    image = preset->image;
            }
        }
    }
    m_withPod = new QRadioButton(tr("Clean up with a pod"), this);
    m_withPod->setObjectName(QStringLiteral("cleanUpWithPod"));
    m_withPod->setChecked(true);
    choice(m_withPod, image.isEmpty() ? tr("runs as a visible pod")
                                      : tr("runs %1 with Secret %2, as a visible pod").arg(image, secret));
    m_slices = new SlicePanel(workspace(), m_task, m_run, m_gated, this);
    auto *indent = new QHBoxLayout;
    indent->setContentsMargins(theme().dp(22), 0, 0, 0);
    indent->addWidget(m_slices);
    body()->addLayout(indent);

    m_handDone = new QRadioButton(tr("I cleaned it up by hand"), this);
    m_handDone->setObjectName(QStringLiteral("cleanedByHand"));
    choice(m_handDone, tr("asks for a reason, which goes to the journal"));
    m_handArea = new QWidget(this);
    auto *hand = new QHBoxLayout(m_handArea);
    hand->setContentsMargins(theme().dp(22), 0, 0, 0);
    hand->setSpacing(8);
    auto *label = new TextLabel(theme(), tr("Reason"), FontRole::Body, Token::Second, m_handArea);
    m_handReason = new QLineEdit(m_handArea);
    m_handReason->setObjectName(QStringLiteral("byHandReason"));
    m_handReason->setPlaceholderText(tr("what was done, and by whom"));
    label->setBuddy(m_handReason);
    hand->addWidget(label);
    hand->addWidget(m_handReason, 1);
    m_handArea->hide();
    body()->addWidget(m_handArea);

    connect(m_slices, &SlicePanel::counted, this, &RestartDialog::refresh);
    connect(m_handReason, &QLineEdit::textChanged, this, &RestartDialog::refresh);
    connect(m_handDone, &QRadioButton::toggled, this, [this](bool on) {
        m_handArea->setVisible(on);
        if (on)
            m_handReason->setFocus();
        refresh();
    });
}

bool RestartDialog::byHand() const
{
    return m_handDone && m_handDone->isChecked();
}

void RestartDialog::planSteps()
{
    steps()->clear();
    const QStringList all = m_atOnce + m_gated;
    if (all.isEmpty())
        return;
    const bool one = all.size() == 1;
    const WorkerRow *row = session().fleet().worker(workspace().nameSpace(), m_task, m_run, all.first());
    const int attempt = row ? row->attempt : 0;
    const QString pod = row ? row->podName : QString();
    steps()->addStep(one ? tr("Archive the evidence of attempt %1").arg(attempt) : tr("Archive the evidence"),
                     tr("pod, events, log and exit code, in the record of the run"), tr("kept"));
    if (!m_gated.isEmpty()) {
        const qint64 rows = m_slices ? m_slices->targetRows() : -1;
        if (byHand()) {
            steps()->addStep(tr("Note that it was cleaned up by hand"), tr("your reason, in the journal"), {});
        } else {
            steps()->addStep(tr("Clean up"),
                             one ? tr("the statement above, in pod %1")
                                       .arg(names::helperPod(m_task, m_run, m_gated.first(), HelperKind::Cleanup, 1))
                                 : tr("the statements above, in one pod each"),
                             rows >= 0 ? tables::rowsWord(rows) : QString());
            steps()->addStep(tr("Verify that 0 rows are left"),
                             tr("counts again; if any row is left it stops here and nothing is restarted"),
                             tr("0 rows"));
        }
    }
    if (one && !pod.isEmpty())
        steps()->addStep(tr("Delete the old pod"), tr("%1, only if its uid is still %2").arg(pod, row->podUid),
                         tr("until it is gone"));
    else if (!one)
        steps()->addStep(tr("Delete the old pods"), tr("each only if its uid is still the one that was shown"),
                         tr("until they are gone"));
    if (one)
        steps()->addStep(tr("Start attempt %1").arg(attempt + 1),
                         tr("%1, same slice").arg(names::workerPod(m_task, m_run, all.first(), attempt + 1)),
                         tr("1 pod"));
    else
        steps()->addStep(tr("Start the next attempts"), tr("same slices"), tr("%n pods", nullptr, int(all.size())));
}

void RestartDialog::refresh()
{
    if (isRunning() || operation())
        return;
    const int count = int(m_atOnce.size() + m_gated.size());
    const QString restart =
        count == 1 ? tr("Restart %1").arg((m_atOnce + m_gated).first()) : tr("Restart %n workers", nullptr, count);
    QString notReady = count == 0 ? tr("None of these workers can be restarted") : QString();
    if (m_gated.isEmpty()) {
        setAction(restart);
    } else if (byHand()) {
        setActionKind(Kind::Changing);
        setAction(restart);
        if (m_handReason->text().trimmed().isEmpty())
            notReady = tr("Say what was done: the reason goes to the journal");
    } else {
        const qint64 rows = m_slices->targetRows();
        setActionKind(rows == 0 ? Kind::Changing : Kind::Destructive);
        if (!m_slices->statementProblem().isEmpty())
            notReady = m_slices->statementProblem();
        else if (m_slices->isCounting())
            notReady = tr("The rows in the target are being counted");
        else if (rows < 0)
            notReady = tr("The rows in the target are not known: count again, or clean up by hand");
        if (rows > 0)
            setAction(count == 1 ? tr("Delete %1 and restart").arg(tables::rowsWord(rows))
                                 : tr("Delete %1 and restart %2").arg(tables::rowsWord(rows)).arg(count));
        else
            setAction(rows == 0 ? restart : tr("Delete rows and restart"));
    }
    setNotReady(notReady);
    planSteps();
}

void RestartDialog::act()
{
    if (!m_atOnce.isEmpty())
        m_queue.append({m_task, m_run, m_atOnce, RestartRequest::CleanUp::None, {}});
    if (!m_gated.isEmpty())
        m_queue.append({m_task, m_run, m_gated,
                        byHand() ? RestartRequest::CleanUp::ByHand : RestartRequest::CleanUp::Pod,
                        byHand() ? m_handReason->text().trimmed() : QString()});
    if (m_withPod) {
        m_withPod->setEnabled(false);
        m_handDone->setEnabled(false);
        m_handReason->setEnabled(false);
        m_slices->setEnabled(false);
    }
    follow(session().restart(m_queue.takeFirst()));
}

void RestartDialog::operationEnded(const Outcome &outcome)
{
    if (outcome.isDone() && !m_queue.isEmpty()) {
        follow(session().restart(m_queue.takeFirst()));
        return;
    }
    ChangeDialog::operationEnded(outcome);
}

} // namespace zdtp::ui
