#include "ui/widgets/statusbar.h"

#include "ui/theme/paint.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>

namespace zdtp::ui {

FreshnessLabel::FreshnessLabel(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_words(wordOf(Freshness::NotConnected))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(m_words);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

State FreshnessLabel::stateOf(Freshness freshness)
{
    switch (freshness) {
    case Freshness::Live:
        return State::Succeeded;
    case Freshness::CatchingUp:
        return State::Running;
    case Freshness::Stale:
        return State::Waiting;
    case Freshness::NotConnected:
        return State::Stopped;
    }
    return State::Stopped;
}

QString FreshnessLabel::wordOf(Freshness freshness)
{
    switch (freshness) {
    case Freshness::Live:
        return tr("Live");
    case Freshness::CatchingUp:
        return tr("Catching up");
    case Freshness::Stale:
        return tr("Stale");
    case Freshness::NotConnected:
        return tr("Not connected");
    }
    return {};
}

void FreshnessLabel::setFreshness(Freshness freshness, const QString &words)
{
    const QString shown = words.isEmpty() ? wordOf(freshness) : words;
    if (freshness == m_freshness && shown == m_words)
        return;
    const bool turned = freshness != m_freshness;
    m_freshness = freshness;
    m_words = shown;
    setAccessibleName(shown);
    updateGeometry();
    update();
#if QT_CONFIG(accessibility)
    // Only a change of kind is announced; a count that grows would never let a reader finish.
    if (turned && QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
#endif
}

QSize FreshnessLabel::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(FontRole::SmallBold));
    return {m_theme.dp(14) + 6 + metrics.horizontalAdvance(m_words) + 1, std::max(m_theme.dp(16), metrics.height())};
}

void FreshnessLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const State state = stateOf(m_freshness);
    const int size = m_theme.dp(14);
    painter.drawPixmap(0, (height() - size) / 2, m_theme.pixmap(state, size, devicePixelRatioF()));
    const bool loud = m_freshness != Freshness::NotConnected;
    paintText(painter, rect().adjusted(size + 6, 0, 0, 0),
              m_theme.font(loud ? FontRole::SmallBold : FontRole::SmallMedium), m_theme.stateColor(state), m_words);
}

StatusBar::StatusBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_freshness(new FreshnessLabel(theme))
    , m_alarm(new TextLabel(theme, {}, FontRole::SmallBold))
    , m_lastEvent(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_facts(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_user(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_server(new ElidedLabel(theme, {}, FontRole::Small, Token::Second))
    , m_clock(new TextLabel(theme, {}, FontRole::Small, Token::Second))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 1, 12, 0);
    row->setSpacing(21);
    row->addWidget(m_freshness);
    row->addWidget(m_alarm);
    row->addWidget(m_lastEvent);
    row->addWidget(m_facts, 1);
    row->addWidget(m_user);
    row->addWidget(m_server);
    row->addWidget(m_clock);
    m_alarm->setState(State::Failed);
    m_alarm->setObjectName(QStringLiteral("alarm"));
    for (QWidget *part : std::initializer_list<QWidget *>{m_alarm, m_lastEvent, m_user, m_server, m_clock})
        part->hide();
    m_user->setElide(Qt::ElideMiddle);
    setFixedHeight(theme.dp(24));
    connect(&theme, &Theme::changed, this, [this] {
        setFixedHeight(m_theme.dp(24));
        update();
    });
}

namespace {
void give(ElidedLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}
} // namespace

void StatusBar::setAlarm(const QString &text, const QString &toolTip)
{
    m_alarm->setText(text);
    m_alarm->setToolTip(toolTip);
    m_alarm->setVisible(!text.isEmpty());
    update();
}

void StatusBar::setLastEvent(const QString &text)
{
    give(m_lastEvent, text);
}

void StatusBar::setFacts(const QString &text)
{
    m_facts->setText(text); // keeps its place: it is what pushes the right side to the right
}

void StatusBar::setUser(const QString &text)
{
    give(m_user, text);
}

void StatusBar::setServer(const QString &text)
{
    give(m_server, text);
}

void StatusBar::setClock(const QString &text, const QString &toolTip)
{
    m_clock->setText(text);
    m_clock->setToolTip(toolTip);
    m_clock->setVisible(!text.isEmpty());
}

QSize StatusBar::sizeHint() const
{
    return {600, m_theme.dp(24)};
}

void StatusBar::resizeEvent(QResizeEvent *)
{
    update();
}

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
    const QColor line = m_theme.color(Token::Line);
    painter.fillRect(QRect(0, 0, width(), 1), line);
    // A line in the middle of each gap, except before the first part of each side.
    for (const QWidget *part :
         std::initializer_list<const QWidget *>{m_alarm, m_lastEvent, m_facts, m_user, m_server, m_clock}) {
        if (part->isVisible() && !(part == m_facts && m_facts->text().isEmpty()))
            painter.fillRect(QRect(part->x() - 11, 5, 1, height() - 9), line);
    }
}

} // namespace zdtp::ui
