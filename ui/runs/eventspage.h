#pragma once

#include "models/tables/eventtablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "ui/runs/listpage.h"

namespace zdtp::ui {

/// What Kubernetes says about the pods of this namespace stands here.
class EventsPage : public ListPage
{
    Q_OBJECT

public:
    explicit EventsPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::of(Destination::Kind::Events); }
    QString facts() const override;
    void tick() override;

private:
    void refresh();

    tables::EventTableModel m_model;
    tables::RowFilterModel m_rows;
    DataTable *m_table;
};

} // namespace zdtp::ui
