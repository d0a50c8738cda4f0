#include "ui/runs/eventspage.h"

#include "models/tables/words.h"
#include "ui/base/freshnessbanner.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSettings>
#include <QVBoxLayout>

namespace zdtp::ui {

EventsPage::EventsPage(const Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(QStringLiteral("eventsPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(theme(), this);
    m_header->setTitle(tr("Events"));
    m_header->setFacts(tr("what Kubernetes says about namespace %1").arg(workspace.nameSpace()));
    layout->addWidget(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    connect(m_banner, &Banner::buttonPressed, this, [this] { session().poke(); });
    m_filters = new QWidget(this);
    auto *line = new QHBoxLayout(m_filters);
    line->setContentsMargins(theme().dp(12), theme().dp(6), theme().dp(12), theme().dp(6));
    m_filter = new SearchField(theme(), tr("Filter"), QStringLiteral("/"), m_filters);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setFixedWidth(theme().dp(300));
    line->addWidget(m_filter);
    line->addStretch();
    layout->addWidget(m_filters);
    m_rows.setSourceModel(&m_model);
    m_table = new DataTable(theme(), this);
    m_table->setObjectName(QStringLiteral("events"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::EventTableModel::TypeColumn, new StateDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::EventTableModel::LastSeenColumn, new NumberDelegate(theme(), m_table));
    m_table->setItemDelegateForColumn(tables::EventTableModel::CountColumn, new NumberDelegate(theme(), m_table));
    m_table->sortByColumn(tables::EventTableModel::LastSeenColumn, Qt::AscendingOrder);
    const QList<int> widths{100, 100, 150, 300, 64, 420};
    for (int i = 0; i < widths.size(); ++i)
        m_table->header()->resizeSection(i, theme().dp(widths.at(i)));
    layout->addWidget(m_table, 1);
    m_empty = new EmptyState(theme(), this);
    m_empty->setText(Icon::Events, tr("No events"),
                     tr("What Kubernetes says about the pods of this namespace stands here."));
    layout->addWidget(m_empty, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_rows.setFilterText(text);
        emit factsChanged();
    });
    connect(m_filter, &SearchField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &SearchField::leftDown, m_table, qOverload<>(&QWidget::setFocus));
    connect(&session(), &ClusterSession::eventsChanged, this, &EventsPage::refresh);
    connect(&session(), &ClusterSession::freshnessChanged, this, &EventsPage::refresh);

    refresh();
}

void EventsPage::refresh()
{
    showFreshness(*m_banner, session());
    m_model.setNow(session().clock().now());
    m_model.merge(session().events());
    m_table->setStale(!session().freshness().isLive());
    const bool empty = m_model.rowCount() == 0 && session().hasSynced();
    m_empty->setVisible(empty);
    m_table->setVisible(!empty);
    m_filters->setVisible(!empty);
    emit factsChanged();
}

void EventsPage::setFilter(const QString &text)
{
    m_filter->setText(text);
}

void EventsPage::tick()
{
    m_model.setNow(session().clock().now());
}

QString EventsPage::facts() const
{
    const int count = m_rows.rowCount();
    return count == 1 ? tr("1 event") : tr("%1 events").arg(tables::count(count));
}

QString EventsPage::refusalOf(Command command) const
{
    return command == Command::Filter ? QString() : Page::refusalOf(command);
}

void EventsPage::carryOut(Command command)
{
    if (command == Command::Filter)
        m_filter->setFocus(Qt::ShortcutFocusReason);
}

void EventsPage::takeFocus()
{
    m_table->setFocus();
}

void EventsPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("events/header"), m_table->header()->saveState());
}

void EventsPage::restoreLayout(QSettings &settings)
{
    m_table->header()->restoreState(settings.value(QStringLiteral("events/header")).toByteArray());
}

} // namespace zdtp::ui
