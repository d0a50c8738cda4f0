#include "models/fleet/worker.h"

#include <QCoreApplication>

namespace zdtp {

QString word(WorkerState state)
{
    switch (state) {
    case WorkerState::Running:
        return QCoreApplication::translate("WorkerState", "Running");
    case WorkerState::Waiting:
        return QCoreApplication::translate("WorkerState", "Waiting");
    case WorkerState::Succeeded:
        return QCoreApplication::translate("WorkerState", "Succeeded");
    case WorkerState::Failed:
        return QCoreApplication::translate("WorkerState", "Failed");
    case WorkerState::Missing:
        return QCoreApplication::translate("WorkerState", "Missing");
    case WorkerState::Unknown:
        return QCoreApplication::translate("WorkerState", "Unknown");
    case WorkerState::Stopped:
        return QCoreApplication::translate("WorkerState", "Stopped");
    case WorkerState::NotTried:
        return QCoreApplication::translate("WorkerState", "Not tried");
    }
    return {};
}

} // namespace zdtp
