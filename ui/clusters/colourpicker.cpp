#include "ui/clusters/colourpicker.h"

#include "ui/theme/paint.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace zdtp::ui {

namespace {
constexpr int Square = 18;
constexpr int Cell = 26; ///< with the ring of the chosen one; at least 24 for the mouse
} // namespace

ColourPicker::ColourPicker(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    setColour(m_colour);
}

QString ColourPicker::nameOf(ContextColour colour)
{
    switch (colour) {
    case ContextColour::Red:
        return tr("red");
    case ContextColour::Orange:
        return tr("orange");
    case ContextColour::Violet:
        return tr("violet");
    case ContextColour::Blue:
        return tr("blue");
    case ContextColour::Green:
        return tr("green");
    case ContextColour::Grey:
        return tr("grey");
    }
    return {};
}

void ColourPicker::setColour(ContextColour colour)
{
    m_colour = colour;
    setAccessibleName(tr("Colour: %1").arg(nameOf(colour)));
    update();
}

QRect ColourPicker::squareOf(ContextColour colour) const
{
    const int cell = m_theme.dp(Cell);
    const int size = m_theme.dp(Square);
    return {int(colour) * cell + (cell - size) / 2, (height() - size) / 2, size, size};
}

QSize ColourPicker::sizeHint() const
{
    return {m_theme.dp(Cell) * ContextColourCount, m_theme.dp(Cell)};
}

void ColourPicker::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (int i = 0; i < ContextColourCount; ++i) {
        const auto colour = ContextColour(i);
        const QRect square = squareOf(colour);
        paintBox(painter, square, 4, m_theme.contextColor(colour));
        if (colour == m_colour)
            paintBox(painter, square.adjusted(-3, -3, 3, 3), 6, {},
                     m_theme.color(hasFocus() ? Token::FocusRing : Token::Text), hasFocus() ? 2 : 1);
    }
}

void ColourPicker::pick(int index)
{
    if (index < 0 || index >= ContextColourCount || ContextColour(index) == m_colour)
        return;
    setColour(ContextColour(index));
    emit picked(m_colour);
}

void ColourPicker::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        pick(int(event->position().x()) / m_theme.dp(Cell));
}

void ColourPicker::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        pick(int(m_colour) - 1);
    else if (event->key() == Qt::Key_Right)
        pick(int(m_colour) + 1);
    else
        QWidget::keyPressEvent(event);
}

bool ColourPicker::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = help->x() / m_theme.dp(Cell);
        if (index >= 0 && index < ContextColourCount)
            QToolTip::showText(help->globalPos(), nameOf(ContextColour(index)), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace zdtp::ui
