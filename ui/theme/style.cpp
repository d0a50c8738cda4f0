#include "ui/theme/style.h"

#include "ui/theme/focusring.h"
#include "ui/theme/paint.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QFocusFrame>
#include <QFrame>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolButton>
#include <QToolTip>

namespace zdtp::ui {

void setButtonRole(QAbstractButton &button, ButtonRole role)
{
    static constexpr const char *names[] = {nullptr, "primary", "danger", "danger-outline", "link"};
    const char *name = names[int(role)];
    button.setProperty("role", name ? QVariant(QString::fromLatin1(name)) : QVariant());
    button.updateGeometry();
    button.update();
}

void setSmall(QWidget &widget, bool small)
{
    widget.setProperty("small", small);
    if (auto *style = qobject_cast<ZdtpStyle *>(widget.style()); style && qobject_cast<QAbstractButton *>(&widget))
        widget.setFont(style->theme().font(small ? FontRole::SmallMedium : FontRole::BodyMedium));
    widget.updateGeometry();
}

void setInvalid(QWidget &field, bool invalid)
{
    field.setProperty("invalid", invalid);
    field.update();
}

ZdtpStyle::ZdtpStyle(const Theme &theme) : QProxyStyle(QStyleFactory::create(QStringLiteral("fusion"))), m_theme(theme)
{
    setObjectName(QStringLiteral("zdtp"));
}

void ZdtpStyle::setMnemonicsShown(bool shown)
{
    m_mnemonics = shown;
}

void ZdtpStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QLineEdit *>(widget) || qobject_cast<QScrollBar *>(widget) ||
        qobject_cast<QHeaderView *>(widget) || qobject_cast<QMenuBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

void ZdtpStyle::polish(QPalette &palette)
{
    palette = m_theme.palette();
}

QPalette ZdtpStyle::standardPalette() const
{
    return m_theme.palette();
}

void ZdtpStyle::drawIcon(QPainter &painter, const QRect &rect, Icon icon, const QColor &colour) const
{
    const int size = std::min(rect.width(), rect.height());
    const QPoint place(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2);
    painter.drawPixmap(place, m_theme.pixmap(icon, colour, size, painter.device()->devicePixelRatio()));
}

bool ZdtpStyle::isTextField(const QWidget *widget)
{
    const auto *text = qobject_cast<const QPlainTextEdit *>(widget);
    return text && !text->isReadOnly();
}

void ZdtpStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawButton(*button, *painter, widget);
            return;
        }
        break;
    case PE_FrameDefaultButton:
    case PE_FrameFocusRect:
    case PE_FrameStatusBarItem:
    case PE_IndicatorHeaderArrow:
        return; // the ring is FocusRing's, the arrow the header label's
    case PE_IndicatorCheckBox:
        drawCheck(*option, *painter);
        return;
    case PE_IndicatorItemViewItemCheck:
        drawCheck(*option, *painter);
        return;
    case PE_IndicatorRadioButton:
        drawRadio(*option, *painter);
        return;
    case PE_PanelLineEdit:
    case PE_FrameLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            drawField(*option, *painter, widget, option->rect);
        return;
    }
    case PE_Frame:
        if (isTextField(widget)) {
            QStyleOption field = *option;
            field.state.setFlag(State_HasFocus, widget->hasFocus());
            drawField(field, *painter, widget, option->rect);
            return;
        }
        [[fallthrough]];
    case PE_FrameWindow:
    case PE_FrameDockWidget:
        paintBox(*painter, option->rect, 2, {}, m_theme.color(Token::Line));
        return;
    case PE_FrameGroupBox:
        paintBox(*painter, option->rect, 4, {}, m_theme.color(Token::Line));
        return;
    case PE_FrameMenu:
        paintBox(*painter, option->rect, 0, {}, m_theme.color(Token::Border));
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, m_theme.color(Token::Base));
        return;
    case PE_PanelTipLabel:
        paintBox(*painter, option->rect, 0, m_theme.color(Token::Window), m_theme.color(Token::Border));
        return;
    case PE_PanelMenuBar:
    case PE_PanelStatusBar:
    case PE_PanelToolBar:
        painter->fillRect(option->rect, m_theme.color(Token::Window));
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, m_theme.color(Token::Base));
        return;
    case PE_FrameTabWidget:
        return;
    case PE_FrameTabBarBase:
        paintBar(*painter, QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                 m_theme.color(Token::Line));
        return;
    case PE_PanelItemViewRow:
        return; // the item's panel and our tables paint the whole row
    case PE_PanelItemViewItem:
        drawItemPanel(*option, *painter, widget);
        return;
    case PE_IndicatorBranch: {
        if (option->state & State_Children) {
            QRect box(0, 0, 14, 14);
            box.moveCenter(option->rect.center());
            drawIcon(*painter, box, option->state & State_Open ? Icon::ChevronDown : Icon::ChevronRight,
                     m_theme.color(Token::Second));
        }
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const Icon icon = element == PE_IndicatorArrowDown   ? Icon::ChevronDown
                          : element == PE_IndicatorArrowUp   ? Icon::ChevronUp
                          : element == PE_IndicatorArrowLeft ? Icon::ChevronLeft
                                                             : Icon::ChevronRight;
        QRect box(0, 0, 14, 14);
        box.moveCenter(option->rect.center());
        drawIcon(*painter, box, icon, m_theme.color(option->state & State_Enabled ? Token::Second : Token::Disabled));
        return;
    }
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ZdtpStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawButton(*button, *painter, widget);
            return;
        }
        break;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawButtonLabel(*button, *painter, widget);
            return;
        }
        break;
    case CE_FocusFrame: {
        // The frame is 3 larger than its widget on each side: 1 of air, 2 of ring.
        const auto *frame = qobject_cast<const QFocusFrame *>(widget);
        const bool round = frame && frame->widget() && frame->widget()->property("round").toBool();
        const qreal radius = round ? option->rect.height() / 2.0 : 7;
        paintBox(*painter, option->rect, radius, {}, m_theme.color(Token::FocusRing), 2);
        return;
    }
    case CE_ShapedFrame:
        // Whatever the shape: one thin line, as around everything else.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->frameShape != QFrame::NoFrame) {
            if (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine) {
                QRect line = option->rect;
                if (frame->frameShape == QFrame::HLine)
                    line.setRect(line.left(), line.center().y(), line.width(), 1);
                else
                    line.setRect(line.center().x(), line.top(), 1, line.height());
                painter->fillRect(line, m_theme.color(Token::Line));
            } else {
                drawPrimitive(PE_Frame, option, painter, widget);
            }
        }
        return;
    case CE_ComboBoxLabel:
        drawComboLabel(*option, *painter, widget);
        return;
    case CE_HeaderSection:
        drawHeaderSection(*option, *painter);
        return;
    case CE_HeaderLabel:
        drawHeaderLabel(*option, *painter);
        return;
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, m_theme.color(Token::Header));
        paintBar(*painter, QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                 m_theme.color(Token::Line));
        return;
    }
    case CE_Splitter:
        painter->fillRect(option->rect, m_theme.color(Token::Line));
        return;
    case CE_ProgressBar:
    case CE_ProgressBarContents:
        drawProgress(*option, *painter);
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return; // the words stand beside the bar
    case CE_TabBarTabShape:
        drawTab(*option, *painter);
        return;
    case CE_TabBarTabLabel:
        drawTabLabel(*option, *painter);
        return;
    case CE_MenuBarItem:
        drawMenuBarItem(*option, *painter, widget);
        return;
    case CE_MenuBarEmptyArea: {
        painter->fillRect(option->rect, m_theme.color(Token::Window));
        const QRect bar = widget ? widget->rect() : option->rect;
        paintBar(*painter, QRect(bar.left(), bar.bottom(), bar.width(), 1), m_theme.color(Token::Line));
        return;
    }
    case CE_MenuItem:
        drawMenuItem(*option, *painter, widget);
        return;
    case CE_MenuEmptyArea:
    case CE_MenuVMargin:
    case CE_MenuHMargin:
        painter->fillRect(option->rect, m_theme.color(Token::Base));
        return;
    case CE_SizeGrip:
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ZdtpStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox:
        drawCombo(*option, *painter, widget);
        return;
    case CC_SpinBox:
        drawSpin(*option, *painter, widget);
        return;
    case CC_ToolButton:
        drawToolButton(*option, *painter, widget);
        return;
    case CC_ScrollBar:
        drawScrollBar(*option, *painter, widget);
        return;
    case CC_GroupBox:
        drawGroup(*option, *painter, widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QIcon ZdtpStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    switch (icon) {
    case SP_LineEditClearButton:
    case SP_TitleBarCloseButton:
    case SP_DialogCloseButton:
    case SP_DockWidgetCloseButton:
        return m_theme.icon(Icon::Close, Token::Third);
    case SP_ToolBarHorizontalExtensionButton:
        return m_theme.icon(Icon::More);
    case SP_ToolBarVerticalExtensionButton:
        return m_theme.icon(Icon::More);
    case SP_MessageBoxInformation:
        return m_theme.icon(Icon::Info);
    case SP_MessageBoxWarning:
        return m_theme.icon(Icon::Warning);
    case SP_MessageBoxCritical:
        return m_theme.icon(zdtp::State::Failed);
    case SP_DirIcon:
    case SP_FileIcon:
        return m_theme.icon(Icon::File);
    default:
        return QProxyStyle::standardIcon(icon, option, widget);
    }
}

void installTheme(QApplication &application, Theme &theme)
{
    auto *ring = new FocusRing(&application);
    application.installEventFilter(ring);
    application.setWindowIcon(Theme::applicationIcon());
    auto *style = new ZdtpStyle(theme);
    application.setStyle(style);
    QObject::connect(ring, &FocusRing::altChanged, style, [ring, style] {
        style->setMnemonicsShown(ring->altHeld());
        const auto windows = QApplication::topLevelWidgets();
        for (QWidget *window : windows) {
            for (QWidget *bar : window->findChildren<QMenuBar *>())
                bar->update();
            for (QWidget *button : window->findChildren<QAbstractButton *>())
                button->update();
        }
    });
    const auto apply = [&application, &theme] {
        application.setFont(theme.font(FontRole::Body));
        application.setPalette(theme.palette());
        application.setFont(theme.font(FontRole::BodyMedium), "QAbstractButton");
        for (const char *plain : {"QCheckBox", "QRadioButton", "QMenu", "QMenuBar"})
            application.setFont(theme.font(FontRole::Body), plain);
        for (const char *table : {"QHeaderView", "QAbstractItemView", "QToolTip", "QTipLabel", "QLineEdit", "QComboBox",
                                  "QAbstractSpinBox"})
            application.setFont(theme.font(FontRole::Small), table);
        QToolTip::setFont(theme.font(FontRole::Small));
        QToolTip::setPalette(theme.palette());
    };
    apply();
    QObject::connect(&theme, &Theme::changed, &application, apply);
}

} // namespace zdtp::ui
