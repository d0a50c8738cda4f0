#include "ui/runs/runpage.h"

#include "k8s/base/duration.h"
#include "models/tables/tasktablemodel.h"
#include "models/tables/words.h"
#include "ui/base/freshnessbanner.h"
#include "ui/base/refusal.h"
#include "ui/logs/logpanel.h"
#include "ui/logs/logview.h"
#include "ui/runs/runchart.h"
#include "ui/runs/workerdetails.h"
#include "ui/runs/workertable.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/sums.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QResizeEvent>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {

constexpr int RefreshMilliseconds = 100;     ///< tables repaint at most ten times a second
constexpr int LogDelayMilliseconds = 150;    ///< arrow keys through the table open no log on the way
constexpr int DeepBelow = 1240 - 200;        ///< page width below which the details take the table's place
constexpr int ChartBelow = 760 - 32 - 24;    ///< page height below which the chart gives way
constexpr int LogsBelow = 640 - 32 - 24;     ///< page height below which the logs fold to their header
constexpr qint64 QuietMilliseconds = 10'000; ///< a launch that does not move for so long counts as cut off

const QList<State> ChipStates{State::Failed,  State::Unknown,   State::Missing, State::Running,
                              State::Waiting, State::Succeeded, State::Stopped};

} // namespace

RunPage::RunPage(const Workspace &workspace, const QString &task, int run, QWidget *parent)
    : Page(workspace, parent), m_task(task), m_run(run)
{
    setObjectName(QStringLiteral("runPage"));
    build();
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(RefreshMilliseconds);
    m_logDelay.setSingleShot(true);
    m_logDelay.setInterval(LogDelayMilliseconds);
    connect(&m_refresh, &QTimer::timeout, this, &RunPage::refresh);
    connect(&m_logDelay, &QTimer::timeout, this, &RunPage::openLog);
    Fleet &fleet = session().fleet();
    connect(&fleet, &Fleet::workersChanged, this, &RunPage::refreshSoon);
    connect(&fleet, &Fleet::runsChanged, this, &RunPage::refreshSoon);
    connect(&session(), &ClusterSession::freshnessChanged, this, &RunPage::refreshSoon);
    connect(&session(), &ClusterSession::eventsChanged, this, &RunPage::refreshSoon);
    connect(&session(), &ClusterSession::operationStarted, this, &RunPage::refreshSoon);
    connect(&session(), &ClusterSession::operationFinished, this, &RunPage::refreshSoon);
    refresh();
}

RunPage::~RunPage() = default;

void RunPage::buildHeader()
{
    m_header = new PageHeader(theme(), this);
    m_header->setTitle(m_task, tr("run %1").arg(m_run));
    m_restartFailed = m_header->addButton(tr("Restart failed…"), Icon::Refresh);
    m_restartFailed->setObjectName(QStringLiteral("restartFailed"));
    connect(m_restartFailed, &QPushButton::clicked, this, &RunPage::restartFailed);
    auto *openTask = new QAction(tr("Open the task"), this);
    connect(openTask, &QAction::triggered, this, [this] { emit wants(Destination::ofTask(m_task)); });
    m_header->addMenuAction(openTask);
    m_deleteRun = new QAction(tr("Delete run…"), this);
    m_deleteRun->setObjectName(QStringLiteral("deleteRun"));
    connect(m_deleteRun, &QAction::triggered, this, &RunPage::deleteRun);
    m_header->addMenuAction(m_deleteRun);

    auto *second = new QWidget(m_header);
    auto *line = new QHBoxLayout(second);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme().dp(20));
    m_sums = new SumsRow(theme(), second);
    m_sums->setObjectName(QStringLiteral("sums"));
    m_bar = new SegmentBar(theme(), second);
    line->addWidget(m_sums);
    line->addWidget(m_bar, 1);
    m_header->setSecondRow(second);
    connect(m_sums, &SumsRow::activated, this, [this](State state) { m_chips->select({QString::number(int(state))}); });
}

void RunPage::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildHeader();
    layout->addWidget(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    m_stack = new QStackedWidget(this);
    layout->addWidget(m_stack, 1);
    auto *gone = new EmptyState(theme(), m_stack);
    gone->setText(Icon::History, tr("This run is not on the cluster"),
                  tr("Its record and its pods were deleted, or it was launched in another namespace."));
    m_gone = gone;
    m_stack->addWidget(m_gone);

    m_sides = new Splitter(Qt::Horizontal, m_stack);
    m_left = new QWidget(m_sides);
    auto *leftLayout = new QVBoxLayout(m_left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    m_rows = new Splitter(Qt::Vertical, m_left);
    leftLayout->addWidget(m_rows);

    auto *top = new QWidget(m_rows);
    auto *topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->setSpacing(0);
    m_chart = new RunChart(theme(), top);
    m_chart->hide();
    topLayout->addWidget(m_chart);
    auto *filters = new QWidget(top);
    auto *filterLine = new QHBoxLayout(filters);
    filterLine->setContentsMargins(theme().dp(12), theme().dp(6), theme().dp(12), theme().dp(6));
    filterLine->setSpacing(8);
    m_chips = new ChipBar(theme(), filters);
    m_chips->setObjectName(QStringLiteral("chips"));
    m_chips->addChip(QString(), tr("All"));
    for (const State state : ChipStates)
        m_chips->addChip(QString::number(int(state)), word(state), state);
    m_filter = new SearchField(theme(), tr("Filter"), QStringLiteral("/"), filters);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setAccessibleName(tr("Filter of the workers"));
    m_filter->setFixedWidth(theme().dp(150));
    filterLine->addWidget(m_chips, 1);
    filterLine->addWidget(m_filter);
    topLayout->addWidget(filters);
    m_table = new WorkerTable(theme(), WorkerTable::Scope::OneRun, top);
    topLayout->addWidget(m_table, 1);
    m_rows->addWidget(top);
    m_logs = new LogPanel(workspace(), m_rows);
    m_rows->addWidget(m_logs);
    m_rows->setChildrenCollapsible(false);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_rows->setSizes({1000, theme().dp(216)});
    m_sides->addWidget(m_left);
    m_details = new WorkerDetails(workspace(), m_sides);
    m_sides->addWidget(m_details);
    m_sides->setChildrenCollapsible(false);
    m_sides->setStretchFactor(0, 1);
    m_sides->setStretchFactor(1, 0);
    m_sides->setSizes({1000, theme().dp(320)});
    m_stack->addWidget(m_sides);

    connect(m_chips, &ChipBar::selectionChanged, this, [this](const QStringList &keys) {
        QSet<State> states;
        for (const QString &key : keys) {
            if (!key.isEmpty())
                states.insert(State(key.toInt()));
        }
        m_table->filter().setStates(states);
        emit factsChanged();
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->filter().setFilterText(text);
        emit factsChanged();
    });
    connect(m_filter, &SearchField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &SearchField::leftDown, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table, &WorkerTable::currentWorkerChanged, this, [this] {
        refreshDetails();
        m_logDelay.start();
    });
    connect(m_table, &WorkerTable::selectionChangedTo, this, [this] {
        refreshDetails();
        emit factsChanged();
    });
    connect(m_table, &DataTable::rowActivated, this, [this] { showDetails(true); });
    connect(m_table, &DataTable::contextMenuWanted, this,
            [this](const QModelIndex &, const QPoint &position) { showMenu(position); });
    connect(m_details, &WorkerDetails::restartWanted, this, [this] { act(Action::Restart); });
    connect(m_details, &WorkerDetails::cleanUpWanted, this, [this] { act(Action::CleanUp); });
    connect(m_details, &WorkerDetails::deleteWanted, this, [this] { act(Action::Delete); });
    connect(m_details, &WorkerDetails::logWanted, this, [this] {
        showLogs(true);
        openLog();
        m_logs->view()->setFocus();
    });
    connect(m_details, &WorkerDetails::eventsWanted, this,
            [this](const QString &object) { emit wants(Destination::ofEvents(object)); });
    connect(m_details, &WorkerDetails::closeWanted, this, [this] { showDetails(false); });
    connect(m_logs, &LogPanel::foldWanted, this, [this] { showLogs(false); });
    connect(m_banner, &Banner::buttonPressed, this, [this] {
        if (!session().freshness().isLive())
            session().poke();
        else
            continueLaunch();
    });
}

void RunPage::refreshSoon()
{
    if (!m_refresh.isActive())
        m_refresh.start();
}

void RunPage::readTask()
{
    const RunView *run = session().fleet().run(workspace().nameSpace(), m_task, m_run);
    if (!run || run->record.taskYaml == m_documentYaml)
        return;
    m_documentYaml = run->record.taskYaml;
    m_document = parseSyncTask(m_documentYaml, m_task).task;
}

void RunPage::refresh()
{
    const RunView *run = session().fleet().run(workspace().nameSpace(), m_task, m_run);
    if (!run && m_table->workers().rowCount() == 0 && !session().hasSynced()) {
        m_header->setFacts(freshnessWord(session().freshness()));
        refreshBanner(nullptr);
        return;
    }
    m_stack->setCurrentWidget(run ? static_cast<QWidget *>(m_sides) : m_gone);
    refreshBanner(run);
    if (!run) {
        m_header->hideTag();
        emit commandsChanged();
        return;
    }
    readTask();
    const QList<WorkerRow> rows = session().fleet().workers(workspace().nameSpace(), m_task, m_run);
    const bool fresh = session().freshness().isLive();
    m_table->setNow(session().clock().now());
    m_table->setRows(rows);
    m_table->setFresh(fresh);
    m_chart->setStale(!fresh);
    if (!m_wantedWorker.isEmpty() && m_table->selectWorker(m_wantedWorker))
        m_wantedWorker.clear();
    // What needs a person stands on top, and is what one sees until one chooses something else.
    // Never away from trouble: a hand may be on its buttons.
    const WorkerRow *shown = m_table->currentWorker();
    const bool trouble =
        shown && (shown->state == State::Failed || shown->state == State::Unknown || shown->state == State::Missing);
    if (m_wantedWorker.isEmpty() && m_table->filter().rowCount() > 0 &&
        (!shown || (!trouble && m_table->currentIndex() == m_selectedByItself))) {
        m_table->setCurrentIndex(m_table->filter().index(0, 0));
        m_selectedByItself = m_table->currentIndex();
    }
    refreshHeader(*run);
    refreshChips(rows);
    refreshDetails();
    if (!m_logs->podName().isEmpty() || m_table->currentWorker())
        m_logDelay.start(); // an attempt may have got its pod
    emit factsChanged();
}

void RunPage::refreshHeader(const RunView &run)
{
    const RunSums &sums = run.sums;
    const QList<StateSum> parts{{State::Running, sums.running},     {State::Waiting, sums.waiting},
                                {State::Succeeded, sums.succeeded}, {State::Failed, sums.failed},
                                {State::Missing, sums.missing},     {State::Unknown, sums.unknown},
                                {State::Stopped, sums.stopped}};
    const bool stale = !session().freshness().isLive();
    m_sums->setSums(parts, sums.expected);
    m_sums->setStale(stale);
    m_bar->setSums(parts, sums.expected);
    m_bar->setStale(stale);

    const State state = tables::stateOf(run);
    // While it goes on it is running, whatever the sums below say; the worst is said of what has ended.
    if (run.sums.running > 0)
        m_header->showTag(State::Running, word(State::Running));
    else
        m_header->showTag(state, tables::runWord(run));

    QStringList facts;
    if (m_document) {
        facts.append(word(m_document->type));
        facts.append(m_document->engine);
        facts.append(QStringLiteral("%1, %2").arg(word(m_document->scheduling.mode),
                                                  word(m_document->scheduling.restartPolicy)));
        if (m_document->scheduling.parallelism > 0)
            facts.append(tr("at most %1 at once").arg(m_document->scheduling.parallelism));
    }
    const QDateTime now = session().clock().now();
    if (run.record.launchedAt.isValid()) {
        facts.append(
            run.record.launchedBy.isEmpty()
                ? tr("launched %1").arg(tables::timeText(run.record.launchedAt, now))
                : tr("launched %1 by %2").arg(tables::timeText(run.record.launchedAt, now), run.record.launchedBy));
        QDateTime end = now;
        if (run.ended) {
            end = run.record.launchedAt;
            for (const WorkerRow &row : m_table->workers().rows()) {
                if (row.finishedAt.isValid())
                    end = qMax(end, row.finishedAt);
            }
        }
        if (end > run.record.launchedAt)
            facts.append(humanDuration(std::chrono::milliseconds(run.record.launchedAt.msecsTo(end))));
    }
    if (run.reconstructed)
        facts.append(tr("its record is gone, known from labels only"));
    m_header->setFacts(facts.join(QStringLiteral(" · ")));

    const int failed = int(failedWorkers().size());
    m_restartFailed->setText(failed > 0 ? tr("Restart failed (%1)…").arg(failed) : tr("Restart failed…"));
    setRefused(*m_restartFailed, refusalOf(Command::RestartFailed), tr("Restart every worker of this run that failed"));
    setRefused(*m_deleteRun, session().refusal());
    emit commandsChanged();
}

void RunPage::refreshChips(const QList<WorkerRow> &rows)
{
    QHash<State, int> counts;
    for (const WorkerRow &row : rows)
        ++counts[row.state];
    m_chips->setCount(QString(), rows.size());
    for (const State state : ChipStates) {
        const QString key = QString::number(int(state));
        const int count = counts.value(state);
        m_chips->setCount(key, count);
        // Trouble that is not there takes no room; the ordinary states always stand at their place.
        const bool ordinary = state == State::Running || state == State::Waiting || state == State::Succeeded;
        if (Chip *chip = m_chips->chip(key))
            chip->setVisible(ordinary || count > 0 || m_chips->selected().contains(key));
    }
}

bool RunPage::isInterrupted(const RunView &run) const
{
    const QList<RunView> interrupted = session().interruptedLaunches();
    for (const RunView &view : interrupted) {
        if (view.record.task != m_task || view.record.run != m_run)
            continue;
        // Another console may be at work on it: its record moves then.
        const QDateTime moved = run.record.updatedAt.isValid() ? run.record.updatedAt : run.record.launchedAt;
        return moved.msecsTo(session().clock().now()) > QuietMilliseconds;
    }
    return false;
}

void RunPage::refreshBanner(const RunView *run)
{
    if (showFreshness(*m_banner, session()))
        return;
    if (run && isInterrupted(*run)) {
        m_banner->show(State::Waiting, tr("This launch was cut off."),
                       tr("%1 of %2 may have been started; the others were not.")
                           .arg(run->record.intended)
                           .arg(tables::workersWord(run->record.expected)),
                       tr("Continue…"));
        m_banner->button()->setEnabled(session().refusal().isEmpty());
        m_banner->button()->setToolTip(session().refusal());
        return;
    }
    m_banner->hide();
}

void RunPage::refreshDetails()
{
    const WorkerRow *row = m_table->currentWorker();
    m_details->show(row, int(m_table->selectionModel()->selectedRows().size()));
    m_details->setRefusals(refusalOf(Action::Restart), refusalOf(Action::CleanUp), refusalOf(Action::Delete));
    emit commandsChanged();
}

void RunPage::openLog()
{
    const WorkerRow *row = m_table->currentWorker();
    if (!row) {
        m_logs->open({}, {}, {}, {}, tr("Select a worker to read its log"));
        return;
    }
    const QString title =
        row->attempt > 0 ? tr("%1, attempt %2").arg(row->spec.name).arg(row->attempt) : row->spec.name;
    if (row->podUid.isEmpty())
        m_logs->open({}, {}, title, {}, tr("there is no pod to read from"));
    else if (!row->started)
        m_logs->open({}, {}, title, {}, tr("its container has not started"));
    else
        m_logs->open(row->podName, row->podUid, title, m_document ? m_document->engine : QString());
}

void RunPage::tick()
{
    const QDateTime now = session().clock().now();
    m_table->setNow(now);
    const RunView *run = session().fleet().run(workspace().nameSpace(), m_task, m_run);
    if (!run)
        return;
    refreshBanner(run);
    if (!run->ended)
        refreshHeader(*run);
    const bool rates = workspace().rates && workspace().rates->hasRates(workspace().nameSpace(), m_task, m_run);
    if (rates)
        m_chart->show(workspace().rates->samples(workspace().nameSpace(), m_task, m_run), m_table->workers().rows(),
                      run->sums.running > 0);
    m_chart->setVisible(rates && height() >= theme().dp(ChartBelow));
}

QString RunPage::facts() const
{
    const int all = m_table->workers().rowCount();
    const int shown = m_table->filter().rowCount();
    QStringList words{shown == all ? tables::workersWord(all)
                                   : tr("%1 of %2").arg(tables::count(shown), tables::workersWord(all))};
    if (const int selected = int(m_table->selectionModel()->selectedRows().size()))
        words.append(tr("%1 selected").arg(selected));
    return words.join(QStringLiteral(" · "));
}

void RunPage::selectWorker(const QString &worker)
{
    m_wantedWorker = QStringLiteral("%1/%2/%3/%4").arg(workspace().nameSpace(), m_task).arg(m_run).arg(worker);
    refreshSoon();
}

void RunPage::takeFocus()
{
    m_table->setFocus();
}

void RunPage::showDetails(bool shown)
{
    if (width() < theme().dp(DeepBelow))
        m_detailsDeep = shown;
    else
        m_detailsWanted = shown;
    arrange();
    if (m_detailsDeep)
        m_details->setFocus();
}

void RunPage::showLogs(bool shown)
{
    m_logsWanted = shown;
    arrange();
}

void RunPage::arrange()
{
    const bool narrow = width() < theme().dp(DeepBelow);
    if (!narrow)
        m_detailsDeep = false;
    m_left->setVisible(!m_detailsDeep);
    m_details->setVisible(narrow ? m_detailsDeep : m_detailsWanted);
    m_logs->setVisible(m_logsWanted);
    const bool folded = height() < theme().dp(LogsBelow);
    m_logs->setFolded(folded);
    if (folded)
        m_logs->setFixedHeight(theme().dp(30));
    else {
        m_logs->setMaximumHeight(QWIDGETSIZE_MAX);
        m_logs->setMinimumHeight(theme().dp(96));
    }
    if (std::exchange(m_folded, folded) != folded && m_logsWanted)
        m_rows->setSizes({1000, folded ? theme().dp(30) : theme().dp(216)});
    m_bar->setVisible(width() >= theme().dp(900));
    if (height() < theme().dp(ChartBelow))
        m_chart->hide();
}

void RunPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void RunPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("run/sides"), m_sides->saveState());
    settings.setValue(QStringLiteral("run/rows"), m_rows->saveState());
    settings.setValue(QStringLiteral("run/header"), m_table->header()->saveState());
    settings.setValue(QStringLiteral("run/details"), m_detailsWanted);
    settings.setValue(QStringLiteral("run/logs"), m_logsWanted);
}

void RunPage::restoreLayout(QSettings &settings)
{
    m_sides->restoreState(settings.value(QStringLiteral("run/sides")).toByteArray());
    m_rows->restoreState(settings.value(QStringLiteral("run/rows")).toByteArray());
    m_table->header()->restoreState(settings.value(QStringLiteral("run/header")).toByteArray());
    m_detailsWanted = settings.value(QStringLiteral("run/details"), true).toBool();
    m_logsWanted = settings.value(QStringLiteral("run/logs"), true).toBool();
    arrange();
}

} // namespace zdtp::ui
