#include "ui/widgets/scrollcolumn.h"

#include <QResizeEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <functional>

namespace zdtp::ui {

ScrollColumn::ScrollColumn(const Theme &theme, Token ground, QWidget *parent)
    : QScrollArea(parent), m_theme(theme), m_ground(ground), m_body(new QWidget), m_column(new QVBoxLayout(m_body))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m_column->setContentsMargins(14, 12, 14, 12);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    setWidget(m_body);
    connect(&theme, &Theme::changed, this, &ScrollColumn::refresh);
    refresh();
}

void ScrollColumn::refresh()
{
    for (QWidget *part : std::initializer_list<QWidget *>{viewport(), m_body}) {
        QPalette colours = m_theme.palette();
        colours.setColor(QPalette::Window, m_theme.color(m_ground));
        part->setPalette(colours);
        part->setAutoFillBackground(true);
    }
}

void ScrollColumn::add(QWidget *widget)
{
    m_column->insertWidget(m_column->count() - 1, widget);
}

void ScrollColumn::add(QLayout *layout)
{
    m_column->insertLayout(m_column->count() - 1, layout);
}

void ScrollColumn::addSpace(int pixels)
{
    m_column->insertSpacing(m_column->count() - 1, pixels);
}

void ScrollColumn::clear()
{
    const std::function<void(QLayout *)> empty = [&empty](QLayout *layout) {
        while (QLayoutItem *item = layout->takeAt(0)) {
            if (QLayout *inner = item->layout())
                empty(inner);
            // Later: the click that led here may come from one of them.
            if (QWidget *widget = item->widget()) {
                widget->hide();
                widget->deleteLater();
            }
            delete item;
        }
    };
    empty(m_column);
    m_column->addStretch(1);
}

void ScrollColumn::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    m_body->setFixedWidth(viewport()->width());
}

} // namespace zdtp::ui
