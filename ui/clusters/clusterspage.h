#pragma once

#include "models/tables/contexttablemodel.h"
#include "models/tables/rowfiltermodel.h"
#include "ui/base/clusterdirectory.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPushButton;

namespace zdtp::ui {

class Banner;
class DataTable;
class Diagnosis;
class KeyValueList;
class PageHeader;
class PanelHeader;
class Splitter;

/// The clusters that the console knows, how each is reached, and the state of the connection to the present one. Stands
/// without a session: it is where one goes when nothing could be opened.
class ClustersPage : public QWidget
{
    Q_OBJECT

public:
    ClustersPage(const Theme &theme, ClusterDirectory &directory, QWidget *parent = nullptr);

    QString facts() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void refreshDetails();
    const tables::ContextLine *current() const;
    void openCurrent();

    const Theme &m_theme;
    ClusterDirectory &m_directory;
    tables::ContextTableModel m_model;
    tables::RowFilterModel m_rows;
    PageHeader *m_header;
    QPushButton *m_again;
    Banner *m_banner;
    Splitter *m_sides;
    DataTable *m_table;
    PanelHeader *m_title;
    Diagnosis *m_problem;
    KeyValueList *m_facts;
    QPushButton *m_open;
};

} // namespace zdtp::ui
