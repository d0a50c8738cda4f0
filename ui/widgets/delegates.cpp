#include "ui/widgets/delegates.h"

#include "ui/theme/paint.h"
#include "ui/widgets/table.h"

#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

namespace zdtp::ui {

namespace {

constexpr int CellIcon = 14;
constexpr int IconGap = 6;
constexpr int BarHeight = 6;
constexpr int BarWidth = 92;

State stateOf(const QModelIndex &index)
{
    return State(index.data(tables::StateRole).toInt());
}

QString dash()
{
    return QStringLiteral("\u2014");
}

} // namespace

CellDelegate::CellDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

int CellDelegate::leftOf(const QStyleOptionViewItem &option)
{
    const bool first = option.viewItemPosition == QStyleOptionViewItem::Beginning ||
                       option.viewItemPosition == QStyleOptionViewItem::OnlyOne;
    return first ? FirstPadding : Padding;
}

QRect CellDelegate::inside(const QStyleOptionViewItem &option)
{
    return option.rect.adjusted(leftOf(option), 0, -Padding, 0);
}

bool CellDelegate::isStale(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *table = qobject_cast<const DataTable *>(option.widget);
    return (table && table->isStale()) || index.data(tables::StaleRole).toBool();
}

QColor CellDelegate::toneColor(const QStyleOptionViewItem &option, const QModelIndex &index, Tone fallback) const
{
    const QVariant value = index.data(tables::ToneRole);
    switch (value.isValid() ? Tone(value.toInt()) : fallback) {
    case Tone::Normal:
        return m_theme.color(isStale(option, index) ? Token::Third : Token::Text);
    case Tone::Second:
        return m_theme.color(Token::Second);
    case Tone::Third:
        return m_theme.color(Token::Third);
    case Tone::Link:
        return m_theme.color(Token::Link);
    case Tone::State:
        return m_theme.stateColor(stateOf(index), isStale(option, index));
    }
    return m_theme.color(Token::Text);
}

void CellDelegate::paintWords(QPainter &painter, const QRect &rect, FontRole role, const QColor &colour,
                              const QString &text, Qt::Alignment side) const
{
    paintText(painter, rect, m_theme.font(role), colour, text, side, m_elide);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect rect = inside(option);
    QString text = index.data(Qt::DisplayRole).toString();
    // A model may give the role for every cell and a name for a few.
    const Icon icon = iconFromName(index.data(tables::IconNameRole).toString());
    if (icon != Icon::None) {
        const int size = m_theme.dp(CellIcon);
        painter->drawPixmap(rect.left(), rect.top() + (rect.height() - size) / 2,
                            m_theme.pixmap(icon, Token::Second, size, painter->device()->devicePixelRatio()));
        rect.setLeft(rect.left() + size + IconGap);
    }
    QColor colour = toneColor(option, index, Tone::Normal);
    if (text.isEmpty() && icon == Icon::None) {
        text = dash();
        colour = m_theme.color(Token::Third);
    }
    const QVariant side = index.data(Qt::TextAlignmentRole);
    const Qt::Alignment alignment =
        side.isValid() ? Qt::Alignment(side.toInt()) & Qt::AlignHorizontal_Mask : Qt::Alignment(Qt::AlignLeft);
    paintWords(*painter, rect, FontRole::Small, colour, text, alignment);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *table = qobject_cast<const DataTable *>(option.widget);
    const int height = m_theme.dp(table ? table->rowHeight() : 24);
    const QFontMetrics metrics(m_theme.font(FontRole::Small));
    int width = leftOf(option) + Padding + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 2;
    if (iconFromName(index.data(tables::IconNameRole).toString()) != Icon::None)
        width += m_theme.dp(CellIcon) + IconGap;
    return {width, height};
}

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool stale = isStale(option, index);
    const State state = stateOf(index);
    const int size = theme().dp(CellIcon);
    QRect rect = inside(option).adjusted(0, 0, Padding - 2, 0); // a word rather than its padding
    const QVariant other = index.data(tables::IconNameRole);    // the triangle of a warning, for example
    const Icon icon = other.isValid() ? iconFromName(other.toString()) : Theme::stateIcon(state);
    painter->drawPixmap(
        rect.left(), rect.top() + (rect.height() - size) / 2,
        theme().pixmap(icon, theme().stateColor(state, stale), size, painter->device()->devicePixelRatio()));
    rect.setLeft(rect.left() + size + IconGap);
    paintWords(*painter, rect, FontRole::SmallMedium, theme().stateColor(state, stale),
               index.data(Qt::DisplayRole).toString());
}

void AnswerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (stateOf(index) == State::NotTried)
        CellDelegate::paint(painter, option, index);
    else
        StateDelegate::paint(painter, option, index);
}

void GuardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.data(Qt::DisplayRole).toString().isEmpty())
        return; // nothing is guarded: no dash
    if (Tone(index.data(tables::ToneRole).toInt()) != Tone::State) {
        CellDelegate::paint(painter, option, index);
        return;
    }
    QRect rect = inside(option);
    const QColor colour = theme().stateColor(stateOf(index)); // an alarm does not fade with freshness
    const int size = theme().dp(CellIcon);
    painter->drawPixmap(rect.left(), rect.top() + (rect.height() - size) / 2,
                        theme().pixmap(iconFromName(index.data(tables::IconNameRole).toString()), colour, size,
                                       painter->device()->devicePixelRatio()));
    rect.setLeft(rect.left() + size + IconGap);
    paintWords(*painter, rect, FontRole::SmallMedium, colour, index.data(Qt::DisplayRole).toString());
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(theme().font(FontRole::SmallMedium));
    return {leftOf(option) + Padding + theme().dp(CellIcon) + IconGap +
                metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 2,
            CellDelegate::sizeHint(option, index).height()};
}

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool stale = isStale(option, index);
    const QRect rect = inside(option);
    const QVariant value = index.data(tables::ProgressRole);
    const double percent = value.isValid() ? value.toDouble() : -1;
    if (percent < 0) {
        QString words = index.data(tables::ProgressTextRole).toString();
        paintWords(*painter, rect, FontRole::Small, theme().color(Token::Third), words.isEmpty() ? dash() : words);
        return;
    }
    const QFont font = theme().font(FontRole::Small);
    const int words = int(tabularWidth(font, QStringLiteral("100 %"))) + 1;
    const int height = theme().dp(BarHeight);
    const int bar = std::max(20, rect.width() - words - 8);
    paintProgress(*painter,
                  QRectF(rect.left(), rect.top() + (rect.height() - height) / 2, std::min(bar, rect.width()), height),
                  percent, theme().stateColor(stateOf(index), stale), theme().color(Token::Line));
    if (rect.width() > words + 20)
        paintTabular(*painter, QRect(rect.right() + 1 - words, rect.top(), words, rect.height()), font,
                     theme().color(Token::Second), tr("%1 %").arg(int(percent)));
}

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int words = int(tabularWidth(theme().font(FontRole::Small), QStringLiteral("100 %"))) + 1;
    return {leftOf(option) + Padding + theme().dp(BarWidth) + 8 + words,
            CellDelegate::sizeHint(option, index).height()};
}

void NumberDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect rect = inside(option);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (text.isEmpty() || text == dash()) {
        paintWords(*painter, rect, FontRole::Small, theme().color(Token::Third), dash(), Qt::AlignRight);
        return;
    }
    paintTabular(*painter, rect, theme().font(FontRole::Small), toneColor(option, index, Tone::Normal), text);
}

QSize NumberDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const qreal width = tabularWidth(theme().font(FontRole::Small), index.data(Qt::DisplayRole).toString());
    return {leftOf(option) + Padding + int(width) + 2, CellDelegate::sizeHint(option, index).height()};
}

NameDelegate::NameDelegate(const Theme &theme, QObject *parent) : CellDelegate(theme, parent)
{
    setElide(Qt::ElideMiddle);
}

void NameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect rect = inside(option);
    const QVariant stripe = index.data(tables::StripeRole);
    if (stripe.isValid()) {
        paintBar(*painter, QRect(rect.left(), rect.top() + 6, 4, rect.height() - 12),
                 theme().contextColor(ContextColour(stripe.toInt())));
        rect.setLeft(rect.left() + 12);
    }
    const QColor colour = toneColor(option, index, Tone::Normal);
    const bool stale = isStale(option, index);
    paintWords(*painter, rect, stale ? FontRole::Small : FontRole::SmallMedium, colour,
               index.data(Qt::DisplayRole).toString());
}

QSize NameDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(theme().font(FontRole::SmallMedium));
    const int stripe = index.data(tables::StripeRole).isValid() ? 12 : 0;
    return {leftOf(option) + Padding + stripe + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 2,
            CellDelegate::sizeHint(option, index).height()};
}

} // namespace zdtp::ui
