#pragma once

#include "models/task/modes.h"

#include <QList>
#include <QString>

namespace zdtp::ui {

/// A row of the form: a mode or a policy, and what choosing it means for this task.
struct TaskChoice
{
    QString word; ///< as the document writes it
    Standing standing = Standing::Possible;
    QString line;    ///< what happens then, or why it is refused
    QString details; ///< why
    QString policy;  ///< of a mode: the restart policy that goes with it best; empty: none may
};

struct TaskChoices
{
    QList<TaskChoice> modes;
    QList<TaskChoice> policies; ///< for the mode that is chosen
};

/// modeChoices() as the two lists of the form. Pure.
TaskChoices choicesOf(const SyncTask &task, const EnginePreset *preset);

} // namespace zdtp::ui
