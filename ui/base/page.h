#pragma once

#include "ui/base/destination.h"
#include "ui/base/workspace.h"

#include <QWidget>

class QSettings;

namespace zdtp::ui {

/// What the menus, the palette and the keyboard can ask of the page that is shown.
enum class Command {
    NewTask,
    Import,
    Save,
    Export,
    Launch,
    Restart,
    RestartFailed,
    CleanUp,
    Delete,
    ContinueLaunch,
    Filter,
    Find,
    NextTrouble,
    PreviousTrouble,
    ToggleLogs,
    ToggleDetails,
    Back,
};
inline constexpr int CommandCount = int(Command::Back) + 1;

/// A page of the window. It stands on one session and is destroyed before it.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(const Workspace &workspace, QWidget *parent = nullptr);

    virtual Destination destination() const = 0;
    /// Facts for the status bar: "24 workers, 1 selected".
    virtual QString facts() const { return {}; }
    /// Why a command cannot be given now; empty when it can. A page that does not know a command says so.
    virtual QString refusalOf(Command command) const;
    virtual void carryOut(Command command);
    /// Where the focus goes when the page is opened.
    virtual void takeFocus() { setFocus(); }
    /// Splitters, columns, order: kept over restarts.
    virtual void saveLayout(QSettings &settings) const { Q_UNUSED(settings) }
    virtual void restoreLayout(QSettings &settings) { Q_UNUSED(settings) }
    /// Once a second: ages, clocks.
    virtual void tick() {}
    /// Asked before the page goes: unsaved work is kept as a draft, so nothing is ever asked.
    virtual void aboutToLeave() {}

signals:
    void wants(const zdtp::ui::Destination &destination);
    void factsChanged();
    void commandsChanged();

protected:
    const Workspace &workspace() const { return m_workspace; }
    const Theme &theme() const { return m_workspace.theme; }
    ClusterSession &session() const { return m_workspace.session; }

private:
    Workspace m_workspace;
};

} // namespace zdtp::ui
