#include "models/run/operation.h"

#include <QCoreApplication>

namespace zdtp {

Outcome Outcome::of(const k8s::ApiError &error, const QString &doing)
{
    Kind kind = Kind::Failed;
    if (error.isAmbiguous())
        kind = Kind::Unknown;
    else if (error.isUnreachable())
        kind = Kind::Unreachable;
    return {kind, doing.isEmpty() ? error.toLine() : doing + QStringLiteral(": ") + error.toLine()};
}

void Operation::setSteps(QList<Step> steps)
{
    m_steps = std::move(steps);
    emit stepsChanged();
}

void Operation::updateStep(const QString &id, Step::Status status, const QString &result)
{
    for (Step &step : m_steps) {
        if (step.id != id)
            continue;
        step.status = status;
        if (!result.isNull())
            step.result = result;
        emit stepsChanged();
        return;
    }
}

void Operation::finish(Outcome outcome)
{
    if (m_finished)
        return;
    m_finished = true;
    m_outcome = std::move(outcome);
    for (Step &step : m_steps) {
        if (step.status == Step::Status::Running) {
            step.status = m_outcome.isDone() ? Step::Status::Done : Step::Status::Failed;
            if (!m_outcome.isDone() && step.result.isEmpty())
                step.result = m_outcome.line;
        } else if (step.status == Step::Status::Pending && !m_outcome.isDone()) {
            step.status = Step::Status::NotTried;
        }
    }
    emit stepsChanged();
    emit finished(m_outcome);
}

} // namespace zdtp
