#pragma once

#include "models/task/synctask.h"

#include <QList>
#include <QString>

namespace zdtp {

struct EnginePreset;

/// Whether this version can plan and launch the mode. Every mode is validated and reviewed.
bool isLaunchable(SchedulingMode mode);

enum class Standing { Recommended, Possible, Refused };

/// One way to schedule a task, and what choosing it means for THIS task. In words (translated).
struct ModeChoice
{
    SchedulingMode mode = SchedulingMode::Pod;
    RestartPolicy policy = RestartPolicy::Never;
    Standing standing = Standing::Possible;
    QString reason;    ///< why it is recommended or refused, or what to weigh
    QString objects;   ///< which are made
    QString onFailure; ///< what happens then
    QString end;       ///< how it ends
};

/// Every mode with every policy, in the order of the document's words. Refused is what the review refuses of the mode
/// or the policy as such (refusalOfMode()); settings that go with a mode, such as its schedule, are not asked for.
/// Pure. `preset` may be null: nothing is recommended then.
QList<ModeChoice> modeChoices(const SyncTask &task, const EnginePreset *preset);
QString word(Standing standing); ///< "recommended", "possible", "refused": not translated

} // namespace zdtp
