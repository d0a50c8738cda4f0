#include "ui/widgets/findbar.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolButton>

namespace zdtp::ui {

FindBar::FindBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_field(new SearchField(theme, tr("Find")))
    , m_count(new TextLabel(theme, {}, FontRole::Small, Token::Second))
    , m_previous(makeToolButton(theme, Icon::ChevronUp, tr("Previous (Shift+F3)")))
    , m_next(makeToolButton(theme, Icon::ChevronDown, tr("Next (F3)")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 4, 4);
    row->setSpacing(4);
    row->addWidget(m_field, 1);
    row->addSpacing(4);
    row->addWidget(m_count);
    row->addSpacing(4);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    QToolButton *close = makeToolButton(theme, Icon::Close, tr("Close (Esc)"));
    row->addWidget(close);
    m_field->installEventFilter(this);
    m_count->setMinimumWidth(theme.dp(56));
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::textChanged);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::previous);
    connect(m_next, &QToolButton::clicked, this, &FindBar::next);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setMatches(-1, 0);
}

void FindBar::setMatches(int current, int count)
{
    const QLocale locale;
    const bool wanted = !m_field->text().isEmpty();
    m_count->setText(!wanted      ? QString()
                     : count == 0 ? tr("none")
                                  : tr("%1 of %2").arg(locale.toString(current + 1), locale.toString(count)));
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
    setInvalid(*m_field, wanted && count == 0);
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, QRectF(rect()).adjusted(0, -5, 0, 0), 4, m_theme.color(Token::Window),
             m_theme.color(Token::Border));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_F3:
            if (key->modifiers() & Qt::ShiftModifier)
                emit previous();
            else
                emit next();
            return true;
        case Qt::Key_Escape:
            emit closed();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace zdtp::ui
