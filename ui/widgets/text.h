#pragma once

#include "ui/theme/theme.h"

#include <QLabel>
#include <QPointer>
#include <QWidget>

#include <optional>

namespace zdtp::ui {

/// A label in a role of the type scale and a colour of the theme; follows both when they change. Wraps when asked.
class TextLabel : public QLabel
{
    Q_OBJECT

public:
    TextLabel(const Theme &theme, const QString &text, FontRole role = FontRole::Body, Token colour = Token::Text,
              QWidget *parent = nullptr);

    void setRole(FontRole role);
    void setColour(Token colour);
    /// Wrapped text with the air that paragraphs need between lines. Plain text is escaped.
    void setParagraph(const QString &text, Qt::TextFormat format = Qt::PlainText);
    /// Text in the colour of a state; nullopt returns to the token.
    void setState(std::optional<State> state);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void refresh();

    const Theme &m_theme;
    FontRole m_role;
    Token m_colour;
    std::optional<State> m_state;
};

/// One line that gives way: elided where asked (end, or middle for names and uids), full text as tool tip when cut.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    ElidedLabel(const Theme &theme, const QString &text, FontRole role = FontRole::Body, Token colour = Token::Text,
                QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    void setElide(Qt::TextElideMode mode);
    void setRole(FontRole role);
    void setColour(Token colour);
    void setState(std::optional<State> state);
    /// Digits of one width, for numbers that change.
    void setTabular(bool tabular);
    /// The part of the text that may give way; 0: all of it.
    void setMinimumCharacters(int characters);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    const Theme &m_theme;
    QString m_text;
    FontRole m_role;
    Token m_colour;
    std::optional<State> m_state;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    bool m_tabular = false;
    int m_minimum = 3;
};

/// A drawing from resources/icons in a colour of the theme or of a state. Hidden from readers: the word beside it says
/// the same.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    IconLabel(const Theme &theme, Icon icon, Token colour = Token::Second, int size = 16, QWidget *parent = nullptr);
    IconLabel(const Theme &theme, State state, int size = 14, QWidget *parent = nullptr);

    void setIcon(Icon icon, Token colour = Token::Second);
    void setState(State state);
    /// One turn a second, for the running icon in dialogs; not where the desktop asks for no animation.
    void setTurning(bool turning);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    const Theme &m_theme;
    Icon m_icon;
    Token m_colour = Token::Second;
    std::optional<State> m_state;
    int m_size;
    int m_timer = 0;
    int m_angle = 0;
};

/// A key such as Ctrl+K in a small frame.
class KeyCap : public QWidget
{
    Q_OBJECT

public:
    KeyCap(const Theme &theme, const QString &keys, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    /// Paints one without a widget (in fields).
    static void paint(QPainter &painter, const Theme &theme, const QRect &rect, const QString &keys);
    static QSize sizeOf(const Theme &theme, const QString &keys);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_keys;
};

/// A box: base, line around it, radius 4. Rows and tables stand in it.
class Box : public QWidget
{
    Q_OBJECT

public:
    explicit Box(const Theme &theme, QWidget *parent = nullptr);

    void setEdges(bool edges);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    bool m_edges = true;
};

/// A 1 px line.
class Rule : public QWidget
{
    Q_OBJECT

public:
    explicit Rule(const Theme &theme, Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Qt::Orientation m_orientation;
};

} // namespace zdtp::ui
