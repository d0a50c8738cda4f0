#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QList>
#include <QWidget>

#include <optional>

class QHBoxLayout;

namespace zdtp::ui {

/// A filter with a count: 22 high, radius 11. Checked: tint, ring colour, demi-bold.
class Chip : public QAbstractButton
{
    Q_OBJECT

public:
    Chip(const Theme &theme, const QString &word, QWidget *parent = nullptr);

    /// Icon of a state before the word; nullopt: none.
    void setState(std::optional<State> state);
    /// -1: shows none. 0 is drawn in third text.
    void setCount(qint64 count);
    qint64 count() const { return m_count; }
    void setWord(const QString &word);
    /// Icon and count only, the word in the tool tip: where the bar has no room.
    void setCompact(bool compact);

    QSize sizeHint() const override;
    /// Its width when it is not compact.
    int fullWidth() const;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }

private:
    void describe();

    const Theme &m_theme;
    std::optional<State> m_state;
    qint64 m_count = -1;
    bool m_compact = false;
};

/// A row of chips, exclusive unless Ctrl is held. Left and Right (Home, End) move and choose, Ctrl with them moves
/// only, Space adds. The first chip is the one for everything: choosing it lets go of the others, letting go of the
/// last other chooses it.
class ChipBar : public QWidget
{
    Q_OBJECT

public:
    explicit ChipBar(const Theme &theme, QWidget *parent = nullptr);

    /// `key` is what selected() returns; the first added is "everything".
    Chip *addChip(const QString &key, const QString &word, std::optional<State> state = std::nullopt);
    void clear();
    void setCount(const QString &key, qint64 count);
    Chip *chip(const QString &key) const;

    /// Keys of the chosen chips; never empty once a chip exists.
    QStringList selected() const;
    /// Unknown keys are ignored; an empty list chooses everything. Emits selectionChanged only when something changed.
    void select(const QStringList &keys);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void selectionChanged(const QStringList &keys);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void press(Chip *chip, bool add);
    void step(int index, bool choose);
    void fit();

    const Theme &m_theme;
    QHBoxLayout *m_layout;
    QList<Chip *> m_chips;
    QStringList m_keys;
};

/// Two or three choices that stand together ("5 min | Run"): exclusive, arrows move. 24 high, or 28 when large.
class Segmented : public QWidget
{
    Q_OBJECT

public:
    explicit Segmented(const Theme &theme, QWidget *parent = nullptr);

    void addSegment(const QString &word, const QString &toolTip = {});
    int current() const { return m_current; }
    void setCurrent(int index);
    /// The edge of a field and the tint of a choice, as in forms.
    void setField(bool field);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    int widthOf(int index) const;
    int indexAt(int x) const;
    void describe();

    const Theme &m_theme;
    QStringList m_words;
    QStringList m_tips;
    int m_current = 0;
    int m_hover = -1;
    bool m_field = false;
};

} // namespace zdtp::ui
