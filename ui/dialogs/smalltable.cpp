#include "ui/dialogs/smalltable.h"

#include "models/tables/roles.h"
#include "models/tables/words.h"
#include "ui/widgets/delegates.h"

#include <QHeaderView>

namespace zdtp::ui {

SmallTable::SmallTable(const Theme &theme, const QStringList &headings, QWidget *parent)
    : DataTable(theme, parent), m_items(new QStandardItemModel(0, int(headings.size()), this))
{
    m_items->setHorizontalHeaderLabels(headings);
    for (int i = 0; i < headings.size(); ++i)
        m_items->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setModel(m_items);
    setSortingEnabled(false);
    setFrameShape(QFrame::Box);
    setItemDelegate(new CellDelegate(theme, this));
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SmallTable::setRightAligned(int column)
{
    m_right.append(column);
    m_items->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setItemDelegateForColumn(column, new NumberDelegate(theme(), this));
}

void SmallTable::setStateColumn(int column)
{
    setItemDelegateForColumn(column, new StateDelegate(theme(), this));
}

void SmallTable::addRow(const QStringList &words, zdtp::State state)
{
    QList<QStandardItem *> items;
    for (int i = 0; i < words.size(); ++i) {
        auto *item = new QStandardItem(words.at(i));
        item->setEditable(false);
        item->setToolTip(words.at(i));
        item->setData(int(state), tables::StateRole);
        item->setData(int(words.at(i) == tables::dash() ? Tone::Third : Tone::Normal), tables::ToneRole);
        if (m_right.contains(i))
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        items.append(item);
    }
    m_items->appendRow(items);
    updateGeometry();
}

void SmallTable::setWord(int row, int column, const QString &word)
{
    QStandardItem *item = m_items->item(row, column);
    item->setText(word);
    item->setToolTip(word);
    item->setData(int(word == tables::dash() ? Tone::Third : Tone::Normal), tables::ToneRole);
}

void SmallTable::setRowState(int row, zdtp::State state)
{
    for (int column = 0; column < m_items->columnCount(); ++column)
        m_items->item(row, column)->setData(int(state), tables::StateRole);
}

void SmallTable::clearRows()
{
    m_items->removeRows(0, m_items->rowCount());
    updateGeometry();
}

void SmallTable::setMostRows(int rows)
{
    m_most = rows;
    updateGeometry();
}

QSize SmallTable::sizeHint() const
{
    const int shown = qBound(1, m_items->rowCount(), m_most);
    return {theme().dp(480), header()->sizeHint().height() + shown * theme().dp(rowHeight()) + 2 * frameWidth() + 1};
}

QSize SmallTable::minimumSizeHint() const
{
    return {theme().dp(240), qMin(sizeHint().height(), theme().dp(26 + 4 * 24))};
}

} // namespace zdtp::ui
