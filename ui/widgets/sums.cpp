#include "ui/widgets/sums.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace zdtp::ui {

namespace {

// Good on the left, trouble on the right.
constexpr std::array<State, StateCount> BarOrder = {State::Succeeded, State::Running, State::Waiting, State::Stopped,
                                                    State::NotTried,  State::Unknown, State::Missing, State::Failed};
constexpr std::array<State, StateCount> RowOrder = {State::Running, State::Waiting, State::Succeeded, State::Failed,
                                                    State::Missing, State::Unknown, State::Stopped,   State::NotTried};
constexpr int CellGap = 13;
constexpr int WordGap = 6;
constexpr int SumIcon = 16;

qint64 countOf(const QList<StateSum> &sums, State state)
{
    qint64 count = 0;
    for (const StateSum &sum : sums) {
        if (sum.state == state)
            count += sum.count;
    }
    return count;
}

bool alwaysShown(State state)
{
    return state == State::Running || state == State::Waiting || state == State::Succeeded || state == State::Failed;
}

} // namespace

SegmentBar::SegmentBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SegmentBar::setSums(const QList<StateSum> &sums, qint64 expected)
{
    if (sums == m_sums && expected == m_expected)
        return;
    m_sums = sums;
    m_expected = expected;
    QStringList words;
    for (const State state : RowOrder) {
        if (const qint64 count = countOf(sums, state))
            words.append(QStringLiteral("%1 %2").arg(stateWord(state), QLocale().toString(count)));
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    setToolTip(accessibleName());
    update();
}

void SegmentBar::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QSize SegmentBar::sizeHint() const
{
    return {240, m_theme.dp(6)};
}

QSize SegmentBar::minimumSizeHint() const
{
    return {80, m_theme.dp(6)};
}

void SegmentBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int tall = m_theme.dp(6);
    const QRectF bar(0, (height() - tall) / 2, width(), tall);
    paintBox(painter, bar, 3, m_theme.color(Token::Line));

    qint64 sum = 0;
    int parts = 0;
    for (const StateSum &each : std::as_const(m_sums)) {
        sum += each.count;
        parts += each.count > 0;
    }
    const qint64 whole = std::max(sum, m_expected);
    if (whole <= 0 || parts == 0)
        return;
    constexpr double gap = 2;
    constexpr double least = 4;
    // Parts that would be too small to see get 4 px; the others share the rest.
    double room = bar.width() * double(sum) / double(whole) - gap * (parts - 1);
    double shared = 0;
    double fixed = 0;
    for (const StateSum &each : std::as_const(m_sums)) {
        if (each.count <= 0)
            continue;
        if (room * double(each.count) / double(sum) < least)
            fixed += least;
        else
            shared += double(each.count);
    }
    const double unit = shared > 0 ? (room - fixed) / shared : 0;
    double x = 0;
    for (const State state : BarOrder) {
        const qint64 count = countOf(m_sums, state);
        if (count <= 0)
            continue;
        double wide = room * double(count) / double(sum) < least ? least : unit * double(count);
        const double end = std::min(bar.width(), x + wide);
        const QRectF part(std::round(x), bar.top(), std::max(1.0, std::round(end) - std::round(x)), bar.height());
        const QColor colour = m_theme.stateColor(state, m_stale);
        if (state == State::Missing) {
            painter.fillRect(part, m_theme.color(Token::Window));
            painter.save();
            painter.setClipRect(part, Qt::IntersectClip);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(colour, 1.7));
            for (double offset = part.left() - tall; offset < part.right() + tall; offset += 4.5)
                painter.drawLine(QPointF(offset, part.bottom() + 0.5), QPointF(offset + tall, part.top() - 0.5));
            painter.restore();
        } else {
            // Round where the bar ends, straight where parts meet.
            painter.save();
            painter.setClipRect(part, Qt::IntersectClip);
            paintBox(painter, part.adjusted(x > 0 ? -4 : 0, 0, end < bar.width() - 0.5 ? 4 : 0, 0), 3, colour);
            painter.restore();
        }
        x = end;
        if (x + gap < bar.width())
            painter.fillRect(QRectF(std::round(x), bar.top(), gap, bar.height()), m_theme.color(Token::Window));
        x += gap;
    }
}

SumsRow::SumsRow(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void SumsRow::setSums(const QList<StateSum> &sums, qint64 expected)
{
    if (sums == m_sums && expected == m_expected)
        return;
    m_sums = sums;
    m_expected = expected;
    setAccessibleName(words());
    updateGeometry();
    update();
}

void SumsRow::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QString SumsRow::words() const
{
    QStringList parts;
    const auto shown = cells();
    for (const Cell &cell : shown)
        parts.append(QStringLiteral("%1 %2").arg(cell.expected ? tr("Expected") : stateWord(cell.sum.state),
                                                 QLocale().toString(cell.sum.count)));
    return parts.join(QStringLiteral(", "));
}

QList<SumsRow::Cell> SumsRow::cells() const
{
    const QFontMetrics words(m_theme.font(FontRole::Body));
    const QFont big = m_theme.font(FontRole::BigNumber);
    QList<Cell> result;
    int x = 0;
    const int tall = m_theme.dp(24);
    const auto add = [&](bool expected, StateSum sum, const QString &word) {
        const int number = int(std::ceil(tabularWidth(big, QLocale().toString(sum.count))));
        const int wide =
            (expected ? 0 : m_theme.dp(SumIcon) + WordGap) + words.horizontalAdvance(word) + WordGap + number + 1;
        result.append({QRect(x, 0, wide, tall), expected, sum});
        x += wide + 2 * CellGap + 1;
    };
    add(true, {State::Running, m_expected}, tr("Expected"));
    for (const State state : RowOrder) {
        const qint64 count = countOf(m_sums, state);
        if (count > 0 || alwaysShown(state))
            add(false, {state, count}, stateWord(state));
    }
    return result;
}

QSize SumsRow::sizeHint() const
{
    const auto all = cells();
    return {all.isEmpty() ? 0 : all.last().rect.right() + 1, m_theme.dp(24)};
}

QSize SumsRow::minimumSizeHint() const
{
    return sizeHint();
}

void SumsRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFont words = m_theme.font(FontRole::Body);
    const QFont big = m_theme.font(FontRole::BigNumber);
    const auto all = cells();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const Cell &cell = all[i];
        QRect rect = cell.rect;
        if (i > 0)
            painter.fillRect(QRect(rect.left() - CellGap - 1, rect.top() + 4, 1, rect.height() - 8),
                             m_theme.color(Token::Line));
        const QColor colour = m_theme.stateColor(cell.sum.state, m_stale);
        if (!cell.expected) {
            const int size = m_theme.dp(SumIcon);
            painter.drawPixmap(rect.left(), rect.top() + (rect.height() - size) / 2,
                               m_theme.pixmap(cell.sum.state, size, devicePixelRatioF(), m_stale));
            rect.setLeft(rect.left() + size + WordGap);
        }
        const QString word = cell.expected ? tr("Expected") : stateWord(cell.sum.state);
        paintText(painter, rect, words, m_theme.color(Token::Second), word);
        rect.setLeft(rect.left() + QFontMetrics(words).horizontalAdvance(word) + WordGap);
        paintTabular(painter, rect, big,
                     cell.expected         ? m_theme.color(Token::Text)
                     : cell.sum.count == 0 ? m_theme.color(Token::Third)
                                           : colour,
                     QLocale().toString(cell.sum.count), Qt::AlignLeft);
    }
}

void SumsRow::mouseReleaseEvent(QMouseEvent *event)
{
    const auto all = cells();
    for (const Cell &cell : all) {
        if (!cell.expected && cell.rect.adjusted(-6, 0, 6, 0).contains(event->position().toPoint())) {
            emit activated(cell.sum.state);
            return;
        }
    }
}

} // namespace zdtp::ui
