#include "ui/runs/activitypage.h"

#include "models/tables/words.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/table.h"

#include <QHeaderView>

namespace zdtp::ui {

ActivityPage::ActivityPage(const Workspace &workspace, QWidget *parent)
    : ListPage(workspace,
               {QStringLiteral("activity"), tr("Activity"),
                tr("who did what in namespace %1").arg(workspace.nameSpace()), Icon::History, tr("No activity yet"),
                tr("Who launched, restarted, cleaned up or deleted what, and what came of it, stands here.")},
               parent)
{
    m_rows.setSourceModel(&m_model);
    m_table = new DataTable(theme(), this);
    m_table->setObjectName(QStringLiteral("activity"));
    m_table->setAccessibleName(tr("Activity"));
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(theme(), m_table));
    m_table->sortByColumn(tables::JournalTableModel::TimeColumn, Qt::AscendingOrder);
    const QList<int> widths{140, 160, 130, 300, 260, 260};
    for (int i = 0; i < widths.size(); ++i)
        m_table->header()->resizeSection(i, theme().dp(widths.at(i)));
    setTable(m_table);

    connect(filterField(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_rows.setFilterText(text);
        emit factsChanged();
    });
    connect(&session(), &ClusterSession::operationFinished, this, &ActivityPage::refresh);
    connect(&session(), &ClusterSession::freshnessChanged, this, &ActivityPage::refresh);
    connect(&session().fleet(), &Fleet::runsChanged, this, &ActivityPage::refresh);
    refresh();
}

void ActivityPage::refresh()
{
    m_model.setNow(session().clock().now());
    m_model.merge(session().activity());
    m_table->setStale(!session().freshness().isLive());
    showRows(m_model.rowCount());
}

void ActivityPage::tick()
{
    m_model.setNow(session().clock().now());
}

QString ActivityPage::facts() const
{
    const int count = m_rows.rowCount();
    return count == 1 ? tr("1 entry") : tr("%1 entries").arg(tables::count(count));
}

} // namespace zdtp::ui
