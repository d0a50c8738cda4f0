#include "ui/clusters/clusterspage.h"

#include "models/tables/words.h"
#include "ui/clusters/clusterdialogs.h"
#include "ui/clusters/contextdetails.h"
#include "ui/clusters/pastedialog.h"
#include "ui/clusters/testpanel.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/table.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace zdtp::ui {

using Model = tables::ContextTableModel;

ClustersPage::ClustersPage(const Theme &theme, ClusterDirectory &directory, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_directory(directory)
{
    setObjectName(QStringLiteral("clustersPage"));
    build();
    connect(m_table, &DataTable::rowActivated, this, &ClustersPage::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ClustersPage::refreshCurrent);
    connect(m_paste, &QPushButton::clicked, this, &ClustersPage::paste);
    connect(m_addFile, &QPushButton::clicked, this, &ClustersPage::chooseFile);
    connect(m_banner, &Banner::buttonPressed, this, [this] {
        m_saying = {};
        m_directory.open({});
        refreshBanner();
    });
    connect(m_test, &TestPanel::testRequested, this, &ClustersPage::startTest);
    connect(m_test, &TestPanel::cancelRequested, this, &ClustersPage::cancelTest);
    connect(m_test, &TestPanel::expectNameRequested, this, &ClustersPage::expectName);
    connect(m_test, &TestPanel::otherNameRequested, this, &ClustersPage::askForName);
    connect(m_test, &TestPanel::certificateRequested, this, &ClustersPage::showCertificate);
    connect(m_details, &ContextDetails::settingsChanged, this, &ClustersPage::applySettings);
    connect(m_details, &ContextDetails::openRequested, this, &ClustersPage::openCurrent);
    connect(m_details, &ContextDetails::removeRequested, this, &ClustersPage::removeCurrent);
    connect(&m_directory, &ClusterDirectory::clustersChanged, this, &ClustersPage::refresh);
    connect(&m_directory, &ClusterDirectory::sessionChanged, this, &ClustersPage::refresh);
    refresh();
}

ClustersPage::~ClustersPage() = default;

void ClustersPage::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(m_theme, this);
    m_header->setTitle(tr("Clusters"));
    m_paste = m_header->addButton(tr("Paste kubeconfig…"), Icon::Import);
    m_paste->setObjectName(QStringLiteral("pasteKubeconfig"));
    m_addFile = m_header->addButton(tr("Add file…"), Icon::Plus);
    m_addFile->setObjectName(QStringLiteral("addFile"));
    m_addFile->setToolTip(tr("A kubeconfig, by reference: the file stays where it is. It can also be dropped on the "
                             "window"));
    layout->addWidget(m_header);
    m_banner = new Banner(m_theme, this);
    m_banner->setObjectName(QStringLiteral("clustersBanner"));
    m_banner->button()->setObjectName(QStringLiteral("connectAgain"));
    m_banner->hide();
    layout->addWidget(m_banner);
    m_halves = new Splitter(Qt::Vertical, this);
    layout->addWidget(m_halves, 1);

    m_rows.setSourceModel(&m_model);
    m_table = new DataTable(m_theme, m_halves);
    m_table->setObjectName(QStringLiteral("contexts"));
    m_table->setAccessibleName(tr("Clusters"));
    m_table->setRowHeight(28);
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(m_theme, m_table));
    m_table->setItemDelegateForColumn(Model::ContextColumn, new NameDelegate(m_theme, m_table));
    m_table->setItemDelegateForColumn(Model::ConnectionColumn, new StateDelegate(m_theme, m_table));
    m_table->setItemDelegateForColumn(Model::GuardsColumn, new GuardDelegate(m_theme, m_table));
    m_table->sortByColumn(Model::ContextColumn, Qt::AscendingOrder);
    m_table->setColumnWidths({180, 150, 260, 170, 90}); // the last takes what its words need
    m_table->setFlexibleColumn(Model::ServerColumn, 160);
    m_table->setMinimumHeight(m_theme.dp(26 + 3 * 28));
    m_halves->addWidget(m_table);

    m_sides = new Splitter(Qt::Horizontal, m_halves);
    m_test = new TestPanel(m_theme, m_sides);
    m_test->setMinimumWidth(m_theme.dp(400));
    m_sides->addWidget(m_test);
    m_details = new ContextDetails(m_theme, m_sides);
    m_sides->addWidget(m_details);
    m_sides->setChildrenCollapsible(false);
    m_sides->setStretchFactor(0, 1);
    m_sides->setStretchFactor(1, 0);
    m_sides->setSizes({1000, m_theme.dp(320)});
    m_halves->addWidget(m_sides);
    m_halves->setChildrenCollapsible(false);
    m_halves->setStretchFactor(0, 0);
    m_halves->setStretchFactor(1, 1);
    m_halves->setSizes({m_theme.dp(26 + 5 * 28 + 4), 1000});
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

QString ClustersPage::currentContext() const
{
    const tables::ContextLine *line = current();
    return line ? line->context : QString();
}

void ClustersPage::refresh()
{
    const QList<tables::ContextLine> lines = m_directory.clusters();
    m_model.merge(lines);
    QString guards;
    for (int row = 0; row < m_model.rowCount(); ++row)
        guards += m_model.index(row, Model::GuardsColumn).data().toString() + u'\n';
    if (guards != std::exchange(m_guards, guards))
        m_table->setFlexibleColumn(Model::ServerColumn, 160); // the words at the end need another width
    if (!m_table->currentIndex().isValid()) {
        const int row = m_model.rowOf(m_directory.currentContext());
        m_table->setCurrentIndex(row >= 0 ? m_rows.mapFromSource(m_model.index(row, 0)) : m_rows.index(0, 0));
    }
    QStringList files;
    int contexts = 0;
    bool local = false;
    for (const tables::ContextLine &line : lines) {
        local |= line.context == QLatin1String("local");
        contexts += line.context == QLatin1String("local") ? 0 : 1;
        if (line.context != QLatin1String("local") && !line.file.isEmpty() && !files.contains(line.file))
            files.append(line.file);
    }
    const QString from = contexts == 1 ? tr("1 context") : tr("%1 contexts").arg(contexts);
    const QString in = files.size() == 1 ? tr("%1 from 1 kubeconfig file").arg(from)
                                         : tr("%1 from %2 kubeconfig files").arg(from).arg(files.size());
    m_header->setFacts(contexts == 0 ? (local ? tr("only the local cluster") : QString())
                       : local       ? tr("%1, and the local cluster").arg(in)
                                     : in);
    refreshBanner();
    refreshCurrent();
}

void ClustersPage::refreshBanner()
{
    const QStringList changed = m_directory.changedFiles();
    if (const QString problem = m_directory.problem(); !problem.isEmpty())
        m_banner->show(State::Failed, tr("No cluster could be opened."), problem, tr("Read again"), Icon::None);
    else if (!changed.isEmpty())
        m_banner->show(State::Waiting,
                       changed.size() == 1 ? tr("%1 was changed on disk.").arg(changed.constFirst())
                                           : tr("%1 kubeconfig files were changed on disk.").arg(changed.size()),
                       tr("What is shown is what was read before."), tr("Read again and connect"));
    else if (!m_saying.what.isEmpty())
        m_banner->show(m_saying.state, m_saying.what, m_saying.why);
    else
        m_banner->hide();
}

void ClustersPage::say(State state, const QString &what, const QString &why)
{
    m_saying = {state, what, why};
    refreshBanner();
}

void ClustersPage::refreshCurrent()
{
    const tables::ContextLine *line = current();
    if (!line) {
        m_details->showNothing();
        m_test->showUntested({});
        return;
    }
    const bool present = line->current && m_directory.session();
    QString problem;
    if (present) {
        const k8s::Freshness freshness = m_directory.session()->freshness();
        if (!freshness.isLive())
            problem = freshness.problem;
    }
    m_details->showContext(*line, m_directory.facts(line->context), m_directory.settings(line->context), present,
                           problem);
    showTest();
}

void ClustersPage::showTest()
{
    const tables::ContextLine *line = current();
    if (!line)
        return;
    if (m_running && m_runningContext == line->context)
        m_test->showReport(line->title, m_running->report());
    else if (const auto tested = m_tested.constFind(line->context); tested == m_tested.cend())
        m_test->showUntested(line->title);
    else if (tested->problem.isEmpty())
        m_test->showReport(line->title, tested->report);
    else
        m_test->showProblem(line->title, tested->problem);
}

const k8s::ConnectionReport *ClustersPage::shownReport() const
{
    const QString context = currentContext();
    if (m_running && m_runningContext == context)
        return &m_running->report();
    const auto tested = m_tested.constFind(context);
    return tested == m_tested.cend() ? nullptr : &tested->report;
}

void ClustersPage::startTest()
{
    const QString context = currentContext();
    if (context.isEmpty())
        return;
    m_running.reset();
    auto test = m_directory.connectionTest(context);
    if (!test) {
        m_tested.insert(context, {{}, test.error().toLine()});
        showTest();
        return;
    }
    m_running = std::move(*test);
    m_runningContext = context;
    connect(m_running.get(), &k8s::ConnectionTest::changed, this, &ClustersPage::showTest);
    connect(m_running.get(), &k8s::ConnectionTest::finished, this, [this] {
        const k8s::ConnectionReport report = m_running->report();
        m_tested.insert(m_runningContext, {report, {}});
        m_running.release()->deleteLater(); // this is its signal
        if (!report.isCancelled)
            m_directory.noteTest(m_runningContext, report);
        showTest();
    });
    m_running->start();
    showTest();
}

void ClustersPage::cancelTest()
{
    if (m_running)
        m_running->cancel();
}

void ClustersPage::expectName(const QString &name)
{
    ContextSettings settings = m_directory.settings(currentContext());
    settings.tlsServerName = name;
    applySettings(settings);
    startTest();
}

void ClustersPage::askForName()
{
    const k8s::ConnectionReport *report = shownReport();
    if (!report)
        return;
    auto *dialog = new ExpectNameDialog(m_theme, report->certificate.names, this);
    connect(dialog, &ExpectNameDialog::chosen, this, &ClustersPage::expectName);
    dialog->present();
}

void ClustersPage::showCertificate()
{
    const k8s::ConnectionReport *report = shownReport();
    if (report && !report->certificate.isNull())
        (new CertificateDialog(m_theme, report->certificate, this))->present();
}

void ClustersPage::applySettings(const ContextSettings &settings)
{
    const QString context = currentContext();
    if (context.isEmpty() || m_directory.settings(context) == settings)
        return;
    if (const auto kept = m_directory.setSettings(context, settings); !kept)
        say(State::Failed, tr("The change was not kept."), kept.error().toLine());
    else
        say(State::Succeeded, {}, {});
    refreshCurrent();
}

void ClustersPage::openCurrent()
{
    const tables::ContextLine *line = current();
    if (line && !(line->current && m_directory.session()))
        m_directory.open(QString(line->context));
}

void ClustersPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Add a kubeconfig"));
    dialog->setObjectName(QStringLiteral("kubeconfigFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setFilter(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); // ~/.kube
    connect(dialog, &QFileDialog::filesSelected, this, &ClustersPage::addFiles);
    dialog->open();
}

void ClustersPage::paste()
{
    auto *dialog = new PasteDialog(m_theme, m_directory.pastedNames(), this);
    m_directory.askSecretStore([dialog = QPointer<PasteDialog>(dialog)](bool lasting, const QString &words) {
        if (dialog)
            dialog->setStore(lasting, words);
    });
    connect(dialog, &DialogFrame::actionRequested, this, [this, dialog = QPointer<PasteDialog>(dialog)] {
        const QString name = dialog->name();
        dialog->setActionEnabled(false, tr("It is being kept"));
        m_directory.addPasted(
            name, dialog->text(), [self = QPointer<ClustersPage>(this), dialog, name](const Result<QString> &note) {
                if (!note) {
                    if (dialog)
                        dialog->showProblem(note.error().toLine());
                    return;
                }
                if (dialog)
                    dialog->accept();
                if (self)
                    self->say(note->isEmpty() ? State::Succeeded : State::Waiting, tr("Added %1.").arg(name), *note);
            });
    });
    dialog->present();
}

void ClustersPage::addFiles(const QStringList &paths)
{
    QStringList added, notes;
    for (const QString &path : paths) {
        const Result<QString> note = m_directory.addFile(path);
        if (!note) {
            say(State::Failed, tr("%1 was not added.").arg(path), note.error().toLine());
            return;
        }
        added.append(path);
        if (!note->isEmpty())
            notes.append(*note);
    }
    if (!added.isEmpty())
        say(notes.isEmpty() ? State::Succeeded : State::Waiting, tr("Added %1.").arg(added.join(QStringLiteral(", "))),
            notes.isEmpty() ? tr("It is referenced, never rewritten.") : notes.join(u' '));
}

void ClustersPage::removeCurrent()
{
    const tables::ContextLine *line = current();
    if (!line)
        return;
    QStringList gone;
    for (const tables::ContextLine &other : m_model.rows()) {
        if (other.file == line->file)
            gone.append(other.title);
    }
    auto *dialog = new RemoveFileDialog(m_theme, line->file, gone, this);
    connect(dialog, &DialogFrame::actionRequested, dialog, [this, dialog, file = line->file] {
        if (const auto removed = m_directory.removeFile(file); !removed)
            say(State::Failed, tr("%1 was not removed.").arg(file), removed.error().toLine());
        else
            say(State::Succeeded, tr("Removed %1 from the list.").arg(file), tr("The file itself is as it was."));
        dialog->accept();
    });
    dialog->present();
}

QString ClustersPage::facts() const
{
    const int count = m_model.rowCount();
    return count == 1 ? tr("1 cluster") : tr("%1 clusters").arg(count);
}

} // namespace zdtp::ui
