#pragma once

#include "models/tables/eventtablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "ui/base/page.h"

namespace zdtp::ui {

class Banner;

class DataTable;
class EmptyState;
class PageHeader;
class SearchField;

/// What Kubernetes says about the pods of this namespace stands here.
class EventsPage : public Page
{
    Q_OBJECT

public:
    explicit EventsPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::of(Destination::Kind::Events); }
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;
    void tick() override;

    void setFilter(const QString &text);

private:
    void refresh();

    tables::EventTableModel m_model;
    tables::RowFilterModel m_rows;
    PageHeader *m_header;
    Banner *m_banner;
    QWidget *m_filters;
    SearchField *m_filter;
    DataTable *m_table;
    EmptyState *m_empty;
};

} // namespace zdtp::ui
