#include "ui/widgets/dialog.h"

#include "ui/theme/style.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

DialogFrame::DialogFrame(const Theme &theme, Kind kind, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_kind(kind)
    , m_all(new QVBoxLayout(this))
    , m_context(new ContextRow(theme))
    , m_heading(new TextLabel(theme, {}, FontRole::DialogTitle))
    , m_after(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_sentence(new TextLabel(theme, {}, FontRole::Body, Token::Second))
    , m_body(new QVBoxLayout)
    , m_footer(new QHBoxLayout)
    , m_footerArea(new QWidget)
    , m_rule(new TextLabel(theme, {}, FontRole::Small, Token::Third))
    , m_ruleState(new StateLabel(theme, State::Failed))
    , m_cancel(makeButton(theme, tr("Cancel")))
    , m_action(makeButton(theme, {}))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("showsFocus", true);
    setWindowModality(Qt::WindowModal);
    m_all->setContentsMargins(0, 0, 0, 0);
    m_all->setSpacing(0);
    m_all->addWidget(m_context);

    auto *title = new QHBoxLayout;
    title->setSpacing(10);
    title->addWidget(m_heading);
    title->addWidget(m_after, 1, Qt::AlignBottom);
    m_sentence->setWordWrap(true);
    m_body->setContentsMargins(20, 16, 20, 14);
    m_body->setSpacing(6);
    m_body->addLayout(title);
    m_body->addWidget(m_sentence);
    m_all->addLayout(m_body, 1);

    m_all->addWidget(new Rule(theme));
    m_footer->setContentsMargins(20, 12, 20, 12);
    m_footer->setSpacing(8);
    m_rule->setWordWrap(true);
    m_footer->addWidget(m_ruleState);
    m_footer->addWidget(m_rule, 1);
    m_footer->addWidget(m_cancel);
    m_footer->addWidget(m_action);
    m_footerArea->setLayout(m_footer);
    m_all->addWidget(m_footerArea);

    m_cancel->setMinimumWidth(theme.dp(84));
    m_context->hide();
    m_sentence->hide();
    m_ruleState->hide();
    m_action->hide();
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_action, &QPushButton::clicked, this, &DialogFrame::actionRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setActionKind(kind);
}

void DialogFrame::setContext(const ContextInfo &context)
{
    m_context->setContext(context);
    m_context->show();
}

void DialogFrame::setFreshness(State state, const QString &word)
{
    m_context->setFreshness(state, word);
}

void DialogFrame::setHeading(const QString &heading, const QString &after)
{
    m_heading->setText(heading);
    m_after->setText(after);
    setAccessibleName(heading);
}

void DialogFrame::setSentence(const QString &sentence)
{
    m_sentence->setParagraph(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    setAccessibleDescription(sentence);
}

void DialogFrame::setContent(QWidget *content)
{
    delete m_content;
    m_content = content;
    m_body->addSpacing(6);
    m_body->addWidget(content, 1);
}

void DialogFrame::setRule(const QString &rule)
{
    m_rule->setText(rule);
    m_rule->show();
    m_ruleState->hide();
}

void DialogFrame::setRuleState(State state, const QString &words)
{
    m_ruleState->setState(state, words);
    m_ruleState->show();
    m_rule->setText({});
}

void DialogFrame::setAction(const QString &text, Icon icon)
{
    m_action->setText(text);
    m_action->setIcon(icon == Icon::None ? QIcon() : m_theme.icon(icon));
    m_action->setVisible(!text.isEmpty());
}

void DialogFrame::setActionKind(Kind kind)
{
    m_kind = kind;
    setButtonRole(*m_action, kind == Kind::Destructive ? ButtonRole::Danger : ButtonRole::Primary);
}

void DialogFrame::setActionEnabled(bool enabled, const QString &why)
{
    m_action->setEnabled(enabled);
    m_action->setToolTip(enabled ? QString() : why);
    m_action->setAccessibleDescription(enabled ? QString() : why);
}

void DialogFrame::setCancelText(const QString &text)
{
    m_cancel->setText(text);
}

QPushButton *DialogFrame::addFooterButton(const QString &text, Icon icon)
{
    QPushButton *button = makeButton(m_theme, text, icon);
    m_footer->insertWidget(m_footer->indexOf(m_cancel), button);
    return button;
}

void DialogFrame::setFirstFocus(QWidget *widget)
{
    m_first = widget;
}

void DialogFrame::present()
{
    setModal(false); // open() makes it window modal; an application modal one would lock other windows
    open();
}

void DialogFrame::giveFocus()
{
    QWidget *first = m_first;
    if (!first) {
        const bool action = m_kind == Kind::Plain && m_action->isVisibleTo(this) && m_action->isEnabled();
        first = action ? m_action : m_cancel;
    }
    first->setFocus(Qt::TabFocusReason);
}

void DialogFrame::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    giveFocus();
}

void DialogFrame::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() & Qt::ControlModifier) {
        if (m_action->isVisible() && m_action->isEnabled())
            m_action->click();
        return;
    }
    if (enter) {
        // Enter belongs to the button that has the focus. Anywhere else it does nothing: never a default action.
        if (auto *button = qobject_cast<QPushButton *>(focusWidget()))
            button->click();
        return;
    }
    QDialog::keyPressEvent(event);
}

void DialogFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
}

} // namespace zdtp::ui
