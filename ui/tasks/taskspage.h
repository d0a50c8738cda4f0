#pragma once

#include "models/tables/rowfiltermodel.h"
#include "models/tables/tasktablemodel.h"
#include "ui/base/page.h"
#include "ui/tasks/drafts.h"

#include <QPointer>

class QProcess;
class QPushButton;
class QStackedWidget;

namespace zdtp::ui {

class Banner;
class DataTable;
class EmptyState;
class PageHeader;

/// The saved tasks of the namespace with their latest run, and the drafts of this machine; without any, what to do
/// first.
class TasksPage : public Page
{
    Q_OBJECT

public:
    explicit TasksPage(const Workspace &workspace, QWidget *parent = nullptr);

    Destination destination() const override { return Destination::tasks(); }
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;
    void tick() override;

private:
    void refresh();
    void showEmpty();
    void openRow(const QModelIndex &index);
    void newTask();
    void import();
    void openSample();
    void prepareSample();
    void openDocument(const QString &fileName, const QByteArray &yaml);
    const tables::TaskLine *current() const;

    Drafts m_drafts;
    tables::TaskLines m_lines;
    tables::TaskTableModel m_model;
    tables::RowFilterModel m_rows;
    PageHeader *m_header;
    Banner *m_banner;
    QStackedWidget *m_stack;
    DataTable *m_table;
    EmptyState *m_empty;
    bool m_hasSample = false;
    QPointer<QProcess> m_preparing;
    QString m_emptyWords; ///< what the empty state was built with
};

/// Puts a document among the drafts and says under which id; used by the page, the menus and the command line.
Result<QString> takeDocument(const Workspace &workspace, const QString &fileName);

} // namespace zdtp::ui
