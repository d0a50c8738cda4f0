#pragma once

#include "models/task/finding.h"
#include "models/task/synctask.h"

namespace zdtp {

struct EnginePreset;

/// The review of product contract section 2: what would harm data or be refused by the server. Pure. `preset` may be
/// null when the task names an engine that is not known (which is itself a finding).
Findings reviewTask(const SyncTask &task, const EnginePreset *preset);

} // namespace zdtp
