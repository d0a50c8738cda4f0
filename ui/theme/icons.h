#pragma once

#include "ui/theme/tokens.h"

#include <QColor>
#include <QHash>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace zdtp::ui {

/// One of the drawings in resources/icons.
enum class Icon {
    None,
    Running,
    Succeeded,
    Failed,
    Waiting,
    Unknown,
    Missing,
    Stopped,
    Warning,
    Info,
    List,
    Workers,
    Events,
    History,
    Cluster,
    Search,
    ChevronDown,
    ChevronUp,
    ChevronRight,
    ChevronLeft,
    Lock,
    Refresh,
    Cleanup,
    Trash,
    Copy,
    Close,
    Plus,
    Minus,
    Check,
    Play,
    Verify,
    Export,
    Import,
    More,
    Save,
    Follow,
    Wrap,
    Monitor,
    File,
    Measure,
    Eye,
    Diff,
    External,
    Filter,
    Columns,
    SortUp,
    Pause,
    Settings,
    Key,
    Dot,
    Edit,
};
inline constexpr int IconCount = int(Icon::Edit) + 1;

/// The name of the file in resources/icons without its suffix; empty for None.
QString iconName(Icon icon);
/// None when there is no such drawing.
Icon iconFromName(const QString &name);

/// Draws the icons in any colour and keeps what it drew by (icon, colour, size, pixel ratio). GUI thread only.
class IconSet
{
public:
    IconSet();

    /// A square of `size` device-independent pixels. Cached: a second call returns the same pixels without drawing.
    /// `stroke` in device-independent pixels; 0 grows with the size.
    QPixmap pixmap(Icon icon, const QColor &colour, int size, qreal devicePixelRatio, qreal stroke = 0) const;
    void clear();

private:
    struct Key
    {
        Icon icon;
        QRgb colour;
        int size;
        int ratio;
        friend bool operator==(const Key &, const Key &) = default;
        friend size_t qHash(const Key &key, size_t seed) noexcept
        {
            return qHashMulti(seed, int(key.icon), key.colour, key.size, key.ratio);
        }
    };
    mutable QHash<Key, QPixmap> m_pixmaps;
    mutable QHash<int, QByteArray> m_sources;
};

} // namespace zdtp::ui
