#include "ui/widgets/chips.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace zdtp::ui {

namespace {
constexpr int Side = 10;
constexpr int IconSide = 7;
constexpr int Gap = 5;
constexpr int ChipIcon = 14;
} // namespace

Chip::Chip(const Theme &theme, const QString &word, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
{
    setText(word);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("round", true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    describe();
}

void Chip::setState(std::optional<State> state)
{
    m_state = state;
    updateGeometry();
    update();
}

void Chip::setCount(qint64 count)
{
    if (count == m_count)
        return;
    m_count = count;
    describe();
    updateGeometry();
    update();
}

void Chip::setWord(const QString &word)
{
    setText(word);
    describe();
    updateGeometry();
}

void Chip::setCompact(bool compact)
{
    const bool wanted = compact && m_state && m_count >= 0;
    if (wanted == m_compact)
        return;
    m_compact = wanted;
    setToolTip(wanted ? text() : QString());
    updateGeometry();
    update();
}

void Chip::describe()
{
    setAccessibleName(m_count < 0 ? text() : tr("%1, %2").arg(text(), QLocale().toString(m_count)));
}

int Chip::fullWidth() const
{
    // Measured in the wider weight, so that choosing a chip does not move its neighbours.
    const QFontMetrics bold(m_theme.font(FontRole::SmallBold));
    const QFontMetrics plain(m_theme.font(FontRole::Small));
    int width = m_state ? IconSide + m_theme.dp(ChipIcon) + Gap : Side;
    width += std::max(plain.horizontalAdvance(text()), m_state ? 0 : bold.horizontalAdvance(text()));
    if (m_count >= 0)
        width += (m_state ? Gap : 4) + bold.horizontalAdvance(QLocale().toString(m_count));
    return width + Side;
}

QSize Chip::sizeHint() const
{
    const QFontMetrics bold(m_theme.font(FontRole::SmallBold));
    const int height = std::max(m_theme.dp(22), bold.height() + 6);
    if (!m_compact)
        return {fullWidth(), height};
    return {IconSide + m_theme.dp(ChipIcon) + Gap + bold.horizontalAdvance(QLocale().toString(m_count)) + IconSide + 2,
            height};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool on = isChecked();
    const QColor fill = m_theme.color(isDown()       ? Token::Inactive
                                      : on           ? Token::Selected
                                      : underMouse() ? Token::Hover
                                                     : Token::Base);
    paintBox(painter, rect(), height() / 2.0, fill, m_theme.color(on ? Token::Link : Token::Border));
    int x = Side;
    if (m_state) {
        const int size = m_theme.dp(ChipIcon);
        x = IconSide;
        painter.drawPixmap(x, (height() - size) / 2, m_theme.pixmap(*m_state, size, devicePixelRatioF()));
        x += size + Gap;
    }
    const bool empty = m_count == 0 && !on;
    const QFont words = m_theme.font(on ? FontRole::SmallBold : FontRole::Small);
    const QColor colour = m_theme.color(empty ? Token::Third : on ? Token::Text : Token::Second);
    const int wordWidth = QFontMetrics(words).horizontalAdvance(text());
    if (!m_compact) {
        paintText(painter, QRect(x, 0, wordWidth + 1, height()), words, colour, text());
        x += wordWidth + (m_state ? Gap : 4);
    }
    if (m_count >= 0)
        paintText(painter, QRect(x, 0, width() - x, height()), m_theme.font(FontRole::SmallBold),
                  m_theme.color(empty ? Token::Third : Token::Text), QLocale().toString(m_count));
}

ChipBar::ChipBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_layout->addStretch(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &ChipBar::fit);
}

QSize ChipBar::sizeHint() const
{
    int width = 0;
    int height = m_theme.dp(22);
    for (Chip *each : m_chips) {
        // Pages hide the chips of states that count nothing.
        if (!each->isHidden())
            width += each->fullWidth() + 8;
        height = std::max(height, each->sizeHint().height());
    }
    return {std::max(0, width - 8), height};
}

QSize ChipBar::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), m_theme.dp(48) * int(m_chips.size())), sizeHint().height()};
}

void ChipBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

bool ChipBar::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest) // chips came, went or have other numbers
        fit();
    return done;
}

void ChipBar::fit()
{
    const bool compact = width() < sizeHint().width();
    for (Chip *each : std::as_const(m_chips))
        each->setCompact(compact);
}

Chip *ChipBar::addChip(const QString &key, const QString &word, std::optional<State> state)
{
    auto *chip = new Chip(m_theme, word, this);
    chip->setState(state);
    chip->installEventFilter(this);
    // One stop for Tab; the arrows go on from there.
    chip->setFocusPolicy(m_chips.isEmpty() ? Qt::TabFocus : Qt::ClickFocus);
    chip->setChecked(m_chips.isEmpty());
    m_layout->insertWidget(m_layout->count() - 1, chip);
    m_chips.append(chip);
    m_keys.append(key);
    return chip;
}

void ChipBar::clear()
{
    qDeleteAll(m_chips);
    m_chips.clear();
    m_keys.clear();
}

void ChipBar::setCount(const QString &key, qint64 count)
{
    if (Chip *found = chip(key)) {
        found->setCount(count);
        updateGeometry();
        fit();
    }
}

Chip *ChipBar::chip(const QString &key) const
{
    return m_chips.value(m_keys.indexOf(key));
}

QStringList ChipBar::selected() const
{
    QStringList keys;
    for (int i = 0; i < m_chips.size(); ++i) {
        if (m_chips[i]->isChecked())
            keys.append(m_keys[i]);
    }
    return keys;
}

void ChipBar::select(const QStringList &keys)
{
    if (m_chips.isEmpty())
        return;
    const QStringList before = selected();
    bool any = false;
    for (int i = 1; i < m_chips.size(); ++i) {
        const bool on = keys.contains(m_keys[i]) && !keys.contains(m_keys.first());
        m_chips[i]->setChecked(on);
        any = any || on;
    }
    m_chips.first()->setChecked(!any);
    bool stop = false;
    for (Chip *each : std::as_const(m_chips)) {
        each->setFocusPolicy(!stop && each->isChecked() ? Qt::TabFocus : Qt::ClickFocus);
        stop = stop || each->isChecked();
    }
    const QStringList now = selected();
    if (now != before)
        emit selectionChanged(now);
}

void ChipBar::press(Chip *chip, bool add)
{
    const int index = int(m_chips.indexOf(chip));
    if (index < 0)
        return;
    if (!add || index == 0) {
        select({m_keys[index]});
        return;
    }
    QStringList keys = selected();
    keys.removeAll(m_keys.first());
    if (keys.contains(m_keys[index]))
        keys.removeAll(m_keys[index]);
    else
        keys.append(m_keys[index]);
    select(keys);
}

void ChipBar::step(int index, bool choose)
{
    if (index < 0 || index >= m_chips.size())
        return;
    m_chips[index]->setFocus(Qt::TabFocusReason);
    if (choose)
        select({m_keys[index]});
}

bool ChipBar::eventFilter(QObject *watched, QEvent *event)
{
    auto *chip = qobject_cast<Chip *>(watched);
    const int index = chip ? int(m_chips.indexOf(chip)) : -1;
    if (index < 0)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::KeyPress: {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool control = key->modifiers() & Qt::ControlModifier;
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        switch (key->key()) {
        case Qt::Key_Left:
            step(index + (mirrored ? 1 : -1), !control);
            return true;
        case Qt::Key_Right:
            step(index + (mirrored ? -1 : 1), !control);
            return true;
        case Qt::Key_Home:
            step(0, !control);
            return true;
        case Qt::Key_End:
            step(int(m_chips.size()) - 1, !control);
            return true;
        case Qt::Key_Space:
            press(chip, true);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            press(chip, control);
            return true;
        default:
            break;
        }
        break;
    }
    case QEvent::ShowToParent:
    case QEvent::HideToParent:
        updateGeometry();
        fit();
        break;
    case QEvent::MouseButtonRelease: {
        auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton) {
            chip->setDown(false);
            if (chip->rect().contains(mouse->position().toPoint()))
                press(chip, mouse->modifiers() & Qt::ControlModifier);
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

Segmented::Segmented(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setProperty("focusRing", true);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Segmented::addSegment(const QString &word, const QString &toolTip)
{
    m_words.append(word);
    m_tips.append(toolTip);
    describe();
    updateGeometry();
    update();
}

void Segmented::setCurrent(int index)
{
    if (index < 0 || index >= m_words.size() || index == m_current)
        return;
    m_current = index;
    describe();
    update();
    emit currentChanged(index);
}

void Segmented::setField(bool field)
{
    m_field = field;
    updateGeometry();
    update();
}

void Segmented::describe()
{
    setAccessibleDescription(m_words.value(m_current));
}

int Segmented::widthOf(int index) const
{
    const QFontMetrics metrics(m_theme.font(FontRole::SmallMedium));
    return metrics.horizontalAdvance(m_words[index]) + 2 * (m_field ? 10 : 9);
}

int Segmented::indexAt(int x) const
{
    int left = 0;
    for (int i = 0; i < m_words.size(); ++i) {
        left += widthOf(i);
        if (x < left)
            return i;
    }
    return int(m_words.size()) - 1;
}

QSize Segmented::sizeHint() const
{
    int width = 0;
    for (int i = 0; i < m_words.size(); ++i)
        width += widthOf(i);
    return {width, m_theme.dp(m_field ? 26 : 24)};
}

void Segmented::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), 4, m_theme.color(Token::Base));
    int x = 0;
    QRect chosen;
    for (int i = 0; i < m_words.size(); ++i) {
        const QRect part(x, 0, widthOf(i), height());
        const bool on = i == m_current;
        if (on || i == m_hover) {
            painter.save();
            painter.setClipRect(part);
            paintBox(painter, rect(), 4, m_theme.color(on ? Token::Selected : Token::Hover));
            painter.restore();
        }
        if (on)
            chosen = part;
        else if (i > 0 && i - 1 != m_current)
            paintBar(painter, QRect(x, 1, 1, height() - 2), m_theme.color(Token::Border));
        paintText(painter, part, m_theme.font(on ? FontRole::SmallMedium : FontRole::Small),
                  m_theme.color(on ? Token::Text : Token::Second), m_words[i], Qt::AlignHCenter);
        x += part.width();
    }
    paintBox(painter, rect(), 4, {}, m_theme.color(Token::Border));
    if (m_field && chosen.isValid())
        paintBox(painter, chosen, 4, {}, m_theme.color(Token::Link));
    else if (chosen.isValid()) {
        if (chosen.left() > 0)
            paintBar(painter, QRect(chosen.left(), 1, 1, height() - 2), m_theme.color(Token::Border));
        if (chosen.right() < width() - 1)
            paintBar(painter, QRect(chosen.right(), 1, 1, height() - 2), m_theme.color(Token::Border));
    }
}

void Segmented::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setCurrent(indexAt(event->position().toPoint().x()));
}

void Segmented::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_current - 1);
        return;
    case Qt::Key_Right:
        setCurrent(m_current + 1);
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(int(m_words.size()) - 1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool Segmented::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::HoverMove:
    case QEvent::HoverEnter: {
        const int index = indexAt(static_cast<QHoverEvent *>(event)->position().toPoint().x());
        if (index != m_hover) {
            m_hover = index;
            update();
        }
        break;
    }
    case QEvent::HoverLeave:
        m_hover = -1;
        update();
        break;
    case QEvent::ToolTip: {
        auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = m_tips.value(indexAt(help->pos().x()));
        if (!tip.isEmpty()) {
            QToolTip::showText(help->globalPos(), tip, this);
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QWidget::event(event);
}

} // namespace zdtp::ui
