#include "ui/runs/workerspage.h"

#include "models/tables/words.h"
#include "ui/base/freshnessbanner.h"
#include "ui/runs/workertable.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

namespace zdtp::ui {

namespace {
constexpr int RefreshMilliseconds = 100;
const QList<State> ChipStates{State::Failed,  State::Unknown,   State::Missing, State::Running,
                              State::Waiting, State::Succeeded, State::Stopped};
} // namespace

WorkersPage::WorkersPage(const Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(QStringLiteral("workersPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(theme(), this);
    m_header->setTitle(tr("Workers"));
    m_header->setFacts(tr("of all runs in namespace %1").arg(workspace.nameSpace()));
    layout->addWidget(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    connect(m_banner, &Banner::buttonPressed, this, [this] { session().poke(); });
    m_filters = new QWidget(this);
    auto *line = new QHBoxLayout(m_filters);
    line->setContentsMargins(theme().dp(12), theme().dp(6), theme().dp(12), theme().dp(6));
    m_chips = new ChipBar(theme(), m_filters);
    m_chips->setObjectName(QStringLiteral("chips"));
    m_chips->addChip(QString(), tr("All"));
    for (const State state : ChipStates)
        m_chips->addChip(QString::number(int(state)), word(state), state);
    m_filter = new SearchField(theme(), tr("Filter"), QStringLiteral("/"), m_filters);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setAccessibleName(tr("Filter of the workers"));
    m_filter->setFixedWidth(theme().dp(200));
    line->addWidget(m_chips, 1);
    line->addWidget(m_filter);
    layout->addWidget(m_filters);
    m_table = new WorkerTable(theme(), WorkerTable::Scope::AllRuns, this);
    layout->addWidget(m_table, 1);
    m_empty = new EmptyState(theme(), this);
    m_empty->setText(Icon::Workers, tr("No workers"),
                     tr("A worker copies one slice of a task. Launch a task, and its workers stand here."));
    auto *tasks = m_empty->addRow(Icon::List, tr("Tasks"), tr("Open a task and launch it."), tr("Open tasks"),
                                  tr("Ctrl+1"), true);
    connect(tasks, &QPushButton::clicked, this, [this] { emit wants(Destination::tasks()); });
    layout->addWidget(m_empty, 1);

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(RefreshMilliseconds);
    connect(&m_refresh, &QTimer::timeout, this, &WorkersPage::refresh);
    const auto soon = [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    };
    connect(&session().fleet(), &Fleet::workersChanged, this, soon);
    connect(&session().fleet(), &Fleet::runsChanged, this, soon);
    connect(&session(), &ClusterSession::freshnessChanged, this, soon);
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
    connect(m_table, &WorkerTable::selectionChangedTo, this, &WorkersPage::factsChanged);
    connect(m_table, &DataTable::rowActivated, this, [this](const QModelIndex &index) {
        if (const WorkerRow *row = m_table->workerAt(index))
            emit wants(Destination::ofRun(row->task, row->run, row->spec.name));
    });
    refresh();
}

void WorkersPage::refresh()
{
    showFreshness(*m_banner, session());
    const QList<WorkerRow> rows = session().fleet().allWorkers();
    m_table->setNow(session().clock().now());
    m_table->setRows(rows);
    m_table->setFresh(session().freshness().isLive());
    QHash<State, int> counts;
    for (const WorkerRow &row : rows)
        ++counts[row.state];
    m_chips->setCount(QString(), rows.size());
    for (const State state : ChipStates)
        m_chips->setCount(QString::number(int(state)), counts.value(state));
    const bool empty = rows.isEmpty() && session().hasSynced();
    m_empty->setVisible(empty);
    m_table->setVisible(!empty);
    m_filters->setVisible(!empty);
    emit factsChanged();
}

void WorkersPage::tick()
{
    m_table->setNow(session().clock().now());
}

QString WorkersPage::facts() const
{
    const int all = m_table->workers().rowCount();
    const int shown = m_table->filter().rowCount();
    return shown == all ? tables::workersWord(all) : tr("%1 of %2").arg(tables::count(shown), tables::workersWord(all));
}

QString WorkersPage::refusalOf(Command command) const
{
    switch (command) {
    case Command::Filter:
    case Command::NextTrouble:
    case Command::PreviousTrouble:
        return {};
    case Command::Restart:
    case Command::CleanUp:
    case Command::Delete:
        return tr("Open the run first (Enter)");
    default:
        return Page::refusalOf(command);
    }
}

void WorkersPage::carryOut(Command command)
{
    if (command == Command::Filter)
        m_filter->setFocus(Qt::ShortcutFocusReason);
    else if (command == Command::NextTrouble)
        m_table->stepToTrouble(1);
    else if (command == Command::PreviousTrouble)
        m_table->stepToTrouble(-1);
}

void WorkersPage::takeFocus()
{
    m_table->setFocus();
}

void WorkersPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("workers/header"), m_table->header()->saveState());
}

void WorkersPage::restoreLayout(QSettings &settings)
{
    m_table->header()->restoreState(settings.value(QStringLiteral("workers/header")).toByteArray());
}

} // namespace zdtp::ui
