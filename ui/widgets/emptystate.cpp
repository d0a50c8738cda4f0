#include "ui/widgets/emptystate.h"

#include "ui/theme/style.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int ColumnWidth = 680;
}

EmptyState::EmptyState(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new IconLabel(theme, Icon::List, Token::Second, 28))
    , m_what(new TextLabel(theme, {}, FontRole::PageTitle))
    , m_why(new TextLabel(theme, {}, FontRole::Body, Token::Second))
{
    auto *across = new QHBoxLayout(this);
    across->setContentsMargins(16, 16, 16, 16);
    auto *column = new QWidget(this);
    column->setMaximumWidth(theme.dp(ColumnWidth));
    m_column = new QVBoxLayout(column);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    across->addStretch(1);
    across->addWidget(column, 1000);
    across->addStretch(1);

    // The one line that is larger than a page title: nothing else is on the page.
    const auto enlarge = [this] {
        QFont font = m_theme.font(FontRole::PageTitle);
        font.setPixelSize(m_theme.dp(20));
        m_what->setFont(font);
    };
    enlarge();
    connect(&theme, &Theme::changed, this, enlarge);
    m_what->setWordWrap(true);
    m_why->setWordWrap(true);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    m_column->addStretch(2);
    m_column->addWidget(m_icon);
    m_column->addSpacing(12);
    m_column->addWidget(m_what);
    m_column->addSpacing(8);
    m_column->addWidget(m_why);
    m_column->addSpacing(20);
    m_column->addLayout(m_rows);
    m_column->addStretch(5);
    connect(&theme, &Theme::changed, this, [this, column] {
        column->setMaximumWidth(m_theme.dp(ColumnWidth));
        update();
    });
}

void EmptyState::setText(Icon icon, const QString &what, const QString &why)
{
    m_icon->setIcon(icon);
    m_what->setText(what);
    m_why->setParagraph(why);
    m_why->setVisible(!why.isEmpty());
    setAccessibleName(what);
    setAccessibleDescription(why);
}

void EmptyState::addCaption(const QString &caption)
{
    m_rows->addSpacing(24);
    m_rows->addWidget(new TextLabel(m_theme, caption, FontRole::SmallBold));
    m_rows->addSpacing(8);
    m_box = nullptr;
}

QPushButton *EmptyState::addRow(Icon icon, const QString &title, const QString &text, const QString &button,
                                const QString &keys, bool primary)
{
    if (!m_box) {
        m_box = new Box(m_theme, this);
        auto *lines = new QVBoxLayout(m_box);
        lines->setContentsMargins(1, 1, 1, 1);
        lines->setSpacing(0);
        m_rows->addWidget(m_box);
    } else {
        m_box->layout()->addWidget(new Rule(m_theme));
    }
    auto *row = new QWidget(m_box);
    auto *across = new QHBoxLayout(row);
    across->setContentsMargins(16, 9, 14, 9);
    across->setSpacing(14);
    across->addWidget(new IconLabel(m_theme, icon, primary ? Token::Link : Token::Second, 20));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addStretch(1);
    m_lastTitle = new QHBoxLayout;
    m_lastTitle->setSpacing(8);
    m_lastTitle->addWidget(new TextLabel(m_theme, title, FontRole::BodyBold));
    m_lastTitle->addStretch(1);
    words->addLayout(m_lastTitle);
    auto *line = new TextLabel(m_theme, text, FontRole::Small, Token::Second);
    line->setWordWrap(true);
    words->addWidget(line);
    words->addStretch(1);
    across->addLayout(words, 1);
    if (!keys.isEmpty())
        across->addWidget(new KeyCap(m_theme, keys));
    QPushButton *press = makeButton(m_theme, button);
    if (primary)
        setButtonRole(*press, ButtonRole::Primary);
    press->setAccessibleDescription(title);
    across->addWidget(press);
    row->setMinimumHeight(m_theme.dp(60));
    m_box->layout()->addWidget(row);
    return press;
}

void EmptyState::tagLastRow(State state, const QString &word)
{
    if (m_lastTitle)
        m_lastTitle->insertWidget(1, new StateTag(m_theme, state, word));
}

void EmptyState::addFootnote(const QString &text)
{
    m_rows->addSpacing(14);
    auto *line = new TextLabel(m_theme, text, FontRole::Small, Token::Third);
    line->setWordWrap(true);
    m_rows->addWidget(line);
}

void EmptyState::clear()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_box = nullptr;
    m_lastTitle = nullptr;
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Base));
}

} // namespace zdtp::ui
