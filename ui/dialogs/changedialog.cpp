#include "ui/dialogs/changedialog.h"

#include "ui/base/operationsteps.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace zdtp::ui {

ChangeDialog::ChangeDialog(const Workspace &workspace, Kind kind, QWidget *parent)
    : DialogFrame(workspace.theme, kind, parent), m_workspace(workspace)
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(10);
    layout->addLayout(m_body);
    m_steps = new StepList(workspace.theme, content);
    m_steps->setObjectName(QStringLiteral("steps"));
    layout->addWidget(m_steps);

    m_guard = new QWidget(content);
    auto *guard = new QHBoxLayout(m_guard);
    guard->setContentsMargins(0, 0, 0, 0);
    guard->setSpacing(8);
    auto *ask = new TextLabel(workspace.theme,
                              tr("This cluster is protected. Type %1 to go on:").arg(workspace.context.cluster),
                              FontRole::Body, Token::Text, m_guard);
    guard->addWidget(ask);
    m_guardName = new QLineEdit(m_guard);
    m_guardName->setObjectName(QStringLiteral("protectedName"));
    m_guardName->setPlaceholderText(tr("name of the cluster"));
    m_guardName->setMaximumWidth(workspace.theme.dp(180));
    ask->setBuddy(m_guardName);
    guard->addWidget(m_guardName);
    guard->addStretch();
    m_guard->setVisible(workspace.context.isProtected);
    layout->addWidget(m_guard);
    layout->addStretch();
    setContent(content);

    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    setContext(workspace.context);
    connect(m_guardName, &QLineEdit::textChanged, this, &ChangeDialog::refreshAction);
    connect(&workspace.session, &ClusterSession::freshnessChanged, this, &ChangeDialog::refreshFreshness);
    // The session goes when another cluster is chosen: what the dialog says would be of the wrong one.
    connect(&workspace.session, &QObject::destroyed, this, &QObject::deleteLater);
    refreshFreshness();
}

bool ChangeDialog::event(QEvent *event)
{
    // As high as what it says, now and when that changes.
    if ((event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) && !std::exchange(m_fitting, true))
        QMetaObject::invokeMethod(this, &ChangeDialog::fit, Qt::QueuedConnection);
    return DialogFrame::event(event);
}

void ChangeDialog::fit()
{
    m_fitting = false;
    layout()->activate();
    const int wanted =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : layout()->totalSizeHint().height();
    const int room = screen() ? screen()->availableSize().height() - 60 : wanted;
    if (const int height = qMin(wanted, room); height != this->height())
        resize(width(), height);
}

void ChangeDialog::setNotReady(const QString &why)
{
    m_notReady = why;
    refreshAction();
}

void ChangeDialog::refreshFreshness()
{
    const k8s::Freshness freshness = session().freshness();
    setFreshness(FreshnessLabel::stateOf(freshnessOf(freshness)), freshnessWord(freshness));
    refreshAction();
}

void ChangeDialog::refreshAction()
{
    if (m_running || m_over)
        return;
    QString why = session().refusal();
    if (why.isEmpty())
        why = m_notReady;
    if (why.isEmpty() && m_workspace.context.isProtected && m_guardName->text() != m_workspace.context.cluster)
        why = tr("Type the name of the cluster first");
    setActionEnabled(why.isEmpty(), why);
}

void ChangeDialog::follow(Operation *operation)
{
    m_operation = operation;
    m_running = true;
    m_guard->hide();
    setActionEnabled(false, tr("Under way"));
    setCancelText(tr("Close"));
    setRule(m_runningRule);
    followSteps(*m_steps, *operation);
    const auto over = [this](const Outcome &outcome) {
        m_running = false;
        m_over = true;
        if (outcome.isDone())
            setRuleState(State::Succeeded, outcome.line.isEmpty() ? tr("Done") : outcome.line);
        else
            setRuleState(outcome.kind == Outcome::Kind::Unknown ? State::Unknown : State::Failed, outcome.line);
        operationEnded(outcome);
        emit finishedWith(outcome);
    };
    if (operation->isFinished()) {
        over(operation->outcome());
        return;
    }
    connect(operation, &Operation::finished, this, over);
}

void ChangeDialog::again()
{
    m_over = false;
    m_guard->setVisible(m_workspace.context.isProtected);
    setCancelText(tr("Cancel"));
    refreshAction();
}

void ChangeDialog::operationEnded(const Outcome &)
{
    setActionEnabled(false, tr("It is over"));
    setAction({});
    cancelButton()->setFocus();
}

} // namespace zdtp::ui
