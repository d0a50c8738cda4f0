#pragma once

#include "ui/theme/theme.h"

#include <QHash>
#include <QPersistentModelIndex>
#include <QTreeView>

class QMenu;

namespace zdtp::ui {

/// A table as the console draws them: uniform rows, alternate shading, the whole row selected with a 3 px bar, hover
/// tint, outline of the current row after keyboard use, sorting by header, columns in the header's menu, Ctrl+C copies
/// what is selected as tab separated text. The model gives words and numbers (models/tables/roles.h); delegates are set
/// by the page with setItemDelegateForColumn.
class DataTable : public QTreeView
{
    Q_OBJECT

public:
    explicit DataTable(const Theme &theme, QWidget *parent = nullptr);

    const Theme &theme() const { return m_theme; }
    /// 24 for workers, 28 for clusters and tasks.
    void setRowHeight(int pixels);
    int rowHeight() const { return m_rowHeight; }
    /// Every row in the grey of stopped.
    void setStale(bool stale);
    bool isStale() const { return m_stale; }
    /// Columns that the header's menu never offers to hide.
    void setFixedColumns(const QList<int> &columns);
    /// Columns to hide, first to last, as the width shrinks. `minimumWidth` is the least that all other
    /// columns need together; when they are wider, their own widths count.
    void setGivingWay(const QList<int> &columns, int minimumWidth);
    /// Widths as drawn at the default size, from the first column; scaled with the system's font.
    void setColumnWidths(const QList<int> &pixels);
    /// The column that takes what the others leave, never less than `least` (as drawn at the default size): with it a
    /// table that has room scrolls sideways only when columns are as small as they may be. The user may drag it, which
    /// ends that.
    void setFlexibleColumn(int column, int least = 120);
    /// Rows that have children (attempts) show an arrow.
    void setTree(bool tree);
    /// Selected rows as tab separated lines with a first line of headings.
    QString selectedAsText() const;
    /// Emphasises nothing but the row under the mouse; for tests and pictures.
    QModelIndex hovered() const { return m_hover; }

signals:
    /// Enter, or a double click.
    void rowActivated(const QModelIndex &index);
    /// The menu for a row; the page fills it. Position is global.
    void contextMenuWanted(const QModelIndex &index, const QPoint &position);
    void escaped();

public slots:
    void copySelection();

protected:
    /// How a row is drawn; a picture of the states overrides it.
    struct RowLook
    {
        bool selected = false;
        bool active = true; ///< of the window
        bool hover = false;
        bool current = false; ///< outlined: keyboard
    };
    virtual RowLook lookOf(const QModelIndex &index) const;

    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void setHover(const QModelIndex &index);
    void showColumnMenu(const QPoint &position);
    void giveWay();
    void flex();
    void sectionChanged(int section);
    void remember();
    bool isStretched(int column) const;
    int needOf(int column) const;

    const Theme &m_theme;
    QPersistentModelIndex m_hover;
    QList<int> m_fixed;
    QList<int> m_giving;
    QList<int> m_hiddenByUser;
    QList<int> m_hiddenByWidth;
    QHash<int, int> m_widths; ///< of columns, while they were shown and not stretched
    int m_flexible = -1;
    int m_flexibleLeast = 0;
    bool m_flexing = false;
    int m_minimumWidth = 0;
    int m_rowHeight = 24;
    bool m_stale = false;
    bool m_keyboard = false;
};

} // namespace zdtp::ui
