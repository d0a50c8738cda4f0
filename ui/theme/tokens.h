#pragma once

#include <QtGlobal>

namespace zdtp::ui {

/// Every colour of the window that is not a state. The values, light and dark, stand in theme.cpp.
enum class Token {
    Window,
    Header,
    Side,
    Base,
    Alternate,
    Line,
    Border,
    Field,
    Hover,
    Selected,
    Inactive,
    NavCurrent,
    Text,
    Second,
    Third,
    Disabled,
    Accent,
    AccentHover,
    OnAccent,
    Link,
    FocusRing,
    Danger,
    DangerHover,
    OnDanger,
    CodeKey,
    CodeString,
    CodeNumber,
    CodeKeyword,
    CodeComment,
    Added,
    Removed,
};
inline constexpr int TokenCount = int(Token::Removed) + 1;

/// The type scale: pixels at the system's default of 13, scaled with the system size.
enum class FontRole {
    PageTitle,   ///< 17 demi-bold
    DialogTitle, ///< 15 demi-bold
    BigNumber,   ///< 15 demi-bold
    Body,        ///< 13
    BodyMedium,  ///< 13 medium: buttons, names
    BodyBold,    ///< 13 demi-bold: section titles, the current entry
    Small,       ///< 12: tables, reasons
    SmallMedium, ///< 12 medium: worker names, state words
    SmallBold,   ///< 12 demi-bold: panel titles
    Caption,     ///< 11: chart labels, key caps
    CaptionBold, ///< 11 demi-bold: tags, captions of lists
    Fixed,       ///< 12 fixed: YAML, SQL, logs
};
inline constexpr int FontRoleCount = int(FontRole::Fixed) + 1;

/// The stripe of a context. An operator picks it; it is never used for text.
enum class ContextColour { Red, Orange, Violet, Blue, Green, Grey };
inline constexpr int ContextColourCount = 6;

/// Auto follows the desktop.
enum class Scheme { Auto, Light, Dark };

} // namespace zdtp::ui
