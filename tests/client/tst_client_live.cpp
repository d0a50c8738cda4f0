#include "k8s/api/configmap.h"
#include "k8s/api/pod.h"
#include "k8s/cache/informer.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/objectclient.h"
#include "k8s/rest/restclient.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

const QString space = QStringLiteral("default");
const QString label = QStringLiteral("zdtp.io/test=client");

Json configMap(const QString &name, const QString &value)
{
    return {{"apiVersion", "v1"},
            {"kind", "ConfigMap"},
            {"metadata", {{"name", name}, {"labels", {{"zdtp.io/test", "client"}}}}},
            {"data", {{"k", value}}}};
}

QByteArray why(const ApiResult<Json> &result)
{
    return result ? QByteArray() : result.error().toLine().toUtf8();
}

} // namespace

/// Every test leaves the cluster as it was.
class TestClientLive : public QObject
{
    Q_OBJECT

private:
    struct Waiting
    {
        std::optional<ApiResult<Json>> result;
        CallHandle call;
    };

    ApiResult<Json> wait(const std::function<CallHandle(ObjectFunction)> &ask)
    {
        Waiting waiting;
        waiting.call = ask([&waiting](ApiResult<Json> result) { waiting.result = std::move(result); });
        if (!QTest::qWaitFor([&waiting] { return waiting.result.has_value(); }, 30'000))
            return fail(ApiError::make(ApiError::Kind::Timeout, QStringLiteral("the test saw no answer")));
        return std::move(*waiting.result);
    }
    ApiResult<Json> create(const GroupVersionResource &resource, const Json &object)
    {
        return wait([&](ObjectFunction done) { return m_objects->create(resource, space, object, std::move(done)); });
    }
    ApiResult<Json> get(const GroupVersionResource &resource, const QString &name)
    {
        return wait([&](ObjectFunction done) { return m_objects->get(resource, space, name, std::move(done)); });
    }
    ApiResult<Json> remove(const GroupVersionResource &resource, const QString &name, const QString &uid)
    {
        DeleteOptions options;
        options.uid = uid;
        return wait(
            [&](ObjectFunction done) { return m_objects->remove(resource, space, name, options, std::move(done)); });
    }
    ListWatch what() const { return {resources::configMaps(), space, label, {}}; }

    bool isLocal() const { return !m_folder.path().isEmpty() && m_ours; }
    QString program() const { return QStringLiteral(ZDTP_BIN_DIR "/zdtp-local"); }
    QString data() const { return m_folder.filePath(QStringLiteral("data")); }
    bool serve(const QString &port)
    {
        QProcess server;
        server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        server.start(program(), {QStringLiteral("serve"), QStringLiteral("--detach"), QStringLiteral("--port"), port,
                                 QStringLiteral("--data"), data()});
        return server.waitForFinished(30'000) && server.exitCode() == 0;
    }
    qint64 serverProcess() const
    {
        QProcess status;
        status.start(program(), {QStringLiteral("status"), QStringLiteral("--data"), data()});
        status.waitForFinished(10'000);
        for (const QByteArray &line : status.readAllStandardOutput().split('\n')) {
            if (line.startsWith("pid: "))
                return line.mid(5).toLongLong();
        }
        return 0;
    }

    QTemporaryDir m_folder;
    bool m_ours = false;
    SystemClock m_clock;
    std::unique_ptr<RestClient> m_client;
    std::unique_ptr<ObjectClient> m_objects;

private slots:
    void initTestCase()
    {
        QString kubeconfig = qEnvironmentVariable("ZDTP_TEST_KUBECONFIG");
        if (kubeconfig.isEmpty()) {
            m_ours = true;
            QVERIFY(serve(QStringLiteral("0")));
            kubeconfig = data() + QStringLiteral("/kubeconfig");
        }
        const auto file = Kubeconfig::load(kubeconfig);
        QVERIFY2(file.has_value(), file ? "" : qPrintable(file.error().toLine()));
        auto config = file->restConfig({});
        QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().toLine()));
        m_client = std::make_unique<RestClient>(*config);
        m_objects = std::make_unique<ObjectClient>(*m_client);
    }
    void cleanupTestCase()
    {
        m_client.reset();
        if (isLocal())
            QProcess::execute(program(), {QStringLiteral("stop"), QStringLiteral("--data"), data()});
    }

    void aStoreFollowsWhatIsDone()
    {
        Informer<ConfigMap> informer(*m_client, what(), m_clock);
        informer.reflector().start();
        QVERIFY(QTest::qWaitFor([&] { return informer.reflector().freshness().isLive(); }, 30'000));
        const auto made = create(resources::configMaps(), configMap(QStringLiteral("one"), QStringLiteral("1")));
        QVERIFY2(made.has_value(), why(made).constData());
        QVERIFY(
            QTest::qWaitFor([&] { return informer.store().find(space, QStringLiteral("one")) != nullptr; }, 10'000));

        const auto twice = create(resources::configMaps(), configMap(QStringLiteral("one"), QStringLiteral("2")));
        QVERIFY(!twice && twice.error().isAlreadyExists());

        Json changed = *made;
        changed["data"]["k"] = "3";
        const auto replaced = wait([&](ObjectFunction done) {
            return m_objects->replace(resources::configMaps(), space, changed, std::move(done));
        });
        QVERIFY2(replaced.has_value(), why(replaced).constData());
        const auto stale = wait([&](ObjectFunction done) {
            return m_objects->replace(resources::configMaps(), space, changed, std::move(done));
        });
        QVERIFY(!stale && stale.error().isConflict());
        QVERIFY(QTest::qWaitFor(
            [&] {
                return informer.store().find(space, QStringLiteral("one"))->data.value(QStringLiteral("k")) == u'3';
            },
            10'000));

        const auto other = remove(resources::configMaps(), QStringLiteral("one"), QStringLiteral("another-uid"));
        QVERIFY(!other && other.error().isConflict());
        const auto gone =
            remove(resources::configMaps(), QStringLiteral("one"), jsonString(*made, {"metadata", "uid"}));
        QVERIFY2(gone.has_value(), why(gone).constData());
        QVERIFY(QTest::qWaitFor([&] { return !informer.store().find(space, QStringLiteral("one")); }, 10'000));
        const auto missing = get(resources::configMaps(), QStringLiteral("one"));
        QVERIFY(!missing && missing.error().isNotFound());
    }

    void anUnknownFieldIsRefused()
    {
        Json object = configMap(QStringLiteral("two"), QStringLiteral("1"));
        object["dataa"] = Json::object();
        const auto made = create(resources::configMaps(), object);
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().httpCode, 400);
        QVERIFY2(made.error().message.contains(QLatin1String("dataa")), why(made).constData());
    }

    void manyAreMadeAtOnceAndListedInPages()
    {
        constexpr int count = 620;
        QElapsedTimer timer;
        timer.start();
        std::vector<CallHandle> calls;
        int answers = 0;
        QStringList trouble;
        for (int i = 0; i < count; ++i) {
            calls.push_back(m_objects->create(resources::configMaps(), space,
                                              configMap(QStringLiteral("many-%1").arg(i), QString::number(i)),
                                              [&](ApiResult<Json> result) {
                                                  ++answers;
                                                  if (!result)
                                                      trouble.append(result.error().toLine());
                                              }));
        }
        QVERIFY(QTest::qWaitFor([&] { return answers == count; }, 60'000));
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble.value(0)));
        qInfo("%d created in %lld ms", count, timer.elapsed());
        Informer<ConfigMap> informer(*m_client, what(), m_clock);
        timer.start();
        informer.reflector().start();
        QVERIFY(QTest::qWaitFor([&] { return informer.reflector().freshness().isLive(); }, 30'000));
        qInfo("listed in %lld ms", timer.elapsed());
        QCOMPARE(informer.store().objects().size(), count);

        answers = 0;
        calls.clear();
        for (const ConfigMap &one : informer.store().objects()) {
            DeleteOptions options;
            options.uid = one.meta.uid;
            calls.push_back(
                m_objects->remove(resources::configMaps(), space, one.meta.name, options, [&](ApiResult<Json> result) {
                    ++answers;
                    if (!result)
                        trouble.append(result.error().toLine());
                }));
        }
        QVERIFY(QTest::qWaitFor([&] { return answers == count; }, 60'000));
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble.value(0)));
        QVERIFY(QTest::qWaitFor([&] { return informer.store().objects().isEmpty(); }, 10'000));
    }

    void aLogIsFollowedToItsEnd()
    {
        if (!isLocal() && qEnvironmentVariableIsEmpty("ZDTP_TEST_NODE")) {
            qInfo("NOT RUN: a log needs a node that runs containers; the local cluster has one, and $ZDTP_TEST_NODE "
                  "says that another has");
            return;
        }
        const Json container = {
            {"name", "worker"},
            {"image", "zdtp/tools:1"},
            {"command", {"/bin/sh", "-c", "for i in 1 2 3 4 5; do echo line $i; sleep 0.2; done; exit 3"}}};
        const Json pod = {{"apiVersion", "v1"},
                          {"kind", "Pod"},
                          {"metadata", {{"name", "talker"}}},
                          {"spec", {{"restartPolicy", "Never"}, {"containers", Json::array({container})}}}};
        const auto made = create(resources::pods(), pod);
        QVERIFY2(made.has_value(), why(made).constData());
        Informer<Pod> informer(*m_client, {resources::pods(), space, {}, {}}, m_clock);
        informer.reflector().start();
        const auto state = [&] {
            const Pod *one = informer.store().find(space, QStringLiteral("talker"));
            return one ? printPod(*one, m_clock.now()).status : QString();
        };
        QVERIFY(QTest::qWaitFor([&] { return state() == QLatin1String("Running"); }, 20'000));
        Request request;
        request.path = pathOf(resources::pods(), space, QStringLiteral("talker"), QStringLiteral("log"));
        request.query.addQueryItem(QStringLiteral("follow"), QStringLiteral("true"));
        request.accept = "*/*";
        QByteArray log;
        bool ended = false;
        std::optional<ApiError> error;
        StreamFunctions functions;
        functions.data = [&](QByteArrayView bytes) { log += bytes; };
        functions.ended = [&](std::optional<ApiError> reason) {
            error = std::move(reason);
            ended = true;
        };
        const auto call = m_client->stream(request, std::move(functions));
        QVERIFY(QTest::qWaitFor([&] { return ended; }, 20'000));
        QVERIFY2(!error, error ? qPrintable(error->toLine()) : "");
        QCOMPARE(log, QByteArray("line 1\nline 2\nline 3\nline 4\nline 5\n"));
        QVERIFY(QTest::qWaitFor([&] { return state() == QLatin1String("Error"); }, 20'000));
        const Pod *failed = informer.store().find(space, QStringLiteral("talker"));
        QCOMPARE(failed->status(QStringLiteral("worker"))->state.exitCode, 3);
        const auto gone = remove(resources::pods(), QStringLiteral("talker"), failed->meta.uid);
        QVERIFY2(gone.has_value(), why(gone).constData());
    }

    void aServerThatIsKilledIsStaleAndThenLiveAgain()
    {
        if (!isLocal()) {
            qInfo("NOT RUN: the server of somebody else is not killed");
            return;
        }
        const auto made = create(resources::configMaps(), configMap(QStringLiteral("stays"), QStringLiteral("1")));
        QVERIFY2(made.has_value(), why(made).constData());
        Informer<ConfigMap> informer(*m_client, what(), m_clock);
        informer.reflector().start();
        const auto &freshness = informer.reflector().freshness();
        QVERIFY(QTest::qWaitFor([&] { return freshness.isLive(); }, 30'000));
        QCOMPARE(informer.store().objects().size(), 1);

        const qint64 process = serverProcess();
        QVERIFY(process > 1);
        QCOMPARE(::kill(pid_t(process), SIGKILL), 0);
        QVERIFY(QTest::qWaitFor([&] { return freshness.problem.contains(QLatin1String("refused")); }, 20'000));
        QVERIFY(freshness.state == Freshness::State::Stale);
        QVERIFY(freshness.nextTry.isValid());
        QCOMPARE(informer.store().objects().size(), 1); // what was known is kept
        const auto unreachable = create(resources::configMaps(), configMap(QStringLiteral("no"), QStringLiteral("1")));
        QVERIFY(!unreachable && unreachable.error().kind == ApiError::Kind::NotSent);

        QVERIFY(serve(QString::number(m_client->config().server.port())));
        informer.reflector().poke();
        QVERIFY(QTest::qWaitFor([&] { return freshness.isLive(); }, 30'000));
        QVERIFY(freshness.problem.isEmpty());
        const auto after = create(resources::configMaps(), configMap(QStringLiteral("after"), QStringLiteral("1")));
        QVERIFY2(after.has_value(), why(after).constData());
        QVERIFY(QTest::qWaitFor([&] { return informer.store().objects().size() == 2; }, 10'000));
    }
};

QTEST_GUILESS_MAIN(TestClientLive)
#include "tst_client_live.moc"
