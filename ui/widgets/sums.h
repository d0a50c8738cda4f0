#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

namespace zdtp::ui {

/// How many workers of a run are in each state.
struct StateSum
{
    State state = State::Running;
    qint64 count = 0;
    friend bool operator==(const StateSum &, const StateSum &) = default;
};

/// The run bar: one part a state, good on the left, trouble on the right, missing hatched. 6 high, radius 3.
class SegmentBar : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentBar(const Theme &theme, QWidget *parent = nullptr);

    /// Parts of 0 are left out; every other part keeps at least 4 px. `expected` below the sum is ignored.
    void setSums(const QList<StateSum> &sums, qint64 expected);
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<StateSum> m_sums;
    qint64 m_expected = 0;
    bool m_stale = false;
};

/// "Expected 24 | Running 9 | …": word and number of each state with its icon, a thin line between them. States with 0
/// other than running, waiting and succeeded are left out. Emits activated when a sum is clicked.
class SumsRow : public QWidget
{
    Q_OBJECT

public:
    explicit SumsRow(const Theme &theme, QWidget *parent = nullptr);

    void setSums(const QList<StateSum> &sums, qint64 expected);
    void setStale(bool stale);
    /// The words of the states; empty: the console's own.
    QString words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void activated(zdtp::State state);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    struct Cell
    {
        QRect rect;
        bool expected = false;
        StateSum sum;
    };
    QList<Cell> cells() const;

    const Theme &m_theme;
    QList<StateSum> m_sums;
    qint64 m_expected = 0;
    bool m_stale = false;
};

} // namespace zdtp::ui
