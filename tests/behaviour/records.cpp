// Two operators at once, each with a console of their own: what holds between them is in the cluster alone.

#include "k8s/base/clock.h"
#include "models/session/clustersession.h"
#include "tests/behaviour/suite.h"

#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

namespace zdtp::behaviour {

using namespace k8s;

namespace {

/// Each worker ends at once, with the exit code that the task asks for.
constexpr char preset[] = R"(apiVersion: zdtp.io/v1
kind: EnginePreset
metadata: {name: brief}
spec:
  title: Brief
  description: Ends at once
  image: postgres:17
  safety: idempotent
  syncTypes: [full]
  urlSchemes: [postgresql]
  options:
    - {name: code, type: integer, default: 0, help: Its exit code}
  environment:
    - {name: CODE, value: "{{options.code}}"}
  command: [bash, /zdtp/config/brief.sh]
  files:
    - name: brief.sh
      language: text
      content: |
        exit "$CODE"
)";

QByteArray document(const QString &name, const Cluster &cluster, int parts, int code)
{
    return QStringLiteral("apiVersion: zdtp.io/v1\n"
                          "kind: SyncTask\n"
                          "metadata: {name: %1, namespace: %2}\n"
                          "spec:\n"
                          "  type: full\n"
                          "  engine: brief\n"
                          "  source: {url: \"postgresql://127.0.0.1:1/shop\", user: reader, password: {secret: brief, "
                          "key: password}}\n"
                          "  target: {url: \"postgresql://127.0.0.1:1/dw\", user: writer, password: {secret: brief, "
                          "key: password}}\n"
                          "  tables:\n"
                          "  - name: public.orders\n"
                          "    split: {column: id, from: 1, to: %3, parts: %4}\n"
                          "  scheduling: {mode: Pod, restartPolicy: Never, parallelism: 0}\n"
                          "  resources: {requests: {cpu: 10m, memory: 16Mi}}\n"
                          "  prepare: keep\n"
                          "  options: {code: %5}\n")
        .arg(name, cluster.nameSpace())
        .arg(parts * 10 + 1)
        .arg(parts)
        .arg(code)
        .toUtf8();
}

/// One console: a connection and a session of its own.
class Console
{
public:
    explicit Console(Cluster &cluster) : m_client(cluster.world().administrator)
    {
        QFile file(m_folder.filePath(QStringLiteral("brief.yaml")));
        if (file.open(QIODevice::WriteOnly))
            file.write(preset);
        file.close();
        // Everybody makes it; the first one does.
        static_cast<void>(cluster.create(resources::secrets(), {{"apiVersion", "v1"},
                                                                {"kind", "Secret"},
                                                                {"metadata", {{"name", "brief"}}},
                                                                {"stringData", {{"password", "not-a-real-one"}}}}));
        QList<Error> problems;
        m_engines = EngineCatalog::load(m_folder.path(), &problems);
        ClusterIdentity identity;
        identity.context = identity.title = QStringLiteral("test");
        identity.nameSpace = cluster.nameSpace();
        session = std::make_unique<ClusterSession>(m_client, identity, m_engines, m_clock, QString());
        session->setProgressFollowing(false);
        session->start();
        until([this] { return session->hasSynced() && session->freshness().isLive(); });
    }

    /// Looks again at every turn of the watches.
    bool until(const std::function<bool()> &done, int seconds = 120)
    {
        QEventLoop loop;
        QTimer look, limit;
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            if (done())
                loop.quit();
        });
        limit.setSingleShot(true);
        QObject::connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
        look.start(std::chrono::milliseconds(20));
        limit.start(std::chrono::seconds(seconds));
        loop.exec();
        return done();
    }
    const RunView *run(const QString &task, int number) const
    {
        return session->fleet().run(session->identity().nameSpace, task, number);
    }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    EngineCatalog m_engines;
    RestClient m_client;

public:
    std::unique_ptr<ClusterSession> session; ///< last: it uses all of the above
};

/// Two operations that were started in the same turn, and how each ended: "Done, Refused", sorted.
struct Pair
{
    QList<Outcome> outcomes;
    explicit Pair(Console &console, Operation *first, Operation *second)
    {
        for (Operation *operation : {first, second})
            QObject::connect(operation, &Operation::finished, operation,
                             [this](const Outcome &outcome) { outcomes.append(outcome); });
        console.until([this] { return outcomes.size() == 2; });
    }
    int done() const
    {
        return int(std::count_if(outcomes.cbegin(), outcomes.cend(), [](const Outcome &one) { return one.isDone(); }));
    }
    QString lines() const
    {
        QStringList all;
        for (const Outcome &outcome : outcomes)
            all << outcome.line;
        return all.join(u" | ");
    }
    QString refusal() const
    {
        for (const Outcome &outcome : outcomes) {
            if (!outcome.isDone())
                return outcome.line;
        }
        return {};
    }
};

Observation saves(Cluster &cluster)
{
    Expect expect;
    Console one(cluster), two(cluster);
    const QString task = QStringLiteral("saved-twice");
    const Pair pair(one, one.session->saveTask(document(task, cluster, 2, 0), QStringLiteral("one.yaml")),
                    two.session->saveTask(document(task, cluster, 3, 0), QStringLiteral("two.yaml")));
    expect.that(pair.done() == 2, QStringLiteral("two saves at once: ") + pair.lines());
    // Neither was lost: the later one is a revision of the earlier.
    const QString both = pair.lines();
    expect.that(both.contains(QLatin1String("revision 1")) && both.contains(QLatin1String("revision 2")),
                QStringLiteral("the revisions: ") + both);
    expect.note(QStringLiteral("both saved, as revisions 1 and 2"));
    return expect.observation();
}

/// How many workers each launch has started, by the launch's id.
QMap<QString, int> started(Cluster &cluster, const QString &task)
{
    const Answer pods = cluster.list(resources::pods(), QStringLiteral("labelSelector=zdtp.io/task%3D") + task);
    QMap<QString, int> found;
    if (const Json *items = jsonAt(pods.body, {"items"})) {
        for (const Json &item : *items)
            ++found[jsonString(item, {"metadata", "annotations", "zdtp.io/launch-id"})];
    }
    return found;
}

Observation launches(Cluster &cluster)
{
    Expect expect;
    Console one(cluster), two(cluster);
    const QString task = QStringLiteral("launched-twice");
    const QByteArray text = document(task, cluster, 4, 0);
    const Pair pair(one, one.session->launch(text, {}), two.session->launch(text, {}));
    const QMap<QString, int> workers = started(cluster, task);
    expect.that(pair.done() == 1 && workers.size() == 1,
                QStringLiteral("%1 launches: ").arg(workers.size()) + pair.lines());
    for (const int count : workers)
        expect.that(count == 4, QStringLiteral("%1 workers of one launch").arg(count));
    // At the same moment the record's name is taken; a moment later the launch is found at work.
    expect.that(pair.refusal().contains(QLatin1String("has just launched run 1")) ||
                    pair.refusal().contains(QLatin1String("has not ended")) ||
                    pair.refusal().contains(QLatin1String("have not ended")),
                QStringLiteral("the other is not told: ") + pair.lines());
    expect.note(QStringLiteral("one launched, one told; 4 workers of 1 launch"));
    return expect.observation();
}

Observation restarts(Cluster &cluster)
{
    Expect expect;
    Console one(cluster), two(cluster);
    const QString task = QStringLiteral("restarted-twice");
    Outcome launched{Outcome::Kind::Failed, QStringLiteral("it never ended")};
    bool ended = false;
    Operation *launch = one.session->launch(document(task, cluster, 1, 3), {});
    QObject::connect(launch, &Operation::finished, launch, [&](const Outcome &outcome) {
        launched = outcome;
        ended = true;
    });
    one.until([&] { return ended; });
    expect.that(launched.isDone(), QStringLiteral("launch: ") + launched.line);
    QString worker;
    for (Console *console : {&one, &two}) {
        const bool failed = console->until([&] {
            const auto rows = console->session->fleet().workers(cluster.nameSpace(), task, 1);
            if (rows.size() != 1)
                return false;
            worker = rows.first().spec.name;
            return rows.first().state == State::Failed;
        });
        expect.that(failed, QStringLiteral("the worker did not fail"));
    }
    RestartRequest request;
    request.task = task;
    request.run = 1;
    request.workers = {worker};
    const Pair pair(one, one.session->restart(request), two.session->restart(request));
    expect.that(pair.done() == 1, QStringLiteral("two restarts at once: ") + pair.lines());
    const Answer pods = cluster.list(resources::pods(), QStringLiteral("labelSelector=zdtp.io/task%3D") + task);
    const Json *items = jsonAt(pods.body, {"items"});
    QStringList attempts;
    for (const Json &item : items ? *items : Json::array())
        attempts << jsonString(item, {"metadata", "labels", "zdtp.io/attempt"});
    expect.note(QStringLiteral("one restarted, one told; attempts there: ") + attempts.join(u','));
    expect.equal(attempts.join(u','), QStringLiteral("2"), QStringLiteral("attempts"));
    return expect.observation();
}

/// Many guarded writes from both sides: each is in the record in the end.
Observation journals(Cluster &cluster)
{
    Expect expect;
    Console one(cluster), two(cluster);
    const QString task = QStringLiteral("written-by-two");
    Outcome launched{Outcome::Kind::Failed, QStringLiteral("it never ended")};
    bool ended = false;
    Operation *launch = one.session->launch(document(task, cluster, 2, 3), {});
    QObject::connect(launch, &Operation::finished, launch, [&](const Outcome &outcome) {
        launched = outcome;
        ended = true;
    });
    one.until([&] { return ended; });
    expect.that(launched.isDone(), QStringLiteral("launch: ") + launched.line);
    QStringList workers;
    for (Console *console : {&one, &two}) {
        console->until([&] {
            const auto rows = console->session->fleet().workers(cluster.nameSpace(), task, 1);
            workers.clear();
            for (const WorkerRow &row : rows) {
                if (row.state == State::Failed)
                    workers << row.spec.name;
            }
            return workers.size() == 2;
        });
    }
    expect.that(workers.size() == 2, QStringLiteral("the workers did not fail"));
    if (workers.size() != 2)
        return expect.observation();
    // Each operator restarts another worker of the same run: both write the one record, again and again.
    RestartRequest first, second;
    first.task = second.task = task;
    first.run = second.run = 1;
    first.workers = {workers.at(0)};
    second.workers = {workers.at(1)};
    const Pair pair(one, one.session->restart(first), two.session->restart(second));
    expect.that(pair.done() == 2, QStringLiteral("restarts of two workers: ") + pair.lines());
    const bool written = one.until([&] {
        const RunView *view = one.run(task, 1);
        return view &&
               std::count_if(view->record.journal.cbegin(), view->record.journal.cend(),
                             [](const JournalEntry &entry) { return entry.what == QLatin1String("restart"); }) == 2;
    });
    expect.that(written, QStringLiteral("a restart is missing in the journal"));
    const RunView *view = one.run(task, 1);
    QStringList attempts;
    for (const QString &name : std::as_const(workers))
        attempts << QString::number(view ? view->record.latestAttempt(name) : 0);
    expect.note(QStringLiteral("both in the record; attempts ") + attempts.join(u','));
    expect.equal(attempts.join(u','), QStringLiteral("2,2"), QStringLiteral("attempts in the record"));
    return expect.observation();
}

} // namespace

QList<Behaviour> recordBehaviours()
{
    constexpr auto node = Behaviour::Needs::Node;
    return {
        {QStringLiteral("restarts"), QStringLiteral("two operators restart one worker"), node, restarts},
        {QStringLiteral("records"), QStringLiteral("two operators write one run's record"), node, journals},
        {QStringLiteral("launches"), QStringLiteral("two operators launch one task"), {}, launches},
        {QStringLiteral("saves"), QStringLiteral("two operators save one task"), {}, saves},
    };
}

} // namespace zdtp::behaviour
