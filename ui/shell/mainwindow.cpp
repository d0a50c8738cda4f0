#include "ui/shell/mainwindow.h"

#include "models/tables/tasktablemodel.h"
#include "models/tables/words.h"
#include "ui/base/refusal.h"
#include "ui/clusters/clusterspage.h"
#include "ui/clusters/execdialogs.h"
#include "ui/runs/activitypage.h"
#include "ui/runs/eventspage.h"
#include "ui/runs/runpage.h"
#include "ui/runs/workerspage.h"
#include "ui/shell/commandset.h"
#include "ui/shell/palette.h"
#include "ui/tasks/taskpage.h"
#include "ui/tasks/taskspage.h"
#include "ui/widgets/context.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/statusbar.h"
#include "ui/widgets/text.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFile>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int NarrowBelow = 1100; ///< the navigation shows icons only
constexpr int RecentRuns = 8;
constexpr int FixedEntries = 5; ///< tasks, workers, events, activity, clusters
} // namespace

MainWindow::MainWindow(Theme &theme, ClusterDirectory &directory, QSettings &settings, Places places, QWidget *parent)
    : QMainWindow(parent), m_theme(theme), m_directory(directory), m_settings(settings), m_places(std::move(places))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("ZDTP Console"));
    setMinimumSize(960, 600);
    setAcceptDrops(true);
    m_commands = new CommandSet(this);
    build();
    buildMenus();
    resize(1280, 800);
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());

    connect(m_commands, &CommandSet::triggered, this, [this](Command command) {
        if (m_page)
            m_page->carryOut(command);
    });
    connect(&directory, &ClusterDirectory::sessionClosing, this, &MainWindow::closeSession);
    connect(&directory, &ClusterDirectory::sessionChanged, this, &MainWindow::openSession);
    connect(&directory, &ClusterDirectory::clustersChanged, this, [this] { m_navigationSoon.start(); });
    connect(&directory, &ClusterDirectory::clustersChanged, this, &MainWindow::refreshContext);
    followSignIn();
    m_navigationSoon.setSingleShot(true);
    m_navigationSoon.setInterval(100);
    connect(&m_navigationSoon, &QTimer::timeout, this, &MainWindow::refreshNavigation);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &MainWindow::tick);
    m_second.start();
    openSession();
}

MainWindow::~MainWindow()
{
    dropPage();
}

void MainWindow::build()
{
    auto *central = new QWidget(this);
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_side = new QWidget(central);
    auto *side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(0);
    m_context = new ContextBlock(m_theme, m_side);
    m_context->setObjectName(QStringLiteral("contextBlock"));
    side->addWidget(m_context);
    m_navigation = new NavigationList(m_theme, m_side);
    m_navigation->setObjectName(QStringLiteral("navigation"));
    m_navigation->addEntry(QStringLiteral("tasks"), Icon::List, tr("Tasks"), tr("Tasks (Ctrl+1)"));
    m_navigation->addEntry(QStringLiteral("workers"), Icon::Workers, tr("Workers"), tr("Workers (Ctrl+2)"));
    m_navigation->addEntry(QStringLiteral("events"), Icon::Events, tr("Events"), tr("Events (Ctrl+3)"));
    m_navigation->addEntry(QStringLiteral("activity"), Icon::History, tr("Activity"), tr("Activity (Ctrl+4)"));
    m_navigation->addEntry(QStringLiteral("clusters"), Icon::Cluster, tr("Clusters"), tr("Clusters (Ctrl+5)"));
    side->addWidget(m_navigation, 1);
    columns->addWidget(m_side);
    columns->addWidget(new Rule(m_theme, Qt::Vertical, central));

    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    m_stack = new QStackedWidget(central);
    m_clusters = new ClustersPage(m_theme, m_directory, m_stack);
    m_stack->addWidget(m_clusters);
    right->addWidget(m_stack, 1);
    columns->addLayout(right, 1);

    auto *outer = new QWidget(this);
    auto *rows = new QVBoxLayout(outer);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(new Rule(m_theme, Qt::Horizontal, outer));
    rows->addWidget(central, 1);
    m_status = new StatusBar(m_theme, outer);
    m_status->setObjectName(QStringLiteral("statusBar"));
    rows->addWidget(m_status);
    setCentralWidget(outer);
    m_palette = new Palette(m_theme, this);

    connect(m_context, &QAbstractButton::clicked, this, &MainWindow::showContextMenu);
    connect(m_navigation, &NavigationList::activated, this, [this](const QString &key) {
        using Kind = Destination::Kind;
        static const QHash<QString, Kind> kinds{{QStringLiteral("tasks"), Kind::Tasks},
                                                {QStringLiteral("workers"), Kind::Workers},
                                                {QStringLiteral("events"), Kind::Events},
                                                {QStringLiteral("activity"), Kind::Activity},
                                                {QStringLiteral("clusters"), Kind::Clusters}};
        if (const auto kind = kinds.constFind(key); kind != kinds.cend()) {
            go(Destination::of(*kind));
        } else if (key.startsWith(QLatin1String("run/"))) {
            const qsizetype cut = key.lastIndexOf(u'/');
            go(Destination::ofRun(key.mid(4, cut - 4), key.mid(cut + 1).toInt()));
        }
    });
}

void MainWindow::openSession()
{
    ClusterSession *session = m_directory.session();
    m_rates = {};
    m_lastEvent = {};
    if (!session) {
        m_context->setContext({tr("No cluster"), tables::dash(), ContextColour::Grey, false, false});
        showClusters();
        refreshNavigation();
        refreshStatus();
        return;
    }
    refreshContext();
    const auto heard = [this, session] {
        m_lastEvent = session->clock().now();
        m_navigationSoon.start();
    };
    connect(&session->fleet(), &Fleet::workersChanged, this, heard);
    connect(&session->fleet(), &Fleet::runsChanged, this, heard);
    connect(&session->fleet(), &Fleet::tasksChanged, this, heard);
    connect(session, &ClusterSession::eventsChanged, this, heard);
    connect(session, &ClusterSession::freshnessChanged, this, &MainWindow::refreshStatus);
    connect(session, &ClusterSession::identityKnown, this, &MainWindow::refreshStatus);
    const Destination wanted = std::exchange(m_wanted, {});
    go(wanted);
    refreshNavigation();
    refreshStatus();
}

void MainWindow::refreshContext()
{
    const ClusterSession *session = m_directory.session();
    if (!session)
        return;
    int colour = 0;
    const QList<tables::ContextLine> lines = m_directory.clusters();
    for (const tables::ContextLine &line : lines) {
        if (line.context == m_directory.currentContext())
            colour = line.colour;
    }
    const ContextInfo now = contextOf(session->identity(), colour);
    const bool changed = !(now == m_context->context());
    m_context->setContext(now);
    // A page and its dialogs stand on the guards that they were made with.
    if (changed && m_page) {
        const Destination stood = m_page->destination();
        dropPage();
        go(stood);
    }
}

void MainWindow::followSignIn()
{
    connect(&m_directory, &ClusterDirectory::consentWanted, this, &MainWindow::askForConsent);
    connect(&m_directory, &ClusterDirectory::signInStarted, this, [this](const QString &commandLine) {
        delete m_signIn;
        m_signIn = new ExecRunDialog(m_theme, commandLine, this);
        connect(m_signIn, &ExecRunDialog::cancelled, this, [this] { m_directory.cancelSignIn(); });
    });
    connect(&m_directory, &ClusterDirectory::signInSaid, this, [this](const QString &text) {
        if (m_signIn)
            m_signIn->say(text);
    });
    connect(&m_directory, &ClusterDirectory::signInEnded, this, [this](const QString &problem) {
        if (m_signIn)
            m_signIn->end(problem);
    });
}

void MainWindow::askForConsent()
{
    const auto request = m_directory.wantedConsent();
    if (!request)
        return;
    auto *dialog = new ExecConsentDialog(m_theme, m_directory.currentContext(), *request, this);
    connect(dialog, &DialogFrame::actionRequested, this, [this, dialog] {
        // accept() first: opening may close what the dialog stands on.
        dialog->accept();
        if (const auto given = m_directory.giveConsent(); !given)
            m_status->setFacts(given.error().toLine());
    });
    connect(dialog, &QDialog::rejected, this, [this] { m_directory.refuseConsent(); });
    dialog->present();
}

void MainWindow::closeSession()
{
    const Destination stood = m_page ? m_page->destination() : Destination();
    // Lists make sense on any cluster, a task or a run of the old one does not.
    m_wanted = stood.kind == Destination::Kind::Task || stood.kind == Destination::Kind::Run ? Destination() : stood;
    dropPage();
    if (m_directory.session())
        disconnect(m_directory.session(), nullptr, this, nullptr);
}

void MainWindow::dropPage()
{
    if (!m_page)
        return;
    m_page->aboutToLeave();
    m_page->saveLayout(m_settings);
    m_stack->setCurrentWidget(m_clusters);
    delete m_page;
    m_commands->update(nullptr);
}

void MainWindow::showPage(Page *page)
{
    dropPage();
    m_page = page;
    m_stack->addWidget(page);
    page->restoreLayout(m_settings);
    m_stack->setCurrentWidget(page);
    connect(page, &Page::wants, this, &MainWindow::go);
    connect(page, &Page::factsChanged, this, [this] { m_status->setFacts(m_page ? m_page->facts() : QString()); });
    connect(page, &Page::commandsChanged, this, &MainWindow::refreshCommands, Qt::QueuedConnection);
    m_navigation->setCurrent(navigationKey(page->destination()));
    m_status->setFacts(page->facts());
    refreshCommands();
    page->takeFocus();
}

void MainWindow::showClusters()
{
    dropPage();
    m_stack->setCurrentWidget(m_clusters);
    m_navigation->setCurrent(QStringLiteral("clusters"));
    m_status->setFacts(m_clusters->facts());
    m_commands->update(nullptr);
}

void MainWindow::go(const Destination &destination)
{
    using Kind = Destination::Kind;
    ClusterSession *session = m_directory.session();
    if (destination.kind == Kind::Clusters || !session) {
        showClusters();
        return;
    }
    if (m_page && m_page->destination() == destination && destination.worker.isEmpty()) {
        m_page->takeFocus();
        return;
    }
    const Workspace workspace{m_theme,
                              *session,
                              m_context->context(),
                              m_places.draftsFolder,
                              &m_rates,
                              m_places.sampleTool,
                              m_places.sampleFile};
    switch (destination.kind) {
    case Kind::Tasks:
        showPage(new TasksPage(workspace, m_stack));
        break;
    case Kind::Task:
        showPage(TaskPage::ofTask(workspace, destination.task, m_stack));
        break;
    case Kind::Draft:
        showPage(TaskPage::ofDraft(workspace, destination.draft, m_stack));
        break;
    case Kind::Workers:
        showPage(new WorkersPage(workspace, m_stack));
        break;
    case Kind::Events: {
        auto *page = new EventsPage(workspace, m_stack);
        page->setFilter(destination.object);
        showPage(page);
        break;
    }
    case Kind::Activity:
        showPage(new ActivityPage(workspace, m_stack));
        break;
    case Kind::Run: {
        auto *page = new RunPage(workspace, destination.task, destination.run, m_stack);
        if (!destination.worker.isEmpty())
            page->selectWorker(destination.worker);
        showPage(page);
        break;
    }
    case Kind::Clusters:
        break;
    }
}

QString MainWindow::navigationKey(const Destination &destination) const
{
    switch (destination.kind) {
    case Destination::Kind::Tasks:
    case Destination::Kind::Task:
    case Destination::Kind::Draft:
        return QStringLiteral("tasks");
    case Destination::Kind::Workers:
        return QStringLiteral("workers");
    case Destination::Kind::Events:
        return QStringLiteral("events");
    case Destination::Kind::Activity:
        return QStringLiteral("activity");
    case Destination::Kind::Clusters:
        return QStringLiteral("clusters");
    case Destination::Kind::Run:
        return QStringLiteral("run/%1/%2").arg(destination.task).arg(destination.run);
    }
    return {};
}

void MainWindow::openFile(const QString &fileName)
{
    ClusterSession *session = m_directory.session();
    if (!session)
        return;
    const Workspace workspace{m_theme,
                              *session,
                              m_context->context(),
                              m_places.draftsFolder,
                              &m_rates,
                              m_places.sampleTool,
                              m_places.sampleFile};
    const Result<QString> id = takeDocument(workspace, fileName);
    if (id)
        go(Destination::ofDraft(*id));
    else
        m_status->setFacts(id.error().toLine());
}

void MainWindow::refreshNavigation()
{
    ClusterSession *session = m_directory.session();
    m_navigation->setCount(QStringLiteral("clusters"), tables::count(m_directory.clusters().size()));
    m_navigation->truncate(FixedEntries);
    if (!session) {
        for (const char *key : {"tasks", "workers", "events"})
            m_navigation->setCount(QLatin1String(key), {});
        return;
    }
    const Fleet &fleet = session->fleet();
    const bool known = session->hasSynced();
    const auto number = [known](qsizetype count) { return known ? tables::count(count) : QString(); };
    m_navigation->setCount(QStringLiteral("tasks"), number(fleet.tasks().size()));
    m_navigation->setCount(QStringLiteral("workers"), number(fleet.allWorkers().size()));
    m_navigation->setCount(QStringLiteral("events"), number(session->events().size()));
    const QList<RunView> runs = fleet.runs();
    if (!runs.isEmpty())
        m_navigation->addCaption(tr("Recent runs"));
    for (const RunView &run : runs.mid(0, RecentRuns)) {
        m_navigation->addStateEntry(QStringLiteral("run/%1/%2").arg(run.record.task).arg(run.record.run),
                                    tables::stateOf(run), run.record.task, QStringLiteral("#%1").arg(run.record.run));
    }
    m_navigation->setCurrent(m_page ? navigationKey(m_page->destination()) : QStringLiteral("clusters"));
}

void MainWindow::refreshStatus()
{
    ClusterSession *session = m_directory.session();
    const QDateTime now = session ? session->clock().now().toLocalTime() : QDateTime::currentDateTime();
    m_status->setClock(now.toString(QStringLiteral("HH:mm:ss ")) + now.timeZoneAbbreviation(),
                       tables::fullTimeText(now.toUTC()));
    if (!session) {
        m_status->freshness()->setFreshness(Freshness::NotConnected);
        m_status->setAlarm({});
        m_status->setLastEvent({});
        m_status->setUser({});
        m_status->setServer({});
        return;
    }
    const k8s::Freshness freshness = session->freshness();
    m_status->freshness()->setFreshness(freshnessOf(freshness), freshnessWord(freshness));
    m_status->freshness()->setToolTip(freshness.problem);
    m_status->setAlarm(session->identity().insecure ? tr("insecure TLS") : QString(),
                       tr("Nobody checks the server's certificate: insecure-skip-tls-verify is set in the kubeconfig"));
    if (m_lastEvent.isValid()) {
        const qint64 age = m_lastEvent.msecsTo(session->clock().now());
        m_status->setLastEvent(age < 10'000
                                   ? tr("last event %1 s ago").arg(QLocale().toString(double(age) / 1000, 'f', 1))
                                   : tr("last event %1 ago").arg(tables::ageText(m_lastEvent, session->clock().now())));
    } else {
        m_status->setLastEvent(freshness.isLive() ? tr("no event yet") : freshness.problem);
    }
    m_status->setUser(session->userName());
    m_status->setServer(session->serverVersion().isEmpty() ? QString()
                                                           : tr("Kubernetes %1").arg(session->serverVersion()));
}

void MainWindow::refreshCommands()
{
    m_commands->update(m_page);
    if (m_page)
        m_status->setFacts(m_page->facts());
}

void MainWindow::tick()
{
    if (ClusterSession *session = m_directory.session()) {
        m_rates.sample(session->fleet(), session->clock().now());
        if (m_page)
            m_page->tick();
    }
    refreshStatus();
}

void MainWindow::openPalette()
{
    QList<Palette::Entry> entries;
    const QList<QAction *> actions = m_commands->all();
    for (QAction *action : actions) {
        if (action == m_commands->action(Command::Back))
            continue;
        entries.append({action->text(), action->shortcut().toString(QKeySequence::NativeText),
                        action->isEnabled() ? QString() : action->statusTip(), Icon::None,
                        [action] { action->trigger(); }});
    }
    for (QAction *action : std::as_const(m_pageActions))
        entries.append(
            {action->text(), action->shortcut().toString(QKeySequence::NativeText), {}, Icon::None, [action] {
                 action->trigger();
             }});
    if (ClusterSession *session = m_directory.session()) {
        const QList<TaskRecord> tasks = session->fleet().tasks();
        for (const TaskRecord &task : tasks)
            entries.append(
                {task.name, tr("Task"), {}, Icon::List, [this, name = task.name] { go(Destination::ofTask(name)); }});
        const QList<RunView> runs = session->fleet().runs();
        for (const RunView &run : runs)
            entries.append({tr("%1 run %2").arg(run.record.task).arg(run.record.run),
                            tables::runWord(run),
                            {},
                            Theme::stateIcon(tables::stateOf(run)),
                            [this, task = run.record.task, n = run.record.run] { go(Destination::ofRun(task, n)); }});
        const QList<WorkerRow> workers = session->fleet().allWorkers();
        for (const WorkerRow &row : workers.mid(0, 2000))
            entries.append({row.spec.name,
                            tr("%1, worker of %2 run %3").arg(word(row.state), row.task).arg(row.run),
                            {},
                            Icon::Workers,
                            [this, task = row.task, n = row.run, worker = row.spec.name] {
                                go(Destination::ofRun(task, n, worker));
                            }});
    }
    m_palette->open(std::move(entries));
}

void MainWindow::showContextMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("contextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QList<tables::ContextLine> lines = m_directory.clusters();
    for (const tables::ContextLine &line : lines) {
        QString words = line.nameSpace.isEmpty() ? line.title : tr("%1, namespace %2").arg(line.title, line.nameSpace);
        if (line.insecure)
            words = tr("%1, insecure TLS").arg(words);
        QAction *action = menu->addAction(words);
        if (line.insecure)
            action->setIcon(m_theme.icon(Icon::Warning, Token::Danger));
        action->setCheckable(true);
        action->setChecked(line.context == m_directory.currentContext());
        connect(action, &QAction::triggered, this, [this, context = line.context] {
            if (context != m_directory.currentContext() || !m_directory.session())
                m_directory.open(context);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Clusters…")), &QAction::triggered, this,
            [this] { go(Destination::of(Destination::Kind::Clusters)); });
    menu->popup(m_context->mapToGlobal(QPoint(0, m_context->height())));
}

void MainWindow::moveRegion(int by)
{
    QList<QWidget *> regions{m_navigation};
    const QList<QWidget *> parts = m_stack->currentWidget()->findChildren<QWidget *>();
    for (QWidget *part : parts) {
        if (part->isVisibleTo(this) && part->focusPolicy() != Qt::NoFocus &&
            (part->inherits("QAbstractScrollArea") || part->inherits("QTreeView")))
            regions.append(part);
    }
    int now = 0;
    for (int i = 0; i < regions.size(); ++i) {
        if (regions.at(i)->hasFocus() || regions.at(i)->isAncestorOf(focusWidget()))
            now = i;
    }
    const int count = int(regions.size());
    regions.at((now + by + count) % count)->setFocus(Qt::TabFocusReason);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const bool narrow = width() < m_theme.dp(NarrowBelow);
    m_navigation->setNarrow(narrow);
    m_context->setNarrow(narrow);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && std::all_of(urls.cbegin(), urls.cend(), [](const QUrl &url) { return url.isLocalFile(); }))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList kubeconfigs, documents;
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls) {
        QFile file(url.toLocalFile());
        // A task document says what it is; whatever else is dropped is looked at as a kubeconfig.
        const bool task = file.open(QIODevice::ReadOnly) && file.read(4096).contains("SyncTask");
        (task ? documents : kubeconfigs).append(url.toLocalFile());
    }
    event->acceptProposedAction();
    if (!kubeconfigs.isEmpty()) {
        go(Destination::of(Destination::Kind::Clusters));
        m_clusters->addFiles(kubeconfigs);
    }
    for (const QString &document : std::as_const(documents))
        openFile(document);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    if (m_page) {
        m_page->aboutToLeave();
        m_page->saveLayout(m_settings);
    }
    QMainWindow::closeEvent(event);
}

} // namespace zdtp::ui
