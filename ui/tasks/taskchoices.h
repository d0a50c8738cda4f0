#pragma once

#include "models/engine/preset.h"
#include "models/task/synctask.h"

#include <QList>
#include <QString>

namespace zdtp::ui {

/// One mode or policy, and what choosing it would mean for this task.
struct TaskChoice
{
    enum class Verdict { Recommended, Possible, Refused };
    QString word; ///< as the document writes it
    Verdict verdict = Verdict::Possible;
    QString reason;
    QString policy; ///< of a mode: the restart policy that goes with it best
};

struct TaskChoices
{
    QList<TaskChoice> modes;
    QList<TaskChoice> policies; ///< for the mode that is chosen
};

/// Refused is what the review refuses: each choice is put into a copy of the task and reviewed. Pure.
TaskChoices choicesOf(const SyncTask &task, const EnginePreset *preset);

} // namespace zdtp::ui
