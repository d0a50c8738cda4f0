#include "tests/gui/scene/scene.h"

#include "k8s/rest/resources.h"
#include "models/task/document.h"
#include "tests/gui/scene/kubelet.h"

#include <QCryptographicHash>

namespace zdtp::test {

namespace {

constexpr int PumpMilliseconds = 5;

QByteArray uidOf(const QString &name)
{
    const QByteArray hex = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1).toHex();
    return hex.mid(0, 8) + '-' + hex.mid(8, 4) + "-4" + hex.mid(13, 3) + "-8" + hex.mid(17, 3) + '-' + hex.mid(20, 12);
}

} // namespace

SceneDirectory::SceneDirectory(FakeApiClient &client, ClusterIdentity identity, const EngineCatalog &engines,
                               Clock &clock)
    : m_client(client), m_identity(std::move(identity)), m_engines(engines), m_clock(clock)
{
}

SceneDirectory::~SceneDirectory() = default;

QList<tables::ContextLine> SceneDirectory::clusters() const
{
    QList<tables::ContextLine> lines = m_others;
    tables::ContextLine line;
    line.context = m_identity.context;
    line.title = m_identity.title;
    line.server = m_identity.server;
    line.nameSpace = m_identity.nameSpace;
    line.authentication = QStringLiteral("client certificate");
    line.file = QStringLiteral("~/.kube/config");
    line.colour = 1;
    line.current = true;
    const bool live = m_session && m_session->freshness().isLive();
    line.connection = live ? State::Succeeded : State::NotTried;
    line.connectionWord = live ? tr("Connected") : tr("Not connected");
    line.version = m_session ? m_session->serverVersion() : QString();
    line.insecure = m_identity.insecure;
    lines.append(line);
    for (tables::ContextLine &each : lines) {
        const ContextSettings kept = m_settings.value(each.context);
        if (const qsizetype colour = ClusterSettings::colours().indexOf(kept.colour); colour >= 0)
            each.colour = int(colour);
        each.readOnly = kept.readOnly;
        each.isProtected = kept.isProtected;
        each.removable = added.contains(each.file);
    }
    return lines;
}

Result<void> SceneDirectory::setSettings(const QString &context, const ContextSettings &settings)
{
    m_settings.insert(context, settings);
    if (context == m_identity.context && m_session)
        m_session->setGuards(settings.readOnly, settings.isProtected);
    emit clustersChanged();
    return {};
}

QList<QPair<QString, QString>> SceneDirectory::facts(const QString &context) const
{
    const QList<tables::ContextLine> lines = clusters();
    for (const tables::ContextLine &line : lines) {
        if (line.context == context)
            return {{QStringLiteral("File"), line.file},
                    {QStringLiteral("Server"), line.server},
                    {QStringLiteral("CA"), QStringLiteral("1 certificate, valid to 2031-06-11")},
                    {QStringLiteral("User"), QStringLiteral("ops-staging")},
                    {QStringLiteral("Proxy"), QStringLiteral("as the environment says")}};
    }
    return {};
}

Result<std::unique_ptr<k8s::ConnectionTest>> SceneDirectory::connectionTest(const QString &context)
{
    if (!testTarget)
        return fail(QStringLiteral("~/.kube/config:12:3: cluster %1 has no server").arg(context));
    k8s::RestConfig config = testTarget(context);
    apply(m_settings.value(context), config);
    k8s::ConnectionTest::Options options;
    options.context = context;
    options.authentication = QStringLiteral("client certificate");
    return std::make_unique<k8s::ConnectionTest>(config, options, m_wallClock);
}

void SceneDirectory::noteTest(const QString &context, const k8s::ConnectionReport &report)
{
    for (tables::ContextLine &line : m_others) {
        if (line.context != context)
            continue;
        const auto failed = report.failedAt();
        line.connection = failed ? State::Failed : State::Stopped;
        line.connectionWord = failed ? k8s::wordOf(*failed) : QStringLiteral("Reachable");
    }
    emit clustersChanged();
}

Result<QString> SceneDirectory::addFile(const QString &path)
{
    if (!path.endsWith(QLatin1String(".kubeconfig")))
        return fail(QStringLiteral("%1 names no context").arg(path));
    added.append(path);
    tables::ContextLine line;
    line.context = line.title = QStringLiteral("added");
    line.file = path;
    line.connectionWord = QStringLiteral("Not connected");
    m_others.append(line);
    emit clustersChanged();
    return QString();
}

Result<void> SceneDirectory::removeFile(const QString &path)
{
    added.removeAll(path);
    m_others.removeIf([&path](const tables::ContextLine &line) { return line.file == path; });
    emit clustersChanged();
    return {};
}

void SceneDirectory::open(const QString &)
{
    if (m_session) {
        emit sessionClosing();
        m_session.reset();
    }
    if (m_problem.isEmpty()) {
        m_session = std::make_unique<ClusterSession>(m_client, m_identity, m_engines, m_clock, QString());
        connect(m_session.get(), &ClusterSession::freshnessChanged, this, &SceneDirectory::clustersChanged);
    }
    emit sessionChanged();
    if (m_session)
        m_session->start();
}

Scene::Scene(ClusterIdentity identity)
{
    QList<Error> problems;
    engines = EngineCatalog::load({}, &problems);
    nameSpace = identity.nameSpace;
    directory = std::make_unique<SceneDirectory>(client, std::move(identity), engines, clock);
    client.userName = QStringLiteral("operator@dw.example");
    client.put(k8s::resources::namespaces(), QString(),
               {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", nameSpace}}}});
    for (const char *name : {"shop-src", "shop-dst"})
        client.put(k8s::resources::secrets(), nameSpace,
                   {{"metadata", {{"name", name}}}, {"type", "Opaque"}, {"data", {{"password", "c2VjcmV0"}}}});
    m_pump.setInterval(PumpMilliseconds);
    connect(&m_pump, &QTimer::timeout, this, [this] { clock.advance(std::chrono::milliseconds(PumpMilliseconds)); });
    setRunning(true);
}

Scene::~Scene()
{
    directory.reset(); // the session before its client
}

void Scene::setRunning(bool running)
{
    running ? m_pump.start() : m_pump.stop();
}

void Scene::addTask(const QByteArray &yaml, const QString &savedBy)
{
    const ParsedTask parsed = parseSyncTask(yaml, QStringLiteral("scene"));
    TaskRecord record;
    record.name = parsed.task->name;
    record.nameSpace = nameSpace;
    record.yaml = yaml;
    record.savedBy = savedBy;
    record.savedAt = ago(3 * 3600);
    record.revision = 8;
    client.put(k8s::resources::configMaps(), nameSpace, k8s::toJson(toConfigMap(record)));
}

void Scene::addRun(const QByteArray &yaml, int run, int secondsAgo, RunPhase phase)
{
    ParsedTask parsed = parseSyncTask(yaml, QStringLiteral("scene"));
    parsed.task->nameSpace = nameSpace;
    const EnginePreset *preset = engines.find(parsed.task->engine);
    const PlanInput input{*parsed.task, *preset, run};
    RunRecord record;
    record.task = parsed.task->name;
    record.nameSpace = nameSpace;
    record.run = run;
    record.launchId = QStringLiteral("5f0c31-%1-%2").arg(record.task).arg(run);
    record.phase = phase;
    record.launchedBy = client.userName;
    record.launchedAt = ago(secondsAgo);
    record.updatedAt = record.launchedAt;
    record.taskYaml = yaml;
    record.presetYaml = preset->yaml;
    record.expected = int(workersOf(*parsed.task).size());
    record.intended = record.expected;
    record.journal.append({record.launchedAt,
                           client.userName,
                           QStringLiteral("launch"),
                           QStringLiteral("run %1 of %2").arg(run).arg(record.task),
                           {},
                           QStringLiteral("%1 workers").arg(record.expected),
                           {}});
    const auto configMap = toConfigMap(record);
    if (configMap)
        client.put(k8s::resources::configMaps(), nameSpace, k8s::toJson(*configMap));
    const auto objects = planRun(input);
    if (!objects)
        return;
    for (const PlannedObject &object : *objects) {
        Json manifest = object.manifest;
        stampLaunch(manifest, record.launchId);
        manifest["metadata"]["uid"] = uidOf(object.name).toStdString();
        manifest["metadata"]["creationTimestamp"] = Kubelet::isoTime(record.launchedAt).toStdString();
        if (object.kind == QLatin1String("Pod")) {
            manifest["spec"]["nodeName"] = "worker-eu-4";
            manifest["status"] = Kubelet::creating(manifest);
        }
        client.put(*k8s::resources::ofManifest(manifest), nameSpace, manifest);
    }
}

QString Scene::podOf(const QByteArray &yaml, int run, const QString &worker, int attempt) const
{
    const ParsedTask parsed = parseSyncTask(yaml, QStringLiteral("scene"));
    return names::workerPod(parsed.task->name, run, worker, attempt);
}

Json Scene::pod(const QString &name) const
{
    const Json *found = client.find(k8s::resources::pods(), nameSpace, name);
    return found ? *found : Json();
}

void Scene::setStatus(const QString &pod, const Json &status)
{
    client.setPodStatus(nameSpace, pod, status);
}

void Scene::addEvent(const QString &podName, const QString &type, const QString &reason, const QString &message,
                     int secondsAgo)
{
    static int number = 0;
    const std::string at = Kubelet::isoTime(ago(secondsAgo)).toStdString();
    const Json object = pod(podName);
    client.put(k8s::resources::events(), nameSpace,
               {{"metadata", {{"name", QString(podName + QStringLiteral(".%1").arg(++number)).toStdString()}}},
                {"type", type.toStdString()},
                {"reason", reason.toStdString()},
                {"message", message.toStdString()},
                {"count", 1},
                {"firstTimestamp", at},
                {"lastTimestamp", at},
                {"involvedObject",
                 {{"kind", "Pod"},
                  {"namespace", nameSpace.toStdString()},
                  {"name", podName.toStdString()},
                  {"uid", object.is_null() ? Json("") : object.at("metadata").at("uid")}}}});
}

QByteArray Scene::ordersTask()
{
    return R"(apiVersion: zdtp.io/v1
kind: SyncTask
metadata: {name: orders-full}
spec:
  type: full
  engine: psql-copy
  image: postgres:17
  source: {url: "postgresql://src:5432/shop", user: reader, password: {secret: shop-src, key: password}}
  target: {url: "postgresql://dst:5432/dw", user: writer, password: {secret: shop-dst, key: password}}
  tables:
    - name: public.orders
      split: {column: id, from: 1, to: 1000001, parts: 4}
  scheduling: {mode: Pod, restartPolicy: Never}
  resources: {requests: {cpu: 250m, memory: 256Mi}, limits: {memory: 512Mi}}
  prepare: check-empty
)";
}

QByteArray Scene::largeTask()
{
    return R"(# Everything of the shop that the warehouse needs, once.
apiVersion: zdtp.io/v1
kind: SyncTask
metadata:
  name: orders-full
spec:
  type: full
  engine: psql-copy
  image: postgres:17
  source:
    url: "postgresql://src:5432/shop"
    user: reader
    password: {secret: shop-src, key: password}
  target:
    url: "postgresql://dst:5432/dw"
    user: writer
    password: {secret: shop-dst, key: password}
  tables:
    - name: public.orders
      split: {column: id, from: 1, to: 24000001, parts: 12}
    - name: public.lines
      split: {column: id, from: 1, to: 50000001, parts: 10}
    - name: public.customers
    - name: public.products
  scheduling:
    mode: Pod
    restartPolicy: Never
    parallelism: 12                  # the source bears no more
  resources:
    requests: {cpu: 250m, memory: 256Mi}
    limits: {memory: 512Mi}
  prepare: check-empty
)";
}

} // namespace zdtp::test
