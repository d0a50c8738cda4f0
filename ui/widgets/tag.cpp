#include "ui/widgets/tag.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QPainter>

namespace zdtp::ui {

namespace {
constexpr int TagSide = 6;
constexpr int TagGap = 4;
constexpr int TagIcon = 12;
constexpr int LabelIcon = 14;
constexpr int LabelGap = 6;
} // namespace

StateTag::StateTag(const Theme &theme, State state, const QString &word, QWidget *parent)
    : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    setState(state, word);
}

StateTag::StateTag(const Theme &theme, Icon icon, const QString &word, QWidget *parent)
    : StateTag(theme, State::Stopped, word, parent)
{
    setPlain(icon, word);
}

void StateTag::setState(State state, const QString &word)
{
    m_state = state;
    m_icon = Theme::stateIcon(state);
    m_word = word.isEmpty() ? stateWord(state) : word;
    setAccessibleName(m_word);
    updateGeometry();
    update();
}

void StateTag::setPlain(Icon icon, const QString &word)
{
    m_state.reset();
    m_icon = icon;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

void StateTag::setWarning(const QString &word)
{
    setState(State::Waiting, word);
    m_icon = Icon::Warning;
}

QSize StateTag::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(FontRole::CaptionBold));
    const int icon = m_icon == Icon::None ? 0 : m_theme.dp(TagIcon) + TagGap;
    return {2 * TagSide + icon + metrics.horizontalAdvance(m_word), std::max(m_theme.dp(16), metrics.height() + 2)};
}

void StateTag::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour = m_state ? m_theme.stateColor(*m_state) : m_theme.color(Token::Second);
    const QColor tint = m_state ? m_theme.stateTint(*m_state) : m_theme.color(Token::Inactive);
    paintBox(painter, rect(), 3, tint);
    int x = TagSide;
    if (m_icon != Icon::None) {
        const int size = m_theme.dp(TagIcon);
        painter.drawPixmap(x, (height() - size) / 2, m_theme.pixmap(m_icon, colour, size, devicePixelRatioF()));
        x += size + TagGap;
    }
    paintText(painter, QRect(x, 0, width() - x, height()), m_theme.font(FontRole::CaptionBold), colour, m_word);
}

StateLabel::StateLabel(const Theme &theme, State state, const QString &word, FontRole role, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_state(state), m_icon(Theme::stateIcon(state)), m_role(role)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    setState(state, word);
}

void StateLabel::setState(State state, const QString &word)
{
    m_state = state;
    m_icon = Theme::stateIcon(state);
    m_word = word.isEmpty() ? stateWord(state) : word;
    setAccessibleName(m_word);
    updateGeometry();
    update();
}

void StateLabel::setIcon(Icon icon)
{
    m_icon = icon;
    update();
}

void StateLabel::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QSize StateLabel::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(m_role));
    return {m_theme.dp(LabelIcon) + LabelGap + metrics.horizontalAdvance(m_word) + 1,
            std::max(m_theme.dp(LabelIcon), metrics.height())};
}

void StateLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour = m_theme.stateColor(m_state, m_stale);
    const int size = m_theme.dp(LabelIcon);
    painter.drawPixmap(0, (height() - size) / 2, m_theme.pixmap(m_icon, colour, size, devicePixelRatioF()));
    paintText(painter, rect().adjusted(size + LabelGap, 0, 0, 0), m_theme.font(m_role), colour, m_word);
}

} // namespace zdtp::ui
