#include "ui/theme/icons.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

#include <array>

// The resources sit in a static library: without this call the linker drops them. It must stand outside any namespace.
static void initIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace zdtp::ui {

namespace {

constexpr std::array<const char *, IconCount> Names = {
    "",         "running", "succeeded",    "failed",     "waiting",       "unknown",      "missing",
    "stopped",  "warning", "info",         "list",       "workers",       "events",       "history",
    "cluster",  "search",  "chevron-down", "chevron-up", "chevron-right", "chevron-left", "lock",
    "refresh",  "cleanup", "trash",        "copy",       "close",         "plus",         "minus",
    "check",    "play",    "verify",       "export",     "import",        "more",         "save",
    "follow",   "wrap",    "monitor",      "file",       "measure",       "eye",          "diff",
    "external", "filter",  "columns",      "sort-up",    "pause",         "settings",     "key",
    "dot",      "edit",
};

} // namespace

QString iconName(Icon icon)
{
    return QString::fromLatin1(Names[size_t(icon)]);
}

Icon iconFromName(const QString &name)
{
    // Delegates ask for every cell.
    if (name.isEmpty())
        return Icon::None;
    for (size_t i = 1; i < Names.size(); ++i) {
        if (name == QLatin1String(Names[i]))
            return Icon(i);
    }
    return Icon::None;
}

IconSet::IconSet()
{
    initIconResources();
}

void IconSet::clear()
{
    m_pixmaps.clear();
}

QPixmap IconSet::pixmap(Icon icon, const QColor &colour, int size, qreal devicePixelRatio, qreal stroke) const
{
    if (icon == Icon::None || size <= 0)
        return {};
    const Key key{icon, colour.rgba(), size, qRound(devicePixelRatio * 100)};
    if (const auto found = m_pixmaps.constFind(key); found != m_pixmaps.cend())
        return *found;

    QByteArray &source = m_sources[int(icon)];
    if (source.isEmpty()) {
        QFile file(QStringLiteral(":/zdtp/icons/%1.svg").arg(iconName(icon)));
        if (file.open(QIODevice::ReadOnly))
            source = file.readAll();
    }
    QByteArray coloured = source;
    coloured.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    if (stroke > 0)
        coloured.replace("stroke-width=\"1.5\"",
                         QByteArray("stroke-width=\"" + QByteArray::number(stroke * 16 / size) + '"'));
    QSvgRenderer renderer(coloured);
    QPixmap pixmap(QSize(size, size) * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    {
        QPainter painter(&pixmap);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter, QRectF(QPointF(), QSizeF(pixmap.size())));
    }
    pixmap.setDevicePixelRatio(devicePixelRatio);
    m_pixmaps.insert(key, pixmap);
    return pixmap;
}

} // namespace zdtp::ui
