#pragma once

#include "ui/runs/listpage.h"

#include <QTimer>

namespace zdtp::ui {

class ChipBar;
class WorkerTable;

/// The workers of all runs of the namespace; Enter opens the run with the worker selected.
class WorkersPage : public ListPage
{
    Q_OBJECT

public:
    explicit WorkersPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::of(Destination::Kind::Workers); }
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void tick() override;

private:
    void refresh();

    QTimer m_refresh;
    ChipBar *m_chips;
    WorkerTable *m_table;
};

} // namespace zdtp::ui
