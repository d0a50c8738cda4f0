#include "ui/theme/paint.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPainterPath>
#include <QRawFont>
#include <QVarLengthArray>

#include <algorithm>
#include <cmath>

namespace zdtp::ui {

namespace {

/// A font's glyphs for the characters of numbers, read once: QRawFont::fromFont is far too slow for a cell.
struct Figures
{
    QRawFont raw;
    qreal digit = 0;
    qreal ascent = 0;
    qreal height = 0;
    struct Glyph
    {
        quint32 index = 0;
        qreal advance = 0;
    };
    QHash<char16_t, Glyph> glyphs;

    const Glyph &glyph(QChar character)
    {
        auto found = glyphs.constFind(character.unicode());
        if (found == glyphs.cend()) {
            Glyph glyph;
            const auto indexes = raw.glyphIndexesForString(QString(character));
            if (!indexes.isEmpty()) {
                glyph.index = indexes.first();
                glyph.advance = raw.advancesForGlyphIndexes(indexes).value(0).x();
            }
            found = glyphs.insert(character.unicode(), glyph);
        }
        return *found;
    }
};

Figures &figures(const QFont &font)
{
    // One entry a font role; GUI thread only. Emptied before the application ends: fonts do not outlive it.
    static QHash<QFont, Figures> cache;
    static const bool registered = [] {
        qAddPostRoutine([] { cache.clear(); });
        return true;
    }();
    Q_UNUSED(registered)
    auto found = cache.find(font);
    if (found == cache.end()) {
        if (cache.size() > 64)
            cache.clear();
        Figures made;
        made.raw = QRawFont::fromFont(font);
        for (char16_t c = u'0'; c <= u'9'; ++c)
            made.digit = std::max(made.digit, made.glyph(QChar(c)).advance);
        const QFontMetricsF metrics(font);
        made.ascent = metrics.ascent();
        made.height = metrics.height();
        found = cache.insert(font, made);
    }
    return *found;
}

struct Run
{
    QVarLengthArray<quint32, 32> glyphs;
    QVarLengthArray<QPointF, 32> places;
    qreal width = 0;
    bool whole = true;
};

Run layOut(Figures &fonts, const QString &text)
{
    Run run;
    for (const QChar character : text) {
        const auto &glyph = fonts.glyph(character);
        if (glyph.index == 0) {
            run.whole = false;
            return run;
        }
        const bool digit = character >= u'0' && character <= u'9';
        run.glyphs.append(glyph.index);
        run.places.append(QPointF(run.width + (digit ? (fonts.digit - glyph.advance) / 2 : 0), 0));
        run.width += digit ? fonts.digit : glyph.advance;
    }
    return run;
}

} // namespace

void paintBox(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &edge, qreal width)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (edge.isValid() && width > 0) {
        const qreal half = width / 2;
        painter.setPen(QPen(edge, width));
        painter.setBrush(fill.isValid() ? QBrush(fill) : Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(rect, radius, radius);
    }
    painter.restore();
}

void paintBar(QPainter &painter, const QRectF &rect, const QColor &fill)
{
    painter.fillRect(rect, fill);
}

void paintProgress(QPainter &painter, const QRectF &rect, double percent, const QColor &fill, const QColor &track)
{
    const qreal radius = std::min(3.0, rect.height() / 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(rect, radius, radius);
    const qreal part = rect.width() * std::clamp(percent, 0.0, 100.0) / 100;
    if (part > 0) {
        // Clipped to the part: the end inside the track is straight, the outer ends are round.
        painter.setClipRect(QRectF(rect.left(), rect.top(), std::max(1.0, std::round(part)), rect.height()),
                            Qt::IntersectClip);
        painter.setBrush(fill);
        painter.drawRoundedRect(rect, radius, radius);
    }
    painter.restore();
}

void paintTabular(QPainter &painter, const QRectF &rect, const QFont &font, const QColor &colour, const QString &text,
                  Qt::Alignment side)
{
    if (text.isEmpty())
        return;
    Figures &fonts = figures(font);
    const Run run = layOut(fonts, text);
    if (!run.whole || run.width > rect.width() + 0.5) {
        paintText(painter, rect, font, colour, text, side);
        return;
    }
    qreal x = rect.left();
    if (side & Qt::AlignRight)
        x = rect.right() - run.width;
    else if (side & Qt::AlignHCenter)
        x = rect.left() + (rect.width() - run.width) / 2;
    const qreal y = rect.top() + std::floor((rect.height() - fonts.height) / 2) + fonts.ascent;
    QGlyphRun glyphs;
    glyphs.setRawFont(fonts.raw);
    glyphs.setRawData(run.glyphs.constData(), run.places.constData(), int(run.glyphs.size()));
    painter.setPen(colour);
    painter.drawGlyphRun(QPointF(std::round(x), std::round(y)), glyphs);
}

qreal tabularWidth(const QFont &font, const QString &text)
{
    const Run run = layOut(figures(font), text);
    return run.whole ? run.width : QFontMetricsF(font).horizontalAdvance(text);
}

void paintText(QPainter &painter, const QRectF &rect, const QFont &font, const QColor &colour, const QString &text,
               Qt::Alignment side, Qt::TextElideMode elide)
{
    if (text.isEmpty())
        return;
    painter.setFont(font);
    painter.setPen(colour);
    const QFontMetricsF metrics(font);
    const bool fits = metrics.horizontalAdvance(text) <= rect.width() + 0.5;
    painter.drawText(rect, int(side | Qt::AlignVCenter | Qt::TextSingleLine),
                     fits ? text : metrics.elidedText(text, elide, rect.width()));
}

} // namespace zdtp::ui
