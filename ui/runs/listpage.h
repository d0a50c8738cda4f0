#pragma once

#include "ui/base/page.h"
#include "ui/theme/icons.h"

class QHBoxLayout;

namespace zdtp::ui {

class Banner;
class DataTable;
class EmptyState;
class PageHeader;
class SearchField;

/// A page that is one table below a filter: header, banner of a connection that is not live, filter, and either the
/// table or what to do while there is nothing. The page of a kind of rows adds its table and fills it.
class ListPage : public Page
{
    Q_OBJECT

public:
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;

    void setFilter(const QString &text);

protected:
    struct Frame
    {
        QString id; ///< object name is "<id>Page", the key of its settings "<id>/header"
        QString title, facts;
        Icon emptyIcon;
        QString emptyTitle, emptyText;
    };
    ListPage(const Workspace &workspace, const Frame &frame, QWidget *parent);

    /// Puts the table in its place and joins it to the filter. Once, from the constructor of the page.
    void setTable(DataTable *table);
    /// Banner, and table or empty state, after the rows were filled in. While the first list is on its way nothing is
    /// said to be empty.
    void showRows(int count);
    SearchField *filterField() const { return m_filter; }
    QHBoxLayout *filterLine() const { return m_line; }
    EmptyState *emptyState() const { return m_empty; }

private:
    QString m_id;
    Banner *m_banner;
    QWidget *m_filters;
    QHBoxLayout *m_line;
    SearchField *m_filter;
    DataTable *m_table = nullptr;
    EmptyState *m_empty;
};

} // namespace zdtp::ui
