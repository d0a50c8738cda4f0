#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace zdtp::ui {

class ElidedLabel;
class StateLabel;
class StateTag;
class TextLabel;

/// Buttons in our sizes. The caller's layout owns them.
QPushButton *makeButton(const Theme &theme, const QString &text, Icon icon = Icon::None, QWidget *parent = nullptr);
QPushButton *makeSmallButton(const Theme &theme, const QString &text, Icon icon = Icon::None,
                             QWidget *parent = nullptr);
QToolButton *makeToolButton(const Theme &theme, Icon icon, const QString &toolTip, QWidget *parent = nullptr);

/// On top of a page: title, what follows it in second text, tag, one line of facts, at most two buttons and "…".
/// 48 high; a second row (the sums of a run) makes it 74.
class PageHeader : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const Theme &theme, QWidget *parent = nullptr);

    void setTitle(const QString &title, const QString &after = {});
    void setFacts(const QString &facts);
    StateTag *showTag(State state, const QString &word);
    /// A grey tag such as "edited"; an empty word hides it.
    void showPlainTag(const QString &word);
    void hideTag();
    /// From left to right, before "…". When the width does not hold them, all but the first go into "…".
    QPushButton *addButton(const QString &text, Icon icon = Icon::None);
    /// An entry of the "…" menu; the button shows once there is one. The caller keeps ownership.
    void addMenuAction(QAction *action);
    /// A widget below the title row, for example the sums of a run. The header owns it.
    void setSecondRow(QWidget *row);
    void setBaseHeight(int pixels);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void buildMenu();

    const Theme &m_theme;
    QVBoxLayout *m_rows;
    QHBoxLayout *m_top;
    ElidedLabel *m_title;
    TextLabel *m_after;
    StateTag *m_tag;
    ElidedLabel *m_facts;
    QPushButton *m_more;
    QList<QPushButton *> m_buttons;
    QList<QAction *> m_actions;
    QWidget *m_second = nullptr;
};

/// On top of a panel (logs, manifests, details, findings): 30 high, demi-bold title, then what the caller adds.
class PanelHeader : public QWidget
{
    Q_OBJECT

public:
    PanelHeader(const Theme &theme, const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// Second text after the title.
    void setNote(const QString &note);
    /// A state after the title; empty word: the state's own.
    void setState(State state, const QString &word = {});
    void clearState();
    /// Left of the space; right of it. The header owns them.
    void addLeft(QWidget *widget);
    void addRight(QWidget *widget);
    QToolButton *addTool(Icon icon, const QString &toolTip);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QHBoxLayout *m_left;
    QHBoxLayout *m_right;
    TextLabel *m_title;
    StateLabel *m_state;
    ElidedLabel *m_note;
};

/// A caption over a part of a page: demi-bold, second text after it, an optional line below.
class SectionTitle : public QWidget
{
    Q_OBJECT

public:
    SectionTitle(const Theme &theme, const QString &title, const QString &note = {}, bool line = false,
                 QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setNote(const QString &note);
    void addRight(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QHBoxLayout *m_row;
    TextLabel *m_title;
    ElidedLabel *m_note;
    bool m_line;
};

} // namespace zdtp::ui
