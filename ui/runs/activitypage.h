#pragma once

#include "models/tables/journaltablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "ui/runs/listpage.h"

namespace zdtp::ui {

/// Who launched, restarted, cleaned up or deleted what, and what came of it, stands here.
class ActivityPage : public ListPage
{
    Q_OBJECT

public:
    explicit ActivityPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::of(Destination::Kind::Activity); }
    QString facts() const override;
    void tick() override;

private:
    void refresh();

    tables::JournalTableModel m_model;
    tables::RowFilterModel m_rows;
    DataTable *m_table;
};

} // namespace zdtp::ui
