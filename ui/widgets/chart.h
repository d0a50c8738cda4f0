#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

#include <optional>

namespace zdtp::ui {

/// One line over its tint: y from 0, three grid lines, time below, dashed marks that name what happened. A gap in the
/// data (no value) is a gap in the line.
class LineChart : public QWidget
{
    Q_OBJECT

public:
    explicit LineChart(const Theme &theme, QWidget *parent = nullptr);

    struct Point
    {
        qint64 time = 0; ///< milliseconds since the epoch
        std::optional<double> value;
    };
    struct Mark
    {
        qint64 time = 0;
        QString words;
        State state = State::Failed;
    };
    /// Points in order of time.
    void setPoints(const QList<Point> &points);
    void setMarks(const QList<Mark> &marks);
    /// The shown span; by default from the first to the last point.
    void setSpan(qint64 from, qint64 to);
    /// The values in words for readers, for example "Rows per second, now 71,893".
    void setWords(const QString &words);
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// The top of the axis for a greatest value: 1, 2, 2.5 or 5 times a power of ten.
    static double niceTop(double greatest);
    /// "100 k", "2.5 M".
    static QString shortNumber(double value);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<Point> m_points;
    QList<Mark> m_marks;
    qint64 m_from = 0;
    qint64 m_to = 0;
    bool m_stale = false;
};

} // namespace zdtp::ui
