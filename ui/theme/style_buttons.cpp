#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QAbstractButton>
#include <QFontMetrics>
#include <QPainter>
#include <QStyleOption>

namespace zdtp::ui {

namespace {

constexpr int IconGap = 7;

enum class Fill { Plain, Primary, Danger, DangerOutline, Link };

Fill fillOf(const QWidget *widget)
{
    const QString role = widget ? widget->property("role").toString() : QString();
    if (role.isEmpty())
        return Fill::Plain;
    if (role == QLatin1String("primary"))
        return Fill::Primary;
    if (role == QLatin1String("danger"))
        return Fill::Danger;
    if (role == QLatin1String("danger-outline"))
        return Fill::DangerOutline;
    if (role == QLatin1String("link"))
        return Fill::Link;
    return Fill::Plain;
}

bool isSmall(const QWidget *widget)
{
    return widget && widget->property("small").toBool();
}

} // namespace

void ZdtpStyle::drawButton(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const bool hover = enabled && (option.state & State_MouseOver);
    const bool pressed = enabled && (option.state & State_Sunken);
    const bool checked = option.state & State_On;
    const Fill fill = fillOf(widget);
    const auto colour = [this](Token token) { return m_theme.color(token); };
    if (fill == Fill::Link)
        return;
    if (!enabled) {
        paintBox(painter, option.rect, 4, colour(Token::Window), colour(Token::Line));
        return;
    }
    if (fill == Fill::Primary || fill == Fill::Danger) {
        const bool primary = fill == Fill::Primary;
        QColor base = colour(primary ? Token::Accent : Token::Danger);
        if (hover || pressed)
            base = colour(primary ? Token::AccentHover : Token::DangerHover);
        paintBox(painter, option.rect, 4, pressed ? base.darker(112) : base);
        return;
    }
    const QColor base = colour(pressed   ? Token::Inactive
                               : checked ? Token::Selected
                               : hover   ? Token::Hover
                                         : Token::Base);
    paintBox(painter, option.rect, 4, base, colour(checked ? Token::Link : Token::Border));
}

void ZdtpStyle::drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const Fill fill = fillOf(widget);
    QColor text = m_theme.color(Token::Text);
    if (!enabled)
        text = m_theme.color(Token::Disabled);
    else if (fill == Fill::Primary || fill == Fill::Danger)
        text = m_theme.color(Token::OnAccent);
    else if (fill == Fill::DangerOutline)
        text = m_theme.stateColor(zdtp::State::Failed);
    else if (fill == Fill::Link)
        text = m_theme.color(Token::Link);

    const bool menu = option.features & QStyleOptionButton::HasMenu;
    const QFont font = painter.font();
    const QFontMetrics metrics(font);
    const int iconSize = option.icon.isNull() ? 0 : dp(isSmall(widget) ? 14 : 16);
    const int menuSize = menu ? dp(14) : 0;
    const int textWidth = option.text.isEmpty() ? 0 : metrics.horizontalAdvance(option.text);
    const int gap = iconSize && textWidth ? IconGap : 0;
    const int menuGap = menu && (iconSize || textWidth) ? 4 : 0;
    const int whole = iconSize + gap + textWidth + menuGap + menuSize;
    const bool link = fill == Fill::Link;
    // A drawing has air of its own: it stands 3 px nearer to the edge than words do.
    const int shift = iconSize && textWidth ? 1 : 0;
    int x = link ? option.rect.left() : option.rect.left() + std::max(4, (option.rect.width() - whole) / 2 - shift);
    if (iconSize) {
        const bool filled = fill == Fill::Primary || fill == Fill::Danger;
        const QIcon::Mode mode = !enabled ? QIcon::Disabled : filled ? QIcon::Selected : QIcon::Normal;
        const QRect box(x, option.rect.top() + (option.rect.height() - iconSize) / 2, iconSize, iconSize);
        option.icon.paint(&painter, box, Qt::AlignCenter, mode);
        x += iconSize + gap;
    }
    if (textWidth) {
        const int room = std::min(textWidth + 1, option.rect.right() - x + 2);
        if (link && (option.state & (State_MouseOver | State_HasFocus)) && enabled) {
            QFont lined = font;
            lined.setUnderline(true);
            paintText(painter, QRect(x, option.rect.top(), room, option.rect.height()), lined, text, option.text);
        } else {
            // Mnemonics show while Alt is held, as everywhere; QFontMetrics above counts the ampersand only if shown.
            painter.setPen(text);
            painter.setFont(font);
            const int flags =
                Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine |
                (styleHint(SH_UnderlineShortcut, &option, widget) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
            painter.drawText(QRect(x, option.rect.top(), room, option.rect.height()), flags,
                             textWidth <= room
                                 ? option.text
                                 : metrics.elidedText(option.text, Qt::ElideRight, room, Qt::TextShowMnemonic));
        }
        x += textWidth + menuGap;
    }
    if (menu)
        drawIcon(painter, QRect(x, option.rect.top(), menuSize, option.rect.height()), Icon::ChevronDown, text);
}

QSize ZdtpStyle::buttonSize(const QStyleOptionButton &option, const QWidget *widget) const
{
    const Fill fill = fillOf(widget);
    const bool small = isSmall(widget);
    const QFontMetrics metrics = widget ? widget->fontMetrics() : option.fontMetrics;
    const int height = std::max(dp(small ? 24 : 28), metrics.height() + 6);
    const int textWidth =
        option.text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic | Qt::TextSingleLine, option.text).width();
    int width = textWidth;
    if (!option.icon.isNull())
        width += dp(small ? 14 : 16) + (textWidth ? IconGap : 0);
    if (option.features & QStyleOptionButton::HasMenu)
        width += dp(14) + 4;
    if (fill == Fill::Link)
        return {std::max(width + 2, 24), std::max(24, metrics.height() + 4)};
    if (!textWidth && !(option.features & QStyleOptionButton::HasMenu))
        return {height, height};
    return {width + 2 * dp(small ? 10 : 13) - (option.icon.isNull() ? 0 : dp(3)), height};
}

void ZdtpStyle::drawToolButton(const QStyleOptionComplex &complex, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionToolButton *>(&complex);
    if (!option)
        return;
    const bool enabled = option->state & State_Enabled;
    const bool hover = enabled && (option->state & State_MouseOver);
    const bool down = enabled && (option->state & (State_Sunken | State_On));
    if (down)
        paintBox(painter, option->rect, 4, m_theme.color(Token::NavCurrent));
    else if (hover)
        paintBox(painter, option->rect, 4, m_theme.color(Token::Inactive));

    const bool menu = option->features & QStyleOptionToolButton::HasMenu && !option->text.isEmpty();
    const int iconSize = option->icon.isNull() ? 0 : dp(16);
    const bool words = !option->text.isEmpty() && option->toolButtonStyle != Qt::ToolButtonIconOnly;
    const QFontMetrics metrics(option->font);
    const int textWidth = words ? metrics.horizontalAdvance(option->text) : 0;
    const int gap = iconSize && textWidth ? 6 : 0;
    const int whole = iconSize + gap + textWidth + (menu ? dp(14) : 0);
    int x = option->rect.left() + (option->rect.width() - whole) / 2;
    const QColor text = m_theme.color(enabled ? Token::Text : Token::Disabled);
    if (iconSize) {
        const QRect box(x, option->rect.top() + (option->rect.height() - iconSize) / 2, iconSize, iconSize);
        option->icon.paint(&painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += iconSize + gap;
    } else if (!words && option->features & QStyleOptionToolButton::Arrow) {
        QStyleOption arrow = *option;
        drawPrimitive(option->arrowType == Qt::LeftArrow    ? PE_IndicatorArrowLeft
                      : option->arrowType == Qt::RightArrow ? PE_IndicatorArrowRight
                      : option->arrowType == Qt::UpArrow    ? PE_IndicatorArrowUp
                                                            : PE_IndicatorArrowDown,
                      &arrow, &painter, widget);
    }
    if (words)
        paintText(painter, QRect(x, option->rect.top(), textWidth + 1, option->rect.height()), option->font, text,
                  option->text);
    if (menu)
        drawIcon(painter, QRect(x + textWidth, option->rect.top(), dp(14), option->rect.height()), Icon::ChevronDown,
                 text);
}

void ZdtpStyle::drawCheck(const QStyleOption &option, QPainter &painter) const
{
    const bool enabled = option.state & State_Enabled;
    const bool on = option.state & (State_On | State_NoChange);
    const bool hover = enabled && (option.state & State_MouseOver);
    const int size = std::min(option.rect.width(), option.rect.height());
    QRect box(0, 0, size, size);
    box.moveCenter(option.rect.center());
    if (!enabled) {
        paintBox(painter, box, 3, m_theme.color(Token::Inactive), m_theme.color(Token::Border));
        if (on)
            drawIcon(painter, box.adjusted(2, 2, -2, -2), option.state & State_NoChange ? Icon::Minus : Icon::Check,
                     m_theme.color(Token::Disabled));
        return;
    }
    if (on) {
        paintBox(painter, box, 3, m_theme.color(hover ? Token::AccentHover : Token::Accent));
        drawIcon(painter, box.adjusted(2, 2, -2, -2), option.state & State_NoChange ? Icon::Minus : Icon::Check,
                 m_theme.color(Token::OnAccent));
        return;
    }
    paintBox(painter, box, 3, m_theme.color(hover ? Token::Hover : Token::Base), m_theme.color(Token::Field));
}

void ZdtpStyle::drawRadio(const QStyleOption &option, QPainter &painter) const
{
    const bool enabled = option.state & State_Enabled;
    const bool hover = enabled && (option.state & State_MouseOver);
    const int size = std::min(option.rect.width(), option.rect.height());
    QRectF box(0, 0, size, size);
    box.moveCenter(QRectF(option.rect).center());
    box.moveTo(qRound(box.x()), qRound(box.y()));
    const qreal radius = size / 2.0;
    if (option.state & State_On) {
        paintBox(painter, box, radius,
                 m_theme.color(enabled ? (hover ? Token::AccentHover : Token::Accent) : Token::Disabled));
        const qreal inset = size * 0.31;
        paintBox(painter, box.adjusted(inset, inset, -inset, -inset), radius - inset, m_theme.color(Token::Base));
        return;
    }
    paintBox(painter, box, radius,
             m_theme.color(!enabled ? Token::Inactive
                           : hover  ? Token::Hover
                                    : Token::Base),
             m_theme.color(enabled ? Token::Field : Token::Border));
}

} // namespace zdtp::ui
