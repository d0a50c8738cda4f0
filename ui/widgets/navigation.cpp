#include "ui/widgets/navigation.h"

#include "ui/theme/paint.h"

#include <QFocusEvent>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace zdtp::ui {

namespace {
constexpr int Top = 8;
constexpr int Margin = 6;
constexpr int EntryHeight = 28;
constexpr int CaptionHeight = 36;
constexpr int EntryIcon = 16;
} // namespace

NavigationList::NavigationList(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    setAccessibleName(tr("Navigation"));
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void NavigationList::addCaption(const QString &caption)
{
    m_items.append({{}, caption, {}, {}, Icon::None, {}});
    updateGeometry();
    update();
}

void NavigationList::addEntry(const QString &key, Icon icon, const QString &word, const QString &toolTip)
{
    m_items.append({key, word, {}, toolTip, icon, {}});
    updateGeometry();
    update();
}

void NavigationList::addStateEntry(const QString &key, State state, const QString &word, const QString &count)
{
    m_items.append({key, word, count, {}, Theme::stateIcon(state), state});
    updateGeometry();
    update();
}

void NavigationList::truncate(int keep)
{
    if (keep >= m_items.size())
        return;
    const QString chosen = current();
    m_items.resize(std::max(0, keep));
    m_current = indexOf(chosen);
    m_focus = std::min(m_focus, int(m_items.size()) - 1);
    updateGeometry();
    update();
}

int NavigationList::indexOf(const QString &key) const
{
    for (int i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].key.isEmpty() && m_items[i].key == key)
            return i;
    }
    return -1;
}

void NavigationList::setCount(const QString &key, const QString &count)
{
    if (const int index = indexOf(key); index >= 0 && m_items[index].count != count) {
        m_items[index].count = count;
        update();
    }
}

void NavigationList::setWord(const QString &key, const QString &word)
{
    if (const int index = indexOf(key); index >= 0) {
        m_items[index].word = word;
        update();
    }
}

void NavigationList::setState(const QString &key, State state)
{
    if (const int index = indexOf(key); index >= 0) {
        m_items[index].state = state;
        m_items[index].icon = Theme::stateIcon(state);
        update();
    }
}

QString NavigationList::current() const
{
    return m_current >= 0 && m_current < m_items.size() ? m_items[m_current].key : QString();
}

void NavigationList::setCurrent(const QString &key)
{
    m_current = indexOf(key);
    if (m_current >= 0)
        m_focus = m_current;
    describe();
    update();
}

void NavigationList::setNarrow(bool narrow)
{
    m_narrow = narrow;
    updateGeometry();
    update();
}

bool NavigationList::isNarrow() const
{
    return m_narrow || width() < m_theme.dp(110);
}

void NavigationList::describe()
{
    const int index = hasFocus() ? m_focus : m_current;
    if (index >= 0 && index < m_items.size())
        setAccessibleDescription(QString(m_items[index].word + u' ' + m_items[index].count).trimmed());
}

QRect NavigationList::rectOf(int index) const
{
    int y = Top;
    for (int i = 0; i < index; ++i)
        y += m_theme.dp(m_items[i].key.isEmpty() ? (isNarrow() ? 12 : CaptionHeight) : EntryHeight);
    const int tall = m_theme.dp(m_items[index].key.isEmpty() ? (isNarrow() ? 12 : CaptionHeight) : EntryHeight);
    return {0, y, width(), tall};
}

int NavigationList::indexAt(const QPoint &position) const
{
    for (int i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].key.isEmpty() && rectOf(i).contains(position))
            return i;
    }
    return -1;
}

QSize NavigationList::sizeHint() const
{
    const int tall = m_items.isEmpty() ? 0 : rectOf(int(m_items.size()) - 1).bottom() + 1 + Top;
    return {m_theme.dp(m_narrow ? 48 : 200), tall};
}

QSize NavigationList::minimumSizeHint() const
{
    return {m_theme.dp(48), m_theme.dp(120)};
}

void NavigationList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Side));
    const QFont caption = m_theme.font(FontRole::CaptionBold);
    for (int i = 0; i < m_items.size(); ++i) {
        const Item &item = m_items[i];
        const QRect row = rectOf(i);
        if (item.key.isEmpty()) {
            if (isNarrow())
                painter.fillRect(QRect(12, row.center().y(), width() - 24, 1), m_theme.color(Token::Line));
            else
                paintText(painter, QRect(16, row.bottom() - m_theme.dp(20), row.width() - 24, m_theme.dp(18)), caption,
                          m_theme.color(Token::Third), item.word);
            continue;
        }
        const bool on = i == m_current;
        const QRect box = row.adjusted(Margin, 0, -Margin, 0);
        if (on || i == m_hover)
            paintBox(painter, box, 4, on ? m_theme.color(Token::NavCurrent) : m_theme.color(Token::Inactive));
        const int size = m_theme.dp(item.state ? 14 : EntryIcon);
        const QColor colour =
            item.state ? m_theme.stateColor(*item.state) : m_theme.color(on ? Token::Text : Token::Second);
        const int x = isNarrow() ? (width() - size) / 2 : Margin + 10 + (item.state ? 1 : 0);
        painter.drawPixmap(x, row.top() + (row.height() - size) / 2,
                           m_theme.pixmap(item.icon, colour, size, devicePixelRatioF()));
        if (!isNarrow()) {
            const QFont word = m_theme.font(on ? FontRole::BodyBold : FontRole::Body);
            const QFont count = m_theme.font(on ? FontRole::SmallMedium : FontRole::Small);
            const int wide = item.count.isEmpty() ? 0 : int(std::ceil(tabularWidth(count, item.count)));
            const int left = Margin + 10 + m_theme.dp(EntryIcon) + (item.state ? 6 : 8);
            paintText(painter, QRect(left, row.top(), box.right() - 8 - wide - 8 - left, row.height()), word,
                      m_theme.color(Token::Text), item.word, Qt::AlignLeft, Qt::ElideMiddle);
            if (wide)
                paintTabular(painter, QRect(box.right() - 8 - wide, row.top(), wide + 1, row.height()), count,
                             m_theme.color(on ? Token::Text : Token::Second), item.count);
        }
        if (hasFocus() && m_keyboard && i == m_focus)
            paintBox(painter, box, 4, {}, m_theme.color(Token::FocusRing), 2);
    }
}

void NavigationList::mousePressEvent(QMouseEvent *event)
{
    const int index = indexAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || index < 0)
        return;
    m_keyboard = false;
    m_focus = index;
    m_current = index;
    update();
    emit activated(m_items[index].key);
}

void NavigationList::mouseMoveEvent(QMouseEvent *event)
{
    const int index = indexAt(event->position().toPoint());
    if (index != m_hover) {
        m_hover = index;
        update();
    }
}

void NavigationList::leaveEvent(QEvent *)
{
    m_hover = -1;
    update();
}

void NavigationList::focusInEvent(QFocusEvent *event)
{
    m_keyboard = event->reason() != Qt::MouseFocusReason;
    if (m_focus < 0)
        m_focus = m_current;
    QWidget::focusInEvent(event);
    update();
}

void NavigationList::keyPressEvent(QKeyEvent *event)
{
    const auto go = [this](int from, int step) {
        for (int i = from; i >= 0 && i < m_items.size(); i += step) {
            if (!m_items[i].key.isEmpty()) {
                m_focus = i;
                m_keyboard = true;
                describe();
                update();
                return;
            }
        }
    };
    switch (event->key()) {
    case Qt::Key_Up:
        go(m_focus - 1, -1);
        return;
    case Qt::Key_Down:
        go(m_focus + 1, 1);
        return;
    case Qt::Key_Home:
        go(0, 1);
        return;
    case Qt::Key_End:
        go(int(m_items.size()) - 1, -1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_focus >= 0 && m_focus < m_items.size() && !m_items[m_focus].key.isEmpty()) {
            m_current = m_focus;
            update();
            emit activated(m_items[m_focus].key);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool NavigationList::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int index = indexAt(help->pos());
        QString tip = index >= 0 ? m_items[index].toolTip : QString();
        if (tip.isEmpty() && index >= 0 && isNarrow())
            tip = m_items[index].word;
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, this, rectOf(index));
        return true;
    }
    return QWidget::event(event);
}

} // namespace zdtp::ui
