#include "models/plan/plan.h"

namespace zdtp::names {

QString workerPod(const QString &taskName, int runNumber, const QString &workerName, int attemptNumber)
{
    return QStringLiteral("%1-r%2-%3-a%4")
        .arg(taskName, QString::number(runNumber), workerName, QString::number(attemptNumber));
}

QString helperPod(const QString &taskName, int runNumber, const QString &workerName, HelperKind kind, int number)
{
    const QString middle = workerName.isEmpty() ? QString() : QString(workerName + u'-');
    return QStringLiteral("%1-r%2-%3%4-%5")
        .arg(taskName, QString::number(runNumber), middle, word(kind), QString::number(number));
}

QString workload(const QString &taskName, int runNumber, const QString &workerName)
{
    const QString whole = runRecord(taskName, runNumber);
    return workerName.isEmpty() ? whole : QString(whole + u'-' + workerName);
}

QString runItems(const QString &taskName, int runNumber, int number)
{
    return QStringLiteral("%1-r%2-items-%3")
        .arg(taskName, QString::number(runNumber), QString::number(number).rightJustified(2, u'0'));
}

QString runConfig(const QString &taskName, int runNumber)
{
    return QStringLiteral("%1-r%2-config").arg(taskName).arg(runNumber);
}

QString runRecord(const QString &taskName, int runNumber)
{
    return QStringLiteral("%1-r%2").arg(taskName).arg(runNumber);
}

QString taskRecord(const QString &taskName)
{
    return QStringLiteral("zdtp-task-%1").arg(taskName);
}

} // namespace zdtp::names
