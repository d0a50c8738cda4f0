#include "ui/widgets/steps.h"

#include "ui/theme/paint.h"

#include <QFontMetrics>
#include <QPainter>
#include <QRegularExpression>
#include <QStyle>
#include <QTimerEvent>

namespace zdtp::ui {

namespace {
constexpr int Side = 14;
constexpr int Top = 11;
constexpr int Ring = 20;
constexpr int RingGap = 8;
constexpr int StepHeight = 42;
} // namespace

StepList::StepList(const Theme &theme, QWidget *parent) : Box(theme, parent), m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, &StepList::changedContent);
}

int StepList::addStep(const QString &what, const QString &how, const QString &result)
{
    m_steps.append({what, how, result, {}, StepState::Planned});
    changedContent();
    return count() - 1;
}

void StepList::clear()
{
    m_steps.clear();
    changedContent();
}

void StepList::setStep(int index, StepState state, const QString &result, const QString &message)
{
    if (index < 0 || index >= m_steps.size())
        return;
    Step &step = m_steps[index];
    step.state = state;
    if (!result.isEmpty())
        step.result = result;
    step.message = message;
    changedContent();
}

StepState StepList::stateOf(int index) const
{
    return m_steps.value(index).state;
}

void StepList::setText(int index, const QString &what, const QString &how)
{
    if (index < 0 || index >= m_steps.size())
        return;
    m_steps[index].what = what;
    m_steps[index].how = how;
    changedContent();
}

void StepList::changedContent()
{
    bool running = false;
    QStringList words;
    for (int i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        running = running || step.state == StepState::Running;
        const QString state = step.state == StepState::Running    ? stateWord(State::Running)
                              : step.state == StepState::Done     ? tr("done")
                              : step.state == StepState::Failed   ? stateWord(State::Failed)
                              : step.state == StepState::NotTried ? stateWord(State::NotTried)
                                                                  : QString();
        words.append(QStringList{QString::number(i + 1), step.what, state, step.message, step.result}
                         .filter(QRegularExpression(QStringLiteral(".")))
                         .join(QStringLiteral(", ")));
    }
    setAccessibleName(tr("Steps"));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    const bool turn = running && style()->styleHint(QStyle::SH_Widget_Animate, nullptr, this);
    if (turn && !m_timer) {
        m_timer = startTimer(1000 / 24);
    } else if (!turn && m_timer) {
        killTimer(m_timer);
        m_timer = 0;
        m_angle = 0;
    }
    updateGeometry();
    update();
}

int StepList::stepHeight(const Step &step, int width) const
{
    int height = m_theme.dp(StepHeight);
    if (!step.message.isEmpty()) {
        const QFontMetrics metrics(m_theme.font(FontRole::Small));
        const int room = std::max(80, width - 2 * Side - m_theme.dp(Ring) - RingGap);
        const int tall = metrics.boundingRect(QRect(0, 0, room, 10000), Qt::TextWordWrap, step.message).height();
        height += tall + 2;
    }
    return height;
}

int StepList::heightForWidth(int width) const
{
    int height = 2 * Top;
    for (const Step &step : m_steps)
        height += stepHeight(step, width);
    return m_steps.isEmpty() ? height : height - m_theme.dp(StepHeight) + m_theme.dp(36);
}

QSize StepList::sizeHint() const
{
    const int wide = width() > 0 ? width() : 480;
    return {480, heightForWidth(wide)};
}

QSize StepList::minimumSizeHint() const
{
    return {320, heightForWidth(width() > 0 ? width() : 480)};
}

void StepList::paintEvent(QPaintEvent *event)
{
    Box::paintEvent(event);
    QPainter painter(this);
    const int ring = m_theme.dp(Ring);
    const int line = m_theme.lineHeight(FontRole::Small);
    int y = Top;
    for (int i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const int tall = stepHeight(step, width());
        const QRect circle(Side, y, ring, ring);
        if (i + 1 < m_steps.size())
            paintBar(painter, QRect(Side + ring / 2, y + ring, 1, tall - ring), m_theme.color(Token::Line));
        const auto drawing = [&](State state, int angle) {
            const int size = m_theme.dp(18);
            painter.save();
            painter.translate(QRectF(circle).center());
            painter.rotate(angle);
            painter.setRenderHint(QPainter::SmoothPixmapTransform, angle != 0);
            painter.drawPixmap(-size / 2, -size / 2, m_theme.pixmap(state, size, devicePixelRatioF()));
            painter.restore();
        };
        switch (step.state) {
        case StepState::Planned:
            paintBox(painter, circle, ring / 2.0, m_theme.color(Token::Base), m_theme.color(Token::Field), 1.25);
            paintText(painter, circle, m_theme.font(FontRole::CaptionBold), m_theme.color(Token::Second),
                      QString::number(i + 1), Qt::AlignHCenter);
            break;
        case StepState::Running:
            drawing(State::Running, m_angle);
            break;
        case StepState::Done:
            drawing(State::Succeeded, 0);
            break;
        case StepState::Failed:
            drawing(State::Failed, 0);
            break;
        case StepState::NotTried:
            drawing(State::NotTried, 0);
            break;
        }
        const int left = Side + ring + RingGap;
        int right = width() - Side;
        const QString result = step.state == StepState::NotTried ? tr("not tried") : step.result;
        if (!result.isEmpty()) {
            const int wide = int(tabularWidth(m_theme.font(FontRole::Small), result)) + 2;
            paintTabular(painter, QRect(right - wide, y, wide, ring), m_theme.font(FontRole::Small),
                         m_theme.color(step.state == StepState::NotTried ? Token::Third : Token::Second), result);
            right -= wide + 12;
        }
        const bool off = step.state == StepState::NotTried;
        paintText(painter, QRect(left, y, right - left, ring), m_theme.font(FontRole::BodyMedium),
                  m_theme.color(off ? Token::Third : Token::Text), step.what);
        paintText(painter, QRect(left, y + ring - 1, width() - Side - left, line), m_theme.font(FontRole::Small),
                  m_theme.color(off ? Token::Third : Token::Second), step.how, Qt::AlignLeft, Qt::ElideMiddle);
        if (!step.message.isEmpty()) {
            painter.setFont(m_theme.font(FontRole::Small));
            painter.setPen(m_theme.stateColor(State::Failed));
            painter.drawText(QRect(left, y + ring - 1 + line, width() - Side - left, tall),
                             Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, step.message);
        }
        y += tall;
    }
}

void StepList::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    m_angle = (m_angle + 15) % 360;
    update();
}

} // namespace zdtp::ui
