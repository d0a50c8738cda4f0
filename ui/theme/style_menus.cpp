#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QComboBox>
#include <QFontMetrics>
#include <QMenu>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace zdtp::ui {

namespace {
constexpr int MenuSide = 8;    // from the edge of a menu to its icon or tick
constexpr int MenuColumn = 16; // icon or tick
constexpr int MenuGap = 8;
} // namespace

void ZdtpStyle::drawMenuBarItem(const QStyleOption &basic, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionMenuItem *>(&basic);
    if (!option)
        return;
    painter.fillRect(option->rect, m_theme.color(Token::Window));
    if (widget)
        paintBar(painter, QRect(option->rect.left(), widget->height() - 1, option->rect.width(), 1),
                 m_theme.color(Token::Line));
    if (option->state & (State_Selected | State_Sunken))
        paintBox(painter, option->rect.adjusted(1, 4, -1, -5), 4, m_theme.color(Token::NavCurrent));
    painter.setPen(m_theme.color(option->state & State_Enabled ? Token::Text : Token::Disabled));
    painter.setFont(m_theme.font(FontRole::Body));
    painter.drawText(
        option->rect,
        Qt::AlignCenter | Qt::TextSingleLine |
            (styleHint(SH_UnderlineShortcut, option, widget) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
        option->text);
}

void ZdtpStyle::drawMenuItem(const QStyleOption &basic, QPainter &painter, const QWidget *widget) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionMenuItem *>(&basic);
    if (!option)
        return;
    const QRect rect = option->rect;
    painter.fillRect(rect, m_theme.color(Token::Base));
    if (option->menuItemType == QStyleOptionMenuItem::Separator) {
        if (!option->text.isEmpty()) {
            paintText(painter, rect.adjusted(MenuSide + 4, 0, -8, 0), m_theme.font(FontRole::CaptionBold),
                      m_theme.color(Token::Third), option->text);
            return;
        }
        paintBar(painter, QRect(rect.left(), rect.center().y(), rect.width(), 1), m_theme.color(Token::Line));
        return;
    }
    const bool enabled = option->state & State_Enabled;
    if (option->state & State_Selected)
        paintBox(painter, rect.adjusted(4, 1, -4, -1), 4, m_theme.color(enabled ? Token::Selected : Token::Hover));

    const QColor text = m_theme.color(enabled ? Token::Text : Token::Disabled);
    const QRect column(rect.left() + MenuSide + 4, rect.top() + (rect.height() - dp(MenuColumn)) / 2, dp(MenuColumn),
                       dp(MenuColumn));
    if (option->checkType != QStyleOptionMenuItem::NotCheckable && option->checked)
        drawIcon(painter, column, option->checkType == QStyleOptionMenuItem::Exclusive ? Icon::Dot : Icon::Check, text);
    else if (!option->icon.isNull())
        option->icon.paint(&painter, column, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);

    // A combo box's list has no icon column.
    const bool combo = qobject_cast<const QComboBox *>(widget);
    QRect words = rect.adjusted(MenuSide + 4 + (combo && option->icon.isNull() ? 0 : dp(MenuColumn) + MenuGap), 0,
                                -MenuSide - 4, 0);
    QString label = option->text;
    QString shortcut;
    if (const auto tab = label.indexOf(u'\t'); tab >= 0) {
        shortcut = label.mid(tab + 1);
        label.truncate(tab);
    }
    painter.setFont(m_theme.font(FontRole::Body));
    painter.setPen(text);
    painter.drawText(
        words,
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine |
            (styleHint(SH_UnderlineShortcut, option, widget) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
        label);
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        drawIcon(painter, QRect(words.right() - dp(12), rect.top(), dp(14), rect.height()), Icon::ChevronRight, text);
    else if (!shortcut.isEmpty())
        paintText(painter, words, m_theme.font(FontRole::Small),
                  m_theme.color(enabled ? Token::Third : Token::Disabled), shortcut, Qt::AlignRight);
}

QSize ZdtpStyle::menuItemSize(const QStyleOption &basic, const QSize &size) const
{
    const auto *option = qstyleoption_cast<const QStyleOptionMenuItem *>(&basic);
    if (!option)
        return size;
    if (option->menuItemType == QStyleOptionMenuItem::Separator)
        return option->text.isEmpty() ? QSize(size.width(), 9) : QSize(size.width() + 24, dp(24));
    const QFontMetrics metrics(m_theme.font(FontRole::Body));
    QString label = option->text;
    QString shortcut;
    if (const auto tab = label.indexOf(u'\t'); tab >= 0) {
        shortcut = label.mid(tab + 1);
        label.truncate(tab);
    }
    int width = metrics.size(Qt::TextSingleLine | Qt::TextShowMnemonic, label).width() + 2 * (MenuSide + 4) +
                dp(MenuColumn) + MenuGap;
    if (!shortcut.isEmpty())
        width += 28 + QFontMetrics(m_theme.font(FontRole::Small)).horizontalAdvance(shortcut);
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        width += dp(24);
    // QMenu adds tabWidth for the column of shortcuts by itself; ours is in already, so the wider of the two wins.
    return {std::max(width - option->reservedShortcutWidth, size.width()), std::max(dp(26), metrics.height() + 8)};
}

QSize ZdtpStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                  const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return buttonSize(*button, widget);
        break;
    case CT_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        if (!button)
            break;
        const bool words = !button->text.isEmpty() && button->toolButtonStyle != Qt::ToolButtonIconOnly;
        if (!words)
            return {dp(24), dp(24)};
        const QFontMetrics metrics(button->font);
        return {metrics.horizontalAdvance(button->text) + (button->icon.isNull() ? 0 : dp(16) + 6) + 12 +
                    (button->features & QStyleOptionToolButton::HasMenu ? dp(14) : 0),
                dp(24)};
    }
    case CT_LineEdit:
        return {size.width() + 12, std::max(dp(26), widget ? widget->fontMetrics().height() + 8 : 26)};
    case CT_ComboBox: {
        const int text = widget ? widget->fontMetrics().height() : size.height();
        return {size.width() + 9 + dp(14) + 16, std::max(dp(26), text + 8)};
    }
    case CT_SpinBox:
        return {size.width() + dp(18) + 14, std::max(dp(26), widget ? widget->fontMetrics().height() + 8 : 26)};
    case CT_MenuBarItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        const QFontMetrics metrics(m_theme.font(FontRole::Body));
        const int width =
            item ? metrics.size(Qt::TextSingleLine | Qt::TextShowMnemonic, item->text).width() : size.width();
        return {width + 16, dp(32)};
    }
    case CT_MenuItem:
        return menuItemSize(*option, size);
    case CT_HeaderSection: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const QFontMetrics metrics(m_theme.font(FontRole::Small));
        const int width = header ? metrics.horizontalAdvance(header->text) : size.width();
        return {width + 14 + dp(12) + 3, std::max(dp(26), metrics.height() + 8)};
    }
    case CT_TabBarTab: {
        const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
        const QFontMetrics metrics(m_theme.font(FontRole::BodyMedium));
        const int width = tab ? metrics.horizontalAdvance(tab->text) : size.width();
        return {width + 18 + (tab && !tab->icon.isNull() ? dp(14) + 6 : 0), dp(30)};
    }
    case CT_ProgressBar:
        return {size.width(), dp(8)};
    case CT_ItemViewItem: {
        QSize item = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {item.width(), std::max(item.height(), dp(24))};
    }
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int ZdtpStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonMargin:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
        return 0;
    case PM_DefaultFrameWidth:
        return isTextField(widget) ? 3 : 1; // the text stays clear of round corners
    case PM_ComboBoxFrameWidth:
        return 1;
    case PM_SpinBoxFrameWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return dp(15);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 7;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3;
    case PM_SplitterWidth:
        return 1;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_HeaderMargin:
        return 7;
    case PM_HeaderGripMargin:
        return 4;
    case PM_HeaderDefaultSectionSizeHorizontal:
        return 96;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
        return 0;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuBarPanelWidth:
    case PM_MenuBarVMargin:
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_MenuBarHMargin:
        return 8;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_LineEditIconSize:
    case PM_TabBarIconSize:
        return dp(16);
    case PM_ListViewIconSize:
        return dp(14);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return 16;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_TabBarTabHSpace:
        return 16;
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
        return 0;
    default:
        break;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int ZdtpStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
        return 0;
    case SH_FocusFrame_AboveWidget:
        return 1;
    case SH_FocusFrame_Mask: // the ring of round things runs over their corners
        return 0;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_Menu_SloppySubMenus:
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking:
        return 1;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_Header_ArrowAlignment:
        return Qt::AlignRight | Qt::AlignVCenter;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_UnderlineShortcut:
        return m_mnemonics || qobject_cast<const QMenu *>(widget);
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    default:
        break;
    }
    return QProxyStyle::styleHint(hint, option, widget, data);
}

} // namespace zdtp::ui
