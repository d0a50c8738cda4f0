#include "models/run/launch.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::LaunchOperation)
};

constexpr int LaneCount = 6; ///< as a launch: as many as there are connections
constexpr int MostRefusals = 3;

} // namespace

struct LaunchOperation::Rehearsal
{
    QList<PlannedObject> objects;
    qsizetype next = 0;
    qsizetype accepted = 0;
    QStringList refusals; ///< in the server's words, one an object
    bool forbidden = false;
    Outcome trouble; ///< the server could not be asked
};

/// Every object goes to the server as the launch would send it, pods included: quota, Pod Security and LimitRange act
/// on pods only. The helper of `prepare` is left out, since it would have to run to say something.
Async<Outcome> LaunchOperation::rehearse()
{
    const QString step = QStringLiteral("rehearse");
    setSteps({{QStringLiteral("check"), Words::tr("Check the task"), {}, {}, Step::Status::Running},
              {step, Words::tr("Let the server check every object (dry run)"), {}, {}, Step::Status::Pending}});
    const Outcome checked = co_await check();
    if (!checked.isDone())
        co_return checked;
    updateStep(step, Step::Status::Running);
    Rehearsal rehearsal;
    rehearsal.objects = m_shared + m_workers;
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(rehearsalLane(&rehearsal));
    All all(std::move(running));
    co_await all;
    if (!rehearsal.trouble.isDone())
        co_return rehearsal.trouble;
    if (isCancelled())
        co_return Outcome{Outcome::Kind::Failed, Words::tr("Cancelled. Nothing was created.")};
    if (!rehearsal.refusals.isEmpty()) {
        const qsizetype more = rehearsal.refusals.size() - MostRefusals;
        QString line = rehearsal.refusals.mid(0, MostRefusals).join(QStringLiteral("; "));
        if (more > 0)
            line += Words::tr(" (and %n more)", nullptr, int(more));
        const auto kind = rehearsal.forbidden ? Outcome::Kind::Unreachable : Outcome::Kind::Refused;
        co_return Outcome{kind, Words::tr("The server would refuse this launch: %1").arg(line)};
    }
    updateStep(step, Step::Status::Done, Words::tr("%n object(s)", nullptr, int(rehearsal.accepted)));
    co_return Outcome::done(
        Words::tr("Run %1 of %2 would be launched: %n worker(s). Nothing was created.", nullptr, int(m_workers.size()))
            .arg(run())
            .arg(task()));
}

Async<void> LaunchOperation::rehearsalLane(Rehearsal *rehearsal)
{
    const Requests requests(*this);
    while (rehearsal->next < rehearsal->objects.size() && rehearsal->trouble.isDone() && !isCancelled()) {
        PlannedObject object = rehearsal->objects.at(rehearsal->next++);
        stampLaunch(object.manifest, id());
        const QString what = object.kind + u' ' + object.name;
        const k8s::GroupVersionResource *resource = k8s::resources::ofManifest(object.manifest);
        if (!resource) {
            rehearsal->refusals.append(Words::tr("%1 is of a kind that the console does not create").arg(what));
            continue;
        }
        const ObjectResult answer = co_await requests.create(*resource, object.manifest, true);
        if (answer) {
            ++rehearsal->accepted;
            updateStep(QStringLiteral("rehearse"), Step::Status::Running,
                       Words::tr("%1 of %2").arg(rehearsal->accepted).arg(rehearsal->objects.size()));
        } else if (sentOf(answer.error()) == Sent::Refused && !answer.error().isUnauthorized()) {
            rehearsal->forbidden |= answer.error().isForbidden();
            rehearsal->refusals.append(what + QStringLiteral(": ") + answer.error().toLine());
        } else if (rehearsal->trouble.isDone()) {
            rehearsal->trouble = Outcome::of(answer.error(), Words::tr("%1 was not checked").arg(what));
        }
    }
}

} // namespace zdtp
