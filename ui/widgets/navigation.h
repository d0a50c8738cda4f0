#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

#include <optional>

namespace zdtp::ui {

/// The entries at the left: icon, word, count; captions between groups. 200 wide, or 48 with icons only. Up and Down
/// move, Enter and Space open, as does a click.
class NavigationList : public QWidget
{
    Q_OBJECT

public:
    explicit NavigationList(const Theme &theme, QWidget *parent = nullptr);

    void addCaption(const QString &caption);
    void addEntry(const QString &key, Icon icon, const QString &word, const QString &toolTip = {});
    /// An entry with the icon of a state, for example a recent run; `count` is shown as it is ("#3").
    void addStateEntry(const QString &key, State state, const QString &word, const QString &count);
    /// Removes every entry and caption after the first `keep` items.
    void truncate(int keep);
    int count() const { return int(m_items.size()); }
    void setCount(const QString &key, const QString &count);
    void setWord(const QString &key, const QString &word);
    void setState(const QString &key, State state);

    QString current() const;
    /// Does not emit.
    void setCurrent(const QString &key);
    /// Icons only; also whenever it is too narrow for words.
    void setNarrow(bool narrow);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void activated(const QString &key);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Item
    {
        QString key; ///< empty: a caption
        QString word;
        QString count;
        QString toolTip;
        Icon icon = Icon::None;
        std::optional<State> state;
    };
    QRect rectOf(int index) const;
    int indexAt(const QPoint &position) const;
    int indexOf(const QString &key) const;
    bool isNarrow() const;
    void describe();

    const Theme &m_theme;
    QList<Item> m_items;
    int m_current = -1;
    int m_focus = -1;
    int m_hover = -1;
    bool m_narrow = false;
    bool m_keyboard = false;
};

} // namespace zdtp::ui
