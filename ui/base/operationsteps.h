#pragma once

#include "models/run/operation.h"
#include "ui/widgets/steps.h"

namespace zdtp::ui {

StepState stepState(Step::Status status);
/// Shows these steps; keeps what stands there when only states and results changed.
void showSteps(StepList &list, const QList<Step> &steps);
/// Keeps the list in step with the operation while both live.
void followSteps(StepList &list, Operation &operation);

} // namespace zdtp::ui
