#include "models/run/launch.h"

#include <QCoreApplication>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::LaunchOperation)
};

using Verdict = PreflightLine::Verdict;

constexpr int LaneCount = 6; ///< as a launch: as many as there are connections
constexpr int MostRefusals = 3;
constexpr int MostDropped = 6;

/// The first few, and how many more there are.
QString some(const QStringList &all, int most, const QString &separator)
{
    const qsizetype more = all.size() - most;
    QString line = all.mid(0, most).join(separator);
    if (more > 0)
        line += Words::tr(" (and %n more)", nullptr, int(more));
    return line;
}

} // namespace

struct LaunchOperation::Rehearsal
{
    /// Objects that are told about in one line.
    struct Group
    {
        QString id;
        QString title;
        int objects = 0;
        int accepted = 0;
        QStringList refusals; ///< in the server's words, one an object
        QStringList dropped;  ///< paths, each once
        bool forbidden = false;
        bool taken = false; ///< a name is
    };
    QList<Group> groups;
    QList<std::pair<PlannedObject, qsizetype>> objects; ///< with the index of its group
    qsizetype next = 0;
    int accepted = 0;
    Outcome trouble; ///< the server could not be asked

    void add(const PlannedObject &object, const QString &id, const QString &title)
    {
        qsizetype index = 0;
        while (index < groups.size() && groups.at(index).id != id)
            ++index;
        if (index == groups.size())
            groups.append({id, title, 0, 0, {}, {}, false, false});
        ++groups[index].objects;
        objects.append({object, index});
    }
};

void LaunchOperation::tellLine(PreflightLine line)
{
    m_lines.append(std::move(line));
    emit stepsChanged();
}

/// Everything that can be known before a launch, as one list. A line that fails does not keep the others from being
/// looked at: what is amiss is told at once.
Async<Outcome> LaunchOperation::rehearse()
{
    const QString step = QStringLiteral("rehearse");
    setSteps(
        {{QStringLiteral("check"), Words::tr("Check the task"), {}, {}, Step::Status::Running},
         {QStringLiteral("server"), Words::tr("Ask the server: version, rights, quota"), {}, {}, Step::Status::Pending},
         {step, Words::tr("Let the server check every object (dry run)"), {}, {}, Step::Status::Pending}});
    const auto line = [](const char *id, const QString &title, const Outcome &outcome, const QString &evidence) {
        return PreflightLine{QLatin1String(id),
                             title,
                             outcome.isDone() ? Verdict::Pass : Verdict::Fail,
                             outcome.isDone() ? evidence : outcome.line,
                             QString(),
                             false};
    };
    Outcome outcome = readDocument();
    if (!outcome.isDone()) {
        tellLine(line("task", Words::tr("Task"), outcome, {}));
        co_return outcome;
    }
    const Outcome numbered = co_await number();
    if (run() == 0)
        co_return numbered; // the server could not be asked
    outcome = planObjects();
    tellLine(line("task", Words::tr("Task"), outcome,
                  Words::tr("%n worker(s), the review finds no error", nullptr, int(m_workers.size()))));
    if (!outcome.isDone())
        co_return outcome;
    tellLine(line("runs", Words::tr("Other runs"), numbered, Words::tr("none is at work; this is run %1").arg(run())));
    const Outcome found = co_await secrets();
    if (!found.isDone() && found.kind != Outcome::Kind::Refused)
        co_return found;
    PreflightLine named = line("secrets", Words::tr("Secrets"), found, Words::tr("each is there, with its keys"));
    if (found.isDone() && !m_unreadSecrets.isEmpty()) {
        named.verdict = Verdict::Warning;
        named.evidence = Words::tr("may not be read: %1").arg(m_unreadSecrets.join(QStringLiteral(", ")));
        named.remedy = Words::tr("Pods may use them all the same; what is missing shows when they start.");
    }
    tellLine(named);
    updateStep(QStringLiteral("check"), Step::Status::Done, Words::tr("%n worker(s)", nullptr, int(m_workers.size())));

    updateStep(QStringLiteral("server"), Step::Status::Running);
    const Requests requests(*this);
    const QList<PlannedObject> planned = m_shared + m_workers;
    QStringList kinds{QStringLiteral("ConfigMap"), QStringLiteral("Pod")}; // records and helpers
    for (const PlannedObject &object : planned) {
        if (!kinds.contains(object.kind))
            kinds.append(object.kind);
    }
    const PreflightLine version = co_await preflight::version(requests);
    tellLine(version);
    const PreflightLine space = co_await preflight::nameSpace(requests);
    tellLine(space);
    const PreflightLine access = co_await preflight::access(requests, kinds);
    tellLine(access);
    const PreflightLine quota = co_await preflight::quota(requests, planned, m_plan.input.task.scheduling.parallelism);
    tellLine(quota);
    updateStep(QStringLiteral("server"), Step::Status::Done, version.evidence);

    updateStep(step, Step::Status::Running);
    Rehearsal rehearsal;
    outcome = collect(&rehearsal, planned);
    if (!outcome.isDone())
        co_return outcome;
    std::vector<Async<void>> running;
    for (int count = 0; count < LaneCount; ++count)
        running.push_back(rehearsalLane(&rehearsal));
    All all(std::move(running));
    co_await all;
    if (!rehearsal.trouble.isDone())
        co_return rehearsal.trouble;
    if (isCancelled())
        co_return Outcome{Outcome::Kind::Failed, Words::tr("Cancelled. Nothing was created.")};
    tellObjects(rehearsal);
    outcome = verdict();
    if (!outcome.isDone())
        co_return outcome;
    updateStep(step, Step::Status::Done, Words::tr("%n object(s)", nullptr, rehearsal.accepted));
    co_return Outcome::done(
        Words::tr("Run %1 of %2 would be launched: %n worker(s). Nothing was created.", nullptr, int(m_workers.size()))
            .arg(run())
            .arg(task()));
}

/// Every object goes to the server as the launch would send it, pods included: quota, Pod Security and LimitRange act
/// on pods only. So does the pod that a controller would make of its template, one a kind, and the pod that prepares.
/// What that one finds in the databases is not known before it runs.
Outcome LaunchOperation::collect(Rehearsal *rehearsal, const QList<PlannedObject> &planned) const
{
    for (const PlannedObject &object : planned)
        rehearsal->add(object, QStringLiteral("objects/") + object.kind, object.kind);
    QStringList templates;
    for (const PlannedObject &object : planned) {
        PlannedObject bare = object;
        bare.manifest = preflight::barePod(object.manifest);
        if (bare.manifest.is_null() || templates.contains(object.kind))
            continue;
        templates.append(object.kind);
        bare.kind = QStringLiteral("Pod");
        rehearsal->add(bare, QStringLiteral("template/") + object.kind, Words::tr("Pod of the %1").arg(object.kind));
    }
    const Prepare prepare = m_plan.input.task.prepare;
    if (prepare == Prepare::Keep)
        return Outcome::done();
    HelperRequest request;
    request.kind = prepare == Prepare::Truncate ? HelperKind::Prepare : HelperKind::Precheck;
    const auto helper = planHelper(m_plan.input, request);
    if (!helper)
        return {Outcome::Kind::Refused, helper.error().toLine()};
    rehearsal->add(*helper, QStringLiteral("prepare"),
                   prepare == Prepare::Truncate ? Words::tr("Emptying the target") : Words::tr("Look into the target"));
    return Outcome::done();
}

void LaunchOperation::tellObjects(const Rehearsal &rehearsal)
{
    for (const Rehearsal::Group &group : rehearsal.groups) {
        PreflightLine line{group.id, group.title, Verdict::Pass, {}, {}, group.forbidden};
        line.evidence = Words::tr("the server accepts %1 of %2 (dry run)").arg(group.accepted).arg(group.objects);
        if (group.id == QLatin1String("prepare"))
            line.evidence = Words::tr("the server accepts its pod; what it finds is known when the launch begins");
        if (!group.refusals.isEmpty()) {
            line.verdict = Verdict::Fail;
            line.evidence = some(group.refusals, MostRefusals, QStringLiteral("; "));
            line.remedy = group.forbidden ? Words::tr("Ask whoever administers the cluster for this right.")
                          : group.taken   ? Words::tr("Delete what holds the name, if it is not needed any more.")
                                          : Words::tr("Change the field that the server names.");
        } else if (!group.dropped.isEmpty()) {
            line.verdict = Verdict::Warning;
            line.evidence =
                Words::tr("the server drops: %1").arg(some(group.dropped, MostDropped, QStringLiteral(", ")));
            line.remedy =
                Words::tr("It does not know these fields, or has switched them off: they will have no effect.");
        }
        tellLine(line);
    }
}

/// Of all lines: what stands in the way, in one line.
Outcome LaunchOperation::verdict() const
{
    QStringList refused, others;
    bool forbidden = false;
    for (const PreflightLine &line : m_lines) {
        if (line.verdict != Verdict::Fail)
            continue;
        forbidden |= line.forbidden;
        const bool object = line.id.contains(u'/') || line.id == QLatin1String("prepare");
        (object ? refused : others).append(object ? line.evidence : line.text());
    }
    if (!refused.isEmpty())
        others.append(Words::tr("The server would refuse this launch: %1").arg(refused.join(QStringLiteral("; "))));
    if (others.isEmpty())
        return Outcome::done();
    return {forbidden ? Outcome::Kind::Unreachable : Outcome::Kind::Refused, others.join(u' ')};
}

Async<void> LaunchOperation::rehearsalLane(Rehearsal *rehearsal)
{
    const Requests requests(*this);
    while (rehearsal->next < rehearsal->objects.size() && rehearsal->trouble.isDone() && !isCancelled()) {
        auto [object, index] = rehearsal->objects.at(rehearsal->next++);
        stampLaunch(object.manifest, id());
        const QString what = object.kind + u' ' + object.name;
        const k8s::GroupVersionResource *resource = k8s::resources::ofManifest(object.manifest);
        if (!resource) {
            rehearsal->groups[index].refusals.append(
                Words::tr("%1 is of a kind that the console does not create").arg(what));
            continue;
        }
        const ObjectResult answer = co_await requests.create(*resource, object.manifest, true);
        Rehearsal::Group &group = rehearsal->groups[index];
        if (answer) {
            ++group.accepted;
            ++rehearsal->accepted;
            for (const QString &path : preflight::droppedFields(object.manifest, *answer)) {
                if (!group.dropped.contains(path))
                    group.dropped.append(path);
            }
            updateStep(QStringLiteral("rehearse"), Step::Status::Running,
                       Words::tr("%1 of %2").arg(rehearsal->accepted).arg(rehearsal->objects.size()));
        } else if (sentOf(answer.error()) == Sent::Refused && !answer.error().isUnauthorized()) {
            group.forbidden |= answer.error().isForbidden();
            group.taken |= answer.error().isAlreadyExists();
            group.refusals.append(what + QStringLiteral(": ") + answer.error().toLine());
        } else if (rehearsal->trouble.isDone()) {
            rehearsal->trouble = Outcome::of(answer.error(), Words::tr("%1 was not checked").arg(what));
        }
    }
}

} // namespace zdtp
