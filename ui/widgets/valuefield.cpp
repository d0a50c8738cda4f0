#include "ui/widgets/valuefield.h"

#include "ui/theme/paint.h"

#include <QClipboard>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

namespace zdtp::ui {

ValueField::ValueField(const Theme &theme, QWidget *parent) : QLineEdit(parent), m_theme(theme)
{
    setReadOnly(true);
    setFrame(false);
    setFocusPolicy(Qt::ClickFocus); // a dozen stops for Tab would hide the buttons behind them
    setFont(theme.font(FontRole::Small));
    setFixedHeight(theme.dp(20));
    setTextMargins(-2, 0, -2, 0); // stands on the line of the key
    setMinimumWidth(40);
    QPalette clear = palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    setPalette(clear);
    connect(&theme, &Theme::changed, this, [this] {
        QPalette colours = m_theme.palette();
        colours.setColor(QPalette::Base, Qt::transparent);
        setPalette(colours);
        setFont(m_theme.font(FontRole::Small));
        setFixedHeight(m_theme.dp(20));
    });
}

void ValueField::setValue(const QString &value)
{
    if (value == m_value && !text().isEmpty())
        return;
    m_value = value;
    setText(value);
    setCursorPosition(0);
    fit();
    update();
}

void ValueField::fit()
{
    setToolTip(QFontMetrics(font()).horizontalAdvance(m_value) > width() ? m_value : QString());
}

void ValueField::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    fit();
}

void ValueField::paintEvent(QPaintEvent *event)
{
    if (hasFocus() && !m_value.isEmpty()) {
        QLineEdit::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const bool none = m_value.isEmpty();
    paintText(painter, rect(), font(), m_theme.color(none ? Token::Third : Token::Text),
              none ? QStringLiteral("\u2014") : m_value, Qt::AlignLeft, Qt::ElideMiddle);
}

void ValueField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && !hasSelectedText()) {
        QGuiApplication::clipboard()->setText(m_value);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ValueField::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) {
        deselect();
        setCursorPosition(0);
    }
}

} // namespace zdtp::ui
