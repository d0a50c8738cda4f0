#include "ui/widgets/fields.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace zdtp::ui {

ErrorLine::ErrorLine(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_text(new TextLabel(theme, {}, FontRole::Small))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 3, 0, 0);
    row->setSpacing(4);
    row->addWidget(new IconLabel(theme, State::Failed, 12), 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    m_text->setState(State::Failed);
    m_text->setWordWrap(true);
    hide();
}

void ErrorLine::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
}

QString ErrorLine::text() const
{
    return m_text->text();
}

FieldRow::FieldRow(const Theme &theme, const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_label(new TextLabel(theme, label, FontRole::Small, Token::Second))
    , m_field(field)
    , m_hint(new TextLabel(theme, {}, FontRole::Small, Token::Third))
    , m_error(new ErrorLine(theme))
    , m_line(new QHBoxLayout)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(0);
    m_line->setSpacing(8);
    const bool fixed = field->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed;
    m_line->addWidget(field, fixed ? 0 : 1);
    if (fixed)
        m_line->addStretch(1);
    m_grid->addWidget(m_label, 0, 0, Qt::AlignVCenter);
    m_grid->addLayout(m_line, 0, 1);
    m_grid->addWidget(m_hint, 1, 1);
    m_grid->addWidget(m_error, 2, 1);
    m_grid->setColumnStretch(1, 1);
    m_label->setBuddy(field);
    m_label->setVisible(!label.isEmpty());
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(0, 3, 0, 0);
    m_hint->hide();
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
}

void FieldRow::setLabelWidth(int pixels)
{
    m_label->setFixedWidth(pixels);
}

int FieldRow::labelHint() const
{
    return m_label->sizeHint().width();
}

void FieldRow::setHint(const QString &hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void FieldRow::setError(const QString &error)
{
    m_error->setText(error);
    setInvalid(*m_field, !error.isEmpty());
    m_field->setAccessibleDescription(error);
}

QString FieldRow::error() const
{
    return m_error->text();
}

void FieldRow::addAfter(QWidget *widget)
{
    const bool fixed = m_field->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed;
    m_line->insertWidget(m_line->count() - (fixed ? 1 : 0), widget);
}

FieldForm::FieldForm(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(6);
}

FieldRow *FieldForm::addRow(const QString &label, QWidget *field)
{
    auto *row = new FieldRow(m_theme, label, field, this);
    m_layout->addWidget(row);
    m_rows.append(row);
    int width = 0;
    for (const FieldRow *each : std::as_const(m_rows))
        width = std::max(width, each->labelHint());
    for (FieldRow *each : std::as_const(m_rows))
        each->setLabelWidth(width);
    return row;
}

void FieldForm::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

SearchField::SearchField(const Theme &theme, const QString &placeholder, const QString &shortcut, QWidget *parent)
    : QLineEdit(parent), m_theme(theme), m_shortcut(shortcut), m_clear(new QAction(this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    m_clear->setIcon(theme.icon(Icon::Close, Token::Third));
    m_clear->setToolTip(tr("Clear"));
    setProperty("quiet", true); // a lens says what it is: a light edge and 24 are enough
    const int left = theme.dp(14) + 5;
    setTextMargins(left, 0, shortcut.isEmpty() ? 0 : KeyCap::sizeOf(theme, shortcut).width(), 0);
    connect(m_clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, this, [this, left](const QString &text) {
        const bool any = !text.isEmpty();
        if (any && !actions().contains(m_clear))
            addAction(m_clear, QLineEdit::TrailingPosition);
        else if (!any)
            removeAction(m_clear);
        setTextMargins(left, 0, any || m_shortcut.isEmpty() ? 0 : KeyCap::sizeOf(m_theme, m_shortcut).width(), 0);
    });
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const int size = m_theme.dp(14);
    painter.drawPixmap(
        8, (height() - size) / 2,
        m_theme.pixmap(Icon::Search, isEnabled() ? Token::Second : Token::Disabled, size, devicePixelRatioF()));
    if (text().isEmpty() && !m_shortcut.isEmpty()) {
        const QSize cap = KeyCap::sizeOf(m_theme, m_shortcut);
        KeyCap::paint(painter, m_theme, QRect(QPoint(width() - cap.width() - 6, (height() - cap.height()) / 2), cap),
                      m_shortcut);
    }
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty())
            emit escaped();
        else
            clear();
        return;
    }
    if (event->key() == Qt::Key_Down) {
        emit leftDown();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace zdtp::ui
