#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

#include <QList>
#include <QWidget>

#include <optional>

class QHBoxLayout;
class QVBoxLayout;

namespace zdtp::ui {

/// The one row: icon, verdict, title, text, trailing. Options, findings, steps, pre-flight checks and layers of a
/// connection are this row, so that they align everywhere. Columns get their width from the RowList they stand in.
class RowWidget : public QWidget
{
    Q_OBJECT

public:
    explicit RowWidget(const Theme &theme, QWidget *parent = nullptr);

    void setIcon(Icon icon, Token colour = Token::Second);
    /// In the colour of a state, with its drawing or another (the triangle of a warning).
    void setIcon(State state, Icon icon = Icon::None);
    /// Icon and word, for example "pass"; stands after the title in options, before it in checks.
    void setVerdict(State state, const QString &word, Icon icon = Icon::None);
    /// The word alone, in the colour of the state: where the icon stands at the left already (layers of a connection).
    void setVerdictWord(State state, const QString &word);
    void setVerdictFirst(bool first);
    void setTitle(const QString &title, FontRole role = FontRole::SmallMedium);
    /// The second line or column: what, why. Wraps when `wraps`.
    void setText(const QString &text, bool wraps = false);
    /// Weight of the text: what went wrong is louder than what was seen.
    void setTextRole(FontRole role);
    /// Text below the title instead of beside it.
    void setTextBelow(bool below);
    bool isTextBelow() const { return m_below; }
    /// A short word or number at the right end.
    void setResult(const QString &result, Token colour = Token::Second);
    /// Emits linkActivated on click; drawn in the fixed font when `fixed`.
    void setLink(const QString &text, bool fixed = false);
    /// Buttons and the like at the right end; the row owns it.
    void setTrailing(QWidget *widget);
    QWidget *trailing() const { return m_trailing; }
    /// Tint over the whole row, and a bar of 3 px at the left when asked.
    void setTint(std::optional<State> state, bool bar = false);
    void setSelected(bool selected);
    void setDimmed(bool dimmed);
    /// The line between rows of a list counts as part of it.
    void setBaseHeight(int pixels);
    void setLined(bool lined);
    void setSide(int pixels);
    /// Focusable: Enter and a click emit activated.
    void setActivatable(bool activatable);

    QString title() const;
    QString text() const;

    int titleHint() const;
    int verdictHint() const;
    /// 0: by its content.
    void setColumns(int verdict, int title);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void activated();
    void linkActivated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

    struct Places
    {
        QRect icon;
        QRect verdict;
        QRect title;
        QRect text;
        QRect result;
        QRect link;
        QRect trailing;
        int height = 0;
    };
    Places places(int width) const;
    virtual void paintLeading(QPainter &painter, const QRect &rect);
    virtual int leadingWidth() const;
    const Theme &theme() const { return m_theme; }
    bool isSelected() const { return m_selected; }
    bool isDimmed() const { return m_dimmed; }

private:
    void describe();
    void changedContent();

    const Theme &m_theme;
    Icon m_icon = Icon::None;
    Token m_iconColour = Token::Second;
    std::optional<State> m_iconState;
    std::optional<State> m_verdict;
    Icon m_verdictIcon = Icon::None;
    QString m_verdictWord;
    bool m_verdictFirst = false;
    QString m_title;
    FontRole m_titleRole = FontRole::SmallMedium;
    QString m_text;
    FontRole m_textRole = FontRole::Small;
    bool m_wraps = false;
    bool m_below = false;
    QString m_ownTip; ///< the text, where it is cut
    QString m_result;
    Token m_resultColour = Token::Second;
    QString m_link;
    bool m_linkFixed = false;
    QWidget *m_trailing = nullptr;
    std::optional<State> m_tint;
    bool m_bar = false;
    bool m_selected = false;
    bool m_dimmed = false;
    bool m_activatable = false;
    bool m_hover = false;
    int m_height = 26;
    bool m_lined = false;
    int m_side = 12;
    int m_verdictColumn = 0;
    int m_titleColumn = 0;
};

/// One choice of several: radio, name, verdict, reason. A refused row cannot be chosen but can be focused, so that the
/// reason is read aloud.
class OptionRow : public RowWidget
{
    Q_OBJECT

public:
    enum class Verdict { None, Recommended, Possible, Refused };

    OptionRow(const Theme &theme, const QString &name, Verdict verdict, const QString &reason,
              QWidget *parent = nullptr);

    void setOption(Verdict verdict, const QString &reason);
    Verdict verdict() const { return m_verdict; }
    bool isChosen() const { return m_chosen; }
    void setChosen(bool chosen);

signals:
    /// The user chose this row; the list unchooses the others.
    void chosen();

protected:
    void paintLeading(QPainter &painter, const QRect &rect) override;
    int leadingWidth() const override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void choose();

    Verdict m_verdict;
    bool m_chosen = false;
};

/// Rows below each other with a line between them, columns aligned over all rows, a box around them. Up and Down move
/// the focus.
class RowList : public Box
{
    Q_OBJECT

public:
    explicit RowList(const Theme &theme, QWidget *parent = nullptr);

    /// The list owns the row.
    void addRow(RowWidget *row);
    RowWidget *row(int index) const { return m_rows.value(index); }
    int count() const { return int(m_rows.size()); }
    void clear();
    void setLines(bool lines);
    /// Least widths of the columns, as drawn at the default size; the widest row may ask for more.
    void setColumns(int verdict, int title);
    /// Measures the columns again after rows changed their words.
    void align();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QVBoxLayout *m_layout;
    QList<RowWidget *> m_rows;
    bool m_lines = true;
    int m_verdictColumn = 0;
    int m_titleColumn = 0;
};

/// An exclusive list of option rows.
class OptionList : public RowList
{
    Q_OBJECT

public:
    explicit OptionList(const Theme &theme, QWidget *parent = nullptr);

    OptionRow *addOption(const QString &key, const QString &name, OptionRow::Verdict verdict, const QString &reason);
    QString current() const;
    /// Does nothing for a key that is refused or unknown.
    void setCurrent(const QString &key);
    void setOption(const QString &key, OptionRow::Verdict verdict, const QString &reason);
    OptionRow *option(const QString &key) const;

signals:
    void currentChanged(const QString &key);

private:
    const Theme &m_options;
    QStringList m_keys;
};

} // namespace zdtp::ui
