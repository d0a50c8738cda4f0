#include "models/run/launch.h"

#include "models/run/otherruns.h"
#include "models/run/replay.h"
#include "models/task/document.h"

#include <QCoreApplication>

namespace zdtp {

using namespace std::chrono_literals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::LaunchOperation)
};

Outcome ofFindings(const Findings &findings, bool parsed)
{
    QStringList errors;
    for (const Finding &finding : findings) {
        if (finding.severity != Severity::Error)
            continue;
        const QString place = finding.place.toString();
        errors.append((place.isEmpty() ? finding.field : place) + QStringLiteral(": ") + finding.message +
                      (finding.fix.isEmpty() ? QString() : QStringLiteral(". ") + finding.fix));
    }
    if (errors.isEmpty())
        return Outcome::done();
    QString line = errors.first();
    if (errors.size() > 1)
        line += Words::tr(" (and %n more; see: zdtp validate)", nullptr, int(errors.size()) - 1);
    return {parsed ? Outcome::Kind::Refused : Outcome::Kind::Invalid, line};
}

/// Names of Secrets and the keys of each, in the order in which they were met.
using Wanted = QList<std::pair<QString, QStringList>>;

QStringList &keysOf(Wanted *wanted, const QString &secret)
{
    for (auto &[name, keys] : *wanted) {
        if (name == secret)
            return keys;
    }
    wanted->append({secret, {}});
    return wanted->last().second;
}

/// Every Secret and key that the pods read, as the manifests say.
void collectSecrets(const Json &json, Wanted *wanted)
{
    if (json.is_object()) {
        if (const Json *reference = jsonAt(json, {"secretKeyRef"}); reference && reference->is_object()) {
            const Json *optional = jsonAt(*reference, {"optional"});
            const QString key = jsonString(*reference, {"key"});
            QStringList &keys = keysOf(wanted, jsonString(*reference, {"name"}));
            if (!(optional && optional->is_boolean() && optional->get<bool>()) && !keys.contains(key))
                keys.append(key);
        }
        if (const Json *volume = jsonAt(json, {"secret"}); volume && volume->is_object()) {
            QStringList &keys = keysOf(wanted, jsonString(*volume, {"secretName"}));
            if (const Json *items = jsonAt(*volume, {"items"}); items && items->is_array()) {
                for (const Json &item : *items)
                    keys.append(jsonString(item, {"key"}));
            }
        }
    }
    if (json.is_structured()) {
        for (const Json &child : json)
            collectSecrets(child, wanted);
    }
}

} // namespace

LaunchOperation::LaunchOperation(RunContext context, QByteArray taskYaml, QString file, Extent extent, QObject *parent)
    : RunOperation(std::move(context), parent)
    , m_resumes(false)
    , m_extent(extent)
    , m_yaml(std::move(taskYaml))
    , m_file(std::move(file))
    , m_record(Requests(*this))
{
}

LaunchOperation::LaunchOperation(RunContext context, QString task, int run, Extent extent, QObject *parent)
    : RunOperation(std::move(context), parent), m_resumes(true), m_extent(extent), m_record(Requests(*this))
{
    setTask(task, run);
}

QString LaunchOperation::title() const
{
    if (task().isEmpty())
        return Words::tr("Launch");
    if (run() == 0)
        return Words::tr("Launch %1").arg(task());
    return m_resumes ? Words::tr("Continue the launch of run %1 of %2").arg(run()).arg(task())
                     : Words::tr("Launch run %1 of %2").arg(run()).arg(task());
}

Async<Outcome> LaunchOperation::perform()
{
    if (m_extent == Extent::Rehearsal)
        co_return co_await rehearse();
    setSteps({{QStringLiteral("check"), Words::tr("Check the task"), {}, {}, Step::Status::Running},
              {QStringLiteral("record"), Words::tr("Write the run's record"), {}, {}, Step::Status::Pending},
              {QStringLiteral("prepare"), Words::tr("Prepare"), {}, {}, Step::Status::Pending},
              {QStringLiteral("create"), Words::tr("Create the workers"), {}, {}, Step::Status::Pending}});
    Outcome outcome = co_await check();
    if (outcome.isDone())
        outcome = co_await record();
    if (!outcome.isDone())
        co_return outcome;
    const bool prepared = m_record.record().phase == RunPhase::Launching;
    outcome = co_await alone();
    if (!outcome.isDone())
        co_return co_await refuse(outcome);
    outcome = co_await shared();
    if (!outcome.isDone())
        co_return co_await refuse(outcome);
    if (prepared) {
        updateStep(QStringLiteral("prepare"), Step::Status::Done, Words::tr("done before"));
    } else {
        outcome = co_await prepare();
        if (!outcome.isDone())
            co_return co_await refuse(outcome);
    }
    co_return co_await createWorkers();
}

/// The document, the review, the Secrets, the run's number. Changes nothing.
Async<Outcome> LaunchOperation::check()
{
    Outcome outcome;
    if (m_resumes) {
        outcome = co_await m_record.load(task(), run());
        if (!outcome.isDone())
            co_return outcome;
        const RunRecord &record = m_record.record();
        if (record.phase == RunPhase::Launched)
            co_return Outcome{
                Outcome::Kind::Refused,
                Words::tr("Run %1 of %2 is launched; there is nothing to continue.").arg(run()).arg(task())};
        if (record.phase == RunPhase::Refused)
            co_return Outcome{Outcome::Kind::Refused,
                              Words::tr("The launch of run %1 of %2 was refused. Launch it again as a new run.")
                                  .arg(run())
                                  .arg(task())};
        auto plan = planOf(record);
        if (!plan)
            co_return Outcome{Outcome::Kind::Failed, plan.error().toLine()};
        m_plan = std::move(*plan);
    } else {
        outcome = readDocument();
        if (!outcome.isDone())
            co_return outcome;
        outcome = co_await number();
        if (!outcome.isDone())
            co_return outcome;
    }
    outcome = planObjects();
    if (!outcome.isDone())
        co_return outcome;
    outcome = co_await secrets();
    if (!outcome.isDone())
        co_return outcome;
    updateStep(QStringLiteral("check"), Step::Status::Done, Words::tr("%n worker(s)", nullptr, int(m_workers.size())));
    co_return Outcome::done();
}

/// The document and its review. Asks nobody.
Outcome LaunchOperation::readDocument()
{
    const ParsedTask parsed = parseSyncTask(m_yaml, m_file);
    if (!parsed.task || hasErrors(parsed.findings))
        return ofFindings(parsed.findings, false);
    SyncTask task = *parsed.task;
    if (!task.nameSpace.isEmpty() && task.nameSpace != context().nameSpace)
        return {Outcome::Kind::Invalid,
                Words::tr("%1 belongs to namespace %2, and this is namespace %3. Choose the other one.")
                    .arg(task.name, task.nameSpace, context().nameSpace)};
    task.nameSpace = context().nameSpace;
    const EnginePreset *preset = context().engines.find(task.engine);
    const Findings findings = checkTask(parsed, context().engines);
    if (!preset || hasErrors(findings))
        return ofFindings(findings, true);
    m_plan.input.task = task;
    m_plan.input.preset = *preset;
    m_plan.workers = workersOf(task);
    setTask(task.name, 0);
    return Outcome::done();
}

Outcome LaunchOperation::planObjects()
{
    const auto planned = planRun(m_plan.input);
    if (!planned)
        return {Outcome::Kind::Refused, planned.error().toLine()};
    for (const PlannedObject &object : *planned) {
        const bool work = object.part == PlannedObject::Part::Work;
        // The protocol knows one pod a worker. Anything else that works would start here before the target is prepared,
        // and outside the record.
        if ((work && (object.worker.isEmpty() || object.kind != QLatin1String("Pod"))) ||
            (!work && object.part != PlannedObject::Part::Shared))
            return {Outcome::Kind::Refused, Words::tr("%1 %2 was not created: this version launches bare pods only. "
                                                      "Write mode: Pod.")
                                                .arg(object.kind, object.name)};
        (work ? m_workers : m_shared).append(object);
    }
    return Outcome::done();
}

/// What may exist from now on is written before anything does.
Async<Outcome> LaunchOperation::record()
{
    updateStep(QStringLiteral("record"), Step::Status::Running);
    if (!m_resumes) {
        RunRecord record;
        record.task = task();
        record.nameSpace = context().nameSpace;
        record.run = run();
        record.launchId = id();
        record.phase = RunPhase::Preparing;
        record.launchedBy = context().who();
        record.launchedAt = context().clock.now();
        record.taskYaml = m_yaml;
        record.presetYaml = m_plan.input.preset.yaml;
        record.expected = int(m_workers.size());
        record.podsVersion = m_podsVersion;
        const Outcome outcome = co_await m_record.create(record);
        if (!outcome.isDone())
            co_return outcome;
    } else if (m_record.record().phase == RunPhase::Cancelled) {
        m_wasCancelled = true;
        const RecordFile::Change again = [](RunRecord &record) {
            if (record.phase == RunPhase::Cancelled)
                record.phase = RunPhase::Launching;
            return QString();
        };
        const Outcome outcome = co_await m_record.write(again);
        if (!outcome.isDone())
            co_return outcome;
    }
    updateStep(QStringLiteral("record"), Step::Status::Done,
               Words::tr("ConfigMap %1").arg(names::runRecord(task(), run())));
    co_return Outcome::done();
}

/// The next free number, by records and by pods whose record is gone; and where the history of pods begins.
Async<Outcome> LaunchOperation::number()
{
    OtherRuns others;
    Outcome outcome = co_await others.read(Requests(*this), task(), 0, OtherRuns::Pods::Read);
    if (!outcome.isDone())
        co_return outcome;
    m_podsVersion = others.podsVersion();
    m_plan.input.run = others.lastRun() + 1;
    setTask(task(), others.lastRun() + 1);
    co_return others.atWork(context().clock.now());
}

/// Asked once the record says that this run is being launched: whoever begins elsewhere sees it from now on, and
/// whoever began before is seen here.
Async<Outcome> LaunchOperation::alone()
{
    OtherRuns others;
    Outcome outcome = co_await others.read(Requests(*this), task(), run(), OtherRuns::Pods::Read);
    if (outcome.isDone())
        outcome = others.newer();
    if (outcome.isDone())
        outcome = others.atWork(context().clock.now());
    co_return outcome;
}

/// Everything that is amiss is told at once, in the order in which the pods name it. Values are never looked at.
Async<Outcome> LaunchOperation::secrets()
{
    Wanted wanted;
    if (!m_workers.isEmpty())
        collectSecrets(m_workers.first().manifest, &wanted);
    const Requests requests(*this);
    QStringList problems;
    for (const auto &[name, needed] : std::as_const(wanted)) {
        ObjectResult found = co_await requests.read(k8s::resources::secrets(), name);
        if (!found && found.error().isNotFound()) {
            problems.append(Words::tr("Secret %1 does not exist in namespace %2. Create it with the keys: %3.")
                                .arg(name, context().nameSpace, needed.join(QStringLiteral(", "))));
            continue;
        }
        // Who may not read Secrets may still use them in a pod: then the pod says what is missing.
        if (!found && found.error().isForbidden()) {
            m_unreadSecrets.append(name);
            continue;
        }
        if (!found)
            co_return Outcome::of(found.error(), Words::tr("Secret %1 was not read").arg(name));
        QStringList keys;
        if (const Json *data = jsonAt(*found, {"data"}); data && data->is_object()) {
            for (const auto &[key, value] : data->items())
                keys.append(QString::fromStdString(key));
        }
        for (const QString &key : needed) {
            if (keys.contains(key))
                continue;
            problems.append(keys.isEmpty() ? Words::tr("Secret %1 has no key \"%2\". It is empty.").arg(name, key)
                                           : Words::tr("Secret %1 has no key \"%2\". Its keys are: %3.")
                                                 .arg(name, key, keys.join(QStringLiteral(", "))));
        }
    }
    if (problems.isEmpty())
        co_return Outcome::done();
    const QString line = problems.join(u' ');
    co_return Outcome{Outcome::Kind::Refused, line};
}

/// What all workers share is there before anything that needs it. Harmless, whatever happens next.
Async<Outcome> LaunchOperation::shared()
{
    const Requests requests(*this);
    for (PlannedObject object : m_shared) {
        stampLaunch(object.manifest, m_record.record().launchId);
        const Creation creation = co_await createOnce(requests, object.manifest);
        if (!creation.isThere())
            co_return creation.outcome(object.kind + u' ' + object.name);
    }
    co_return Outcome::done();
}

/// Once for the task, before any worker. The helper has one fixed name in the run: of two consoles that go on with the
/// same launch both wait for the same pod, and nothing is emptied when workers may exist.
Async<Outcome> LaunchOperation::prepare()
{
    const Prepare prepare = m_plan.input.task.prepare;
    const QString step = QStringLiteral("prepare");
    if (prepare == Prepare::Keep) {
        updateStep(step, Step::Status::Done, Words::tr("not asked for (prepare: keep)"));
        co_return Outcome::done();
    }
    updateStep(step, Step::Status::Running);
    HelperOrder order;
    order.kind = prepare == Prepare::Truncate ? HelperKind::Prepare : HelperKind::Precheck;
    order.launchId = m_record.record().launchId;
    order.fixed = true;
    const HelperRun ran = co_await runHelper(Requests(*this), &m_plan, order);
    if (!ran.outcome.isDone()) {
        if (ran.problem.isEmpty())
            co_return ran.outcome;
        co_return Outcome{Outcome::Kind::Refused,
                          Words::tr("Nothing was launched: %1. See the log of pod %2.").arg(ran.problem, ran.pod)};
    }
    if (!ran.problem.isEmpty())
        co_return Outcome{
            Outcome::Kind::Refused,
            Words::tr("Nothing was launched: %1. Empty the slices in the target, or write prepare: truncate.")
                .arg(ran.problem)};
    updateStep(step, Step::Status::Done,
               prepare == Prepare::Truncate ? Words::tr("the target tables were emptied")
                                            : Words::tr("the target slices are empty"));
    co_return Outcome::done();
}

/// Nothing was started. A launch that was plainly refused is over; one that was cut off can be continued.
Async<Outcome> LaunchOperation::refuse(Outcome outcome)
{
    const bool over = outcome.kind == Outcome::Kind::Refused || outcome.kind == Outcome::Kind::Failed;
    if (over && (m_record.record().phase == RunPhase::Preparing || m_wasCancelled)) {
        const JournalEntry said = entry(QStringLiteral("launch"), title(), {}, outcome.line);
        const bool wasCancelled = m_wasCancelled;
        const RecordFile::Change change = [said, wasCancelled](RunRecord &record) {
            if (record.phase == RunPhase::Preparing)
                record.phase = RunPhase::Refused;
            else if (record.phase == RunPhase::Launching && wasCancelled)
                record.phase = RunPhase::Cancelled; // as it was found
            record.journal.append(said);
            return QString();
        };
        const Outcome written = co_await m_record.write(change);
        tell(said);
        if (!written.isDone())
            outcome.line += u' ' + written.line;
    }
    co_return outcome;
}

} // namespace zdtp
