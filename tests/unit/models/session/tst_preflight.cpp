#include "models/run/launch.h"
#include "tests/unit/models/session/world.h"

using namespace zdtp;
using zdtp::test::FakeApiClient;
using zdtp::test::World;
using Fault = FakeApiClient::Fault;
using Verdict = PreflightLine::Verdict;

/// The list that stands before a launch: what was looked at, what was seen, and a way out.
class PreflightTest : public QObject
{
    Q_OBJECT

private:
    struct List
    {
        Outcome outcome;
        QList<PreflightLine> lines;
        PreflightLine line(const char *id) const
        {
            for (const PreflightLine &line : lines) {
                if (line.id == QLatin1String(id))
                    return line;
            }
            return {};
        }
        QByteArray text() const
        {
            QString all = outcome.line;
            for (const PreflightLine &line : lines)
                all +=
                    QStringLiteral("\n%1 %2: %3 %4").arg(verdictId(line.verdict), line.id, line.evidence, line.remedy);
            return all.toUtf8();
        }
        int count(Verdict verdict) const
        {
            int found = 0;
            for (const PreflightLine &line : lines)
                found += line.verdict == verdict ? 1 : 0;
            return found;
        }
    };
    static List listOf(World &world, const QByteArray &yaml = World::document())
    {
        if (!world.session)
            world.session = world.open();
        LaunchOperation *operation = world.session->rehearseLaunch(yaml, QString());
        List list;
        QObject::connect(operation, &Operation::stepsChanged, operation, [&] { list.lines = operation->lines(); });
        list.outcome = world.finish(operation);
        return list;
    }
    static Fault forbidden(const char *message)
    {
        Fault fault;
        fault.kind = Fault::Kind::ErrorBefore;
        fault.error = k8s::ApiError::fromAnswer(
            403, QByteArray(R"({"kind":"Status","code":403,"reason":"Forbidden","message":")") + message + "\"}");
        return fault;
    }
    static Json quota(const char *key, const char *hard, const char *used)
    {
        return {{"apiVersion", "v1"},
                {"kind", "ResourceQuota"},
                {"metadata", {{"name", "small"}, {"namespace", "shop"}}},
                {"status", {{"hard", {{key, hard}}}, {"used", {{key, used}}}}}};
    }
    static k8s::GroupVersionResource quotas()
    {
        return {QString(), QStringLiteral("v1"), QStringLiteral("resourcequotas"), QStringLiteral("ResourceQuota"),
                true};
    }

private slots:
    void nothingInTheWay()
    {
        World world;
        const List list = listOf(world, World::document(4, "prepare: check-empty"));
        QVERIFY2(list.outcome.isDone(), list.text());
        QVERIFY2(list.count(Verdict::Pass) == list.lines.size(), list.text());
        for (const char *id : {"task", "runs", "secrets", "version", "namespace", "access", "quota",
                               "objects/ConfigMap", "objects/Pod", "prepare"})
            QVERIFY2(!list.line(id).evidence.isEmpty(), qPrintable(QLatin1String(id) + QString::fromUtf8(list.text())));
        QCOMPARE(list.line("version").evidence, QStringLiteral("v1.36.0"));
        QVERIFY(world.violations.isEmpty());
        QCOMPARE(world.workers().size(), 0);
    }

    void everythingThatIsAmissIsToldAtOnce()
    {
        World world;
        world.server.erase(k8s::resources::secrets(), QStringLiteral("shop"), QStringLiteral("shop-dst"));
        world.server.erase(k8s::resources::namespaces(), QString(), QStringLiteral("shop"));
        world.server.put(quotas(), QStringLiteral("shop"), quota("pods", "5", "3"));
        const List list = listOf(world);
        QCOMPARE(list.outcome.kind, Outcome::Kind::Refused);
        QCOMPARE(list.count(Verdict::Fail), 3);
        QVERIFY2(list.line("secrets").evidence.contains(QStringLiteral("Secret shop-dst does not exist")), list.text());
        QVERIFY2(list.line("namespace").remedy.contains(QStringLiteral("kubectl create namespace shop")), list.text());
        QVERIFY2(list.line("quota").evidence.contains(QStringLiteral("pods of 5 is used 3, and the run adds 4")),
                 list.text());
        for (const char *word : {"shop-dst", "kubectl create", "the run adds 4"})
            QVERIFY2(list.outcome.line.contains(QLatin1String(word)), list.text());
    }

    /// What the server counts, in its own units, for as many pods as run at once.
    void theQuotaIsWeighed_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("hard");
        QTest::addColumn<QByteArray>("used");
        QTest::addColumn<int>("parallelism");
        QTest::addColumn<bool>("fits");
        QTest::newRow("exactly") << QByteArray("pods") << QByteArray("4") << QByteArray("0") << 0 << true;
        QTest::newRow("one too many") << QByteArray("pods") << QByteArray("4") << QByteArray("1") << 0 << false;
        QTest::newRow("two at once") << QByteArray("pods") << QByteArray("4") << QByteArray("2") << 2 << true;
        QTest::newRow("objects are all counted")
            << QByteArray("count/pods") << QByteArray("3") << QByteArray("0") << 2 << false;
        QTest::newRow("cpu") << QByteArray("requests.cpu") << QByteArray("2") << QByteArray("1001m") << 0 << false;
        QTest::newRow("cpu fits") << QByteArray("cpu") << QByteArray("2") << QByteArray("1") << 0 << true;
        QTest::newRow("memory") << QByteArray("requests.memory") << QByteArray("1Gi") << QByteArray("1Mi") << 0
                                << false;
        QTest::newRow("something else") << QByteArray("count/services") << QByteArray("0") << QByteArray("0") << 0
                                        << true;
    }
    void theQuotaIsWeighed()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, hard);
        QFETCH(const QByteArray, used);
        QFETCH(const int, parallelism);
        World world;
        world.server.put(quotas(), QStringLiteral("shop"), quota(key.constData(), hard.constData(), used.constData()));
        const List list =
            listOf(world, World::document(4, "resources: {requests: {cpu: 250m, memory: 256Mi}}", parallelism));
        QVERIFY2(!list.line("quota").evidence.isEmpty(), list.text());
        QTEST(list.line("quota").verdict == Verdict::Pass, "fits");
    }

    void aRightThatIsMissing_data()
    {
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<bool>("blocks");
        QTest::newRow("create pods") << "pods"
                                     << "create" << true;
        QTest::newRow("write the record") << "configmaps"
                                          << "patch" << true;
        QTest::newRow("delete pods: needed by a restart") << "pods"
                                                          << "delete" << false;
        QTest::newRow("jobs: not in this mode") << "jobs"
                                                << "create" << false;
    }
    void aRightThatIsMissing()
    {
        QFETCH(const QString, resource);
        QFETCH(const QString, verb);
        QFETCH(const bool, blocks);
        World world;
        world.session = world.open();
        world.server.onRequest([&](const k8s::Request &request) {
            const Json body = Json::parse(request.body.toStdString(), nullptr, false);
            if (!request.path.contains(QLatin1String("selfsubjectaccessreviews")) ||
                jsonString(body, {"spec", "resourceAttributes", "resource"}) != resource ||
                jsonString(body, {"spec", "resourceAttributes", "verb"}) != verb)
                return Fault();
            return forbidden("no reviews for you");
        });
        // One review that cannot be asked says nothing about the others: a warning, and never a promise.
        const List unknown = listOf(world);
        QCOMPARE(unknown.line("access").verdict, Verdict::Warning);
        QVERIFY2(unknown.line("access").evidence.contains(QStringLiteral("no reviews for you")), unknown.text());

        world.server.onRequest({});
        world.server.denied.insert(verb + u' ' + resource);
        const List list = listOf(world);
        const PreflightLine line = list.line("access");
        QVERIFY2(line.evidence.contains(verb + u' ' + resource), list.text());
        QVERIFY2(line.verdict == (blocks ? Verdict::Fail : Verdict::Warning), list.text());
        QVERIFY(!line.remedy.isEmpty());
        QCOMPARE(list.outcome.kind, blocks ? Outcome::Kind::Unreachable : Outcome::Kind::Done);
    }

    /// Who may not read Secrets, quotas or the namespace can launch all the same, and is told what was not seen.
    void whatMayNotBeReadIsSaid()
    {
        World world;
        world.session = world.open();
        world.server.onRequest([](const k8s::Request &request) {
            const bool hidden = request.path.contains(QLatin1String("/secrets/")) ||
                                request.path.endsWith(QLatin1String("/resourcequotas")) ||
                                request.path == QLatin1String("/api/v1/namespaces/shop");
            return hidden ? forbidden("not yours") : Fault();
        });
        const List list = listOf(world);
        QVERIFY2(list.outcome.isDone(), list.text());
        QCOMPARE(list.line("secrets").verdict, Verdict::Warning);
        QVERIFY2(list.line("secrets").evidence.contains(QStringLiteral("shop-src, shop-dst")), list.text());
        QCOMPARE(list.line("quota").verdict, Verdict::Warning);
        QCOMPARE(list.line("namespace").verdict, Verdict::Pass);
    }

    /// As the local cluster answers: it has no quotas at all.
    void aServerWithoutQuotas()
    {
        World world;
        world.session = world.open();
        world.server.onRequest([](const k8s::Request &request) {
            Fault fault;
            if (request.path.endsWith(QLatin1String("/resourcequotas"))) {
                fault.kind = Fault::Kind::ErrorBefore;
                fault.error = k8s::ApiError::fromAnswer(404, "404 page not found");
            }
            return fault;
        });
        const List list = listOf(world);
        QVERIFY2(list.outcome.isDone(), list.text());
        QVERIFY2(list.line("quota").verdict == Verdict::Pass, list.text());
    }

    void aNameThatIsTaken()
    {
        World world;
        world.session = world.open();
        world.server.put(k8s::resources::configMaps(), QStringLiteral("shop"),
                         {{"apiVersion", "v1"},
                          {"kind", "ConfigMap"},
                          {"metadata", {{"name", "orders-r1-config"}, {"namespace", "shop"}}}});
        const List list = listOf(world);
        QCOMPARE(list.outcome.kind, Outcome::Kind::Refused);
        const PreflightLine line = list.line("objects/ConfigMap");
        QCOMPARE(line.verdict, Verdict::Fail);
        QVERIFY2(line.evidence.contains(QStringLiteral("orders-r1-config")), list.text());
        QVERIFY2(line.remedy.contains(QStringLiteral("holds the name")), list.text());
        QCOMPARE(list.line("objects/Pod").verdict, Verdict::Pass);
    }

    void aBrokenDocumentIsTheOnlyLine()
    {
        World world;
        const List list = listOf(world, "apiVersion: zdtp.io/v1\nkind: SyncTask\n");
        QCOMPARE(list.outcome.kind, Outcome::Kind::Invalid);
        QCOMPARE(list.lines.size(), 1);
        QCOMPARE(list.line("task").verdict, Verdict::Fail);
    }

    void fieldsThatTheServerDropped_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("kept");
        QTest::addColumn<QStringList>("dropped");
        QTest::newRow("all kept, defaults added")
            << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"b":2})") << QStringList();
        QTest::newRow("a quantity in another form")
            << QByteArray(R"({"cpu":"0.1"})") << QByteArray(R"({"cpu":"100m"})") << QStringList();
        QTest::newRow("one is gone") << QByteArray(R"({"spec":{"a":1,"b":{"c":2}}})")
                                     << QByteArray(R"({"spec":{"a":1}})") << QStringList{"spec.b"};
        QTest::newRow("empty values mean nothing")
            << QByteArray(R"({"a":null,"b":{},"c":[],"d":"","e":false})") << QByteArray("{}") << QStringList();
        QTest::newRow("elements by their name")
            << QByteArray(R"({"c":[{"name":"x","p":1}]})") << QByteArray(R"({"c":[{"name":"added"},{"name":"x"}]})")
            << QStringList{"c[0].p"};
        QTest::newRow("an element is gone")
            << QByteArray(R"({"c":["x","y"]})") << QByteArray(R"({"c":["x"]})") << QStringList{"c[0]", "c[1]"};
    }
    void fieldsThatTheServerDropped()
    {
        QFETCH(const QByteArray, sent);
        QFETCH(const QByteArray, kept);
        const QStringList found =
            preflight::droppedFields(Json::parse(sent.toStdString()), Json::parse(kept.toStdString()));
        QTEST(found, "dropped");
    }

    void thePodOfATemplate()
    {
        const Json pod = {{"metadata", {{"labels", {{"a", "b"}}}}}, {"spec", {{"restartPolicy", "Never"}}}};
        const Json job = {
            {"kind", "Job"}, {"metadata", {{"name", "n"}, {"namespace", "s"}}}, {"spec", {{"template", pod}}}};
        const Json cron = {{"kind", "CronJob"},
                           {"metadata", {{"name", "n"}, {"namespace", "s"}}},
                           {"spec", {{"jobTemplate", {{"spec", {{"template", pod}}}}}}}};
        for (const Json &manifest : {job, cron}) {
            const Json bare = preflight::barePod(manifest);
            QCOMPARE(jsonString(bare, {"kind"}), QStringLiteral("Pod"));
            QCOMPARE(jsonString(bare, {"metadata", "name"}), QStringLiteral("n"));
            QCOMPARE(jsonString(bare, {"metadata", "namespace"}), QStringLiteral("s"));
            QCOMPARE(jsonString(bare, {"metadata", "labels", "a"}), QStringLiteral("b"));
            QCOMPARE(jsonString(bare, {"spec", "restartPolicy"}), QStringLiteral("Never"));
        }
        QVERIFY(preflight::barePod({{"kind", "Pod"}, {"spec", Json::object()}}).is_null());
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "tst_preflight.moc"
