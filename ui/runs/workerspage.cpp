#include "ui/runs/workerspage.h"

#include "models/tables/words.h"
#include "ui/runs/workertable.h"
#include "ui/widgets/chips.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace zdtp::ui {

namespace {
constexpr int RefreshMilliseconds = 100;
const QList<State> ChipStates{State::Failed,  State::Unknown,   State::Missing, State::Running,
                              State::Waiting, State::Succeeded, State::Stopped};
} // namespace

WorkersPage::WorkersPage(const Workspace &workspace, QWidget *parent)
    : ListPage(workspace,
               {QStringLiteral("workers"), tr("Workers"), tr("of all runs in namespace %1").arg(workspace.nameSpace()),
                Icon::Workers, tr("No workers"),
                tr("A worker copies one slice of a task. Launch a task, and its workers stand here.")},
               parent)
{
    m_chips = new ChipBar(theme(), this);
    m_chips->setObjectName(QStringLiteral("chips"));
    m_chips->addChip(QString(), tr("All"));
    for (const State state : ChipStates)
        m_chips->addChip(QString::number(int(state)), word(state), state);
    filterLine()->insertWidget(0, m_chips, 1);
    filterField()->setAccessibleName(tr("Filter of the workers"));
    filterField()->setFixedWidth(theme().dp(200));
    m_table = new WorkerTable(theme(), WorkerTable::Scope::AllRuns, this);
    setTable(m_table);
    auto *tasks = emptyState()->addRow(Icon::List, tr("Tasks"), tr("Open a task and launch it."), tr("Open tasks"),
                                       tr("Ctrl+1"), true);
    connect(tasks, &QPushButton::clicked, this, [this] { emit wants(Destination::tasks()); });

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
    connect(filterField(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->filter().setFilterText(text);
        emit factsChanged();
    });
    connect(m_table, &WorkerTable::selectionChangedTo, this, &WorkersPage::factsChanged);
    connect(m_table, &DataTable::rowActivated, this, [this](const QModelIndex &index) {
        if (const WorkerRow *row = m_table->workerAt(index))
            emit wants(Destination::ofRun(row->task, row->run, row->spec.name));
    });
    refresh();
}

void WorkersPage::refresh()
{
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
    showRows(int(rows.size()));
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
    case Command::NextTrouble:
    case Command::PreviousTrouble:
        return {};
    case Command::Restart:
    case Command::CleanUp:
    case Command::Delete:
        return tr("Open the run first (Enter)");
    default:
        return ListPage::refusalOf(command);
    }
}

void WorkersPage::carryOut(Command command)
{
    if (command == Command::NextTrouble)
        m_table->stepToTrouble(1);
    else if (command == Command::PreviousTrouble)
        m_table->stepToTrouble(-1);
    else
        ListPage::carryOut(command);
}

} // namespace zdtp::ui
