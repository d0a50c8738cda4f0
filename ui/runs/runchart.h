#pragma once

#include "models/tables/ratehistory.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace zdtp::ui {

class LineChart;
class Segmented;
class TextLabel;

/// Rows per second of a run over time with the number now and the sum in words above it. Shown only where workers
/// report a rate.
class RunChart : public QWidget
{
    Q_OBJECT

public:
    explicit RunChart(const Theme &theme, QWidget *parent = nullptr);

    void show(const QList<tables::RateHistory::Sample> &samples, const QList<WorkerRow> &rows, bool running);
    void setStale(bool stale);

private:
    void setSpan();

    const Theme &m_theme;
    TextLabel *m_title;
    TextLabel *m_now;
    TextLabel *m_nowNumber;
    TextLabel *m_copied;
    TextLabel *m_copiedNumber;
    Segmented *m_span;
    LineChart *m_chart;
    qint64 m_first = 0;
    qint64 m_last = 0;
};

} // namespace zdtp::ui
