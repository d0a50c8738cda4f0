#pragma once

#include "models/task/synctask.h"
#include "ui/base/page.h"

#include <QPersistentModelIndex>
#include <QSet>
#include <QTimer>

class QPushButton;
class QStackedWidget;

namespace zdtp::ui {

class Banner;
class ChipBar;
class LogPanel;
class PageHeader;
class RunChart;
class SearchField;
class SegmentBar;
class Splitter;
class SumsRow;
class WorkerDetails;
class WorkerTable;

/// One run: sums, workers, what is known of the selected one, its log; and the actions behind their gates.
class RunPage : public Page
{
    Q_OBJECT

public:
    RunPage(const Workspace &workspace, const QString &task, int run, QWidget *parent = nullptr);
    ~RunPage() override;

    Destination destination() const override { return Destination::ofRun(m_task, m_run); }
    QString facts() const override;
    QString refusalOf(Command command) const override;
    void carryOut(Command command) override;
    void takeFocus() override;
    void saveLayout(QSettings &settings) const override;
    void restoreLayout(QSettings &settings) override;
    void tick() override;

    void selectWorker(const QString &worker);
    WorkerTable *table() const { return m_table; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void buildHeader();
    void readTask();
    void refreshSoon();
    void refresh();
    void refreshHeader(const RunView &run);
    void refreshChips(const QList<WorkerRow> &rows);
    void refreshBanner(const RunView *run);
    bool isInterrupted(const RunView &run) const;
    void refreshDetails();
    void openLog();
    void arrange();
    void showDetails(bool shown);
    void showLogs(bool shown);

    enum class Action { Restart, CleanUp, Delete };
    /// The selected workers that the action applies to; `why` when there is none.
    QStringList workersFor(Action action, QString *why) const;
    QStringList failedWorkers() const;
    QString refusalOf(Action action) const;
    void act(Action action);
    void restartFailed();
    void continueLaunch();
    void deleteRun();
    void showMenu(const QPoint &position);

    QString m_task;
    int m_run;
    std::optional<SyncTask> m_document;
    QByteArray m_documentYaml;
    QTimer m_refresh;
    QTimer m_logDelay;
    bool m_detailsWanted = true;
    bool m_detailsDeep = false; ///< narrow window: the details stand where the table was
    bool m_logsWanted = true;
    bool m_folded = false;
    QString m_wantedWorker;
    QPersistentModelIndex m_selectedByItself; ///< the row that the page chose

    PageHeader *m_header;
    SumsRow *m_sums;
    SegmentBar *m_bar;
    QPushButton *m_restartFailed;
    QAction *m_deleteRun;
    Banner *m_banner;
    Splitter *m_sides;
    Splitter *m_rows;
    QWidget *m_left;
    RunChart *m_chart;
    ChipBar *m_chips;
    SearchField *m_filter;
    WorkerTable *m_table;
    WorkerDetails *m_details;
    LogPanel *m_logs;
    QStackedWidget *m_stack;
    QWidget *m_gone;
};

} // namespace zdtp::ui
