#pragma once

#include "models/tables/ratehistory.h"
#include "ui/base/clusterdirectory.h"
#include "ui/base/page.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QActionGroup;
class QSettings;
class QStackedWidget;

namespace zdtp::ui {

class ClustersPage;
class CommandSet;
class ExecRunDialog;
class ContextBlock;
class NavigationList;
class Palette;
class SearchField;
class StatusBar;

/// The window: menu bar with the search field, context and navigation at the left, one page, status bar. Pages stand on
/// the directory's session and go when it goes.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    struct Places
    {
        QString draftsFolder;
        QString sampleFile;
        /// Prepares the sample where it is not there yet; empty: it is not offered.
        QString sampleTool;
    };

    /// Everything outlives the window. `settings` keeps layout and theme.
    MainWindow(Theme &theme, ClusterDirectory &directory, QSettings &settings, Places places,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    void go(const Destination &destination);
    /// Opens a document from a file; the error is shown on the tasks page.
    void openFile(const QString &fileName);
    Page *page() const { return m_page; }
    CommandSet *commands() const { return m_commands; }
    /// Seconds' work at once: ages, clock, freshness. Pictures call it.
    void tick();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void buildMenus(); // menus.cpp
    void openSession();
    void closeSession();
    void showPage(Page *page);
    void dropPage();
    void showClusters();
    void refreshNavigation();
    void refreshContext();
    void askForConsent();
    void followSignIn();
    void refreshStatus();
    void refreshCommands();
    void openPalette();
    void showContextMenu();
    void showAbout();
    void moveRegion(int by);
    QString navigationKey(const Destination &destination) const;

    Theme &m_theme;
    ClusterDirectory &m_directory;
    QSettings &m_settings;
    Places m_places;
    tables::RateHistory m_rates;
    QTimer m_second;
    QTimer m_navigationSoon;
    QDateTime m_lastEvent; ///< when the watches last told something

    CommandSet *m_commands;
    ContextBlock *m_context;
    NavigationList *m_navigation;
    QWidget *m_side;
    QStackedWidget *m_stack;
    ClustersPage *m_clusters;
    QPointer<Page> m_page;
    StatusBar *m_status;
    SearchField *m_search;
    Palette *m_palette;
    QActionGroup *m_schemes = nullptr;
    QList<QAction *> m_pageActions;
    QAction *m_reconnect = nullptr;
    QAction *m_switch = nullptr;
    Destination m_wanted;
    QPointer<ExecRunDialog> m_signIn;
};

} // namespace zdtp::ui
