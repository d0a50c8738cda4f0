#include "models/tables/diagnosis.h"

#include <QCoreApplication>

namespace zdtp::tables {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Diagnosis", text);
}

QString sentence(QString text)
{
    text = text.simplified();
    if (!text.isEmpty() && !text.endsWith(u'.') && !text.endsWith(u'?') && !text.endsWith(u'!'))
        text += u'.';
    return text;
}

/// "exit code 2, reason Error" with what the engine said last.
QString evidence(const WorkerRow &row)
{
    QString words;
    if (row.exitCode >= 0 && !row.reason.isEmpty())
        words = say("Exit code %1, reason %2").arg(row.exitCode).arg(row.reason);
    else if (row.exitCode >= 0)
        words = say("Exit code %1").arg(row.exitCode);
    else
        words = row.reason.isEmpty() ? row.podStatus : row.reason;
    const QString message = row.message.section(u'\n', -1).simplified();
    if (!message.isEmpty())
        words += (words.isEmpty() ? QString() : QStringLiteral(": ")) + message.left(300);
    return sentence(words);
}

bool stuck(const WorkerRow &row)
{
    static const QStringList ordinary{QStringLiteral("ContainerCreating"), QStringLiteral("PodInitializing"),
                                      QStringLiteral("Completed"), QString()};
    return row.state == State::Waiting && !ordinary.contains(row.reason);
}

QString together(const QString &first, const QString &second)
{
    return first.isEmpty() ? second : second.isEmpty() ? first : QString(first + u' ' + second);
}

} // namespace

DiagnosisWords diagnose(const WorkerRow &row, const Gate &gate, const QString &engine)
{
    using Demand = Gate::Demand;
    DiagnosisWords words;
    words.state = row.state;
    const QString gateReason = sentence(gate.reason);
    switch (row.state) {
    case State::Failed:
        words.why = together(evidence(row), gateReason);
        if (!row.started) {
            words.heading = say("Nothing of the slice was copied");
            words.whatToDo = say("mend the cause, then restart. No clean-up is needed.");
        } else if (gate.demand == Demand::AtOnce) {
            words.heading = say("The slice is not complete");
            words.whatToDo = say("restart: %1 may run again over its own rows.").arg(engine);
        } else {
            words.heading = say("The slice may be only partly copied");
            words.whatToDo = say("delete the slice in the target, then restart. Restart… does both and checks in "
                                 "between.");
        }
        return words;
    case State::Unknown:
        words.heading = say("Nobody knows how far this worker came");
        words.why = together(evidence(row), gateReason);
        words.whatToDo = say("Restart… counts the rows in the target first, and then does what the count demands.");
        return words;
    case State::Missing:
        words.heading = say("This worker has no pod");
        words.why =
            together(say("It is recorded as started, and neither its pod nor its evidence is there."), gateReason);
        words.whatToDo = say("Restart… counts the rows in the target first, and then does what the count demands.");
        return words;
    case State::Waiting:
        if (!stuck(row))
            return words;
        words.heading = say("It has not started: %1").arg(row.reason);
        words.why = sentence(row.message);
        words.whatToDo = say("mend the cause; Kubernetes tries again by itself.");
        return words;
    default:
        return words;
    }
}

} // namespace zdtp::tables
