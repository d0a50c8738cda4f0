#include "ui/runs/eventspage.h"

#include "models/tables/words.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/table.h"

#include <QHeaderView>

namespace zdtp::ui {

EventsPage::EventsPage(const Workspace &workspace, QWidget *parent)
    : ListPage(workspace,
               {QStringLiteral("events"), tr("Events"),
                tr("what Kubernetes says about namespace %1").arg(workspace.nameSpace()), Icon::Events, tr("No events"),
                tr("What Kubernetes says about the pods of this namespace stands here.")},
               parent)
{
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
    setTable(m_table);

    connect(filterField(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_rows.setFilterText(text);
        emit factsChanged();
    });
    connect(&session(), &ClusterSession::eventsChanged, this, &EventsPage::refresh);
    connect(&session(), &ClusterSession::freshnessChanged, this, &EventsPage::refresh);
    refresh();
}

void EventsPage::refresh()
{
    m_model.setNow(session().clock().now());
    m_model.merge(session().events());
    m_table->setStale(!session().freshness().isLive());
    showRows(m_model.rowCount());
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

} // namespace zdtp::ui
