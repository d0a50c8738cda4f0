#pragma once

#include "ui/widgets/table.h"

#include <QStandardItemModel>
#include <QStringList>

namespace zdtp::ui {

/// A table of a few words inside a dialog: as high as its rows, up to a limit, then it scrolls.
class SmallTable : public DataTable
{
    Q_OBJECT

public:
    SmallTable(const Theme &theme, const QStringList &headings, QWidget *parent = nullptr);

    void setRightAligned(int column);
    /// The column has the icon and colour of a state.
    void setStateColumn(int column);
    /// `state` is used by the state column.
    void addRow(const QStringList &words, zdtp::State state = zdtp::State::NotTried);
    void setWord(int row, int column, const QString &word);
    void setRowState(int row, zdtp::State state);
    void clearRows();
    int rows() const { return m_items->rowCount(); }
    QString word(int row, int column) const { return m_items->item(row, column)->text(); }
    /// How many rows it shows without scrolling, at most.
    void setMostRows(int rows);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    QStandardItemModel *m_items;
    int m_most = 10;
    QList<int> m_right;
};

} // namespace zdtp::ui
