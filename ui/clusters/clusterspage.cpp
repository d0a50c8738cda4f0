#include "ui/clusters/clusterspage.h"

#include "models/tables/words.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/details.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

using Model = tables::ContextTableModel;

ClustersPage::ClustersPage(const Theme &theme, ClusterDirectory &directory, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_directory(directory)
{
    setObjectName(QStringLiteral("clustersPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(theme, this);
    m_header->setTitle(tr("Clusters"));
    m_again = m_header->addButton(tr("Connect again"), Icon::Refresh);
    m_again->setObjectName(QStringLiteral("connectAgain"));
    m_again->setToolTip(tr("Reads the kubeconfig files again and connects (F5)"));
    layout->addWidget(m_header);
    m_banner = new Banner(theme, this);
    m_banner->hide();
    layout->addWidget(m_banner);
    m_sides = new Splitter(Qt::Horizontal, this);
    layout->addWidget(m_sides, 1);
    m_rows.setSourceModel(&m_model);
    m_table = new DataTable(theme, m_sides);
    m_table->setObjectName(QStringLiteral("contexts"));
    m_table->setAccessibleName(tr("Clusters"));
    m_table->setRowHeight(28);
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(theme, m_table));
    m_table->setItemDelegateForColumn(Model::ContextColumn, new NameDelegate(theme, m_table));
    m_table->setItemDelegateForColumn(Model::ConnectionColumn, new StateDelegate(theme, m_table));
    m_table->sortByColumn(Model::ContextColumn, Qt::AscendingOrder);
    const QList<int> widths{190, 140, 250, 170, 100};
    for (int i = 0; i < widths.size(); ++i)
        m_table->header()->resizeSection(i, theme.dp(widths.at(i)));
    m_table->setFlexibleColumn(Model::ServerColumn, 160);
    m_sides->addWidget(m_table);

    auto *details = new QWidget(m_sides);
    details->setAutoFillBackground(true);
    details->setBackgroundRole(QPalette::Base);
    details->setMinimumWidth(theme.dp(280));
    auto *side = new QVBoxLayout(details);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(0);
    m_title = new PanelHeader(theme, {}, details);
    side->addWidget(m_title);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(theme.dp(14), theme.dp(14), theme.dp(14), theme.dp(14));
    body->setSpacing(theme.dp(12));
    side->addLayout(body);
    m_problem = new Diagnosis(theme, details);
    m_problem->setObjectName(QStringLiteral("connectionProblem"));
    m_problem->hide();
    body->addWidget(m_problem);
    m_facts = new KeyValueList(theme, details);
    m_facts->setKeyWidth(theme.dp(96));
    body->addWidget(m_facts);
    m_open = makeButton(theme, tr("Switch to it"), Icon::None, details);
    m_open->setObjectName(QStringLiteral("openContext"));
    setButtonRole(*m_open, ButtonRole::Primary);
    auto *line = new QHBoxLayout;
    line->addWidget(m_open);
    line->addStretch();
    body->addLayout(line);
    body->addStretch();
    m_sides->addWidget(details);
    m_sides->setChildrenCollapsible(false);
    m_sides->setStretchFactor(0, 1);
    m_sides->setStretchFactor(1, 0);
    m_sides->setSizes({1000, theme.dp(320)});

    connect(m_again, &QPushButton::clicked, this, [this] { m_directory.open({}); });
    connect(m_open, &QPushButton::clicked, this, &ClustersPage::openCurrent);
    connect(m_table, &DataTable::rowActivated, this, &ClustersPage::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ClustersPage::refreshDetails);
    connect(&directory, &ClusterDirectory::clustersChanged, this, &ClustersPage::refresh);
    connect(&directory, &ClusterDirectory::sessionChanged, this, &ClustersPage::refresh);
    refresh();
}

void ClustersPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

const tables::ContextLine *ClustersPage::current() const
{
    return m_model.rowAt(m_rows.mapToSource(m_table->currentIndex()));
}

void ClustersPage::refresh()
{
    const QList<tables::ContextLine> lines = m_directory.clusters();
    m_model.merge(lines);
    if (!m_table->currentIndex().isValid()) {
        const int row = m_model.rowOf(m_directory.currentContext());
        m_table->setCurrentIndex(row >= 0 ? m_rows.mapFromSource(m_model.index(row, 0)) : m_rows.index(0, 0));
    }
    QStringList files;
    for (const tables::ContextLine &line : lines) {
        if (!line.file.isEmpty() && !files.contains(line.file))
            files.append(line.file);
    }
    m_header->setFacts(files.size() == 1 ? tr("%1, from 1 file").arg(facts())
                                         : tr("%1, from %2 files").arg(facts()).arg(files.size()));
    if (const QString problem = m_directory.problem(); !problem.isEmpty())
        m_banner->show(State::Failed, tr("No cluster could be opened."), problem);
    else
        m_banner->hide();
    refreshDetails();
}

void ClustersPage::refreshDetails()
{
    const tables::ContextLine *line = current();
    m_open->setVisible(line != nullptr);
    m_facts->setVisible(line != nullptr);
    m_problem->hide();
    if (!line) {
        m_title->setTitle(tr("No cluster"));
        m_title->clearState();
        return;
    }
    m_title->setTitle(line->title);
    m_title->setState(line->connection, line->connectionWord);
    m_facts->setPairs({{tr("Context"), line->context},
                       {tr("File"), line->file},
                       {tr("Server"), line->server},
                       {tr("Authentication"), line->authentication},
                       {tr("Namespace"), line->nameSpace},
                       {tr("Version"), line->version}});
    const bool present = line->current && m_directory.session();
    if (present) {
        const k8s::Freshness freshness = m_directory.session()->freshness();
        if (!freshness.problem.isEmpty() && !freshness.isLive()) {
            m_problem->show(State::Failed, tr("The cluster does not answer"), freshness.problem.toHtmlEscaped(),
                            tr("check that it runs and that it can be reached from here. The console keeps trying."));
            m_problem->QWidget::show();
        }
    }
    m_open->setEnabled(!present);
    m_open->setToolTip(present ? tr("The window shows this cluster") : QString());
    m_open->setText(tr("Switch to %1").arg(line->title));
}

void ClustersPage::openCurrent()
{
    const tables::ContextLine *line = current();
    if (line && !(line->current && m_directory.session()))
        m_directory.open(QString(line->context));
}

QString ClustersPage::facts() const
{
    const int count = m_model.rowCount();
    return count == 1 ? tr("1 cluster") : tr("%1 clusters").arg(count);
}

} // namespace zdtp::ui
