#include "models/session/clustersession.h"

#include "k8s/cache/informer.h"
#include "k8s/rest/objectclient.h"
#include "models/run/count.h"
#include "models/run/launch.h"
#include "models/run/removal.h"
#include "models/run/restart.h"
#include "models/session/logreader.h"
#include "models/session/progressfollower.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace zdtp {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::ClusterSession)
};

/// A launch that nobody has written about for so long, and that is not ours, was cut off.
constexpr qint64 QuietMilliseconds = 15'000;

/// An action that is off: says why, and changes nothing.
class RefusedOperation final : public Operation
{
public:
    RefusedOperation(QString title, QString why, QObject *parent)
        : Operation(parent), m_title(std::move(title)), m_why(std::move(why))
    {
    }
    void start() override
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                finish({Outcome::Kind::Refused, m_why});
            },
            Qt::QueuedConnection);
    }
    void cancel() override {}
    QString title() const override { return m_title; }

private:
    QString m_title;
    QString m_why;
};

k8s::ListWatch podsOf(const QString &nameSpace)
{
    return {k8s::resources::pods(),
            nameSpace,
            QString::fromLatin1(names::managedBy) + u'=' + QString::fromLatin1(names::managedByValue),
            {}};
}

k8s::ListWatch recordsOf(const QString &nameSpace)
{
    // Configuration and evidence are left out: they are large, and read one by one when somebody asks.
    return {k8s::resources::configMaps(),
            nameSpace,
            QString::fromLatin1(names::role) + QStringLiteral(" in (record,task)"),
            {}};
}

} // namespace

class ClusterSession::Private
{
public:
    Private(ClusterSession *session, k8s::ApiClient &api, ClusterIdentity who, const EngineCatalog &catalog,
            Clock &time, QString journalPath)
        : q(session)
        , client(api)
        , identity(std::move(who))
        , engines(catalog)
        , clock(time)
        , journal(std::move(journalPath))
        , pods(api, podsOf(identity.nameSpace), time)
        , records(api, recordsOf(identity.nameSpace), time)
        , events(api, {k8s::resources::events(), identity.nameSpace, {}, {}}, time)
        , fleet(pods.store(), records.store(), time)
        , follower(api, fleet, time, identity.nameSpace)
    {
    }

    void askWhoAndWhat();
    RunContext context();
    template <typename Made>
    Operation *run(Made *operation);
    Operation *refuse(const QString &title, const QString &why);
    int latestRun(const QString &task) const;
    int ended(const QString &task, int run) const;

    ClusterSession *q;
    k8s::ApiClient &client;
    ClusterIdentity identity;
    const EngineCatalog &engines;
    Clock &clock;
    JournalFile journal;
    k8s::Informer<k8s::Pod> pods;
    k8s::Informer<k8s::ConfigMap> records;
    k8s::Informer<k8s::Event> events;
    Fleet fleet;
    ProgressFollower follower;
    bool eventsDirty = false;
    QString version;
    QString user;
    k8s::CallHandle versionCall;
    k8s::CallHandle userCall;
    QList<Operation *> operations; ///< children of the session
};

void ClusterSession::Private::askWhoAndWhat()
{
    if (version.isEmpty() && !versionCall) {
        k8s::Request request;
        request.path = QStringLiteral("/version");
        versionCall = client.send(request, [this](k8s::ApiResult<k8s::Response> answer) {
            const k8s::CallHandle ended = std::move(versionCall);
            if (!answer)
                return;
            const Json json = Json::parse(answer->body.cbegin(), answer->body.cend(), nullptr, false);
            version = json.is_object() ? jsonString(json, {"gitVersion"}) : QString();
            emit q->identityKnown();
        });
    }
    if (user.isEmpty() && !userCall) {
        const Json review = {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}};
        userCall = k8s::ObjectClient(client).create(k8s::resources::selfSubjectReviews(), {}, review,
                                                    [this](k8s::ApiResult<Json> answer) {
                                                        const k8s::CallHandle ended = std::move(userCall);
                                                        if (!answer)
                                                            return;
                                                        user = jsonString(*answer, {"status", "userInfo", "username"});
                                                        emit q->identityKnown();
                                                    });
    }
}

RunContext ClusterSession::Private::context()
{
    const auto who = [this] {
        // Servers before 1.28 do not say who we are.
        if (!user.isEmpty())
            return user;
        const QString local = qEnvironmentVariable("USER");
        return local.isEmpty() ? Words::tr("unknown user") : Words::tr("%1 (local user)").arg(local);
    };
    return {client,
            clock,
            engines,
            journal,
            identity.context,
            identity.nameSpace,
            who,
            [this] { return userCall != nullptr; },
            [this](const QString &task, int run) { return ended(task, run); }};
}

template <typename Made>
Operation *ClusterSession::Private::run(Made *operation)
{
    operations.append(operation);
    if constexpr (std::is_base_of_v<RunOperation, Made>) {
        QObject::connect(&fleet, &Fleet::podChanged, operation, [operation] { operation->wake(); });
        QObject::connect(&fleet, &Fleet::runsChanged, operation, [operation] { operation->wake(); });
    }
    QObject::connect(operation, &Operation::finished, q, [this, operation] {
        operations.removeOne(operation);
        emit q->operationFinished(operation);
        operation->deleteLater();
    });
    operation->start();
    emit q->operationStarted(operation);
    return operation;
}

Operation *ClusterSession::Private::refuse(const QString &title, const QString &why)
{
    return run(new RefusedOperation(title, why, q));
}

int ClusterSession::Private::latestRun(const QString &task) const
{
    const QList<RunView> runs = fleet.runsOf(identity.nameSpace, task);
    return runs.isEmpty() ? 0 : runs.first().record.run;
}

int ClusterSession::Private::ended(const QString &task, int number) const
{
    const RunView *view = fleet.run(identity.nameSpace, task, number);
    if (!view)
        return 0;
    const RunSums &sums = view->sums;
    return sums.succeeded + sums.failed + sums.stopped + sums.missing;
}

ClusterSession::ClusterSession(k8s::ApiClient &client, ClusterIdentity identity, const EngineCatalog &engines,
                               Clock &clock, QString journalFile, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, client, std::move(identity), engines, clock, std::move(journalFile)))
{
    for (k8s::Reflector *reflector : {&d->pods.reflector(), &d->records.reflector(), &d->events.reflector()}) {
        connect(reflector, &k8s::Reflector::freshnessChanged, this, [this](const k8s::Freshness &now) {
            if (now.isLive())
                d->askWhoAndWhat();
            emit freshnessChanged();
        });
    }
    d->events.store().onChange([this](const auto &) {
        if (std::exchange(d->eventsDirty, true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                d->eventsDirty = false;
                emit eventsChanged();
            },
            Qt::QueuedConnection);
    });
}

ClusterSession::~ClusterSession()
{
    // Operations refer to what the session owns: they go first.
    const QList<Operation *> running = std::exchange(d->operations, {});
    qDeleteAll(running);
}

const ClusterIdentity &ClusterSession::identity() const
{
    return d->identity;
}

void ClusterSession::setGuards(bool readOnly, bool isProtected)
{
    if (d->identity.readOnly == readOnly && d->identity.isProtected == isProtected)
        return;
    d->identity.readOnly = readOnly;
    d->identity.isProtected = isProtected;
    emit freshnessChanged(); // what may be done is asked again wherever freshness counts
}

void ClusterSession::start()
{
    d->askWhoAndWhat();
    d->pods.reflector().start();
    d->records.reflector().start();
    d->events.reflector().start();
}

void ClusterSession::poke()
{
    d->askWhoAndWhat();
    d->pods.reflector().poke();
    d->records.reflector().poke();
    d->events.reflector().poke();
}

k8s::Freshness ClusterSession::freshness() const
{
    return k8s::worse(k8s::worse(d->pods.reflector().freshness(), d->records.reflector().freshness()),
                      d->events.reflector().freshness());
}

bool ClusterSession::hasSynced() const
{
    return d->pods.hasSynced() && d->records.hasSynced() && d->events.hasSynced();
}

QString ClusterSession::serverVersion() const
{
    return d->version;
}

QString ClusterSession::userName() const
{
    return d->user;
}

Fleet &ClusterSession::fleet()
{
    return d->fleet;
}

const Fleet &ClusterSession::fleet() const
{
    return d->fleet;
}

const EngineCatalog &ClusterSession::engines() const
{
    return d->engines;
}

Clock &ClusterSession::clock() const
{
    return d->clock;
}

QList<k8s::Event> ClusterSession::events(const QString &objectUid) const
{
    QList<k8s::Event> found;
    for (const k8s::Event &event : d->events.store().objects()) {
        if (objectUid.isEmpty() || event.objectUid == objectUid)
            found.append(event);
    }
    std::sort(found.begin(), found.end(), [](const k8s::Event &a, const k8s::Event &b) {
        return a.lastSeen != b.lastSeen ? a.lastSeen > b.lastSeen : a.meta.name > b.meta.name;
    });
    return found;
}

QList<JournalEntry> ClusterSession::activity() const
{
    QList<JournalEntry> all;
    const QList<RunView> runs = d->fleet.runs();
    for (const RunView &view : runs)
        all += view.record.journal;
    std::stable_sort(all.begin(), all.end(),
                     [](const JournalEntry &a, const JournalEntry &b) { return a.time > b.time; });
    return all;
}

QString ClusterSession::refusal() const
{
    if (d->identity.readOnly)
        return Words::tr("Cluster %1 is set to read-only here.").arg(d->identity.context);
    if (!hasSynced())
        return Words::tr("What runs on %1 is not known yet.").arg(d->identity.context);
    const k8s::Freshness now = k8s::worse(d->pods.reflector().freshness(), d->records.reflector().freshness());
    if (now.state == k8s::Freshness::State::Stale)
        return Words::tr("What is shown is stale since %1 UTC; nothing is changed until it is live again.")
            .arg(now.since.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    return {};
}

Operation *ClusterSession::saveTask(const QByteArray &yaml, const QString &file, bool dryRun)
{
    if (const QString why = refusal(); !why.isEmpty() && !dryRun)
        return d->refuse(Words::tr("Save a task"), why);
    return d->run(new SaveTaskOperation(d->context(), yaml, file, dryRun, this));
}

Operation *ClusterSession::forgetTask(const QString &task)
{
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(Words::tr("Delete a saved task"), why);
    return d->run(new ForgetTaskOperation(d->context(), task, this));
}

Operation *ClusterSession::writeSecret(SecretOrder order)
{
    if (const QString why = refusal(); !why.isEmpty() && !order.dryRun)
        return d->refuse(Words::tr("Write a Secret"), why);
    return d->run(new WriteSecretOperation(d->context(), std::move(order), this));
}

static LaunchOperation::Extent toExtent(ClusterSession::LaunchExtent extent)
{
    return extent == ClusterSession::LaunchExtent::AllWorkers ? LaunchOperation::Extent::AllWorkers
                                                              : LaunchOperation::Extent::FreePlaces;
}

Operation *ClusterSession::launch(const QByteArray &taskYaml, const QString &file, LaunchExtent extent)
{
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(Words::tr("Launch"), why);
    return d->run(new LaunchOperation(d->context(), taskYaml, file, toExtent(extent), this));
}

LaunchOperation *ClusterSession::rehearseLaunch(const QByteArray &taskYaml, const QString &file)
{
    auto *operation = new LaunchOperation(d->context(), taskYaml, file, LaunchOperation::Extent::Rehearsal, this);
    d->run(operation);
    return operation;
}

Operation *ClusterSession::resumeLaunch(const QString &task, int run, LaunchExtent extent)
{
    const int number = run > 0 ? run : d->latestRun(task);
    const QString title = Words::tr("Continue the launch of %1").arg(task);
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(title, why);
    for (Operation *operation : std::as_const(d->operations)) {
        const auto *launch = qobject_cast<LaunchOperation *>(operation);
        if (launch && launch->task() == task && launch->run() == number)
            return d->refuse(title, Words::tr("The launch of run %1 of %2 is under way.").arg(number).arg(task));
    }
    return d->run(new LaunchOperation(d->context(), task, number, toExtent(extent), this));
}

QList<RunView> ClusterSession::interruptedLaunches() const
{
    QList<RunView> found;
    const QList<RunView> runs = d->fleet.runs();
    for (const RunView &view : runs) {
        const RunRecord &record = view.record;
        if (view.reconstructed || (record.phase != RunPhase::Launching && record.phase != RunPhase::Preparing))
            continue;
        const bool ours = std::any_of(d->operations.cbegin(), d->operations.cend(), [&record](Operation *operation) {
            const auto *launch = qobject_cast<LaunchOperation *>(operation);
            return launch && launch->task() == record.task && launch->run() == record.run;
        });
        if (!ours && record.updatedAt.msecsTo(d->clock.now()) > QuietMilliseconds)
            found.append(view);
    }
    return found;
}

Operation *ClusterSession::count(const QString &task, int run, const QStringList &workers,
                                 std::function<void(const QString &worker, const Counts &counts)> counted)
{
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(Words::tr("Count"), why);
    return d->run(new CountOperation(
        d->context(), task, run > 0 ? run : d->latestRun(task), workers,
        [counted = std::move(counted)](const QString &worker, qint64 target, qint64 source, const QString &problem) {
            if (counted)
                counted(worker, Counts{target, source, problem});
        },
        this));
}

Operation *ClusterSession::cleanUp(const QString &task, int run, const QStringList &workers)
{
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(Words::tr("Clean up"), why);
    RestartRequest request;
    request.task = task;
    request.run = run > 0 ? run : d->latestRun(task);
    request.workers = workers;
    request.cleanUp = RestartRequest::CleanUp::Pod;
    return d->run(new RestartOperation(d->context(), request, RestartOperation::Goal::CleanUpOnly, this));
}

Operation *ClusterSession::restart(const RestartRequest &request)
{
    if (const QString why = refusal(); !why.isEmpty())
        return d->refuse(Words::tr("Restart"), why);
    RestartRequest resolved = request;
    if (resolved.run == 0)
        resolved.run = d->latestRun(request.task);
    return d->run(new RestartOperation(d->context(), resolved, RestartOperation::Goal::Restart, this));
}

Operation *ClusterSession::remove(const DeleteRequest &request)
{
    if (const QString why = refusal(); !why.isEmpty() && !request.dryRun)
        return d->refuse(Words::tr("Delete"), why);
    DeleteRequest resolved = request;
    if (resolved.run == 0)
        resolved.run = d->latestRun(request.task);
    for (Operation *operation : std::as_const(d->operations)) {
        const auto *other = qobject_cast<RunOperation *>(operation);
        if (other && other->task() == resolved.task && other->run() == resolved.run)
            return d->refuse(Words::tr("Delete"),
                             Words::tr("\"%1\" is under way. Wait for it, or cancel it first.").arg(other->title()));
    }
    return d->run(new RemoveOperation(d->context(), resolved, this));
}

QList<Operation *> ClusterSession::operations() const
{
    return d->operations;
}

Result<QString> ClusterSession::cleanUpStatement(const QString &task, int run, const QString &worker) const
{
    const RunView *view = d->fleet.run(d->identity.nameSpace, task, run);
    if (!view || view->reconstructed)
        return fail(Words::tr("there is no record of run %1 of %2").arg(run).arg(task));
    const auto plan = planOf(view->record);
    if (!plan)
        return fail(plan.error());
    HelperRequest request;
    request.kind = HelperKind::Cleanup;
    request.worker = plan->worker(worker);
    if (!request.worker)
        return fail(Words::tr("run %1 of %2 has no worker %3").arg(run).arg(task, worker));
    return helperStatement(plan->input, request);
}

Gate ClusterSession::gate(const QString &task, int run, const QString &worker) const
{
    const RunView *view = d->fleet.run(d->identity.nameSpace, task, run);
    const WorkerRow *row = d->fleet.worker(d->identity.nameSpace, task, run, worker);
    if (!view || !row || view->reconstructed)
        return {Gate::Demand::NotRestartable, false,
                Words::tr("The record of this run is gone. Only what the pods' labels say is known of it, which is not "
                          "enough to restart a worker.")};
    int newerRun = 0;
    const QList<RunView> all = d->fleet.runsOf(d->identity.nameSpace, task); // newest first
    for (const RunView &other : all) {
        if (other.record.run > run && (other.reconstructed || other.record.mayHaveStarted())) {
            newerRun = other.record.run;
            break;
        }
    }
    const auto preset = parsePreset(view->record.presetYaml, {});
    return gateOf(*row, preset ? preset->safety : RerunSafety::Unsafe, view->record, newerRun);
}

void ClusterSession::setProgressFollowing(bool on)
{
    d->follower.setOn(on);
}

int ClusterSession::progressLimit()
{
    return ProgressFollower::limit;
}

k8s::CallHandle ClusterSession::readLog(const QString &podName, const LogOptions &options,
                                        std::function<void(const QList<LogLine> &lines)> lines,
                                        std::function<void(std::optional<k8s::ApiError>)> ended)
{
    LogRequest log;
    log.nameSpace = d->identity.nameSpace;
    log.pod = podName;
    log.container = options.container;
    log.follow = options.follow;
    log.previous = options.previous;
    log.tailLines = options.tailLines;
    const auto splitter = std::make_shared<LineSplitter>();
    const auto give = [lines = std::move(lines)](const QList<QByteArray> &raw) {
        QList<LogLine> split;
        for (const QByteArray &line : raw) {
            auto [time, text] = splitTimestamp(line);
            split.append({time, std::move(text)});
        }
        if (!split.isEmpty() && lines)
            lines(split);
    };
    k8s::StreamFunctions functions;
    functions.data = [splitter, give](QByteArrayView bytes) { give(splitter->add(bytes)); };
    functions.ended = [splitter, give, ended = std::move(ended)](std::optional<k8s::ApiError> error) {
        if (const QByteArray rest = splitter->rest(); !rest.isEmpty())
            give({rest});
        if (ended)
            ended(std::move(error));
    };
    return d->client.stream(toRequest(log), std::move(functions));
}

} // namespace zdtp
