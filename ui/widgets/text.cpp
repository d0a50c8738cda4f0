#include "ui/widgets/text.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>
#include <QTimerEvent>

#include <cmath>

namespace zdtp::ui {

TextLabel::TextLabel(const Theme &theme, const QString &text, FontRole role, Token colour, QWidget *parent)
    : QLabel(text, parent), m_theme(theme), m_role(role), m_colour(colour)
{
    // Words come from clusters too: they are plain text unless a caller says otherwise.
    setTextFormat(Qt::PlainText);
    connect(&theme, &Theme::changed, this, &TextLabel::refresh);
    refresh();
}

void TextLabel::setRole(FontRole role)
{
    m_role = role;
    refresh();
}

void TextLabel::setColour(Token colour)
{
    m_colour = colour;
    m_state.reset();
    refresh();
}

void TextLabel::setParagraph(const QString &text, Qt::TextFormat format)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    const QString body = format == Qt::PlainText ? text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) : text;
    setText(
        text.isEmpty()
            ? QString()
            : QStringLiteral("<div style=\"line-height:%1%\">%2</div>").arg(m_theme.isChinese() ? 122 : 116).arg(body));
}

QSize TextLabel::sizeHint() const
{
    if (!wordWrap() || textFormat() != Qt::PlainText)
        return QLabel::sizeHint();
    // QLabel asks for a narrow block of several lines; one line is what there is room for nearly always.
    const int natural = fontMetrics().size(0, text()).width() + 2;
    const int wide = std::min(natural, m_theme.dp(520));
    return {wide, heightForWidth(wide)};
}

QSize TextLabel::minimumSizeHint() const
{
    if (!wordWrap() || textFormat() != Qt::PlainText)
        return QLabel::minimumSizeHint();
    return {std::min(sizeHint().width(), m_theme.dp(120)), fontMetrics().height()};
}

void TextLabel::setState(std::optional<State> state)
{
    m_state = state;
    refresh();
}

void TextLabel::refresh()
{
    setFont(m_theme.font(m_role));
    QPalette colours = m_theme.palette();
    const QColor colour = m_state ? m_theme.stateColor(*m_state) : m_theme.color(m_colour);
    colours.setColor(QPalette::WindowText, colour);
    colours.setColor(QPalette::Text, colour);
    colours.setColor(QPalette::Disabled, QPalette::WindowText, m_theme.color(Token::Disabled));
    setPalette(colours);
}

ElidedLabel::ElidedLabel(const Theme &theme, const QString &text, FontRole role, Token colour, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_text(text), m_role(role), m_colour(colour)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    fit();
    update();
}

void ElidedLabel::setElide(Qt::TextElideMode mode)
{
    m_elide = mode;
    update();
}

void ElidedLabel::setRole(FontRole role)
{
    m_role = role;
    updateGeometry();
    update();
}

void ElidedLabel::setColour(Token colour)
{
    m_colour = colour;
    m_state.reset();
    update();
}

void ElidedLabel::setState(std::optional<State> state)
{
    m_state = state;
    update();
}

void ElidedLabel::setTabular(bool tabular)
{
    m_tabular = tabular;
    updateGeometry();
    update();
}

void ElidedLabel::setMinimumCharacters(int characters)
{
    m_minimum = characters;
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const
{
    const QFont font = m_theme.font(m_role);
    const qreal width = m_tabular ? tabularWidth(font, m_text) : QFontMetricsF(font).horizontalAdvance(m_text);
    return {int(std::ceil(width)) + 1, QFontMetrics(font).height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(m_theme.font(m_role));
    const int least = m_text.size() <= m_minimum ? metrics.horizontalAdvance(m_text) + 1
                                                 : metrics.averageCharWidth() * m_minimum + metrics.height();
    return {std::min(least, sizeHint().width()), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour = !isEnabled() ? m_theme.color(Token::Disabled)
                          : m_state    ? m_theme.stateColor(*m_state)
                                       : m_theme.color(m_colour);
    if (m_tabular)
        paintTabular(painter, rect(), m_theme.font(m_role), colour, m_text, Qt::AlignLeft);
    else
        paintText(painter, rect(), m_theme.font(m_role), colour, m_text, Qt::AlignLeft, m_elide);
}

void ElidedLabel::resizeEvent(QResizeEvent *)
{
    fit();
}

void ElidedLabel::fit()
{
    const bool cut = QFontMetrics(m_theme.font(m_role)).horizontalAdvance(m_text) > width();
    setToolTip(cut ? m_text : QString());
}

IconLabel::IconLabel(const Theme &theme, Icon icon, Token colour, int size, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_icon(icon), m_colour(colour), m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

IconLabel::IconLabel(const Theme &theme, State state, int size, QWidget *parent)
    : IconLabel(theme, Theme::stateIcon(state), Token::Second, size, parent)
{
    m_state = state;
}

void IconLabel::setIcon(Icon icon, Token colour)
{
    m_icon = icon;
    m_colour = colour;
    m_state.reset();
    update();
}

void IconLabel::setState(State state)
{
    m_state = state;
    m_icon = Theme::stateIcon(state);
    update();
}

void IconLabel::setTurning(bool turning)
{
    if (turning && !style()->styleHint(QStyle::SH_Widget_Animate, nullptr, this))
        turning = false;
    if (turning == (m_timer != 0))
        return;
    if (turning) {
        m_timer = startTimer(1000 / 24);
    } else {
        killTimer(m_timer);
        m_timer = 0;
        m_angle = 0;
    }
    update();
}

QSize IconLabel::sizeHint() const
{
    return {m_theme.dp(m_size), m_theme.dp(m_size)};
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int size = m_theme.dp(m_size);
    const QColor colour = m_state ? m_theme.stateColor(*m_state) : m_theme.color(m_colour);
    const QPixmap pixmap = m_theme.pixmap(m_icon, colour, size, devicePixelRatioF());
    if (m_angle) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.translate(width() / 2.0, height() / 2.0);
        painter.rotate(m_angle);
        painter.translate(-width() / 2.0, -height() / 2.0);
    }
    painter.drawPixmap((width() - size) / 2, (height() - size) / 2, pixmap);
}

void IconLabel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    m_angle = (m_angle + 15) % 360;
    update();
}

KeyCap::KeyCap(const Theme &theme, const QString &keys, QWidget *parent) : QWidget(parent), m_theme(theme), m_keys(keys)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize KeyCap::sizeOf(const Theme &theme, const QString &keys)
{
    const QFontMetrics metrics(theme.font(FontRole::Caption));
    return {std::max(theme.dp(16), metrics.horizontalAdvance(keys) + 9), theme.dp(16)};
}

QSize KeyCap::sizeHint() const
{
    return sizeOf(m_theme, m_keys);
}

void KeyCap::paint(QPainter &painter, const Theme &theme, const QRect &rect, const QString &keys)
{
    paintBox(painter, rect, 3, theme.color(Token::Window), theme.color(Token::Border));
    paintText(painter, rect, theme.font(FontRole::Caption), theme.color(Token::Third), keys, Qt::AlignHCenter);
}

void KeyCap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, m_theme, rect(), m_keys);
}

Box::Box(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Box::setEdges(bool edges)
{
    m_edges = edges;
    update();
}

void Box::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_edges)
        paintBox(painter, rect(), 4, m_theme.color(Token::Base), m_theme.color(Token::Line));
    else
        painter.fillRect(rect(), m_theme.color(Token::Base));
}

Rule::Rule(const Theme &theme, Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_orientation(orientation)
{
    setSizePolicy(orientation == Qt::Horizontal ? QSizePolicy::Expanding : QSizePolicy::Fixed,
                  orientation == Qt::Horizontal ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Rule::sizeHint() const
{
    return m_orientation == Qt::Horizontal ? QSize(16, 1) : QSize(1, 16);
}

void Rule::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Line));
}

} // namespace zdtp::ui
