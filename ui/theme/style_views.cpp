#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QAbstractItemView>
#include <QFontMetrics>
#include <QPainter>
#include <QStyleOption>

namespace zdtp::ui {

void ZdtpStyle::drawHeaderSection(const QStyleOption &option, QPainter &painter) const
{
    const QRect rect = option.rect;
    const bool hover = (option.state & State_MouseOver) && (option.state & State_Enabled);
    painter.fillRect(rect, m_theme.color(option.state & State_Sunken ? Token::Inactive
                                         : hover                     ? Token::Inactive
                                                                     : Token::Header));
    const QColor line = m_theme.color(Token::Line);
    paintBar(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), line);
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    const bool last = header && (header->position == QStyleOptionHeader::End ||
                                 header->position == QStyleOptionHeader::OnlyOneSection);
    if (!last)
        paintBar(painter, QRect(rect.right(), rect.top(), 1, rect.height()), line);
}

void ZdtpStyle::drawHeaderLabel(const QStyleOption &basic, QPainter &painter) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionHeader *>(&basic);
    if (!option)
        return;
    // The label's rectangle is inside the section's margin already.
    const QRect rect = option->rect;
    const QFont font = m_theme.font(FontRole::Small);
    const QColor colour = m_theme.color(Token::Second);
    const bool sorted = option->sortIndicator != QStyleOptionHeader::None;
    const int arrow = sorted ? dp(12) + 3 : 0;
    const QFontMetrics metrics(font);
    const int width = std::min(metrics.horizontalAdvance(option->text) + 1, rect.width() - arrow);
    const bool right = option->textAlignment & Qt::AlignRight;
    // As in the cells below: the first column leaves room for the selection's bar.
    const bool first = option->position == QStyleOptionHeader::Beginning;
    const int x = right ? rect.right() + 1 - width - arrow : rect.left() + (first ? 4 : 0);
    paintText(painter, QRect(x, rect.top(), width, rect.height()), font, colour, option->text);
    if (sorted)
        drawIcon(painter, QRect(x + width + 3, rect.top(), dp(12), rect.height()),
                 option->sortIndicator == QStyleOptionHeader::SortDown ? Icon::ChevronDown : Icon::ChevronUp, colour);
}

void ZdtpStyle::drawItemPanel(const QStyleOption &basic, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionViewItem *>(&basic);
    // Our tables paint the whole row themselves (property set by DataTable).
    if (!option || (widget && widget->property("paintsRows").toBool()))
        return;
    if (option->state & State_Selected)
        painter.fillRect(option->rect, m_theme.color(option->state & State_Active ? Token::Selected : Token::Inactive));
    else if (option->state & State_MouseOver)
        painter.fillRect(option->rect, m_theme.color(Token::Hover));
    else if (option->backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(option->rect, option->backgroundBrush);
}

void ZdtpStyle::drawScrollBar(const QStyleOptionComplex &complex, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionSlider *>(&complex);
    if (!option || option->maximum <= option->minimum)
        return;
    QRectF slider = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool across = option->orientation == Qt::Horizontal;
    const bool hover = option->state & State_MouseOver || option->state & State_Sunken;
    const qreal thin = 6;
    if (across)
        slider = QRectF(slider.x() + 2, slider.y() + (slider.height() - thin) / 2, slider.width() - 4, thin);
    else
        slider = QRectF(slider.x() + (slider.width() - thin) / 2, slider.y() + 2, thin, slider.height() - 4);
    paintBox(painter, slider, thin / 2, m_theme.color(hover ? Token::Field : Token::Border));
}

void ZdtpStyle::drawProgress(const QStyleOption &basic, QPainter &painter) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionProgressBar *>(&basic);
    if (!option)
        return;
    const int height = std::min(dp(8), option->rect.height());
    QRect bar(option->rect.left(), option->rect.top() + (option->rect.height() - height) / 2, option->rect.width(),
              height);
    const double range = double(option->maximum) - option->minimum;
    const double percent = range > 0 ? (double(option->progress) - option->minimum) * 100 / range : 0;
    paintProgress(painter, bar, percent, m_theme.color(Token::Accent), m_theme.color(Token::Line));
}

void ZdtpStyle::drawTab(const QStyleOption &basic, QPainter &painter) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionTab *>(&basic);
    if (!option)
        return;
    const QRect rect = option->rect;
    if (option->state & State_Selected)
        paintBar(painter, QRect(rect.left() + 8, rect.bottom() - 1, rect.width() - 16, 2), m_theme.color(Token::Link));
    else if (option->state & State_MouseOver)
        paintBar(painter, QRect(rect.left() + 8, rect.bottom() - 1, rect.width() - 16, 2),
                 m_theme.color(Token::Border));
    if (option->state & State_HasFocus)
        paintBox(painter, rect.adjusted(2, 2, -2, -4), 4, {}, m_theme.color(Token::FocusRing), 2);
}

void ZdtpStyle::drawTabLabel(const QStyleOption &basic, QPainter &painter) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionTab *>(&basic);
    if (!option)
        return;
    const bool selected = option->state & State_Selected;
    const bool enabled = option->state & State_Enabled;
    QRect rect = option->rect.adjusted(8, 0, -8, 0);
    if (!option->icon.isNull()) {
        const QRect box(rect.left(), rect.top() + (rect.height() - dp(14)) / 2, dp(14), dp(14));
        option->icon.paint(&painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        rect.setLeft(box.right() + 7);
    }
    paintText(painter, rect, m_theme.font(selected ? FontRole::BodyMedium : FontRole::Body),
              m_theme.color(!enabled   ? Token::Disabled
                            : selected ? Token::Text
                                       : Token::Second),
              option->text, Qt::AlignHCenter);
}

} // namespace zdtp::ui
