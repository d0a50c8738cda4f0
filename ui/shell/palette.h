#pragma once

#include "ui/theme/theme.h"

#include <QFrame>
#include <QList>
#include <QStandardItemModel>

#include <functional>

class QSortFilterProxyModel;

namespace zdtp::ui {

class DataTable;
class SearchField;

/// Ctrl+K: every command with its shortcut, tasks, runs and workers, found by any part of their words. What is off says
/// why and cannot be chosen.
class Palette : public QFrame
{
    Q_OBJECT

public:
    struct Entry
    {
        QString text;
        QString note;    ///< the shortcut, or what kind of thing it is
        QString refusal; ///< why it is off; empty: it is on
        Icon icon = Icon::None;
        std::function<void()> act;
    };

    Palette(const Theme &theme, QWidget *window);

    void open(QList<Entry> entries);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void filter(const QString &text);
    void choose();

    const Theme &m_theme;
    QList<Entry> m_entries;
    QStandardItemModel *m_items;
    QSortFilterProxyModel *m_rows;
    SearchField *m_field;
    DataTable *m_table;
};

} // namespace zdtp::ui
