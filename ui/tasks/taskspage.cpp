#include "ui/tasks/taskspage.h"

#include "models/tables/words.h"
#include "models/task/document.h"
#include "ui/base/freshnessbanner.h"
#include "ui/dialogs/newtaskdialog.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/table.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr qint64 LargestDocument = 4 * 1024 * 1024;
}

Result<QString> takeDocument(const Workspace &workspace, const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return fail(TasksPage::tr("The file cannot be read: %1").arg(file.errorString()),
                    TasksPage::tr("Choose another one, or check its rights"), {fileName, 0, 0});
    if (file.size() > LargestDocument)
        return fail(TasksPage::tr("The file is larger than a task document can be (4 MiB)"),
                    TasksPage::tr("Choose the document itself"), {fileName, 0, 0});
    const QByteArray yaml = file.readAll();
    const ParsedTask parsed = parseSyncTask(yaml, QFileInfo(fileName).fileName());
    const QString name =
        parsed.task && !parsed.task->name.isEmpty() ? parsed.task->name : QFileInfo(fileName).completeBaseName();
    const Drafts drafts(workspace.draftsFolder);
    const QString id = drafts.read(name) == yaml ? name : drafts.freeId(name);
    if (auto written = drafts.write(id, yaml); !written)
        return fail(written.error());
    return id;
}

TasksPage::TasksPage(const Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_drafts(workspace.draftsFolder)
{
    setObjectName(QStringLiteral("tasksPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(theme(), this);
    m_header->setTitle(tr("Tasks"));
    auto *importButton = m_header->addButton(tr("Import…"), Icon::Import);
    importButton->setObjectName(QStringLiteral("import"));
    auto *newButton = m_header->addButton(tr("New task…"), Icon::Plus);
    newButton->setObjectName(QStringLiteral("newTask"));
    layout->addWidget(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    connect(m_banner, &Banner::buttonPressed, this, [this] { session().poke(); });

    m_stack = new QStackedWidget(this);
    layout->addWidget(m_stack, 1);
    m_model.setNow(session().clock().now());
    m_rows.setSourceModel(&m_model);
    m_table = new DataTable(theme(), m_stack);
    m_table->setObjectName(QStringLiteral("tasks"));
    m_table->setAccessibleName(tr("Tasks"));
    m_table->setRowHeight(28);
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::TaskTableModel::NameColumn, new NameDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::TaskTableModel::LastRunColumn, new NumberDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::TaskTableModel::StateColumn, new StateDelegate(theme(), m_table));
    m_table->setFixedColumns({tables::TaskTableModel::NameColumn, tables::TaskTableModel::StateColumn});
    m_table->sortByColumn(tables::TaskTableModel::NameColumn, Qt::AscendingOrder);
    const QList<int> widths{190, 90, 110, 110, 70, 130, 150, 210}; // all of them beside the navigation in 1280
    for (int i = 0; i < widths.size(); ++i)
        m_table->header()->resizeSection(i, theme().dp(widths.at(i)));
    m_stack->addWidget(m_table);
    m_empty = new EmptyState(theme(), m_stack);
    m_empty->setObjectName(QStringLiteral("empty"));
    m_stack->addWidget(m_empty);

    connect(newButton, &QPushButton::clicked, this, &TasksPage::newTask);
    connect(importButton, &QPushButton::clicked, this, &TasksPage::import);
    connect(m_table, &DataTable::rowActivated, this, &TasksPage::openRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { emit commandsChanged(); });
    connect(&session().fleet(), &Fleet::tasksChanged, this, &TasksPage::refresh);
    connect(&session().fleet(), &Fleet::runsChanged, this, &TasksPage::refresh);
    connect(&session(), &ClusterSession::freshnessChanged, this, &TasksPage::refresh);
    m_hasSample = !workspace.sampleFile.isEmpty() && QFileInfo::exists(workspace.sampleFile);
    showEmpty();
    refresh();
}

void TasksPage::showEmpty()
{
    // Built again only when its words change: a button must not lose the focus or a click on the way.
    const k8s::Freshness freshness = session().freshness();
    const QString words = freshnessWord(freshness) + freshness.problem;
    if (words == m_emptyWords)
        return;
    m_emptyWords = words;
    const bool focused = m_empty->isAncestorOf(focusWidget());
    m_empty->clear();
    m_empty->setText(Icon::List, tr("No sync tasks yet"),
                     m_hasSample ? tr("A sync task says which tables go from where to where, how they are split, and "
                                      "how the workers run on the cluster. The sample runs on this machine: it needs "
                                      "no Kubernetes and no database.")
                                 : tr("A sync task says which tables go from where to where, how they are split, and "
                                      "how the workers run on the cluster."));
    if (m_hasSample) {
        auto *sample =
            m_empty->addRow(Icon::Play, tr("Run the sample task orders-full"),
                            tr("One table, 4 workers, about a minute. One fails, to practise clean-up and restart."),
                            tr("Open the sample"), {}, true);
        sample->setObjectName(QStringLiteral("openSample"));
        connect(sample, &QPushButton::clicked, this, &TasksPage::openSample);
    } else if (!workspace().sampleTool.isEmpty()) {
        auto *sample =
            m_empty->addRow(Icon::Play, tr("Prepare the sample task orders-full"),
                            tr("Starts a PostgreSQL of its own with 1,000,000 rows, below your data folder."),
                            tr("Prepare the sample"), {}, true);
        sample->setObjectName(QStringLiteral("prepareSample"));
        connect(sample, &QPushButton::clicked, this, [this, sample] {
            sample->setEnabled(false);
            sample->setText(tr("Preparing…"));
            prepareSample();
        });
    }
    const bool offered = m_hasSample || !workspace().sampleTool.isEmpty();
    auto *create = m_empty->addRow(Icon::File, tr("New sync task"),
                                   tr("Choose an engine, source and target; the manifests stand beside it."),
                                   tr("New task…"), tr("Ctrl+N"), !offered);
    create->setObjectName(QStringLiteral("emptyNewTask"));
    connect(create, &QPushButton::clicked, this, &TasksPage::newTask);
    auto *open = m_empty->addRow(Icon::Import, tr("Import a task document"),
                                 tr("A SyncTask document (YAML) that you have. Nothing is launched yet."),
                                 tr("Import…"), tr("Ctrl+O"));
    open->setObjectName(QStringLiteral("emptyImport"));
    connect(open, &QPushButton::clicked, this, &TasksPage::import);

    m_empty->addCaption(tr("Where it runs"));
    const ClusterIdentity &identity = session().identity();
    auto *cluster =
        m_empty->addRow(Icon::Cluster, identity.title.isEmpty() ? identity.context : identity.title,
                        freshness.problem.isEmpty() ? tr("%1, namespace %2").arg(identity.server, identity.nameSpace)
                                                    : freshness.problem,
                        tr("Clusters"));
    cluster->setObjectName(QStringLiteral("emptyClusters"));
    m_empty->tagLastRow(FreshnessLabel::stateOf(freshnessOf(freshness)), freshnessWord(freshness));
    connect(cluster, &QPushButton::clicked, this, [this] { emit wants(Destination::of(Destination::Kind::Clusters)); });
    m_empty->addFootnote(tr("This console only refers to kubeconfig files and never changes them."));
    if (focused)
        takeFocus();
}

void TasksPage::refresh()
{
    QList<tables::TaskLine> lines = m_lines.of(session().fleet());
    const QList<Drafts::Draft> drafts = m_drafts.list();
    for (const Drafts::Draft &draft : drafts) {
        const auto same = std::find_if(lines.begin(), lines.end(),
                                       [&](const tables::TaskLine &line) { return line.name == draft.id; });
        if (same != lines.end())
            continue; // its page shows what was typed
        tables::TaskLine line;
        line.name = draft.id;
        line.draft = true;
        line.savedAt = draft.changed;
        if (const auto yaml = m_drafts.read(draft.id)) {
            const ParsedTask parsed = parseSyncTask(*yaml, draft.id);
            if (parsed.task) {
                line.type = word(parsed.task->type);
                line.engine = parsed.task->engine;
                line.mode = word(parsed.task->scheduling.mode);
            }
        }
        lines.append(line);
    }
    m_model.merge(lines);
    // While it loads nothing is known, so nothing is said to be absent.
    const bool empty = lines.isEmpty() && session().hasSynced();
    if (empty)
        showEmpty();
    QWidget *wanted = empty ? static_cast<QWidget *>(m_empty) : m_table;
    if (m_stack->currentWidget() != wanted) {
        const bool focused = m_stack->isAncestorOf(focusWidget()) || !window()->focusWidget();
        m_stack->setCurrentWidget(wanted);
        if (focused)
            takeFocus();
    }
    showFreshness(*m_banner, session());
    m_table->setStale(!session().freshness().isLive());
    m_header->setFacts(!session().hasSynced() ? freshnessWord(session().freshness()) : QString());
    emit factsChanged();
    emit commandsChanged();
}

void TasksPage::tick()
{
    m_model.setNow(session().clock().now());
}

const tables::TaskLine *TasksPage::current() const
{
    if (m_stack->currentWidget() != m_table || !m_table->currentIndex().isValid())
        return nullptr;
    return m_model.rowAt(m_rows.mapToSource(m_table->currentIndex()));
}

void TasksPage::openRow(const QModelIndex &index)
{
    if (const tables::TaskLine *line = m_model.rowAt(m_rows.mapToSource(index)))
        emit wants(line->draft ? Destination::ofDraft(line->name) : Destination::ofTask(line->name));
}

QString TasksPage::facts() const
{
    const int count = m_model.rowCount();
    return count == 0 ? tr("no tasks") : count == 1 ? tr("1 task") : tr("%1 tasks").arg(count);
}

QString TasksPage::refusalOf(Command command) const
{
    switch (command) {
    case Command::NewTask:
    case Command::Import:
        return {};
    default:
        return Page::refusalOf(command);
    }
}

void TasksPage::carryOut(Command command)
{
    if (command == Command::NewTask)
        newTask();
    else if (command == Command::Import)
        import();
}

void TasksPage::takeFocus()
{
    if (m_stack->currentWidget() == m_table) {
        m_table->setFocus();
        if (!m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_rows.index(0, 0));
    } else if (auto *first = m_empty->findChild<QPushButton *>()) {
        first->setFocus();
    }
}

void TasksPage::newTask()
{
    auto *dialog = new NewTaskDialog(workspace(), this);
    connect(dialog, &NewTaskDialog::answered, this, [this](const NewTaskDialog::Answer &answer) {
        const QByteArray yaml =
            newTaskDocument(answer, workspace().nameSpace(), session().engines().find(answer.engine));
        openDocument(answer.name, yaml);
    });
    dialog->present();
}

void TasksPage::openDocument(const QString &name, const QByteArray &yaml)
{
    const QString id = m_drafts.freeId(name);
    if (const auto written = m_drafts.write(id, yaml); !written) {
        m_header->setFacts(written.error().toLine());
        return;
    }
    emit wants(Destination::ofDraft(id));
}

void TasksPage::import()
{
    auto *dialog = new QFileDialog(this, tr("Import a task document"), QDir::homePath(), tr("YAML (*.yaml *.yml)"));
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &name) {
        const Result<QString> id = takeDocument(workspace(), name);
        if (id)
            emit wants(Destination::ofDraft(*id));
        else
            m_header->setFacts(id.error().toLine());
    });
    dialog->open();
}

void TasksPage::prepareSample()
{
    m_preparing = new QProcess(this);
    connect(m_preparing, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        m_hasSample = QFileInfo::exists(workspace().sampleFile);
        m_emptyWords.clear();
        if (status == QProcess::NormalExit && code == 0 && m_hasSample) {
            openSample();
            return;
        }
        const QString said = QString::fromLocal8Bit(m_preparing->readAllStandardError()).trimmed();
        m_banner->show(State::Failed, tr("The sample could not be prepared."), said.section(u'\n', -1));
        showEmpty();
    });
    connect(m_preparing, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_emptyWords.clear();
        m_banner->show(State::Failed, tr("The sample could not be prepared."),
                       tr("%1 cannot be started: %2").arg(workspace().sampleTool, m_preparing->errorString()));
        showEmpty();
    });
    m_preparing->start(workspace().sampleTool, {QStringLiteral("prepare")});
}

void TasksPage::openSample()
{
    const Result<QString> id = takeDocument(workspace(), workspace().sampleFile);
    if (id)
        emit wants(Destination::ofDraft(*id));
    else
        m_header->setFacts(id.error().toLine());
}

void TasksPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("tasks/header"), m_table->header()->saveState());
}

void TasksPage::restoreLayout(QSettings &settings)
{
    m_table->header()->restoreState(settings.value(QStringLiteral("tasks/header")).toByteArray());
}

} // namespace zdtp::ui
