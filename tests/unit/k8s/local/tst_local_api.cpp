#include "k8s/local/api/api.h"
#include "k8s/local/api/patch.h"
#include "k8s/local/api/table.h"
#include "k8s/local/base/text.h"

#include <QTemporaryDir>
#include <QTest>

#include <deque>

using namespace zdtp::local;

namespace {

/// Takes a stream's bytes and drives it: before each wait the next step is done; without one the client leaves.
class Client final : public StreamSink
{
public:
    std::deque<std::function<void()>> steps;
    bool write(std::string_view bytes) override
    {
        m_bytes += bytes;
        return true;
    }
    bool wait(int, int) override
    {
        if (steps.empty())
            return false;
        steps.front()();
        steps.pop_front();
        return true;
    }
    QStringList lines() const
    {
        QStringList short_;
        for (const std::string &line : split(m_bytes, '\n')) {
            if (line.empty())
                continue;
            const Json event = Json::parse(line);
            const std::string name = textAt(event, {"object", "metadata", "name"});
            const std::string reason = textAt(event, {"object", "reason"});
            short_ << QString::fromStdString(textAt(event, "type") + (name.empty() ? "" : " " + name) +
                                             (reason.empty() ? "" : " " + reason));
        }
        return short_;
    }
    const std::string &bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

Json pod(const std::string &name)
{
    return {{"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", {{"name", name}, {"labels", {{"app", "x"}}}}},
            {"spec",
             {{"restartPolicy", "Never"},
              {"containers", Json::array({Json{{"name", "main"}, {"image", "busybox"}, {"command", {"true"}}}})}}}};
}

Json configMap(const std::string &name, const std::string &label = "a")
{
    return {{"metadata", {{"name", name}, {"labels", {{"l", label}}}}}, {"data", {{"k", "v"}}}};
}

} // namespace

class TestLocalApi : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<Store>(Store::Options{m_folder->filePath("store.db").toStdString(), 0, 200});
        Api::prepare(*m_store);
        m_api = std::make_unique<Api>(*m_store, [](const ApiRequest &, const Json &) { return ApiResponse(); });
    }
    void cleanup()
    {
        m_api.reset();
        m_store.reset();
    }

    void aPodGetsItsDefaultsAndIsRefusedTwice()
    {
        const Json made = send("POST", pods, pod("p"), 201);
        QCOMPARE(textAt(made, {"kind"}), std::string("Pod"));
        QCOMPARE(textAt(made, {"status", "phase"}), std::string("Pending"));
        QCOMPARE(numberAt(made, {"spec", "terminationGracePeriodSeconds"}, 0), 30LL);
        QCOMPARE(textAt(made["spec"]["containers"][0], "imagePullPolicy"), std::string("Always"));
        QVERIFY(!textAt(made, {"metadata", "uid"}).empty());
        const Json again = send("POST", pods, pod("p"), 409);
        QCOMPARE(textAt(again, "reason"), std::string("AlreadyExists"));
        QCOMPARE(textAt(again, {"details", "kind"}), std::string("pods"));
        QCOMPARE(textAt(again, "message"), std::string("pods \"p\" already exists"));
    }

    void problemsAreRefused_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("fields");
        QTest::newRow("no container") << R"({"spec":{"containers":[]}})" << 422 << "spec.containers";
        QTest::newRow("policy") << R"({"spec":{"restartPolicy":"Sometimes"}})" << 422 << "spec.restartPolicy";
        QTest::newRow("name") << R"({"metadata":{"name":"Upper"}})" << 422 << "metadata.name";
        QTest::newRow("label") << R"({"metadata":{"labels":{"a":"not good"}}})" << 422 << "metadata.labels";
        QTest::newRow("same container name")
            << R"({"spec":{"containers":[{"name":"a","image":"b"},{"name":"a","image":"b"}]}})" << 422
            << "spec.containers[1].name";
        QTest::newRow("mount without volume")
            << R"({"spec":{"containers":[{"name":"a","image":"b","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}})"
            << 422 << "spec.containers[0].volumeMounts[0].name";
        QTest::newRow("wrong type")
            << R"({"spec":{"containers":[{"name":"a","image":"b","env":[{"name":"X","value":5}]}]}})" << 400 << "";
        QTest::newRow("unknown field") << R"({"spec":{"foo":1}})" << 400 << "";
        QTest::newRow("wrong kind") << R"({"kind":"Secret"})" << 400 << "";
        QTest::newRow("version on create") << R"({"metadata":{"resourceVersion":"5"}})" << 400 << "";
        QTest::newRow("other namespace") << R"({"metadata":{"namespace":"other"}})" << 400 << "";
    }
    void problemsAreRefused()
    {
        QFETCH(QString, patch);
        QFETCH(int, code);
        QFETCH(QString, fields);
        Json body = pod("p");
        body.merge_patch(Json::parse(patch.toStdString()));
        const Json status = send("POST", pods + "?fieldValidation=Strict", body, code);
        QStringList found;
        for (const Json &cause : listAt(status, {"details", "causes"}))
            found << QString::fromStdString(textAt(cause, "field"));
        QCOMPARE(found.join(","), fields);
        QVERIFY(m_store->list("pods").objects.empty());
    }

    void anUnknownFieldIsDroppedWithAWarning()
    {
        Json body = pod("p");
        body["spec"]["foo"] = 1;
        const ApiResponse response = ask("POST", pods, body);
        QCOMPARE(response.code, 201);
        QCOMPARE(response.warnings.size(), std::size_t(1));
        QCOMPARE(response.warnings[0], std::string("unknown field \"spec.foo\""));
        QVERIFY(!find(Json::parse(response.body), {"spec", "foo"}));
    }

    void aMissingNamespaceIsNamed()
    {
        const Json status = send("POST", "/api/v1/namespaces/nowhere/pods", pod("p"), 404);
        QCOMPARE(textAt(status, "message"), std::string("namespaces \"nowhere\" not found"));
    }

    void aDryRunStoresNothing()
    {
        send("POST", pods + "?dryRun=All", pod("p"), 201);
        send("GET", pods + "/p", {}, 404);
        send("POST", pods, pod("p"), 201);
        send("DELETE", pods + "/p?dryRun=All", {}, 200);
        send("GET", pods + "/p", {}, 200);
    }

    void aStaleVersionLoses()
    {
        const Json made = send("POST", configMaps, configMap("c"), 201);
        Json first = made;
        first["data"]["k"] = "1";
        send("PUT", configMaps + "/c", first, 200);
        Json second = made;
        second["data"]["k"] = "2";
        const Json status = send("PUT", configMaps + "/c", second, 409);
        QCOMPARE(textAt(status, "reason"), std::string("Conflict"));
        second["metadata"].erase("resourceVersion"); // without one it is an overwrite
        QCOMPARE(textAt(send("PUT", configMaps + "/c", second, 200), {"data", "k"}), std::string("2"));
    }

    void aChangeOfNothingMakesNoVersion()
    {
        const Json made = send("POST", configMaps, configMap("c"), 201);
        QVERIFY(send("PUT", configMaps + "/c", made, 200)["metadata"]["resourceVersion"] ==
                made["metadata"]["resourceVersion"]);
    }

    void patches()
    {
        send("POST", configMaps, configMap("c"), 201);
        const std::string path = configMaps + "/c";
        QCOMPARE(
            textAt(send("PATCH", path, {{"data", {{"n", "1"}, {"k", nullptr}}}}, 200, "application/merge-patch+json"),
                   {"data", "n"}),
            std::string("1"));
        QVERIFY(!find(send("GET", path, {}, 200), {"data", "k"}));
        send("PATCH", path, Json::parse(R"([{"op":"replace","path":"/data/n","value":"2"}])"), 200,
             "application/json-patch+json");
        QCOMPARE(textAt(send("GET", path, {}, 200), {"data", "n"}), std::string("2"));
        send("PATCH", path, Json::parse(R"([{"op":"test","path":"/data/n","value":"9"}])"), 422,
             "application/json-patch+json");
        send("PATCH", path, {{"data", {{"s", "3"}}}}, 200, "application/strategic-merge-patch+json");
        send("PATCH", path, {{"data", {}}}, 415, "text/plain");
        send("PATCH", path, {{"metadata", {{"resourceVersion", "1"}}}}, 409, "application/merge-patch+json");
        send("PATCH", path, Json::parse(R"([{"op":"replace","path":"/metadata/resourceVersion","value":"1"}])"), 409,
             "application/json-patch+json");
        const std::string version = textAt(send("GET", path, {}, 200), {"metadata", "resourceVersion"});
        send("PATCH", path, {{"metadata", {{"resourceVersion", version}}}, {"data", {{"n", "3"}}}}, 200,
             "application/merge-patch+json");
        send("PATCH", path, {{"metadata", {{"resourceVersion", version}}}, {"data", {{"n", "4"}}}}, 409,
             "application/merge-patch+json");
        send("PATCH", configMaps + "/none", {{"data", {}}}, 404, "application/merge-patch+json");
    }

    void whatIsBeingDeletedTakesNoNewFinalizer()
    {
        Json held = configMap("held");
        held["metadata"]["finalizers"] = {"a/1", "a/2"};
        send("POST", configMaps, held, 201);
        send("DELETE", configMaps + "/held", {}, 200);
        send("PATCH", configMaps + "/held", {{"metadata", {{"finalizers", {"a/1", "a/3"}}}}}, 422,
             "application/merge-patch+json");
        send("PATCH", configMaps + "/held", {{"metadata", {{"finalizers", {"a/1"}}}}}, 200,
             "application/merge-patch+json");
        send("PATCH", configMaps + "/held", {{"metadata", {{"finalizers", nullptr}}}}, 200,
             "application/merge-patch+json");
        send("GET", configMaps + "/held", {}, 404);
    }

    void whatIsOwnedGoesWithItsOwners()
    {
        const auto owned = [this](const std::string &name, const std::vector<std::string> &owners) {
            Json object = configMap(name);
            for (const std::string &owner : owners)
                object["metadata"]["ownerReferences"].push_back(
                    {{"apiVersion", "v1"},
                     {"kind", "ConfigMap"},
                     {"name", owner},
                     {"uid", textAt(send("GET", configMaps + "/" + owner, {}, 200), {"metadata", "uid"})}});
            send("POST", configMaps, object, 201);
        };
        send("POST", configMaps, configMap("a"), 201);
        send("POST", configMaps, configMap("b"), 201);
        owned("of-a", {"a"});
        owned("of-both", {"a", "b"});
        owned("grandchild", {"of-a"});
        send("DELETE", configMaps + "/a?dryRun=All", {}, 200);
        send("GET", configMaps + "/grandchild", {}, 200);
        send("DELETE", configMaps + "/a", {}, 200);
        send("GET", configMaps + "/of-a", {}, 404);
        send("GET", configMaps + "/grandchild", {}, 404);
        QCOMPARE(listAt(send("GET", configMaps + "/of-both", {}, 200), {"metadata", "ownerReferences"}).size(),
                 std::size_t(1));
        send("DELETE", configMaps + "/b", {{"propagationPolicy", "Orphan"}}, 200);
        QVERIFY(!find(send("GET", configMaps + "/of-both", {}, 200), {"metadata", "ownerReferences"}));

        Json stray = configMap("stray");
        stray["metadata"]["ownerReferences"] =
            Json::array({{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", "a"}, {"uid", "no-such-uid"}}});
        send("POST", configMaps, stray, 201);
        send("GET", configMaps + "/stray", {}, 404);
    }

    void serverSideApplyMakesAndChanges()
    {
        const Json intent = {
            {"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "c"}}}, {"data", {{"a", "1"}}}};
        send("PATCH", configMaps + "/c?fieldManager=me", intent, 201, "application/apply-patch+yaml");
        send("PATCH", configMaps + "/c?fieldManager=me", intent, 200, "application/apply-patch+yaml");
        send("PATCH", configMaps + "/c", intent, 422, "application/apply-patch+yaml");
        ApiRequest yaml = request("PATCH", configMaps + "/y?fieldManager=me");
        yaml.contentType = "application/apply-patch+yaml";
        yaml.body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  number: \"5\"\n  word: on\n";
        const ApiResponse made = m_api->handle(yaml);
        QCOMPARE(made.code, 201);
        QCOMPARE(textAt(Json::parse(made.body), {"data", "number"}), std::string("5"));
    }

    void listsMergeByTheirKeys()
    {
        const Json old =
            Json::parse(R"({"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}],"finalizers":["x"]})");
        const Json merged = strategicMerge(
            old, Json::parse(
                     R"({"containers":[{"name":"b","image":"2"},{"name":"a","$patch":"delete"}],"finalizers":["y"]})"));
        QCOMPARE(merged.dump(), std::string(R"({"containers":[{"name":"b","image":"2"}],"finalizers":["x","y"]})"));
    }

    void aPodsSpecStands()
    {
        Json made = send("POST", pods, pod("p"), 201);
        made["spec"]["containers"][0]["command"] = {"false"};
        QCOMPARE(textAt(send("PUT", pods + "/p", made, 422), {"details", "kind"}), std::string("Pod"));
        send("PATCH", pods + "/p",
             Json::parse(
                 R"({"metadata":{"labels":{"new":"one"}},"spec":{"containers":[{"name":"main","image":"other"}]}})"),
             200, "application/strategic-merge-patch+json");
        send("PATCH", pods + "/p/status", {{"status", {{"phase", "Running"}}}}, 200, "application/merge-patch+json");
        QCOMPARE(textAt(send("GET", pods + "/p/status", {}, 200), {"status", "phase"}), std::string("Running"));
    }

    void deletionHasPreconditions()
    {
        const Json made = send("POST", pods, pod("p"), 201);
        const Json wrong = {{"kind", "DeleteOptions"}, {"apiVersion", "v1"}, {"preconditions", {{"uid", "other"}}}};
        QCOMPARE(textAt(send("DELETE", pods + "/p", wrong, 409), "reason"), std::string("Conflict"));
        send("DELETE", pods + "/p", {{"preconditions", {{"resourceVersion", "1"}}}}, 409);
        send("DELETE", pods + "/p", {{"preconditions", {{"uid", made["metadata"]["uid"]}}}}, 200);
        send("GET", pods + "/p", {}, 404);
        send("DELETE", pods + "/p", {}, 404);
    }

    void aRunningPodIsMarkedAndGraceOnlyShrinks()
    {
        send("POST", pods, pod("p"), 201);
        m_store->write([](Transaction &t) {
            Json body = t.get({"pods", "default", "p"})->parse();
            body["spec"]["nodeName"] = "local";
            body["status"]["phase"] = "Running";
            t.put({"pods", "default", "p"}, body);
        });
        QCOMPARE(numberAt(send("DELETE", pods + "/p", {}, 200), {"metadata", "deletionGracePeriodSeconds"}, -1), 30LL);
        QCOMPARE(numberAt(send("DELETE", pods + "/p", {{"gracePeriodSeconds", 60}}, 200),
                          {"metadata", "deletionGracePeriodSeconds"}, -1),
                 30LL);
        QCOMPARE(numberAt(send("DELETE", pods + "/p", {{"gracePeriodSeconds", 3}}, 200),
                          {"metadata", "deletionGracePeriodSeconds"}, -1),
                 3LL);
        send("DELETE", pods + "/p", {{"gracePeriodSeconds", 0}}, 200);
        send("GET", pods + "/p", {}, 404);
    }

    void selectors_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("names");
        QTest::newRow("equal") << "labelSelector=l%3Da"
                               << "a1,a2";
        QTest::newRow("unequal") << "labelSelector=l!=a"
                                 << "b1,n";
        QTest::newRow("set") << "labelSelector=l in (b, c)"
                             << "b1";
        QTest::newRow("not in set") << "labelSelector=l notin (a)"
                                    << "b1,n";
        QTest::newRow("exists") << "labelSelector=l"
                                << "a1,a2,b1";
        QTest::newRow("absent") << "labelSelector=!l"
                                << "n";
        QTest::newRow("both") << "labelSelector=l,l!=b"
                              << "a1,a2";
        QTest::newRow("name") << "fieldSelector=metadata.name=a1"
                              << "a1";
        QTest::newRow("not name") << "fieldSelector=metadata.name!=a1"
                                  << "a2,b1,n";
        QTest::newRow("bad label") << "labelSelector=a=b=c"
                                   << "400";
        QTest::newRow("open set") << "labelSelector=a in (b"
                                  << "400";
        QTest::newRow("unknown field") << "fieldSelector=spec.x=1"
                                       << "400";
    }
    void selectors()
    {
        QFETCH(QString, query);
        QFETCH(QString, names);
        for (const auto &[name, label] : {std::pair("a1", "a"), std::pair("a2", "a"), std::pair("b1", "b")})
            send("POST", configMaps, configMap(name, label), 201);
        send("POST", configMaps, {{"metadata", {{"name", "n"}}}}, 201);
        ApiRequest wanted = request("GET", configMaps);
        const QString value = query.mid(query.indexOf('=') + 1).replace("%3D", "=");
        wanted.query.emplace(query.left(query.indexOf('=')).toStdString(), value.toStdString());
        const ApiResponse response = m_api->handle(wanted);
        QString found = QString::number(response.code);
        if (response.code == 200) {
            QStringList list;
            const Json answer = Json::parse(response.body);
            for (const Json &item : answer["items"])
                list << QString::fromStdString(textAt(item, {"metadata", "name"}));
            found = list.join(",");
        }
        QCOMPARE(found, names);
    }

    void pagesShowOneState()
    {
        for (int i = 0; i < 5; ++i)
            send("POST", configMaps, configMap("c" + std::to_string(i)), 201);
        const Json first = send("GET", configMaps + "?limit=2", {}, 200);
        QCOMPARE(first["items"].size(), std::size_t(2));
        QCOMPARE(numberAt(first, {"metadata", "remainingItemCount"}, 0), 3LL);
        send("DELETE", configMaps + "/c3", {}, 200);
        const std::string token = textAt(first, {"metadata", "continue"});
        const Json second = send("GET", configMaps + "?limit=2&continue=" + token, {}, 200);
        QCOMPARE(textAt(second["items"][1], {"metadata", "name"}), std::string("c3"));
        QVERIFY(second["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]);
        const Json third =
            send("GET", configMaps + "?limit=2&continue=" + textAt(second, {"metadata", "continue"}), {}, 200);
        QCOMPARE(third["items"].size(), std::size_t(1));
        QVERIFY(textAt(third, {"metadata", "continue"}).empty());
        // A token of another life of the server: expired, with one that goes on from there.
        const Json expired =
            send("GET", configMaps + "?limit=2&continue=" + base64Encode("feed:2:default/c1"), {}, 410);
        QCOMPARE(textAt(expired, "reason"), std::string("Expired"));
        const Json rest = send("GET", configMaps + "?continue=" + textAt(expired, {"metadata", "continue"}), {}, 200);
        QCOMPARE(rest["items"].size(), std::size_t(2)); // c2, c4
        send("GET", configMaps + "?continue=nonsense", {}, 400);
    }

    void versionsOfLists()
    {
        const std::string current = std::to_string(m_store->revision());
        send("GET", configMaps + "?resourceVersion=0", {}, 200);
        send("GET", configMaps + "?resourceVersion=" + current, {}, 200);
        QCOMPARE(textAt(send("GET", configMaps + "?resourceVersion=99999999", {}, 504), "reason"),
                 std::string("Timeout"));
        send("GET", configMaps + "?resourceVersion=abc", {}, 400);
        send("GET", configMaps + "?resourceVersionMatch=Exact", {}, 422);
        send("GET", configMaps + "?sendInitialEvents=true", {}, 422);
    }

    void aWatchTellsWhatChangesForItsSelector()
    {
        const std::string start = std::to_string(m_store->revision());
        Client client;
        client.steps = {
            [&] {
                send("POST", configMaps, configMap("c", "a"), 201);
                send("POST", configMaps, configMap("other", "b"), 201);
            },
            [&] {
                send("PATCH", configMaps + "/c", {{"data", {{"k", "2"}}}}, 200, "application/merge-patch+json");
            },
            [&] {
                send("PATCH", configMaps + "/c", {{"metadata", {{"labels", {{"l", "b"}}}}}}, 200,
                     "application/merge-patch+json");
            },
            [&] {
                send("PATCH", configMaps + "/other", {{"metadata", {{"labels", {{"l", "a"}}}}}}, 200,
                     "application/merge-patch+json");
            },
            [&] { send("DELETE", configMaps + "/other", {}, 200); }};
        watch("labelSelector=l=a&resourceVersion=" + start, client);
        QCOMPARE(client.lines(), QStringList({"ADDED c", "MODIFIED c", "DELETED c", "ADDED other", "DELETED other"}));
    }

    void aWatchFromTheBeginningTellsTheState()
    {
        send("POST", configMaps, configMap("c"), 201);
        Client client;
        watch("allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", client);
        QCOMPARE(client.lines(), QStringList({"ADDED c", "BOOKMARK"}));
        QVERIFY(client.bytes().find(R"("k8s.io/initial-events-end":"true")") != std::string::npos);
    }

    void aShortWatchEndsWithABookmark()
    {
        Client client;
        client.steps = {
            [] { QTest::qSleep(1100); }}; // the time of the watch itself: the server's clock is the machine's
        watch("allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=" + std::to_string(m_store->revision()),
              client);
        QVERIFY(client.lines().contains("BOOKMARK"));
    }

    void anOldVersionIsExpired()
    {
        const std::string start = std::to_string(m_store->revision());
        for (int i = 0; i < 250; ++i)
            m_store->write([i](Transaction &t) {
                t.put({"secrets", "default", "s"}, {{"metadata", {{"name", "s"}}}, {"i", i}});
            });
        Client client;
        watch("resourceVersion=" + start, client);
        QCOMPARE(client.lines(), QStringList({"ERROR Expired"}));
    }

    void secretsAndConfigMaps()
    {
        const Json secret = send("POST", "/api/v1/namespaces/default/secrets",
                                 {{"metadata", {{"name", "s"}}}, {"stringData", {{"p", "word"}}}}, 201);
        QCOMPARE(textAt(secret, {"data", "p"}), std::string("d29yZA=="));
        QCOMPARE(textAt(secret, "type"), std::string("Opaque"));
        QVERIFY(!secret.contains("stringData"));
        send("POST", "/api/v1/namespaces/default/secrets", {{"metadata", {{"name", "t"}}}, {"data", {{"p", "%%"}}}},
             400);
        send("POST", configMaps, {{"metadata", {{"name", "big"}}}, {"data", {{"k", std::string(1'048'577, 'x')}}}},
             422);
        send("POST", configMaps, {{"metadata", {{"name", "key"}}}, {"data", {{"a/b", "x"}}}}, 422);
        send("POST", configMaps, {{"metadata", {{"name", "fix"}}}, {"immutable", true}, {"data", {{"k", "1"}}}}, 201);
        send("PATCH", configMaps + "/fix", {{"data", {{"k", "2"}}}}, 422, "application/merge-patch+json");
    }

    void aNamespaceTakesItsObjectsAlong()
    {
        send("POST", "/api/v1/namespaces", {{"metadata", {{"name", "team"}}}}, 201);
        send("POST", "/api/v1/namespaces/team/configmaps", configMap("c"), 201);
        send("DELETE", "/api/v1/namespaces/team", {}, 200);
        send("GET", "/api/v1/namespaces/team", {}, 404);
        send("GET", "/api/v1/namespaces/team/configmaps/c", {}, 404);
        send("DELETE", "/api/v1/namespaces/default", {}, 403);
    }

    void reviewsAndDiscovery()
    {
        const Json access =
            send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                 Json::parse(R"({"spec":{"resourceAttributes":{"verb":"create","resource":"pods"}}})"), 201);
        QVERIFY(flagAt(access, {"status", "allowed"}));
        const Json who = send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", Json::object(), 201);
        QCOMPARE(textAt(who, {"status", "userInfo", "username"}), std::string("local-user"));
        QCOMPARE(textAt(send("GET", "/version", {}, 200), "minor"), std::string("36"));
        QVERIFY(!send("GET", "/api/v1", {}, 200)["resources"].empty());
        QVERIFY(!send("GET", "/apis", {}, 200)["groups"].empty());
        send("GET", "/apis/apps/v1/namespaces/default/deployments", {}, 404);
        send("GET", "/api/v1/namespaces/default/pods/p/exec", {}, 404);
        send("POST", "/api/v1/nodes", {}, 405);
        send("GET", "/nonsense", {}, 404);
        ApiRequest broken = request("POST", pods);
        broken.body = "{\"a\":";
        QCOMPARE(m_api->handle(broken).code, 400);
    }

    void hostileBodiesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("type");
        QTest::addColumn<int>("code");
        const QString json = QStringLiteral("application/json");
        const QString yaml = QStringLiteral("application/yaml");
        const QString protobuf = QStringLiteral("application/vnd.kubernetes.protobuf");
        QTest::newRow("empty") << QByteArray() << json << 400;
        QTest::newRow("deep") << "{\"spec\":{\"affinity\":" + QByteArray(1'000'000, '[') << json << 400;
        QByteArray wide = "{\"data\":{\"a\":\"b\"";
        for (int i = 0; i < 60'000; ++i)
            wide += ",\"" + QByteArray::number(i) + "\":\"\"";
        QTest::newRow("wide") << wide + "}}" << json << 400;
        QTest::newRow("list") << QByteArray("[]") << json << 400;
        QTest::newRow("invalid UTF-8") << QByteArray("{\"data\":{\"a\":\"\xff\"}}") << json << 400;
        QByteArray laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
        for (char c = 'b'; c < 'k'; ++c)
            laughs +=
                QByteArray(1, c) + ": &" + c + " [" + QByteArray("*x,").replace('x', char(c - 1)).repeated(9) + "]\n";
        QTest::newRow("aliases") << laughs << yaml << 400;
        QTest::newRow("broken yaml") << QByteArray("a: [") << yaml << 400;
        QTest::newRow("no protobuf") << QByteArray("hello") << protobuf << 400;
        QTest::newRow("cut protobuf") << QByteArray("k8s\0\x0a\xff\xff\x7f", 8) << protobuf << 400;
        QTest::newRow("endless number") << QByteArray("k8s\0\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 17)
                                        << protobuf << 400;
        QTest::newRow("protobuf of another kind")
            << QByteArray("k8s\0\x0a\x09\x0a\x02v1\x12\x03Pod", 15) << protobuf << 415;
        QTest::newRow("cbor") << QByteArray("x") << "application/cbor" << 415;
    }
    void hostileBodiesAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, type);
        QFETCH(int, code);
        ApiRequest made = request("POST", configMaps);
        made.contentType = type.toStdString();
        made.body = body.toStdString();
        const ApiResponse response = m_api->handle(made);
        QCOMPARE(response.code, code);
        QCOMPARE(textAt(Json::parse(response.body), "kind"), std::string("Status"));
    }

    void tablesShowWhatKubectlPrints()
    {
        const Json running =
            Json::parse(R"({"spec":{"containers":[{},{}]},"status":{"phase":"Running","containerStatuses":[
            {"ready":true,"restartCount":2,"state":{"running":{}},"lastState":{"terminated":{"finishedAt":"2026-01-01T00:00:00Z"}}},
            {"ready":false,"restartCount":0,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}})");
        const PodSummary summary = summarize(running, *fromRfc3339("2026-01-01T00:05:00Z"));
        QCOMPARE(summary.ready, std::string("1/2"));
        QCOMPARE(summary.status, std::string("CrashLoopBackOff"));
        QCOMPARE(summary.restarts, std::string("2 (5m ago)"));
        send("POST", pods, pod("p"), 201);
        ApiRequest wanted = request("GET", pods);
        wanted.accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
        const Json table = Json::parse(m_api->handle(wanted).body);
        QCOMPARE(textAt(table, "kind"), std::string("Table"));
        QVERIFY(table["rows"][0]["cells"][0] == "p");
        QVERIFY(table["rows"][0]["cells"][2] == "Pending");
    }

private:
    const std::string pods = "/api/v1/namespaces/default/pods";
    const std::string configMaps = "/api/v1/namespaces/default/configmaps";

    static ApiRequest request(const std::string &method, const std::string &target)
    {
        ApiRequest made;
        made.method = method;
        const std::size_t mark = target.find('?');
        made.path = target.substr(0, mark);
        if (mark != std::string::npos) {
            for (const std::string &part : split(target.substr(mark + 1), '&'))
                made.query.emplace(part.substr(0, part.find('=')), part.substr(part.find('=') + 1));
        }
        made.contentType = "application/json";
        return made;
    }
    ApiResponse ask(const std::string &method, const std::string &target, const Json &body,
                    const std::string &type = "application/json")
    {
        ApiRequest made = request(method, target);
        made.contentType = type;
        if (!body.is_null())
            made.body = body.dump();
        return m_api->handle(made);
    }
    Json send(const std::string &method, const std::string &target, const Json &body, int code,
              const std::string &type = "application/json")
    {
        const ApiResponse response = ask(method, target, body, type);
        if (response.code != code)
            qWarning("%s %s: %d, not %d: %s", method.c_str(), target.c_str(), response.code, code,
                     response.body.substr(0, 400).c_str());
        [&] { QCOMPARE(response.code, code); }();
        return Json::parse(response.body, nullptr, false);
    }
    void watch(const std::string &query, Client &client)
    {
        const ApiResponse response = m_api->handle(request("GET", configMaps + "?watch=true&" + query));
        [&] { QCOMPARE(response.code, 200); }();
        if (response.stream)
            response.stream(client);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Api> m_api;
};

QTEST_GUILESS_MAIN(TestLocalApi)
#include "tst_local_api.moc"
