#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include <cmath>

namespace zdtp::ui {

void ZdtpStyle::drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget, const QRect &rect) const
{
    const bool enabled = option.state & State_Enabled;
    const bool invalid = widget && widget->property("invalid").toBool();
    const bool focus = enabled && (option.state & State_HasFocus);
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    const bool readOnly = frame && (option.state & State_ReadOnly);
    if (!enabled) {
        paintBox(painter, rect, 4, m_theme.color(Token::Window), m_theme.color(Token::Border));
        return;
    }
    const QColor base = m_theme.color(readOnly ? Token::Window : Token::Base);
    if (focus)
        paintBox(painter, rect, 4, base,
                 invalid ? m_theme.stateColor(zdtp::State::Failed) : m_theme.color(Token::FocusRing), 2);
    else if (invalid)
        // 1.5, but only as much of it as whole device pixels can show.
        paintBox(painter, rect, 4, base, m_theme.stateColor(zdtp::State::Failed),
                 std::floor(1.5 * painter.device()->devicePixelRatio()) / painter.device()->devicePixelRatio());
    else
        paintBox(painter, rect, 4, base,
                 m_theme.color(widget && widget->property("quiet").toBool() ? Token::Border : Token::Field));
}

void ZdtpStyle::drawCombo(const QStyleOptionComplex &complex, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionComboBox *>(&complex);
    if (!option)
        return;
    const bool enabled = option->state & State_Enabled;
    drawField(*option, painter, widget, option->rect);
    QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
    QRect box(0, 0, dp(14), dp(14));
    box.moveCenter(arrow.center());
    drawIcon(painter, box, Icon::ChevronDown, m_theme.color(enabled ? Token::Second : Token::Disabled));
}

void ZdtpStyle::drawComboLabel(const QStyleOption &basic, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionComboBox *>(&basic);
    if (!option || option->editable)
        return;
    QRect rect = subControlRect(CC_ComboBox, option, SC_ComboBoxEditField, widget);
    const bool enabled = option->state & State_Enabled;
    if (!option->currentIcon.isNull()) {
        const QRect box(rect.left() + 2, rect.top() + (rect.height() - dp(14)) / 2, dp(14), dp(14));
        option->currentIcon.paint(&painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        rect.setLeft(box.right() + 6);
    }
    paintText(painter, rect.adjusted(2, 0, 0, 0), painter.font(),
              m_theme.color(enabled ? Token::Text : Token::Disabled), option->currentText);
}

void ZdtpStyle::drawSpin(const QStyleOptionComplex &complex, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionSpinBox *>(&complex);
    if (!option)
        return;
    drawField(*option, painter, widget, option->rect);
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto step = [&](SubControl sub, Icon icon, QAbstractSpinBox::StepEnabledFlag flag) {
        const QRect rect = subControlRect(CC_SpinBox, option, sub, widget);
        const bool can = (option->state & State_Enabled) && (option->stepEnabled & flag);
        const bool active = option->activeSubControls & sub;
        if (active && can && option->state & (State_Sunken | State_MouseOver))
            paintBox(painter, rect, 2, m_theme.color(option->state & State_Sunken ? Token::Inactive : Token::Hover));
        QRect box(0, 0, dp(10), dp(10));
        box.moveCenter(rect.center());
        drawIcon(painter, box, icon, m_theme.color(can ? Token::Second : Token::Disabled));
    };
    step(SC_SpinBoxUp, Icon::ChevronUp, QAbstractSpinBox::StepUpEnabled);
    step(SC_SpinBoxDown, Icon::ChevronDown, QAbstractSpinBox::StepDownEnabled);
}

void ZdtpStyle::drawGroup(const QStyleOptionComplex &complex, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionGroupBox *>(&complex);
    if (!option)
        return;
    if (option->subControls & SC_GroupBoxFrame && !(option->features & QStyleOptionFrame::Flat))
        paintBox(painter, subControlRect(CC_GroupBox, option, SC_GroupBoxFrame, widget), 4, m_theme.color(Token::Base),
                 m_theme.color(Token::Line));
    if (option->subControls & SC_GroupBoxCheckBox) {
        QStyleOption check = *option;
        check.rect = subControlRect(CC_GroupBox, option, SC_GroupBoxCheckBox, widget);
        drawCheck(check, painter);
    }
    if (!option->text.isEmpty())
        paintText(painter, subControlRect(CC_GroupBox, option, SC_GroupBoxLabel, widget),
                  m_theme.font(FontRole::SmallBold),
                  m_theme.color(option->state & State_Enabled ? Token::Text : Token::Disabled), option->text);
}

QRect ZdtpStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents: {
        // QLineEdit adds 2 on each side. One without a frame stands inside something that has an edge of its own.
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        return frame && frame->lineWidth > 0 ? option->rect.adjusted(7, 1, -6, -1) : option->rect;
    }
    case SE_PushButtonContents:
    case SE_PushButtonFocusRect:
        return option->rect;
    case SE_FrameContents:
        if (widget && widget->inherits("QLineEdit"))
            return option->rect;
        break;
    default:
        break;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect ZdtpStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                                const QWidget *widget) const
{
    const QRect rect = option->rect;
    if (control == CC_ComboBox) {
        const int arrow = dp(14) + 14;
        switch (sub) {
        case SC_ComboBoxFrame:
            return rect;
        case SC_ComboBoxArrow:
            return visualRect(option->direction, rect, {rect.right() - arrow + 1, rect.top(), arrow, rect.height()});
        case SC_ComboBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(7, 1, -arrow + 2, -1));
        case SC_ComboBoxListBoxPopup:
            return rect;
        default:
            break;
        }
    }
    if (control == CC_GroupBox && sub == SC_GroupBoxFrame) {
        const auto *group = qstyleoption_cast<const QStyleOptionGroupBox *>(option);
        const bool titled = group && !group->text.isEmpty();
        return rect.adjusted(0, titled ? option->fontMetrics.height() + 6 : 0, 0, 0);
    }
    if (control == CC_SpinBox) {
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = buttons ? dp(18) : 0;
        switch (sub) {
        case SC_SpinBoxFrame:
            return rect;
        case SC_SpinBoxEditField:
            return rect.adjusted(7, 1, -width - 2, -1);
        case SC_SpinBoxUp:
            return {rect.right() - width - 1, rect.top() + 2, width, rect.height() / 2 - 2};
        case SC_SpinBoxDown:
            return {rect.right() - width - 1, rect.top() + rect.height() / 2, width, rect.height() / 2 - 2};
        default:
            break;
        }
    }
    if (control == CC_ScrollBar) {
        // No arrows: the groove is the whole bar.
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar) {
            const bool across = bar->orientation == Qt::Horizontal;
            const int length = across ? rect.width() : rect.height();
            const qint64 range = qint64(bar->maximum) - bar->minimum;
            int slider = length;
            if (range > 0) {
                slider = int(qint64(bar->pageStep) * length / (range + bar->pageStep));
                slider = std::min(length, std::max(slider, pixelMetric(PM_ScrollBarSliderMin, option, widget)));
            }
            const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider,
                                                      bar->upsideDown);
            switch (sub) {
            case SC_ScrollBarGroove:
                return rect;
            case SC_ScrollBarSlider:
                return across ? QRect(rect.x() + start, rect.y(), slider, rect.height())
                              : QRect(rect.x(), rect.y() + start, rect.width(), slider);
            case SC_ScrollBarSubPage:
                return across ? QRect(rect.x(), rect.y(), start, rect.height())
                              : QRect(rect.x(), rect.y(), rect.width(), start);
            case SC_ScrollBarAddPage:
                return across ? QRect(rect.x() + start + slider, rect.y(), length - start - slider, rect.height())
                              : QRect(rect.x(), rect.y() + start + slider, rect.width(), length - start - slider);
            default:
                return {};
            }
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

} // namespace zdtp::ui
