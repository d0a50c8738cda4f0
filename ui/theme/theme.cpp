#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QStyleHints>

#include <algorithm>
#include <array>
#include <cmath>

namespace zdtp::ui {

namespace {

struct Pair
{
    QRgb light;
    QRgb dark;
    QColor of(bool isDark) const { return QColor::fromRgb(isDark ? dark : light); }
};

// In the order of Token. Contrasts are proved by tests/unit/ui/theme.
constexpr std::array<Pair, TokenCount> Tokens = {{
    {0xFFF3F4F6, 0xFF20242A}, // Window
    {0xFFF3F4F6, 0xFF20242A}, // Header
    {0xFFE9ECF0, 0xFF1B1E23}, // Side
    {0xFFFFFFFF, 0xFF16191D}, // Base
    {0xFFF8F9FB, 0xFF1A1D22}, // Alternate
    {0xFFDCE0E6, 0xFF31363E}, // Line
    {0xFFC6CCD5, 0xFF424954}, // Border
    {0xFF7E8795, 0xFF717A88}, // Field
    {0xFFF0F3F7, 0xFF1F242B}, // Hover
    {0xFFDFE9FB, 0xFF22375A}, // Selected
    {0xFFE7EAEE, 0xFF2B3038}, // Inactive
    {0xFFDBE2EC, 0xFF2C333D}, // NavCurrent
    {0xFF191D24, 0xFFE6E9ED}, // Text
    {0xFF4B5462, 0xFFAFB7C2}, // Second
    {0xFF5A6370, 0xFF98A1AE}, // Third
    {0xFF9AA2AE, 0xFF646D79}, // Disabled
    {0xFF1F5BC4, 0xFF2F6ADB}, // Accent
    {0xFF194CA6, 0xFF285EC6}, // AccentHover
    {0xFFFFFFFF, 0xFFFFFFFF}, // OnAccent
    {0xFF1F5BC4, 0xFF7FB0FF}, // Link
    {0xFF1F5BC4, 0xFF7FB0FF}, // FocusRing
    {0xFFBC2323, 0xFFC93A36}, // Danger
    {0xFFA31C1C, 0xFFB7312D}, // DangerHover
    {0xFFFFFFFF, 0xFFFFFFFF}, // OnDanger
    {0xFF14568F, 0xFF7DB5F5}, // CodeKey
    {0xFF18693A, 0xFF7CCB98}, // CodeString
    {0xFF8A4B08, 0xFFE0A868}, // CodeNumber
    {0xFF763CBE, 0xFFC7A2FF}, // CodeKeyword
    {0xFF5A6370, 0xFF98A1AE}, // CodeComment
    {0xFFE3F4E8, 0xFF17321F}, // Added
    {0xFFFCE8E6, 0xFF3F2022}, // Removed
}};

struct StateLook
{
    Pair colour;
    Pair tint;
    Icon icon;
};

// In the order of State. Missing takes the red of failed: a missing worker needs an action.
constexpr std::array<StateLook, StateCount> States = {{
    {{0xFF1A5FC0, 0xFF74B0FF}, {0xFFE4EEFC, 0xFF1B2C45}, Icon::Running},
    {{0xFF865300, 0xFFE5B44E}, {0xFFFBF0D9, 0xFF382C14}, Icon::Waiting},
    {{0xFF18733A, 0xFF5CC983}, {0xFFE2F3E7, 0xFF17321F}, Icon::Succeeded},
    {{0xFFBC2323, 0xFFFF877F}, {0xFFFBE6E5, 0xFF3F2022}, Icon::Failed},
    {{0xFFBC2323, 0xFFFF877F}, {0xFFFBE6E5, 0xFF3F2022}, Icon::Missing},
    {{0xFF763CBE, 0xFFC7A2FF}, {0xFFF0E8FB, 0xFF2E2445}, Icon::Unknown},
    {{0xFF59626F, 0xFFA7AFBB}, {0xFFEBEDF0, 0xFF2A2F37}, Icon::Stopped},
    {{0xFF59626F, 0xFFA7AFBB}, {0xFFEBEDF0, 0xFF2A2F37}, Icon::Missing},
}};

constexpr std::array<Pair, ContextColourCount> Contexts = {{
    {0xFFBC2323, 0xFFE8605A},
    {0xFFC2620A, 0xFFE8872E},
    {0xFF763CBE, 0xFFA77BEA},
    {0xFF1F5BC4, 0xFF5B93EE},
    {0xFF18733A, 0xFF3FA564},
    {0xFF5A6370, 0xFF8E97A4},
}};

constexpr std::array<Pair, 8> Logs = {{
    {0xFF1A5FC0, 0xFF74B0FF},
    {0xFF18733A, 0xFF5CC983},
    {0xFF865300, 0xFFE5B44E},
    {0xFF763CBE, 0xFFC7A2FF},
    {0xFF0B6E7A, 0xFF5CC7D6},
    {0xFFA8326E, 0xFFF29AC2},
    {0xFF56650F, 0xFFB5C65A},
    {0xFF8A3B12, 0xFFE9A07A},
}};

struct Type
{
    int pixels;
    QFont::Weight weight;
    bool fixed = false;
};

// In the order of FontRole.
constexpr std::array<Type, FontRoleCount> Types = {{
    {17, QFont::DemiBold},
    {15, QFont::DemiBold},
    {15, QFont::DemiBold},
    {13, QFont::Normal},
    {13, QFont::Medium},
    {13, QFont::DemiBold},
    {12, QFont::Normal},
    {12, QFont::Medium},
    {12, QFont::DemiBold},
    {11, QFont::Normal},
    {11, QFont::DemiBold},
    {12, QFont::Normal, true},
}};
constexpr int DefaultPixels = 13;

/// Asks the theme for its pixels each time it is painted, so that an icon follows a switch of the theme.
class ThemeIconEngine : public QIconEngine
{
public:
    ThemeIconEngine(const Theme &theme, Icon icon, std::optional<State> state, Token token)
        : m_theme(theme), m_icon(icon), m_state(state), m_token(token)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
        const int size = std::min(rect.width(), rect.height());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2,
                            m_theme.pixmap(m_icon, colour(mode), size, ratio));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // The size is in device pixels here.
        const int pixels = qRound(std::min(size.width(), size.height()) / scale);
        return m_theme.pixmap(m_icon, colour(mode), pixels, scale);
    }
    QIconEngine *clone() const override { return new ThemeIconEngine(m_theme, m_icon, m_state, m_token); }
    QString key() const override { return QStringLiteral("zdtp"); }

private:
    QColor colour(QIcon::Mode mode) const
    {
        if (mode == QIcon::Disabled)
            return m_theme.color(Token::Disabled);
        if (mode == QIcon::Selected) // what the style asks for on a filled button
            return m_theme.color(Token::OnAccent);
        return m_state ? m_theme.stateColor(*m_state) : m_theme.color(m_token);
    }

    const Theme &m_theme;
    Icon m_icon;
    std::optional<State> m_state;
    Token m_token;
};

int pixelsOf(const QFont &font)
{
    return font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
}

} // namespace

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_startedDark(QGuiApplication::palette().color(QPalette::Window).lightness() < 128)
    , m_chinese(QLocale().language() == QLocale::Chinese)
    , m_body(QFontDatabase::systemFont(QFontDatabase::GeneralFont))
    , m_fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto follow = [this](Qt::ColorScheme desktop) {
        if (desktop != Qt::ColorScheme::Unknown)
            setDesktopDark(desktop == Qt::ColorScheme::Dark);
    };
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, follow);
    follow(QGuiApplication::styleHints()->colorScheme());
#endif
    makeFonts();
    m_dark = m_desktopDark.value_or(m_startedDark);
}

void Theme::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    update();
}

void Theme::setDesktopDark(bool dark)
{
    m_desktopDark = dark;
    update();
}

void Theme::update()
{
    const bool dark = m_scheme == Scheme::Auto ? m_desktopDark.value_or(m_startedDark) : m_scheme == Scheme::Dark;
    if (dark == m_dark)
        return;
    m_dark = dark;
    m_icons.clear();
    emit changed();
}

QColor Theme::color(Token token) const
{
    return Tokens[size_t(token)].of(m_dark);
}

QColor Theme::stateColor(State state, bool stale) const
{
    return States[size_t(stale ? State::Stopped : state)].colour.of(m_dark);
}

QColor Theme::stateTint(State state) const
{
    return States[size_t(state)].tint.of(m_dark);
}

QColor Theme::contextColor(ContextColour colour) const
{
    return Contexts[size_t(colour) % Contexts.size()].of(m_dark);
}

QColor Theme::logColor(int index) const
{
    return Logs[size_t(std::max(0, index)) % Logs.size()].of(m_dark);
}

int Theme::logColorCount()
{
    return int(Logs.size());
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto all = [&](QPalette::ColorRole role, Token token) { palette.setColor(role, color(token)); };
    all(QPalette::Window, Token::Window);
    all(QPalette::Base, Token::Base);
    all(QPalette::AlternateBase, Token::Alternate);
    all(QPalette::Text, Token::Text);
    all(QPalette::WindowText, Token::Text);
    all(QPalette::ButtonText, Token::Text);
    all(QPalette::BrightText, Token::OnAccent);
    all(QPalette::Button, Token::Base);
    all(QPalette::Light, Token::Base);
    all(QPalette::Midlight, Token::Hover);
    all(QPalette::Mid, Token::Line);
    all(QPalette::Dark, Token::Border);
    all(QPalette::Shadow, Token::Border);
    all(QPalette::Highlight, Token::Selected);
    all(QPalette::HighlightedText, Token::Text);
    all(QPalette::PlaceholderText, Token::Third);
    all(QPalette::Link, Token::Link);
    all(QPalette::LinkVisited, Token::Link);
    all(QPalette::ToolTipBase, Token::Window);
    all(QPalette::ToolTipText, Token::Text);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, color(Token::Inactive));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText,
                            QPalette::PlaceholderText, QPalette::Link})
        palette.setColor(QPalette::Disabled, role, color(Token::Disabled));
    palette.setColor(QPalette::Disabled, QPalette::Base, color(Token::Window));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(Token::Inactive));
    return palette;
}

void Theme::setFonts(const QFont &body, const QFont &fixed)
{
    m_body = body;
    m_fixed = fixed;
    makeFonts();
    emit changed();
}

void Theme::setLocale(const QLocale &locale)
{
    const bool chinese = locale.language() == QLocale::Chinese;
    if (chinese == m_chinese)
        return;
    m_chinese = chinese;
    makeFonts();
    emit changed();
}

void Theme::makeFonts()
{
    // The scale starts at 13 pixels: below, captions would no longer be readable.
    m_scale = std::max(1.0, double(pixelsOf(m_body)) / DefaultPixels);
    for (size_t i = 0; i < Types.size(); ++i) {
        const Type &type = Types[i];
        QFont font = type.fixed ? m_fixed : m_body;
        font.setPixelSize(qRound(type.pixels * m_scale));
        font.setWeight(m_chinese && type.weight == QFont::Medium ? QFont::Bold : type.weight);
        font.setItalic(false);
        // Light hinting with glyphs between pixels: letters keep their distances at these small sizes.
        font.setHintingPreference(QFont::PreferVerticalHinting);
        if (type.fixed) {
            font.setStyleHint(QFont::Monospace);
            font.setFixedPitch(true);
            // No ligatures: what stands in a statement or a log is shown character by character.
            font.setStyleStrategy(QFont::PreferNoShaping);
        }
        m_fonts[i] = font;
    }
}

int Theme::lineHeight(FontRole role) const
{
    const int pixels = m_fonts[size_t(role)].pixelSize();
    return pixels + dp(pixels >= dp(15) ? 6 : 5) + (m_chinese ? 1 : 0);
}

Icon Theme::stateIcon(State state)
{
    return States[size_t(state)].icon;
}

QIcon Theme::icon(Icon icon, Token token) const
{
    return QIcon(new ThemeIconEngine(*this, icon, std::nullopt, token));
}

QIcon Theme::icon(State state) const
{
    return QIcon(new ThemeIconEngine(*this, stateIcon(state), state, Token::Second));
}

QPixmap Theme::pixmap(Icon icon, Token token, int size, qreal devicePixelRatio) const
{
    return pixmap(icon, color(token), size, devicePixelRatio);
}

QPixmap Theme::pixmap(Icon icon, const QColor &colour, int size, qreal devicePixelRatio) const
{
    // Larger drawings keep the stroke of the small ones.
    return m_icons.pixmap(icon, colour, size, devicePixelRatio, size > dp(16) ? 1.5 * m_scale : 0);
}

QPixmap Theme::pixmap(State state, int size, qreal devicePixelRatio, bool stale) const
{
    return pixmap(stateIcon(state), stateColor(state, stale), size, devicePixelRatio);
}

QIcon Theme::applicationIcon()
{
    return QIcon(QStringLiteral(":/zdtp/icons/zdtp-console.svg"));
}

QString stateWord(State state)
{
    switch (state) {
    case State::Running:
        return QCoreApplication::translate("State", "Running");
    case State::Waiting:
        return QCoreApplication::translate("State", "Waiting");
    case State::Succeeded:
        return QCoreApplication::translate("State", "Succeeded");
    case State::Failed:
        return QCoreApplication::translate("State", "Failed");
    case State::Missing:
        return QCoreApplication::translate("State", "Missing");
    case State::Unknown:
        return QCoreApplication::translate("State", "Unknown");
    case State::Stopped:
        return QCoreApplication::translate("State", "Stopped");
    case State::NotTried:
        return QCoreApplication::translate("State", "Not tried");
    }
    return {};
}

double contrast(const QColor &one, const QColor &other)
{
    const auto luminance = [](const QColor &colour) {
        const auto linear = [](double value) {
            return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    };
    const double first = luminance(one);
    const double second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace zdtp::ui
