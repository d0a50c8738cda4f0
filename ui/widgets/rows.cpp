#include "ui/widgets/rows.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace zdtp::ui {

namespace {

constexpr int Gap = 12;
constexpr int RowIcon = 16;
constexpr int VerdictIcon = 14;
constexpr int VerdictGap = 6;

int wordWidth(const QFont &font, const QString &text)
{
    return text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(text) + 1;
}

} // namespace

RowWidget::RowWidget(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, this, &RowWidget::changedContent);
}

void RowWidget::changedContent()
{
    describe();
    updateGeometry();
    update();
    if (width() > 0 && m_trailing)
        m_trailing->setGeometry(places(width()).trailing);
}

void RowWidget::describe()
{
    QStringList words{m_title};
    for (const QString &word : {m_verdictWord, m_text, m_result}) {
        if (!word.isEmpty())
            words.append(word);
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
}

void RowWidget::setIcon(Icon icon, Token colour)
{
    m_icon = icon;
    m_iconColour = colour;
    m_iconState.reset();
    changedContent();
}

void RowWidget::setIcon(State state, Icon icon)
{
    m_icon = icon == Icon::None ? Theme::stateIcon(state) : icon;
    m_iconState = state;
    changedContent();
}

void RowWidget::setVerdict(State state, const QString &word, Icon icon)
{
    m_verdict = state;
    m_verdictWord = word;
    m_verdictIcon = icon == Icon::None ? Theme::stateIcon(state) : icon;
    changedContent();
}

void RowWidget::setVerdictWord(State state, const QString &word)
{
    m_verdict = state;
    m_verdictWord = word;
    m_verdictIcon = Icon::None;
    changedContent();
}

void RowWidget::setVerdictFirst(bool first)
{
    m_verdictFirst = first;
    changedContent();
}

void RowWidget::setTitle(const QString &title, FontRole role)
{
    m_title = title;
    m_titleRole = role;
    changedContent();
}

void RowWidget::setText(const QString &text, bool wraps)
{
    m_text = text;
    m_wraps = wraps;
    changedContent();
}

void RowWidget::setTextRole(FontRole role)
{
    m_textRole = role;
    changedContent();
}

void RowWidget::setTextBelow(bool below)
{
    m_below = below;
    changedContent();
}

void RowWidget::setResult(const QString &result, Token colour)
{
    m_result = result;
    m_resultColour = colour;
    changedContent();
}

void RowWidget::setLink(const QString &text, bool fixed)
{
    m_link = text;
    m_linkFixed = fixed;
    changedContent();
}

void RowWidget::setTrailing(QWidget *widget)
{
    delete m_trailing;
    m_trailing = widget;
    if (m_trailing) {
        m_trailing->setParent(this);
        m_trailing->show();
    }
    changedContent();
}

void RowWidget::setTint(std::optional<State> state, bool bar)
{
    m_tint = state;
    m_bar = bar;
    update();
}

void RowWidget::setSelected(bool selected)
{
    m_selected = selected;
    changedContent();
}

void RowWidget::setDimmed(bool dimmed)
{
    m_dimmed = dimmed;
    update();
}

void RowWidget::setBaseHeight(int pixels)
{
    m_height = pixels;
    changedContent();
}

void RowWidget::setLined(bool lined)
{
    m_lined = lined;
    changedContent();
}

void RowWidget::setSide(int pixels)
{
    m_side = pixels;
    changedContent();
}

void RowWidget::setActivatable(bool activatable)
{
    m_activatable = activatable;
    setFocusPolicy(activatable ? Qt::StrongFocus : Qt::NoFocus);
}

QString RowWidget::title() const
{
    return m_title;
}

QString RowWidget::text() const
{
    return m_text;
}

int RowWidget::titleHint() const
{
    return wordWidth(m_theme.font(m_titleRole), m_title);
}

int RowWidget::verdictHint() const
{
    if (!m_verdict)
        return 0;
    const int icon = m_verdictIcon == Icon::None ? 0 : m_theme.dp(VerdictIcon) + VerdictGap;
    return icon + wordWidth(m_theme.font(FontRole::SmallMedium), m_verdictWord);
}

void RowWidget::setColumns(int verdict, int title)
{
    m_verdictColumn = verdict;
    m_titleColumn = title;
    changedContent();
}

RowWidget::Places RowWidget::places(int width) const
{
    Places at;
    const int line = m_theme.lineHeight(FontRole::Small);
    const int base = m_theme.dp(m_height) - (m_lined ? 1 : 0);
    int x = m_side + leadingWidth();
    const auto place = [&](QRect &rect, int wide, int gap) {
        rect = QRect(x, 0, wide, base);
        x += wide + gap;
    };
    if (m_icon != Icon::None)
        place(at.icon, m_theme.dp(RowIcon), 10);
    const int verdict = std::max(m_verdictColumn, verdictHint());
    if (m_verdictFirst && verdict)
        place(at.verdict, verdict, Gap);
    int right = width - m_side;
    if (m_trailing) {
        const QSize size = m_trailing->sizeHint();
        at.trailing = QRect(right - size.width(), 0, size.width(), size.height());
        right -= size.width() + Gap;
    }
    if (!m_result.isEmpty()) {
        const int wide = wordWidth(m_theme.font(FontRole::Small), m_result);
        at.result = QRect(right - wide, 0, wide, base);
        right -= wide + Gap;
    }
    if (!m_link.isEmpty()) {
        const int wide = wordWidth(m_theme.font(m_linkFixed ? FontRole::Fixed : FontRole::Small), m_link);
        at.link = QRect(right - wide, 0, wide, base);
        right -= wide + Gap;
    }
    const int titleWide = m_below ? right - x : std::min(std::max(m_titleColumn, titleHint()), right - x);
    const int titleX = x;
    place(at.title, titleWide, m_text.isEmpty() ? 0 : (m_titleColumn ? Gap : 10));
    if (!m_verdictFirst && verdict)
        place(at.verdict, verdict, Gap);
    at.text = m_below ? QRect(titleX, 0, right - titleX, base) : QRect(x, 0, std::max(0, right - x), base);

    int height = base;
    const QFontMetrics small(m_theme.font(FontRole::Small));
    if (m_below && !m_text.isEmpty()) {
        int lines = 1;
        if (m_wraps)
            lines = std::max(
                1, (small.boundingRect(QRect(0, 0, std::max(40, at.text.width()), 10000), Qt::TextWordWrap, m_text)
                        .height() +
                    small.height() / 2) /
                       small.height());
        const int block = line * (lines + 1);
        height = std::max(base, block + 8);
        const int top = (height - block) / 2;
        at.title.moveTop(top);
        at.title.setHeight(line);
        at.text.setTop(top + line);
        at.text.setHeight(line * lines);
        at.icon = at.icon.isValid() ? QRect(at.icon.left(), top, at.icon.width(), line) : at.icon;
        if (m_verdictFirst && verdict)
            at.verdict = QRect(at.verdict.left(), top, at.verdict.width(), line);
    } else if (m_wraps && !m_text.isEmpty() && at.text.width() > 0) {
        const int tall =
            small.boundingRect(QRect(0, 0, std::max(40, at.text.width()), 10000), Qt::TextWordWrap, m_text).height();
        const int lines = std::max(1, (tall + small.height() / 2) / small.height());
        if (lines > 1) {
            height = std::max(base, line * lines + 6);
            const int top = (height - line * lines) / 2;
            for (QRect *rect : {&at.icon, &at.verdict, &at.title}) {
                if (rect->isValid())
                    *rect = QRect(rect->left(), top, rect->width(), line);
            }
            at.text = QRect(at.text.left(), top, at.text.width(), line * lines);
        }
    }
    if (m_trailing)
        height = std::max(height, at.trailing.height() + 8);
    // One line: everything stands in the middle of whatever the height became.
    if (!(m_below && !m_text.isEmpty()) && at.title.height() == base) {
        for (QRect *rect : {&at.icon, &at.verdict, &at.title, &at.text}) {
            if (rect->isValid())
                rect->setHeight(height);
        }
    }
    for (QRect *rect : {&at.result, &at.link}) {
        if (rect->isValid())
            rect->setHeight(height);
    }
    at.trailing.moveTop((height - at.trailing.height()) / 2);
    at.height = height;
    return at;
}

int RowWidget::heightForWidth(int width) const
{
    return places(width).height;
}

QSize RowWidget::sizeHint() const
{
    const Places at = places(std::max(width(), 400));
    return {at.text.left() + std::min(wordWidth(m_theme.font(FontRole::Small), m_text), 320) + m_side, at.height};
}

QSize RowWidget::minimumSizeHint() const
{
    // Before it is laid out its width says nothing; narrower than this the height follows by heightForWidth.
    return {160, places(std::max(width(), 400)).height};
}

int RowWidget::leadingWidth() const
{
    return 0;
}

void RowWidget::paintLeading(QPainter &, const QRect &) {}

void RowWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Places at = places(width());
    if (m_selected)
        painter.fillRect(rect(), m_theme.color(Token::Selected));
    else if (m_tint)
        painter.fillRect(rect(), m_theme.stateTint(*m_tint));
    else if (m_activatable && m_hover)
        painter.fillRect(rect(), m_theme.color(Token::Hover));
    if (m_tint && m_bar)
        painter.fillRect(QRect(0, 0, 3, height()), m_theme.stateColor(*m_tint));

    const qreal ratio = devicePixelRatioF();
    if (leadingWidth())
        paintLeading(painter, QRect(m_side, at.title.top(), leadingWidth(), at.title.height()));
    const auto drawing = [&](const QRect &rect, Icon icon, const QColor &colour, int size) {
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - size) / 2,
                           m_theme.pixmap(icon, colour, size, ratio));
    };
    if (m_icon != Icon::None)
        drawing(at.icon, m_icon, m_iconState ? m_theme.stateColor(*m_iconState) : m_theme.color(m_iconColour),
                m_theme.dp(RowIcon));
    if (m_verdict) {
        const int size = m_theme.dp(VerdictIcon);
        const QColor colour = m_theme.stateColor(*m_verdict);
        const bool icon = m_verdictIcon != Icon::None;
        if (icon)
            drawing(at.verdict, m_verdictIcon, colour, size);
        paintText(painter, at.verdict.adjusted(icon ? size + VerdictGap : 0, 0, 0, 0),
                  m_theme.font(FontRole::SmallMedium), colour, m_verdictWord);
    }
    paintText(painter, at.title, m_theme.font(m_titleRole), m_theme.color(m_dimmed ? Token::Third : Token::Text),
              m_title);
    if (!m_text.isEmpty()) {
        const QFont font = m_theme.font(m_textRole);
        const QColor colour = m_theme.color(m_textRole == FontRole::Small ? Token::Second : Token::Text);
        if (m_wraps && at.text.height() > m_theme.lineHeight(FontRole::Small) && at.text.height() != at.height) {
            painter.setFont(font);
            painter.setPen(colour);
            painter.drawText(at.text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_text);
        } else {
            paintText(painter, at.text, font, colour, m_text);
        }
    }
    if (!m_result.isEmpty())
        paintText(painter, at.result, m_theme.font(FontRole::Small), m_theme.color(m_resultColour), m_result,
                  Qt::AlignRight);
    if (!m_link.isEmpty())
        paintText(painter, at.link, m_theme.font(m_linkFixed ? FontRole::Fixed : FontRole::Small),
                  m_theme.color(Token::Link), m_link);
    if (hasFocus())
        paintBox(painter, rect(), 0, {}, m_theme.color(Token::FocusRing), 2);
}

void RowWidget::resizeEvent(QResizeEvent *)
{
    const Places at = places(width());
    if (m_trailing)
        m_trailing->setGeometry(at.trailing);
    // A width that wraps differently wants another height.
    if (at.height != height())
        updateGeometry();
    const bool cut = !m_wraps && wordWidth(m_theme.font(m_textRole), m_text) > at.text.width() + 1;
    // A tool tip of the caller stays.
    if (toolTip().isEmpty() || toolTip() == m_ownTip) {
        m_ownTip = cut ? m_text : QString();
        setToolTip(m_ownTip);
    }
}

void RowWidget::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && (m_activatable || !m_link.isEmpty()))
        event->accept();
    else
        QWidget::mousePressEvent(event);
}

void RowWidget::mouseReleaseEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (event->button() != Qt::LeftButton || !rect().contains(position))
        return;
    if (!m_link.isEmpty() && places(width()).link.contains(position))
        emit linkActivated();
    else if (m_activatable)
        emit activated();
}

void RowWidget::mouseMoveEvent(QMouseEvent *event)
{
    const bool link = !m_link.isEmpty() && places(width()).link.contains(event->position().toPoint());
    setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void RowWidget::keyPressEvent(QKeyEvent *event)
{
    if (m_activatable && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        emit activated();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool RowWidget::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::HoverEnter:
    case QEvent::HoverLeave:
        m_hover = event->type() == QEvent::HoverEnter;
        update();
        break;
    case QEvent::LayoutRequest:
        changedContent();
        break; // the button at the end has another text
    default:
        break;
    }
    return QWidget::event(event);
}

} // namespace zdtp::ui
