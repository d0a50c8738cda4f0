#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QRectF>
#include <QString>

namespace zdtp::ui {

/// A box with round corners whose edge lies on whole pixels. `edge` invalid or width 0: no edge.
void paintBox(QPainter &painter, const QRectF &rect, qreal radius, const QColor &fill, const QColor &edge = {},
              qreal width = 1);
/// A plain rectangle without antialiasing: lines and bars.
void paintBar(QPainter &painter, const QRectF &rect, const QColor &fill);
/// The progress bar of cells and dialogs: a track and its part, 0 … 100.
void paintProgress(QPainter &painter, const QRectF &rect, double percent, const QColor &fill, const QColor &track);
/// One line whose digits all have the width of the widest one, so that numbers stand under each other also where the
/// font's own figures do not. Falls back to drawText when the font lacks a glyph.
void paintTabular(QPainter &painter, const QRectF &rect, const QFont &font, const QColor &colour, const QString &text,
                  Qt::Alignment side = Qt::AlignRight);
/// Width that paintTabular needs.
qreal tabularWidth(const QFont &font, const QString &text);
/// One line, vertically centred, elided at the end.
void paintText(QPainter &painter, const QRectF &rect, const QFont &font, const QColor &colour, const QString &text,
               Qt::Alignment side = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight);

} // namespace zdtp::ui
