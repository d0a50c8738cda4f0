#include "ui/runs/listpage.h"

#include "ui/base/freshnessbanner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/headers.h"
#include "ui/widgets/table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSettings>
#include <QVBoxLayout>

namespace zdtp::ui {

ListPage::ListPage(const Workspace &workspace, const Frame &frame, QWidget *parent)
    : Page(workspace, parent), m_id(frame.id)
{
    setObjectName(m_id + QStringLiteral("Page"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *header = new PageHeader(theme(), this);
    header->setTitle(frame.title);
    header->setFacts(frame.facts);
    layout->addWidget(header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->hide();
    layout->addWidget(m_banner);
    connect(m_banner, &Banner::buttonPressed, this, [this] { session().poke(); });
    m_filters = new QWidget(this);
    m_line = new QHBoxLayout(m_filters);
    m_line->setContentsMargins(theme().dp(12), theme().dp(6), theme().dp(12), theme().dp(6));
    m_filter = new SearchField(theme(), tr("Filter"), QStringLiteral("/"), m_filters);
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setFixedWidth(theme().dp(300));
    m_line->addWidget(m_filter);
    m_line->addStretch();
    layout->addWidget(m_filters);
    m_empty = new EmptyState(theme(), this);
    m_empty->setText(frame.emptyIcon, frame.emptyTitle, frame.emptyText);
    layout->addWidget(m_empty, 1);
}

void ListPage::setTable(DataTable *table)
{
    m_table = table;
    auto *layout = static_cast<QVBoxLayout *>(this->layout());
    layout->insertWidget(layout->indexOf(m_empty), m_table, 1);
    connect(m_filter, &SearchField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &SearchField::leftDown, m_table, qOverload<>(&QWidget::setFocus));
}

void ListPage::showRows(int count)
{
    showFreshness(*m_banner, session());
    const bool empty = count == 0 && session().hasSynced();
    m_empty->setVisible(empty);
    m_table->setVisible(!empty);
    m_filters->setVisible(!empty);
    emit factsChanged();
}

void ListPage::setFilter(const QString &text)
{
    m_filter->setText(text);
}

QString ListPage::refusalOf(Command command) const
{
    return command == Command::Filter ? QString() : Page::refusalOf(command);
}

void ListPage::carryOut(Command command)
{
    if (command == Command::Filter)
        m_filter->setFocus(Qt::ShortcutFocusReason);
}

void ListPage::takeFocus()
{
    m_table->setFocus();
}

void ListPage::saveLayout(QSettings &settings) const
{
    settings.setValue(m_id + QStringLiteral("/header"), m_table->header()->saveState());
}

void ListPage::restoreLayout(QSettings &settings)
{
    m_table->header()->restoreState(settings.value(m_id + QStringLiteral("/header")).toByteArray());
}

} // namespace zdtp::ui
