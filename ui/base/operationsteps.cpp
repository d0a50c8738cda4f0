#include "ui/base/operationsteps.h"

namespace zdtp::ui {

StepState stepState(Step::Status status)
{
    switch (status) {
    case Step::Status::Pending:
        return StepState::Planned;
    case Step::Status::Running:
        return StepState::Running;
    case Step::Status::Done:
        return StepState::Done;
    case Step::Status::Failed:
        return StepState::Failed;
    case Step::Status::NotTried:
        return StepState::NotTried;
    }
    return StepState::Planned;
}

void showSteps(StepList &list, const QList<Step> &steps)
{
    if (list.count() != steps.size()) {
        list.clear();
        for (const Step &step : steps)
            list.addStep(step.title, step.detail, step.result);
    }
    for (int i = 0; i < steps.size(); ++i) {
        const Step &step = steps.at(i);
        const bool failed = step.status == Step::Status::Failed;
        list.setText(i, step.title, step.detail);
        list.setStep(i, stepState(step.status), failed ? QString() : step.result, failed ? step.result : QString());
    }
}

void followSteps(StepList &list, Operation &operation)
{
    showSteps(list, operation.steps());
    QObject::connect(&operation, &Operation::stepsChanged, &list,
                     [&list, &operation] { showSteps(list, operation.steps()); });
}

} // namespace zdtp::ui
