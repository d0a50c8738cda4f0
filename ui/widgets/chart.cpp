#include "ui/widgets/chart.h"

#include "ui/theme/paint.h"

#include <QDateTime>
#include <QFontMetrics>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace zdtp::ui {

namespace {

constexpr int TopRoom = 6;
constexpr int BottomRoom = 18;
constexpr int RightRoom = 16;

qint64 niceStep(qint64 span, int wanted)
{
    static constexpr std::array<qint64, 20> steps = {1,   2,    5,    10,   15,    30,    60,    120,   300,    600,
                                                     900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800};
    for (const qint64 step : steps) {
        if (span / (step * 1000) <= wanted)
            return step * 1000;
    }
    return steps.back() * 1000 * std::max<qint64>(1, span / (steps.back() * 1000 * wanted));
}

} // namespace

LineChart::LineChart(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LineChart::setPoints(const QList<Point> &points)
{
    m_points = points;
    update();
}

void LineChart::setMarks(const QList<Mark> &marks)
{
    m_marks = marks;
    update();
}

void LineChart::setSpan(qint64 from, qint64 to)
{
    m_from = from;
    m_to = to;
    update();
}

void LineChart::setWords(const QString &words)
{
    setAccessibleName(words);
}

void LineChart::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QSize LineChart::sizeHint() const
{
    return {480, m_theme.dp(116)};
}

QSize LineChart::minimumSizeHint() const
{
    return {160, m_theme.dp(80)};
}

double LineChart::niceTop(double greatest)
{
    if (!(greatest > 0))
        return 1;
    const double power = std::pow(10, std::floor(std::log10(greatest)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (greatest <= factor * power * 1.0000001)
            return factor * power;
    }
    return 10 * power;
}

QString LineChart::shortNumber(double value)
{
    struct Unit
    {
        double size;
        const char *name;
    };
    for (const Unit &unit : {Unit{1e9, "G"}, Unit{1e6, "M"}, Unit{1e3, "k"}}) {
        if (value >= unit.size) {
            const double part = value / unit.size;
            return QLocale().toString(part, 'f', part < 10 && std::fmod(part, 1) > 0.04 ? 1 : 0) + u' ' +
                   QLatin1String(unit.name);
        }
    }
    return QLocale().toString(value, 'f', value < 10 && std::fmod(value, 1) > 0.04 ? 1 : 0);
}

void LineChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Base));
    const QFont small = m_theme.font(FontRole::Caption);
    const QFontMetrics metrics(small);
    double greatest = 0;
    for (const Point &point : std::as_const(m_points)) {
        if (point.value)
            greatest = std::max(greatest, *point.value);
    }
    const double top = niceTop(greatest);
    const int left = std::max(m_theme.dp(44), metrics.horizontalAdvance(shortNumber(top)) + 22);
    const QRectF area(left, TopRoom, width() - left - RightRoom, height() - TopRoom - m_theme.dp(BottomRoom));
    if (area.width() < 20 || area.height() < 20)
        return;

    const QColor line = m_theme.color(Token::Line);
    for (int i = 0; i <= 2; ++i) {
        const int y = int(std::round(area.bottom() - area.height() * i / 2));
        painter.fillRect(QRect(int(area.left()) - 6, y, int(area.width()) + 6 + RightRoom, 1), line);
        paintText(painter, QRect(0, y - 8, left - 12, 17), small, m_theme.color(Token::Third),
                  i == 0 ? QStringLiteral("0") : shortNumber(top * i / 2), Qt::AlignRight);
    }

    qint64 from = m_from;
    qint64 to = m_to;
    if (from >= to && !m_points.isEmpty()) {
        from = m_points.first().time;
        to = m_points.last().time;
    }
    if (to <= from)
        return;
    const auto x = [&](qint64 time) { return area.left() + area.width() * double(time - from) / double(to - from); };
    const auto y = [&](double value) { return area.bottom() - area.height() * value / top; };

    // Times on whole steps of the local clock.
    const qint64 step = niceStep(to - from, std::max(1, int(area.width() / m_theme.dp(100))));
    const qint64 zone = qint64(QDateTime::fromMSecsSinceEpoch(from).offsetFromUtc()) * 1000;
    const QString format = step < 60000 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    for (qint64 time = ((from + zone + step - 1) / step) * step - zone; time <= to; time += step) {
        const QString text = QDateTime::fromMSecsSinceEpoch(time).toString(format);
        const int wide = metrics.horizontalAdvance(text) + 2;
        const double at = std::clamp(x(time) - wide / 2.0, area.left(), double(width() - wide - 2));
        paintText(painter, QRectF(at, area.bottom() + 4, wide, m_theme.dp(14)), small, m_theme.color(Token::Third),
                  text, Qt::AlignHCenter);
    }

    const QColor stroke = m_theme.stateColor(State::Running, m_stale);
    const QColor tint = m_theme.stateTint(m_stale ? State::Stopped : State::Running);
    painter.save();
    painter.setClipRect(area.adjusted(0, -TopRoom, 4, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    qsizetype i = 0;
    QPolygonF piece;
    const auto finish = [&] {
        if (piece.isEmpty())
            return;
        if (piece.size() == 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(stroke);
            painter.drawEllipse(piece.first(), 1.5, 1.5);
        } else {
            QPolygonF under = piece;
            under.append(QPointF(piece.last().x(), area.bottom()));
            under.append(QPointF(piece.first().x(), area.bottom()));
            painter.setPen(Qt::NoPen);
            painter.setBrush(tint);
            painter.drawPolygon(under);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(stroke, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPolyline(piece);
        }
        piece.clear();
    };
    std::optional<QPointF> last;
    for (; i < m_points.size(); ++i) {
        const Point &point = m_points[i];
        if (!point.value || point.time < from || point.time > to) {
            finish();
            last.reset();
            continue;
        }
        piece.append(QPointF(x(point.time), y(*point.value)));
        last = piece.last();
    }
    finish();
    painter.restore();

    for (const Mark &mark : std::as_const(m_marks)) {
        if (mark.time < from || mark.time > to)
            continue;
        const QColor colour = m_theme.stateColor(mark.state, m_stale);
        const double at = std::floor(x(mark.time)) + 0.5;
        painter.setPen(QPen(colour, 1, Qt::CustomDashLine));
        QPen pen(colour, 1);
        pen.setDashPattern({2, 2});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
        const int wide = metrics.horizontalAdvance(mark.words) + 2;
        const bool flip = at + 5 + wide > width();
        paintText(painter, QRectF(flip ? at - 5 - wide : at + 5, area.top() + 1, wide, m_theme.dp(15)), small, colour,
                  mark.words);
    }
    if (last) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(stroke);
        painter.drawEllipse(*last, 3, 3);
    }
}

} // namespace zdtp::ui
