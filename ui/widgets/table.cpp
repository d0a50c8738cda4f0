#include "ui/widgets/table.h"

#include "ui/theme/paint.h"

#include <QClipboard>
#include <QFocusEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace zdtp::ui {

DataTable::DataTable(const Theme &theme, QWidget *parent) : QTreeView(parent), m_theme(theme)
{
    setProperty("paintsRows", true);
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setItemsExpandable(false);
    setExpandsOnDoubleClick(false);
    setAlternatingRowColors(false); // drawn by drawRow, which knows hover and selection too
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSortingEnabled(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setTextElideMode(Qt::ElideRight);

    QHeaderView *titles = header();
    titles->setSectionsMovable(true);
    titles->setFirstSectionMovable(false);
    titles->setHighlightSections(false);
    titles->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    titles->setMinimumSectionSize(theme.dp(36));
    titles->setStretchLastSection(true);
    titles->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(titles, &QHeaderView::sectionResized, this, &DataTable::sectionChanged);
    connect(titles, &QWidget::customContextMenuRequested, this, &DataTable::showColumnMenu);
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        const QModelIndex index = indexAt(position);
        if (index.isValid())
            emit contextMenuWanted(index, viewport()->mapToGlobal(position));
    });
    connect(this, &QAbstractItemView::doubleClicked, this, &DataTable::rowActivated);
    connect(&theme, &Theme::changed, this, [this] {
        scheduleDelayedItemsLayout();
        viewport()->update();
    });
}

void DataTable::setRowHeight(int pixels)
{
    m_rowHeight = pixels;
    scheduleDelayedItemsLayout();
}

void DataTable::setStale(bool stale)
{
    m_stale = stale;
    viewport()->update();
}

void DataTable::setFixedColumns(const QList<int> &columns)
{
    m_fixed = columns;
}

void DataTable::setGivingWay(const QList<int> &columns, int minimumWidth)
{
    m_giving = columns;
    m_minimumWidth = minimumWidth;
    giveWay();
}

void DataTable::setColumnWidths(const QList<int> &pixels)
{
    for (int column = 0; column < pixels.size(); ++column)
        setColumnWidth(column, m_theme.dp(pixels[column]));
}

void DataTable::setFlexibleColumn(int column, int least)
{
    m_flexible = column;
    m_flexibleLeast = m_theme.dp(least);
    flex();
}

void DataTable::sectionChanged(int section)
{
    if (m_flexing)
        return;
    if (section == m_flexible && header()->underMouse())
        m_flexible = -1; // dragged: from now on it is the user's
    else
        flex();
}

bool DataTable::isStretched(int column) const
{
    if (!header()->stretchLastSection())
        return false;
    for (int visual = header()->count() - 1; visual >= 0; --visual) {
        const int section = header()->logicalIndex(visual);
        if (!isColumnHidden(section))
            return section == column;
    }
    return false;
}

int DataTable::needOf(int column) const
{
    // A stretched section is as wide as what is left and a hidden one is 0: what they had before counts.
    if (isColumnHidden(column))
        return m_widths.value(column, header()->defaultSectionSize());
    if (isStretched(column))
        return m_widths.value(column, std::max(header()->sectionSizeHint(column), sizeHintForColumn(column)));
    return header()->sectionSize(column);
}

void DataTable::remember()
{
    for (int column = 0; column < header()->count(); ++column) {
        if (!isColumnHidden(column) && !isStretched(column))
            m_widths.insert(column, header()->sectionSize(column));
    }
}

void DataTable::flex()
{
    if (m_flexible < 0 || m_flexing || !model() || m_flexible >= header()->count() || isColumnHidden(m_flexible))
        return;
    int others = 0;
    m_flexing = true;
    for (int column = 0; column < header()->count(); ++column) {
        if (column == m_flexible || isColumnHidden(column))
            continue;
        const int need = needOf(column);
        others += need;
        // Qt never stretches the last section to less than the size it had before.
        if (isStretched(column))
            header()->resizeSection(column, need);
    }
    header()->resizeSection(m_flexible, std::max(m_flexibleLeast, viewport()->width() - others));
    m_flexing = false;
}

void DataTable::setTree(bool tree)
{
    setRootIsDecorated(tree);
    setItemsExpandable(tree);
    setIndentation(tree ? 16 : 0);
}

QString DataTable::selectedAsText() const
{
    if (!model() || !selectionModel())
        return {};
    QList<int> columns;
    for (int visual = 0; visual < header()->count(); ++visual) {
        const int column = header()->logicalIndex(visual);
        if (!isColumnHidden(column))
            columns.append(column);
    }
    const auto line = [&](const auto &cell) {
        QStringList words;
        for (const int column : columns)
            words.append(QString(cell(column)).replace(u'\t', u' ').replace(u'\n', u' '));
        return words.join(u'\t');
    };
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    lines.append(line([this](int column) { return model()->headerData(column, Qt::Horizontal).toString(); }));
    for (const QModelIndex &row : std::as_const(rows))
        lines.append(line([&row](int column) { return row.siblingAtColumn(column).data().toString(); }));
    return lines.join(u'\n') + u'\n';
}

void DataTable::copySelection()
{
    if (selectionModel() && selectionModel()->hasSelection())
        QGuiApplication::clipboard()->setText(selectedAsText());
}

void DataTable::setHover(const QModelIndex &index)
{
    const QModelIndex row = index.siblingAtColumn(0);
    if (row == m_hover)
        return;
    const auto strip = [this](const QModelIndex &place) {
        if (place.isValid()) {
            const QRect rect = visualRect(place);
            viewport()->update(QRect(0, rect.top(), viewport()->width(), rect.height()));
        }
    };
    strip(m_hover);
    m_hover = row;
    strip(m_hover);
}

DataTable::RowLook DataTable::lookOf(const QModelIndex &index) const
{
    const QModelIndex row = index.siblingAtColumn(0);
    RowLook look;
    look.selected = selectionModel() && selectionModel()->isSelected(index);
    look.active = isActiveWindow();
    look.hover = m_hover.isValid() && row == m_hover;
    look.current = m_keyboard && hasFocus() && currentIndex().isValid() && currentIndex().siblingAtColumn(0) == row;
    return look;
}

void DataTable::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    const RowLook look = lookOf(index);
    Token ground = Token::Base;
    if (look.selected)
        ground = look.active ? Token::Selected : Token::Inactive;
    else if (look.hover)
        ground = Token::Hover;
    else if (index.row() % 2) // of the row, not of its place on the screen: it must not flicker while scrolling
        ground = Token::Alternate;
    painter->fillRect(row, m_theme.color(ground));
    QStyleOptionViewItem plain = option;
    plain.state &= ~(QStyle::State_HasFocus | QStyle::State_MouseOver);
    QTreeView::drawRow(painter, plain, index);
    if (look.selected && look.active)
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), m_theme.color(Token::Link));
    if (look.current)
        paintBox(*painter, row, 0, {}, m_theme.color(Token::FocusRing));
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    if (!m_keyboard) {
        m_keyboard = true;
        viewport()->update();
    }
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentIndex().isValid() && event->modifiers() == Qt::NoModifier) {
            emit rowActivated(currentIndex());
            return;
        }
        break;
    case Qt::Key_Escape:
        emit escaped();
        return;
    case Qt::Key_Menu:
        if (currentIndex().isValid()) {
            emit contextMenuWanted(currentIndex(), viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
            return;
        }
        break;
    default:
        break;
    }
    QTreeView::keyPressEvent(event);
}

void DataTable::mousePressEvent(QMouseEvent *event)
{
    m_keyboard = false;
    QTreeView::mousePressEvent(event);
    viewport()->update();
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    setHover(indexAt(event->position().toPoint()));
    QTreeView::mouseMoveEvent(event);
}

void DataTable::leaveEvent(QEvent *event)
{
    setHover({});
    QTreeView::leaveEvent(event);
}

void DataTable::focusInEvent(QFocusEvent *event)
{
    m_keyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                 event->reason() == Qt::ShortcutFocusReason;
    QTreeView::focusInEvent(event);
    if (!currentIndex().isValid() && model() && model()->rowCount() > 0)
        selectionModel()->setCurrentIndex(model()->index(0, 0), QItemSelectionModel::NoUpdate);
    viewport()->update();
}

bool DataTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        QString tip = index.data(Qt::ToolTipRole).toString();
        // The full text only where it is cut.
        if (tip.isEmpty() && index.isValid() && sizeHintForIndex(index).width() > visualRect(index).width())
            tip = index.data().toString();
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, this, visualRect(index));
        return true;
    }
    return QTreeView::viewportEvent(event);
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    giveWay();
    flex();
}

void DataTable::giveWay()
{
    if (m_giving.isEmpty() || !model())
        return;
    remember();
    // What stays: every other column as wide as it is, the flexible one as small as it may be.
    int staying = 0;
    for (int column = 0; column < header()->count(); ++column) {
        if (!m_giving.contains(column) && !isColumnHidden(column))
            staying += column == m_flexible ? m_flexibleLeast : needOf(column);
    }
    int needed = std::max(m_minimumWidth, staying);
    for (const int column : std::as_const(m_giving)) {
        if (!m_hiddenByUser.contains(column))
            needed += needOf(column);
    }
    QList<int> hide;
    for (const int column : std::as_const(m_giving)) {
        if (needed <= viewport()->width())
            break;
        if (m_hiddenByUser.contains(column))
            continue;
        hide.append(column);
        needed -= needOf(column);
    }
    m_hiddenByWidth = hide;
    for (const int column : std::as_const(m_giving))
        setColumnHidden(column, hide.contains(column) || m_hiddenByUser.contains(column));
}

void DataTable::showColumnMenu(const QPoint &position)
{
    if (!model())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int visual = 0; visual < header()->count(); ++visual) {
        const int column = header()->logicalIndex(visual);
        if (m_fixed.contains(column))
            continue;
        const QString title = model()->headerData(column, Qt::Horizontal).toString();
        if (title.isEmpty())
            continue;
        const bool narrow = m_hiddenByWidth.contains(column);
        QAction *action = menu->addAction(narrow ? tr("%1 (no room)").arg(title) : title);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(!narrow);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_hiddenByUser.removeAll(column);
            if (!shown)
                m_hiddenByUser.append(column);
            setColumnHidden(column, !shown);
        });
    }
    menu->popup(header()->mapToGlobal(position));
}

} // namespace zdtp::ui
