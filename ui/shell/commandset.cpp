#include "ui/shell/commandset.h"

#include "ui/base/refusal.h"

#include <QWidget>

namespace zdtp::ui {

namespace {

struct Words
{
    Command command;
    QString text;
    QList<QKeySequence> keys;
    QString name;
};

QList<Words> words()
{
    const auto tr = [](const char *text) { return CommandSet::tr(text); };
    using K = QKeySequence;
    return {
        {Command::NewTask, tr("New task…"), {K(Qt::CTRL | Qt::Key_N)}, QStringLiteral("actionNewTask")},
        {Command::Import, tr("Import…"), {K(Qt::CTRL | Qt::Key_O)}, QStringLiteral("actionImport")},
        {Command::Save, tr("Save"), {K(Qt::CTRL | Qt::Key_S)}, QStringLiteral("actionSave")},
        {Command::Export, tr("Export…"), {K(Qt::CTRL | Qt::Key_E)}, QStringLiteral("actionExport")},
        {Command::Launch,
         tr("Launch…"),
         {K(Qt::CTRL | Qt::Key_Return), K(Qt::CTRL | Qt::Key_Enter)},
         QStringLiteral("actionLaunch")},
        {Command::Restart, tr("Restart…"), {K(Qt::CTRL | Qt::SHIFT | Qt::Key_R)}, QStringLiteral("actionRestart")},
        {Command::RestartFailed, tr("Restart failed…"), {}, QStringLiteral("actionRestartFailed")},
        {Command::CleanUp, tr("Clean up…"), {}, QStringLiteral("actionCleanUp")},
        {Command::Delete, tr("Delete…"), {K(Qt::Key_Delete)}, QStringLiteral("actionDelete")},
        {Command::ContinueLaunch, tr("Continue the launch…"), {}, QStringLiteral("actionContinue")},
        {Command::Filter, tr("Filter the table"), {K(Qt::Key_Slash)}, QStringLiteral("actionFilter")},
        {Command::Find, tr("Find in logs or manifests"), {K(Qt::CTRL | Qt::Key_F)}, QStringLiteral("actionFind")},
        {Command::NextTrouble, tr("Next finding or failed worker"), {K(Qt::Key_F8)}, QStringLiteral("actionNext")},
        {Command::PreviousTrouble,
         tr("Previous finding or failed worker"),
         {K(Qt::SHIFT | Qt::Key_F8)},
         QStringLiteral("actionPrevious")},
        {Command::ToggleLogs, tr("Logs on and off"), {K(Qt::CTRL | Qt::Key_J)}, QStringLiteral("actionLogs")},
        {Command::ToggleDetails, tr("Details on and off"), {K(Qt::CTRL | Qt::Key_I)}, QStringLiteral("actionDetails")},
        {Command::Back, tr("Back"), {K(Qt::Key_Escape)}, QStringLiteral("actionBack")},
    };
}

} // namespace

CommandSet::CommandSet(QWidget *window) : QObject(window)
{
    const QList<Words> all = words();
    for (const Words &entry : all) {
        auto *action = new QAction(entry.text, window);
        action->setObjectName(entry.name);
        action->setShortcuts(entry.keys);
        action->setShortcutContext(Qt::WindowShortcut);
        window->addAction(action);
        connect(action, &QAction::triggered, this, [this, command = entry.command] { emit triggered(command); });
        m_actions[size_t(entry.command)] = action;
    }
}

QList<QAction *> CommandSet::all() const
{
    return {m_actions.cbegin(), m_actions.cend()};
}

void CommandSet::update(const Page *page)
{
    for (int i = 0; i < CommandCount; ++i)
        setRefused(*m_actions[size_t(i)], page ? page->refusalOf(Command(i)) : tr("No cluster is open"));
}

} // namespace zdtp::ui
