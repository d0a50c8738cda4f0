#include "ui/theme/paint.h"
#include "ui/widgets/rows.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int Radio = 15;
}

OptionRow::OptionRow(const Theme &theme, const QString &name, Verdict verdict, const QString &reason, QWidget *parent)
    : RowWidget(theme, parent), m_verdict(verdict)
{
    setTitle(name, FontRole::Small);
    setSide(10);
    setActivatable(true);
    setOption(verdict, reason);
}

void OptionRow::setOption(Verdict verdict, const QString &reason)
{
    m_verdict = verdict;
    switch (verdict) {
    case Verdict::Recommended:
        setVerdict(State::Succeeded, tr("recommended"));
        break;
    case Verdict::Possible:
        setVerdict(State::Stopped, tr("possible"), Icon::Info);
        break;
    case Verdict::Refused:
        setVerdict(State::Failed, tr("refused"));
        break;
    case Verdict::None:
        break;
    }
    setDimmed(verdict == Verdict::Refused);
    setText(reason, m_chosen);
}

void OptionRow::setChosen(bool chosen)
{
    m_chosen = chosen;
    setSelected(chosen);
    setTitle(title(), chosen ? FontRole::SmallMedium : FontRole::Small);
    // The chosen one grows to two lines when its reason needs them.
    setText(text(), chosen);
    setAccessibleDescription(chosen                          ? tr("chosen")
                             : m_verdict == Verdict::Refused ? tr("cannot be chosen")
                                                             : QString());
}

void OptionRow::choose()
{
    if (m_verdict != Verdict::Refused && !m_chosen)
        emit chosen();
}

int OptionRow::leadingWidth() const
{
    return theme().dp(Radio) + 8;
}

void OptionRow::paintLeading(QPainter &painter, const QRect &rect)
{
    const int size = theme().dp(Radio);
    const QRectF box(rect.left(), rect.top() + (rect.height() - size) / 2, size, size);
    const bool enabled = isEnabled() && m_verdict != Verdict::Refused;
    if (m_chosen) {
        paintBox(painter, box, size / 2.0, theme().color(Token::Accent));
        const qreal inset = size * 0.31;
        paintBox(painter, box.adjusted(inset, inset, -inset, -inset), size / 2.0 - inset, theme().color(Token::Base));
    } else {
        paintBox(painter, box, size / 2.0, theme().color(enabled ? Token::Base : Token::Inactive),
                 theme().color(enabled ? Token::Field : Token::Border));
    }
}

void OptionRow::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        choose();
    RowWidget::mouseReleaseEvent(event);
}

void OptionRow::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return;
    default:
        RowWidget::keyPressEvent(event);
    }
}

RowList::RowList(const Theme &theme, QWidget *parent)
    : Box(theme, parent), m_theme(theme), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(1, 1, 1, 1);
    m_layout->setSpacing(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    connect(&theme, &Theme::changed, this, &RowList::align);
}

void RowList::addRow(RowWidget *row)
{
    row->setParent(this);
    m_layout->addWidget(row);
    m_rows.append(row);
    row->setLined(m_lines);
    align();
}

void RowList::clear()
{
    qDeleteAll(m_rows);
    m_rows.clear();
    align();
}

void RowList::setLines(bool lines)
{
    m_lines = lines;
    m_layout->setSpacing(lines ? 1 : 0);
    for (RowWidget *row : std::as_const(m_rows))
        row->setLined(lines);
    update();
}

void RowList::setColumns(int verdict, int title)
{
    m_verdictColumn = verdict;
    m_titleColumn = title;
    align();
}

void RowList::align()
{
    // The widest word decides, never a number of pixels alone; a long title does not push the words off the row.
    int verdict = m_theme.dp(m_verdictColumn);
    int title = m_theme.dp(m_titleColumn);
    for (const RowWidget *row : std::as_const(m_rows)) {
        verdict = std::max(verdict, row->verdictHint());
        if (!row->isTextBelow())
            title = std::max(title, std::min(row->titleHint(), m_theme.dp(240)));
    }
    for (RowWidget *row : std::as_const(m_rows))
        row->setColumns(verdict, title);
    update();
}

void RowList::paintEvent(QPaintEvent *event)
{
    Box::paintEvent(event);
    if (!m_lines)
        return;
    QPainter painter(this);
    for (qsizetype i = 1; i < m_rows.size(); ++i)
        painter.fillRect(QRect(1, m_rows[i]->y() - 1, width() - 2, 1), m_theme.color(Token::Line));
}

void RowList::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step) {
        for (int i = 0; i < m_rows.size(); ++i) {
            if (!m_rows[i]->hasFocus())
                continue;
            for (int next = i + step; next >= 0 && next < m_rows.size(); next += step) {
                if (m_rows[next]->focusPolicy() != Qt::NoFocus) {
                    m_rows[next]->setFocus(Qt::TabFocusReason);
                    return;
                }
            }
        }
    }
    Box::keyPressEvent(event);
}

OptionList::OptionList(const Theme &theme, QWidget *parent) : RowList(theme, parent), m_options(theme) {}

OptionRow *OptionList::addOption(const QString &key, const QString &name, OptionRow::Verdict verdict,
                                 const QString &reason)
{
    auto *row = new OptionRow(m_options, name, verdict, reason, this);
    m_keys.append(key);
    addRow(row);
    connect(row, &OptionRow::chosen, this, [this, key] {
        setCurrent(key);
        emit currentChanged(key);
    });
    return row;
}

OptionRow *OptionList::option(const QString &key) const
{
    return qobject_cast<OptionRow *>(row(int(m_keys.indexOf(key))));
}

QString OptionList::current() const
{
    for (const QString &key : m_keys) {
        if (option(key)->isChosen())
            return key;
    }
    return {};
}

void OptionList::setCurrent(const QString &key)
{
    const OptionRow *wanted = option(key);
    if (!wanted || wanted->verdict() == OptionRow::Verdict::Refused)
        return;
    for (const QString &each : std::as_const(m_keys))
        option(each)->setChosen(each == key);
}

void OptionList::setOption(const QString &key, OptionRow::Verdict verdict, const QString &reason)
{
    if (OptionRow *found = option(key)) {
        found->setOption(verdict, reason);
        align();
    }
}

} // namespace zdtp::ui
