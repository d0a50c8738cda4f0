#include "ui/widgets/headers.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace zdtp::ui {

QPushButton *makeButton(const Theme &theme, const QString &text, Icon icon, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    if (icon != Icon::None)
        button->setIcon(theme.icon(icon));
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return button;
}

QPushButton *makeSmallButton(const Theme &theme, const QString &text, Icon icon, QWidget *parent)
{
    QPushButton *button = makeButton(theme, text, icon, parent);
    setSmall(*button);
    button->setFont(theme.font(FontRole::SmallMedium));
    QObject::connect(&theme, &Theme::changed, button,
                     [button, &theme] { button->setFont(theme.font(FontRole::SmallMedium)); });
    return button;
}

QToolButton *makeToolButton(const Theme &theme, Icon icon, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(theme.icon(icon));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

PageHeader::PageHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
    , m_top(new QHBoxLayout)
    , m_title(new ElidedLabel(theme, {}, FontRole::PageTitle))
    , m_after(new TextLabel(theme, {}, FontRole::PageTitle, Token::Second))
    , m_tag(new StateTag(theme, State::Running))
    , m_facts(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_more(makeButton(theme, {}, Icon::More))
{
    m_rows->setContentsMargins(16, 0, 16, 1);
    m_rows->setSpacing(0);
    m_top->setSpacing(8);
    m_rows->addLayout(m_top);
    m_top->addWidget(m_title);
    m_top->addWidget(m_after);
    m_top->addSpacing(4);
    m_top->addWidget(m_tag);
    m_top->addSpacing(4);
    m_top->addWidget(m_facts, 1);
    m_top->addSpacing(8);
    m_top->addWidget(m_more);
    m_more->setAccessibleName(tr("More actions"));
    m_more->setToolTip(tr("More actions"));
    m_after->hide();
    m_tag->hide();
    m_more->hide();
    QFont plain = theme.font(FontRole::PageTitle);
    plain.setWeight(QFont::Normal);
    m_after->setFont(plain);
    connect(&theme, &Theme::changed, this, [this] {
        QFont font = m_theme.font(FontRole::PageTitle);
        font.setWeight(QFont::Normal);
        m_after->setFont(font);
        update();
    });
    connect(m_more, &QPushButton::clicked, this, &PageHeader::buildMenu);
    setBaseHeight(48);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PageHeader::setBaseHeight(int pixels)
{
    setMinimumHeight(m_theme.dp(pixels));
    if (!m_second)
        setMaximumHeight(m_theme.dp(pixels));
}

void PageHeader::setTitle(const QString &title, const QString &after)
{
    m_title->setText(title);
    m_after->setText(after);
    m_after->setVisible(!after.isEmpty());
    setAccessibleName(after.isEmpty() ? title : QString(title + u' ' + after));
    arrange();
}

void PageHeader::setFacts(const QString &facts)
{
    m_facts->setText(facts);
}

StateTag *PageHeader::showTag(State state, const QString &word)
{
    m_tag->setState(state, word);
    m_tag->show();
    return m_tag;
}

void PageHeader::showPlainTag(const QString &word)
{
    if (word.isEmpty()) {
        m_tag->hide();
        return;
    }
    m_tag->setPlain(Icon::None, word);
    m_tag->show();
}

void PageHeader::hideTag()
{
    m_tag->hide();
}

QPushButton *PageHeader::addButton(const QString &text, Icon icon)
{
    QPushButton *button = makeButton(m_theme, text, icon, this);
    m_top->insertWidget(m_top->indexOf(m_more), button);
    m_buttons.append(button);
    return button;
}

void PageHeader::addMenuAction(QAction *action)
{
    m_actions.append(action);
    m_more->show();
}

void PageHeader::setSecondRow(QWidget *row)
{
    delete m_second;
    m_second = row;
    m_rows->addWidget(row);
    setMinimumHeight(m_theme.dp(74));
    setMaximumHeight(m_theme.dp(74));
    m_rows->setContentsMargins(16, 9, 16, 8);
    m_rows->setSpacing(5);
}

void PageHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void PageHeader::arrange()
{
    // Facts give way first, by eliding; then the buttons, all but the first, go into the menu.
    int room = width() - 32 - m_title->sizeHint().width() -
               (m_after->isHidden() ? 0 : m_after->sizeHint().width() + 8) -
               (m_tag->isHidden() ? 0 : m_tag->sizeHint().width() + 16) - 60;
    bool any = false;
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        QPushButton *button = m_buttons[i];
        room -= button->sizeHint().width() + 8;
        const bool fits = i == 0 || room >= 0;
        if (!button->property("hiddenByPage").toBool())
            button->setVisible(fits);
        any = any || !fits;
    }
    m_more->setVisible(any || !m_actions.isEmpty());
}

void PageHeader::buildMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton *button : std::as_const(m_buttons)) {
        if (button->isVisible() || button->property("hiddenByPage").toBool())
            continue;
        QAction *action = menu->addAction(button->icon(), button->text());
        action->setEnabled(button->isEnabled());
        connect(action, &QAction::triggered, button, &QPushButton::click);
    }
    if (!menu->isEmpty() && !m_actions.isEmpty())
        menu->addSeparator();
    menu->addActions(m_actions);
    menu->popup(m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height() + 2)));
}

void PageHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Token::Line));
}

PanelHeader::PanelHeader(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_left(new QHBoxLayout)
    , m_right(new QHBoxLayout)
    , m_title(new TextLabel(theme, title, FontRole::SmallBold))
    , m_state(new StateLabel(theme, State::Running))
    , m_note(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
{
    auto *all = new QHBoxLayout(this);
    all->setContentsMargins(12, 0, 8, 1);
    all->setSpacing(8);
    m_left->setSpacing(8);
    m_right->setSpacing(4);
    all->addWidget(m_title);
    all->addWidget(m_state);
    all->addLayout(m_left);
    all->addWidget(m_note, 1);
    all->addLayout(m_right);
    m_state->hide();
    setFixedHeight(theme.dp(30));
    connect(&theme, &Theme::changed, this, [this] {
        setFixedHeight(m_theme.dp(30));
        update();
    });
}

void PanelHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PanelHeader::setNote(const QString &note)
{
    m_note->setText(note);
}

void PanelHeader::setState(State state, const QString &word)
{
    m_state->setState(state, word);
    m_state->show();
}

void PanelHeader::clearState()
{
    m_state->hide();
}

void PanelHeader::addLeft(QWidget *widget)
{
    m_left->addWidget(widget);
}

void PanelHeader::addRight(QWidget *widget)
{
    m_right->addWidget(widget);
}

QToolButton *PanelHeader::addTool(Icon icon, const QString &toolTip)
{
    QToolButton *button = makeToolButton(m_theme, icon, toolTip, this);
    m_right->addWidget(button);
    return button;
}

void PanelHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Header));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Token::Line));
}

SectionTitle::SectionTitle(const Theme &theme, const QString &title, const QString &note, bool line, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
    , m_title(new TextLabel(theme, title, FontRole::SmallBold))
    , m_note(new ElidedLabel(theme, note, FontRole::Small, Token::Second))
    , m_line(line)
{
    m_row->setContentsMargins(0, 0, 0, line ? 4 : 0);
    m_row->setSpacing(8);
    m_row->addWidget(m_title);
    m_row->addWidget(m_note, 1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SectionTitle::setTitle(const QString &title)
{
    m_title->setText(title);
}

void SectionTitle::setNote(const QString &note)
{
    m_note->setText(note);
}

void SectionTitle::addRight(QWidget *widget)
{
    m_row->addWidget(widget);
}

void SectionTitle::paintEvent(QPaintEvent *)
{
    if (!m_line)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Token::Line));
}

} // namespace zdtp::ui
