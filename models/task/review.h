#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

#include <QList>

namespace zdtp {

struct EnginePreset;

/// The review of product contract section 2: what would harm data or be refused by the server. Pure. `preset` may be
/// null when the task names an engine that is not known (which is itself a finding).
Findings reviewTask(const SyncTask &task, const EnginePreset *preset);

/// One line of the table that the review is.
struct RuleInfo
{
    QString id;
    Severity severity = Severity::Error;
    QString why;  ///< in words (translated); empty where each finding has words of its own
    QString help; ///< "help/slices"
};
QList<RuleInfo> reviewRules();

/// The first error that refuses the task's mode or restart policy as such: not a setting that goes with it.
std::optional<Finding> refusalOfMode(const SyncTask &task, const EnginePreset *preset);

} // namespace zdtp
