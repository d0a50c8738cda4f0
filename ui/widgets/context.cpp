#include "ui/widgets/context.h"

#include "ui/theme/paint.h"

#include <QFocusEvent>
#include <QFontMetrics>
#include <QPainter>

namespace zdtp::ui {

namespace {

constexpr int Stripe = 4;
constexpr int Side = 16;

/// The x behind it.
int paintTag(QPainter &painter, const Theme &theme, int x, int middle, Icon icon, const QString &word,
             bool alarm = false)
{
    const QFont font = theme.font(FontRole::CaptionBold);
    const int size = theme.dp(12);
    const int wide = 6 + size + 5 + QFontMetrics(font).horizontalAdvance(word) + 7;
    const QRect tag(x, middle - theme.dp(8), wide, theme.dp(16));
    paintBox(painter, tag, 3, alarm ? theme.stateTint(State::Failed) : theme.color(Token::Inactive));
    const QColor colour = alarm ? theme.stateColor(State::Failed) : theme.color(Token::Second);
    painter.drawPixmap(tag.left() + 6, middle - size / 2,
                       theme.pixmap(icon, colour, size, painter.device()->devicePixelRatio()));
    paintText(painter, tag.adjusted(6 + size + 5, 0, 0, 0), font, colour, word);
    return tag.right() + 9;
}

} // namespace

ContextBlock::ContextBlock(const Theme &theme, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ownFocusRing", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ContextBlock::setContext(const ContextInfo &context)
{
    if (context == m_context)
        return;
    m_context = context;
    QString name = tr("Cluster %1, namespace %2").arg(context.cluster, context.nameSpace);
    if (context.isProtected)
        name += tr(", protected");
    if (context.isReadOnly)
        name += tr(", read-only");
    if (context.isInsecure)
        name += tr(", insecure: nobody checks the server's certificate");
    setAccessibleName(name);
    setToolTip(name);
    update();
}

void ContextBlock::setNarrow(bool narrow)
{
    m_narrow = narrow;
    updateGeometry();
    update();
}

QSize ContextBlock::sizeHint() const
{
    return {m_theme.dp(m_narrow ? 48 : 200), m_theme.dp(56)};
}

QSize ContextBlock::minimumSizeHint() const
{
    return {m_theme.dp(48), m_theme.dp(56)};
}

void ContextBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(isDown() || underMouse() ? Token::NavCurrent : Token::Side));
    painter.fillRect(QRect(0, 0, Stripe, height()), m_theme.contextColor(m_context.colour));
    painter.fillRect(QRect(Stripe, height() - 1, width() - Stripe, 1), m_theme.color(Token::Line));
    const QFont bold = m_theme.font(FontRole::BodyBold);
    const QFont small = m_theme.font(FontRole::Small);
    if (m_narrow || width() < m_theme.dp(110)) {
        paintText(painter, rect().adjusted(Stripe, 0, 0, 0), bold, m_theme.color(Token::Text),
                  m_context.cluster.left(2), Qt::AlignHCenter);
    } else {
        const int line = m_theme.dp(18);
        const int top = (height() - 2 * line) / 2 + 1;
        const int chevron = m_theme.dp(14);
        const int icon = m_context.isProtected || m_context.isReadOnly ? m_theme.dp(14) : 0;
        const int room = width() - Side - chevron - 20 - (icon ? icon + 6 : 0);
        const int name = std::min(room, QFontMetrics(bold).horizontalAdvance(m_context.cluster) + 1);
        paintText(painter, QRect(Side, top, name, line), bold, m_theme.color(Token::Text), m_context.cluster,
                  Qt::AlignLeft, Qt::ElideMiddle);
        if (icon)
            painter.drawPixmap(Side + name + 6, top + (line - icon) / 2,
                               m_theme.pixmap(m_context.isProtected ? Icon::Lock : Icon::Eye, Token::Second, icon,
                                              devicePixelRatioF()));
        painter.drawPixmap(width() - chevron - 13, top + (line - chevron) / 2,
                           m_theme.pixmap(Icon::ChevronDown, Token::Second, chevron, devicePixelRatioF()));
        const QRect second(Side, top + line - 1, width() - Side - 13, line);
        const QString space = tr("Namespace %1").arg(m_context.nameSpace);
        if (m_context.isInsecure) {
            const QString alarm = tr("insecure TLS");
            const QFont loud = m_theme.font(FontRole::SmallBold);
            const int wide = QFontMetrics(loud).horizontalAdvance(alarm) + 1;
            // The name alone: what is wrong with the cluster must not be cut, nor push it out.
            const int before =
                std::min(second.width() - wide - 8, QFontMetrics(small).horizontalAdvance(m_context.nameSpace) + 1);
            paintText(painter, QRect(second.left(), second.top(), before, line), small, m_theme.color(Token::Second),
                      m_context.nameSpace, Qt::AlignLeft, Qt::ElideMiddle);
            paintText(painter, QRect(second.left() + before + 8, second.top(), wide, line), loud,
                      m_theme.stateColor(State::Failed), alarm);
        } else {
            paintText(painter, second, small, m_theme.color(Token::Second), space, Qt::AlignLeft, Qt::ElideMiddle);
        }
    }
    if (hasFocus() && m_ring)
        paintBox(painter, rect().adjusted(Stripe + 1, 1, -1, -2), 4, {}, m_theme.color(Token::FocusRing), 2);
}

void ContextBlock::focusInEvent(QFocusEvent *event)
{
    // The window gives its first part the focus when it opens; nobody has used the keyboard then.
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
             event->reason() == Qt::ShortcutFocusReason;
    QAbstractButton::focusInEvent(event);
}

ContextRow::ContextRow(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ContextRow::setContext(const ContextInfo &context)
{
    m_context = context;
    QString name = tr("Cluster %1, namespace %2").arg(context.cluster, context.nameSpace);
    if (context.isInsecure)
        name += tr(", insecure: nobody checks the server's certificate");
    setAccessibleName(name);
    setToolTip(context.isInsecure ? name : QString());
    update();
}

void ContextRow::setFreshness(State state, const QString &word)
{
    m_state = state;
    m_word = word;
    setAccessibleDescription(word);
    update();
}

QSize ContextRow::sizeHint() const
{
    return {320, m_theme.dp(34)};
}

void ContextRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Base));
    painter.fillRect(QRect(0, 0, Stripe, height()), m_theme.contextColor(m_context.colour));
    painter.fillRect(QRect(Stripe, height() - 1, width() - Stripe, 1), m_theme.color(Token::Line));
    const QFont bold = m_theme.font(FontRole::BodyBold);
    const QFontMetrics metrics(bold);
    int right = width() - 20;
    if (!m_word.isEmpty()) {
        const QFont word = m_theme.font(FontRole::SmallMedium);
        const int wide = QFontMetrics(word).horizontalAdvance(m_word) + 1;
        const int size = m_theme.dp(14);
        const QColor colour = m_theme.stateColor(m_state);
        paintText(painter, QRect(right - wide, 0, wide, height() - 1), word, colour, m_word);
        right -= wide + 6 + size;
        painter.drawPixmap(right, (height() - 1 - size) / 2, m_theme.pixmap(m_state, size, devicePixelRatioF()));
        right -= 12;
    }
    int x = 20;
    const auto words = [&](const QString &text, const QColor &colour, int gap) {
        const int wide = std::min(metrics.horizontalAdvance(text) + 1, std::max(0, right - x));
        paintText(painter, QRect(x, 0, wide, height() - 1), bold, colour, text, Qt::AlignLeft, Qt::ElideMiddle);
        x += wide + gap;
    };
    words(m_context.cluster, m_theme.color(Token::Text), 8);
    words(QStringLiteral("/"), m_theme.color(Token::Third), 8);
    words(m_context.nameSpace, m_theme.color(Token::Text), 12);
    if (m_context.isInsecure)
        x = paintTag(painter, m_theme, x, (height() - 1) / 2, Icon::Warning, tr("insecure TLS"), true);
    if (x + m_theme.dp(90) < right && (m_context.isProtected || m_context.isReadOnly))
        paintTag(painter, m_theme, x, (height() - 1) / 2, m_context.isProtected ? Icon::Lock : Icon::Eye,
                 m_context.isProtected ? tr("protected") : tr("read-only"));
}

} // namespace zdtp::ui
