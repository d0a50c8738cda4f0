#pragma once

#include "models/tables/contexttablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "ui/base/clusterdirectory.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QWidget>

#include <memory>

class QPushButton;

namespace zdtp::ui {

class Banner;
class ContextDetails;
class DataTable;
class PageHeader;
class Splitter;
class TestPanel;

/// The clusters that the console knows, how each is reached, what is kept about it, and the connection test. Stands
/// without a session: it is where one goes when nothing could be opened.
class ClustersPage : public QWidget
{
    Q_OBJECT

public:
    ClustersPage(const Theme &theme, ClusterDirectory &directory, QWidget *parent = nullptr);
    ~ClustersPage() override;

    QString facts() const;
    /// Adds files that were chosen or dropped, and says what came of it.
    void addFiles(const QStringList &paths);
    /// Asks for a file.
    void chooseFile();
    /// Asks for the text of one.
    void paste();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void refresh();
    void refreshBanner();
    void refreshCurrent();
    void showTest();
    const tables::ContextLine *current() const;
    /// Of the test that is shown, which may still run; nullptr: none was made.
    const k8s::ConnectionReport *shownReport() const;
    QString currentContext() const;
    void openCurrent();
    void startTest();
    void cancelTest();
    void expectName(const QString &name);
    void askForName();
    void showCertificate();
    void removeCurrent();
    void applySettings(const ContextSettings &settings);
    void say(State state, const QString &what, const QString &why);

    struct Tested
    {
        k8s::ConnectionReport report;
        QString problem;
    };

    const Theme &m_theme;
    ClusterDirectory &m_directory;
    tables::ContextTableModel m_model;
    tables::RowFilterModel m_rows;
    PageHeader *m_header = nullptr;
    QPushButton *m_paste = nullptr;
    QPushButton *m_addFile = nullptr;
    Banner *m_banner = nullptr;
    Splitter *m_halves = nullptr;
    Splitter *m_sides = nullptr;
    DataTable *m_table = nullptr;
    TestPanel *m_test = nullptr;
    ContextDetails *m_details = nullptr;
    QString m_guards;                ///< the words of that column, which decide its width
    QHash<QString, Tested> m_tested; ///< by context, the last of each
    std::unique_ptr<k8s::ConnectionTest> m_running;
    QString m_runningContext;
    struct Saying
    {
        State state = State::Succeeded;
        QString what;
        QString why;
    };
    Saying m_saying; ///< what the last action came to, until the next one
};

} // namespace zdtp::ui
