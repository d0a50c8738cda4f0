#pragma once

#include "ui/base/page.h"

#include <QTimer>

namespace zdtp::ui {

class Banner;

class ChipBar;
class EmptyState;
class PageHeader;
class SearchField;
class WorkerTable;

/// The workers of all runs of the namespace; Enter opens the run with the worker selected.
class WorkersPage : public Page
{
    Q_OBJECT

public:
    explicit WorkersPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::of(Destination::Kind::Workers); }
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;
    void tick() override;

private:
    void refresh();

    QTimer m_refresh;
    PageHeader *m_header;
    Banner *m_banner;
    QWidget *m_filters;
    ChipBar *m_chips;
    SearchField *m_filter;
    WorkerTable *m_table;
    EmptyState *m_empty;
};

} // namespace zdtp::ui
