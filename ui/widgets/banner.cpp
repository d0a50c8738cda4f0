#include "ui/widgets/banner.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace zdtp::ui {

namespace {
constexpr int Bar = 3;
constexpr int IconLeft = 14;
constexpr int TextLeft = 38;
constexpr int Side = 8;
} // namespace

Banner::Banner(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme), m_button(new QPushButton(this))
{
    setSmall(*m_button);
    m_button->setFont(theme.font(FontRole::SmallMedium));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &Banner::buttonPressed);
    connect(&theme, &Theme::changed, this, [this] {
        m_button->setFont(m_theme.font(FontRole::SmallMedium));
        updateGeometry();
        update();
    });
}

void Banner::show(State state, const QString &what, const QString &why, const QString &button, Icon icon)
{
    m_state = state;
    m_icon = icon == Icon::None ? Theme::stateIcon(state) : icon;
    m_what = what;
    m_why = why;
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setAccessibleName(QString(what + u' ' + why));
    updateGeometry();
    resizeEvent(nullptr);
    update();
    QWidget::show();
}

QRect Banner::textRect(int width) const
{
    int right = width - Side;
    if (!m_button->text().isEmpty())
        right -= m_button->sizeHint().width() + 12;
    return {m_theme.dp(TextLeft), 0, std::max(60, right - m_theme.dp(TextLeft)), height()};
}

int Banner::heightForWidth(int width) const
{
    // The whole text must be readable: two lines where one does not hold it.
    const QFontMetrics bold(m_theme.font(FontRole::SmallBold));
    const QFontMetrics small(m_theme.font(FontRole::Small));
    const QRect room = textRect(width);
    const int one = bold.horizontalAdvance(m_what) + 6 + small.horizontalAdvance(m_why);
    const int base = m_theme.dp(34);
    if (one <= room.width())
        return base;
    const int line = m_theme.lineHeight(FontRole::Small);
    const int tall = small.boundingRect(QRect(0, 0, room.width(), 10000), Qt::TextWordWrap, m_why).height();
    return std::max(base, line + tall + 14);
}

QSize Banner::sizeHint() const
{
    return {400, heightForWidth(width() > 0 ? width() : 800)};
}

QSize Banner::minimumSizeHint() const
{
    return {200, heightForWidth(width() > 0 ? width() : 800)};
}

void Banner::resizeEvent(QResizeEvent *)
{
    const QSize size = m_button->sizeHint();
    m_button->setGeometry(width() - Side - size.width(), (height() - size.height()) / 2, size.width(), size.height());
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor colour = m_theme.stateColor(m_state);
    painter.fillRect(rect(), m_theme.stateTint(m_state));
    painter.fillRect(QRect(0, 0, Bar, height()), colour);
    const int size = m_theme.dp(16);
    const QRect room = textRect(width());
    const QFont bold = m_theme.font(FontRole::SmallBold);
    const QFont small = m_theme.font(FontRole::Small);
    const int what = QFontMetrics(bold).horizontalAdvance(m_what) + 6;
    const bool oneLine = what + QFontMetrics(small).horizontalAdvance(m_why) <= room.width();
    const int line = oneLine ? height() : m_theme.lineHeight(FontRole::Small) + 14;
    painter.drawPixmap(m_theme.dp(IconLeft), (line - size) / 2,
                       m_theme.pixmap(m_icon, colour, size, devicePixelRatioF()));
    if (oneLine) {
        paintText(painter, room, bold, m_theme.color(Token::Text), m_what);
        paintText(painter, room.adjusted(what, 0, 0, 0), small, m_theme.color(Token::Second), m_why);
        return;
    }
    const int top = m_theme.lineHeight(FontRole::Small) + 6;
    paintText(painter, QRect(room.left(), 7, room.width(), top - 7), bold, m_theme.color(Token::Text), m_what);
    painter.setFont(small);
    painter.setPen(m_theme.color(Token::Second));
    painter.drawText(QRect(room.left(), top, room.width(), height() - top), Qt::AlignLeft | Qt::TextWordWrap, m_why);
}

Diagnosis::Diagnosis(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_heading(new TextLabel(theme, {}, FontRole::BodyBold))
    , m_why(new TextLabel(theme, {}, FontRole::Small, Token::Second))
    , m_todo(new TextLabel(theme, {}, FontRole::Small))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(15, 10, 12, 11);
    layout->setSpacing(6);
    for (TextLabel *label : {m_heading, m_why, m_todo}) {
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    for (TextLabel *label : {m_why, m_todo}) {
        label->setTextFormat(Qt::RichText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                       Qt::LinksAccessibleByKeyboard);
        connect(label, &QLabel::linkActivated, this, &Diagnosis::linkActivated);
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Diagnosis::show(State state, const QString &heading, const QString &why, const QString &whatToDo)
{
    m_state = state;
    m_heading->setText(heading);
    m_why->setParagraph(why, Qt::RichText);
    m_why->setVisible(!why.isEmpty());
    m_todo->setParagraph(whatToDo.isEmpty() ? QString() : tr("<b>What to do:</b> %1").arg(whatToDo), Qt::RichText);
    m_todo->setVisible(!whatToDo.isEmpty());
    setAccessibleName(heading);
    if (width() > 100)
        setMinimumHeight(std::max(0, heightForWidth(width())));
    update();
    QWidget::show();
}

void Diagnosis::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // What is wrong must never be cut: layouts squeeze labels that wrap, but not a least height.
    setMinimumHeight(std::max(0, heightForWidth(width())));
}

void Diagnosis::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), 3, m_theme.stateTint(m_state));
    painter.fillRect(QRect(0, 0, 3, height()), m_theme.stateColor(m_state));
}

} // namespace zdtp::ui
