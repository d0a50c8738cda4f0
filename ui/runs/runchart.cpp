#include "ui/runs/runchart.h"

#include "models/tables/words.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr qint64 FiveMinutes = 5 * 60 * 1000;
}

RunChart::RunChart(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("runChart"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme.dp(16), theme.dp(8), theme.dp(12), theme.dp(4));
    layout->setSpacing(theme.dp(6));
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.dp(6));
    m_title = new TextLabel(theme, tr("Rows per second"), FontRole::SmallBold, Token::Text, this);
    m_now = new TextLabel(theme, tr("now"), FontRole::Small, Token::Second, this);
    m_nowNumber = new TextLabel(theme, {}, FontRole::SmallBold, Token::Text, this);
    m_copied = new TextLabel(theme, tr("copied"), FontRole::Small, Token::Second, this);
    m_copiedNumber = new TextLabel(theme, {}, FontRole::SmallBold, Token::Text, this);
    m_span = new Segmented(theme, this);
    m_span->addSegment(tr("5 min"), tr("The last five minutes"));
    m_span->addSegment(tr("Run"), tr("Since this console watches the run"));
    m_span->setCurrent(1);
    line->addWidget(m_title);
    line->addSpacing(theme.dp(10));
    line->addWidget(m_now);
    line->addWidget(m_nowNumber);
    line->addSpacing(theme.dp(10));
    line->addWidget(m_copied);
    line->addWidget(m_copiedNumber);
    line->addStretch();
    line->addWidget(m_span);
    layout->addLayout(line);
    m_chart = new LineChart(theme, this);
    m_chart->setFixedHeight(theme.dp(104));
    layout->addWidget(m_chart);
    connect(m_span, &Segmented::currentChanged, this, &RunChart::setSpan);
}

void RunChart::show(const QList<tables::RateHistory::Sample> &samples, const QList<WorkerRow> &rows, bool running)
{
    QList<LineChart::Point> points;
    points.reserve(samples.size());
    for (const auto &sample : samples)
        points.append({sample.time, sample.rate});
    m_first = samples.isEmpty() ? 0 : samples.first().time;
    m_last = samples.isEmpty() ? 0 : samples.last().time;

    QList<LineChart::Mark> marks;
    std::optional<qint64> copied;
    for (const WorkerRow &row : rows) {
        if (row.progress.rows)
            copied = copied.value_or(0) + *row.progress.rows;
        const qint64 at = row.finishedAt.isValid() ? row.finishedAt.toMSecsSinceEpoch() : 0;
        if (row.state == State::Failed && at >= m_first && at <= m_last)
            marks.append({at, tr("%1 failed").arg(row.spec.name), State::Failed});
    }
    m_chart->setPoints(points);
    m_chart->setMarks(marks);
    const bool known = running && !samples.isEmpty() && samples.last().rate.has_value();
    const QString now = known ? tables::count(qRound64(*samples.last().rate)) : tables::dash();
    m_nowNumber->setText(now);
    m_copied->setVisible(copied.has_value());
    m_copiedNumber->setVisible(copied.has_value());
    m_copiedNumber->setText(copied ? tables::shortCount(*copied) : QString());
    m_chart->setWords(tr("Rows per second, now %1").arg(now));
    setSpan();
}

void RunChart::setSpan()
{
    if (m_last <= m_first)
        return;
    m_chart->setSpan(m_span->current() == 0 ? qMax(m_first, m_last - FiveMinutes) : m_first, m_last);
}

void RunChart::setStale(bool stale)
{
    m_chart->setStale(stale);
}

} // namespace zdtp::ui
