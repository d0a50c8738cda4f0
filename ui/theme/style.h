#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QAbstractButton;
class QApplication;
class QStyleOptionButton;
class QStyleOptionToolButton;

namespace zdtp::ui {

class FocusRing;

/// What a push button is. Primary and Danger are filled; at most one of them in a place.
enum class ButtonRole { Plain, Primary, Danger, DangerOutline, Link };

/// Sets the dynamic property `role` that the style reads: "primary", "danger", "danger-outline", "link", or none.
void setButtonRole(QAbstractButton &button, ButtonRole role);
/// Property `small`: 24 high instead of 28.
void setSmall(QWidget &widget, bool small = true);
/// Property `invalid`: the red edge of a field. Field rows set it together with their line of error.
void setInvalid(QWidget &field, bool invalid);

/// Fusion with our frames, buttons, fields, headers, rows, menus and metrics. No style sheet anywhere: it would switch
/// this off for whatever it touches. The application owns it; the theme outlives it.
class ZdtpStyle : public QProxyStyle
{
    Q_OBJECT

public:
    explicit ZdtpStyle(const Theme &theme);

    /// Underlines the letters of shortcuts in menu bars and buttons; menus always do.
    void setMnemonicsShown(bool shown);

    const Theme &theme() const { return m_theme; }

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    void polish(QPalette &palette) override;
    QPalette standardPalette() const override;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget = nullptr) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget = nullptr) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                         const QWidget *widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                    const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
                  QStyleHintReturn *data = nullptr) const override;
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option = nullptr,
                       const QWidget *widget = nullptr) const override;

private:
    // style_buttons.cpp
    void drawButton(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const;
    void drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const;
    void drawToolButton(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;
    void drawCheck(const QStyleOption &option, QPainter &painter) const;
    void drawRadio(const QStyleOption &option, QPainter &painter) const;
    QSize buttonSize(const QStyleOptionButton &option, const QWidget *widget) const;
    // style_fields.cpp
    void drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget, const QRect &rect) const;
    void drawCombo(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;
    void drawComboLabel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawSpin(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;
    void drawGroup(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;
    // style_views.cpp
    void drawHeaderSection(const QStyleOption &option, QPainter &painter) const;
    void drawHeaderLabel(const QStyleOption &option, QPainter &painter) const;
    void drawItemPanel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const;
    void drawProgress(const QStyleOption &option, QPainter &painter) const;
    void drawTab(const QStyleOption &option, QPainter &painter) const;
    void drawTabLabel(const QStyleOption &option, QPainter &painter) const;
    // style_menus.cpp
    void drawMenuBarItem(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawMenuItem(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    QSize menuItemSize(const QStyleOption &option, const QSize &size) const;

    /// A field of several lines: it has the edge and the ring of a field, not a frame.
    static bool isTextField(const QWidget *widget);
    void drawIcon(QPainter &painter, const QRect &rect, Icon icon, const QColor &colour) const;
    int dp(int pixels) const { return m_theme.dp(pixels); }

    const Theme &m_theme;
    bool m_mnemonics = false;
};

/// Makes the style, gives it to the application together with palette, fonts and focus ring, and keeps all of it in
/// step with the theme. Call once, before the first window.
void installTheme(QApplication &application, Theme &theme);

} // namespace zdtp::ui
