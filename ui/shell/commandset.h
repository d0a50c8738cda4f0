#pragma once

#include "ui/base/page.h"

#include <QAction>
#include <QObject>

#include <array>

namespace zdtp::ui {

/// The actions for the page that is shown: one for each command, with its words and its shortcut, for the menus, the
/// palette and the keyboard. One that is off says why. Owned by the window.
class CommandSet : public QObject
{
    Q_OBJECT

public:
    explicit CommandSet(QWidget *window);

    QAction *action(Command command) const { return m_actions[size_t(command)]; }
    QList<QAction *> all() const;
    /// Takes what the page says about each command; nullptr: no page.
    void update(const Page *page);

signals:
    void triggered(zdtp::ui::Command command);

private:
    std::array<QAction *, CommandCount> m_actions{};
};

} // namespace zdtp::ui
