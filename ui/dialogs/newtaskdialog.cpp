#include "ui/dialogs/newtaskdialog.h"

#include "models/task/document.h"
#include "ui/widgets/fields.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace zdtp::ui {

NewTaskDialog::NewTaskDialog(const Workspace &workspace, QWidget *parent)
    : DialogFrame(workspace.theme, Kind::Plain, parent), m_workspace(workspace)
{
    setObjectName(QStringLiteral("newTaskDialog"));
    setWindowTitle(tr("New task"));
    setHeading(tr("New sync task"));
    setSentence(tr("Begins a document that you complete in the editor. Nothing is saved or launched yet."));
    auto *form = new FieldForm(workspace.theme, this);
    m_name = new QLineEdit(form);
    m_name->setObjectName(QStringLiteral("taskName"));
    m_name->setPlaceholderText(QStringLiteral("orders-full"));
    m_nameRow = form->addRow(tr("Name"), m_name);
    m_nameRow->setHint(tr("lower-case letters, digits and hyphens"));
    m_engine = new QComboBox(form);
    m_engine->setObjectName(QStringLiteral("engine"));
    const QStringList engines = workspace.session.engines().names();
    for (const QString &name : engines)
        m_engine->addItem(name, name);
    form->addRow(tr("Engine"), m_engine);
    m_table = new QLineEdit(form);
    m_table->setObjectName(QStringLiteral("table"));
    m_table->setPlaceholderText(QStringLiteral("public.orders"));
    form->addRow(tr("Table"), m_table);
    setContent(form);
    setAction(tr("Open in the editor"), Icon::Edit);
    actionButton()->setObjectName(QStringLiteral("action"));
    cancelButton()->setObjectName(QStringLiteral("cancel"));
    setFirstFocus(m_name);
    connect(m_name, &QLineEdit::textChanged, this, &NewTaskDialog::check);
    connect(this, &DialogFrame::actionRequested, this, [this] {
        emit answered(answer());
        accept();
    });
    check();
    resize(workspace.theme.dp(520), sizeHint().height());
}

NewTaskDialog::Answer NewTaskDialog::answer() const
{
    return {m_name->text().trimmed(), m_engine->currentData().toString(), m_table->text().trimmed()};
}

void NewTaskDialog::check()
{
    static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"));
    const QString name = m_name->text().trimmed();
    QString error;
    if (!name.isEmpty() && !label.match(name).hasMatch())
        error = tr("Lower-case letters, digits and hyphens only; a letter or digit at both ends");
    else if (m_workspace.session.fleet().task(m_workspace.nameSpace(), name))
        error = tr("A task of this name is saved already");
    m_nameRow->setError(error);
    setActionEnabled(!name.isEmpty() && error.isEmpty(), name.isEmpty() ? tr("Give the task a name") : error);
}

QByteArray newTaskDocument(const NewTaskDialog::Answer &answer, const QString &nameSpace, const EnginePreset *preset)
{
    SyncTask task;
    task.name = answer.name;
    task.nameSpace = nameSpace;
    task.engine = answer.engine;
    const QString scheme =
        preset && !preset->urlSchemes.isEmpty() ? preset->urlSchemes.first() : QStringLiteral("postgresql");
    task.source = {scheme + QStringLiteral("://source-host/database"),
                   QStringLiteral("reader"),
                   {answer.name + QStringLiteral("-source"), QStringLiteral("password")}};
    task.target = {scheme + QStringLiteral("://target-host/database"),
                   QStringLiteral("writer"),
                   {answer.name + QStringLiteral("-target"), QStringLiteral("password")}};
    task.tables.append({answer.table.isEmpty() ? QStringLiteral("public.orders") : answer.table, std::nullopt});
    task.resources.requests = {{QStringLiteral("cpu"), QStringLiteral("250m")},
                               {QStringLiteral("memory"), QStringLiteral("256Mi")}};
    task.resources.limits = {{QStringLiteral("memory"), QStringLiteral("512Mi")}};
    return writeSyncTask(task);
}

} // namespace zdtp::ui
