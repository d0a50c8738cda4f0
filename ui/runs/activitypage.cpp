#include "ui/runs/activitypage.h"

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

ActivityPage::ActivityPage(const Workspace &workspace, QWidget *parent) : Page(workspace, parent)
{
    setObjectName(QStringLiteral("activityPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new PageHeader(theme(), this);
    m_header->setTitle(tr("Activity"));
    m_header->setFacts(tr("who did what in namespace %1").arg(workspace.nameSpace()));
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
    m_table->setObjectName(QStringLiteral("activity"));
    m_table->setAccessibleName(tr("Activity"));
    m_table->setModel(&m_rows);
    m_table->setItemDelegate(new CellDelegate(theme(), m_table));
    m_table->sortByColumn(tables::JournalTableModel::TimeColumn, Qt::AscendingOrder);
    const QList<int> widths{140, 160, 130, 300, 260, 260};
    for (int i = 0; i < widths.size(); ++i)
        m_table->header()->resizeSection(i, theme().dp(widths.at(i)));
    layout->addWidget(m_table, 1);
    m_empty = new EmptyState(theme(), this);
    m_empty->setText(Icon::History, tr("No activity yet"),
                     tr("Who launched, restarted, cleaned up or deleted what, and what came of it, stands here."));
    layout->addWidget(m_empty, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_rows.setFilterText(text);
        emit factsChanged();
    });
    connect(m_filter, &SearchField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &SearchField::leftDown, m_table, qOverload<>(&QWidget::setFocus));
    connect(&session(), &ClusterSession::operationFinished, this, &ActivityPage::refresh);
    connect(&session(), &ClusterSession::freshnessChanged, this, &ActivityPage::refresh);
    connect(&session().fleet(), &Fleet::runsChanged, this, &ActivityPage::refresh);
    refresh();
}

void ActivityPage::refresh()
{
    showFreshness(*m_banner, session());
    m_model.setNow(session().clock().now());
    m_model.merge(session().activity());
    m_table->setStale(!session().freshness().isLive());
    const bool empty = m_model.rowCount() == 0 && session().hasSynced();
    m_empty->setVisible(empty);
    m_table->setVisible(!empty);
    m_filters->setVisible(!empty);
    emit factsChanged();
}

void ActivityPage::setFilter(const QString &text)
{
    m_filter->setText(text);
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

QString ActivityPage::refusalOf(Command command) const
{
    return command == Command::Filter ? QString() : Page::refusalOf(command);
}

void ActivityPage::carryOut(Command command)
{
    if (command == Command::Filter)
        m_filter->setFocus(Qt::ShortcutFocusReason);
}

void ActivityPage::takeFocus()
{
    m_table->setFocus();
}

void ActivityPage::saveLayout(QSettings &settings) const
{
    settings.setValue(QStringLiteral("activity/header"), m_table->header()->saveState());
}

void ActivityPage::restoreLayout(QSettings &settings)
{
    m_table->header()->restoreState(settings.value(QStringLiteral("activity/header")).toByteArray());
}

} // namespace zdtp::ui
