#pragma once

#include "models/tables/roles.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QLocale>
#include <QObject>
#include <QPalette>
#include <QPixmap>

#include <array>
#include <optional>

namespace zdtp::ui {

/// Colours, type and icons of the window, light and dark. The application owns one, makes it before the first widget
/// (it reads the desktop's palette) and hands it down by reference; it outlives every widget. GUI thread only.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    /// What the desktop wants, when something better than the start-up palette tells it (the portal's color-scheme).
    void setDesktopDark(bool dark);
    bool isDark() const { return m_dark; }

    QColor color(Token token) const;
    /// Text and icon of a state. Stale: the grey of stopped.
    QColor stateColor(State state, bool stale = false) const;
    QColor stateTint(State state) const;
    QColor contextColor(ContextColour colour) const;
    /// The colour of the n-th worker in merged logs, from 0; repeats when they run out.
    QColor logColor(int index) const;
    static int logColorCount();

    QPalette palette() const;

    QFont font(FontRole role) const { return m_fonts[size_t(role)]; }
    /// Replaces the system's fonts, sizes included (pixels). For pictures and tests.
    void setFonts(const QFont &body, const QFont &fixed);
    /// Chinese has no medium weight and needs lines that are 1 px taller.
    void setLocale(const QLocale &locale);
    bool isChinese() const { return m_chinese; }
    /// Device-independent pixels of the drawings scaled with the system's font size; never smaller than drawn.
    int dp(int pixels) const { return qRound(pixels * m_scale); }
    /// Height of a line of text in a wrapped paragraph.
    int lineHeight(FontRole role) const;

    static Icon stateIcon(State state);
    /// Follows the theme, the pixel ratio and the disabled state; on a primary or danger button it is drawn in white.
    QIcon icon(Icon icon, Token token = Token::Second) const;
    QIcon icon(State state) const;
    QPixmap pixmap(Icon icon, Token token, int size, qreal devicePixelRatio) const;
    QPixmap pixmap(Icon icon, const QColor &colour, int size, qreal devicePixelRatio) const;
    QPixmap pixmap(State state, int size, qreal devicePixelRatio, bool stale = false) const;

    /// The window's icon, drawn for the project.
    static QIcon applicationIcon();

signals:
    /// Palette, fonts and icons have new values. Emitted after they have.
    void changed();

private:
    void update();
    void makeFonts();

    Scheme m_scheme = Scheme::Auto;
    std::optional<bool> m_desktopDark;
    bool m_startedDark = false;
    bool m_dark = false;
    bool m_chinese = false;
    qreal m_scale = 1;
    QFont m_body;
    QFont m_fixed;
    std::array<QFont, FontRoleCount> m_fonts;
    IconSet m_icons;
};

/// The word that the console uses for a state, translated, for places that have no word of their own.
QString stateWord(State state);

/// WCAG 2 contrast of two opaque colours, 1 … 21.
double contrast(const QColor &one, const QColor &other);

} // namespace zdtp::ui
