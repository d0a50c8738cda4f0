#include "k8s/api/pod.h"
#include "k8s/base/json.h"

#include <QTest>

using namespace zdtp;
using namespace zdtp::k8s;

namespace {

const QDateTime now(QDate(2026, 11, 2), QTime(12, 0, 0), Qt::UTC);

Json terminated(int code, const char *reason = "", int signal = 0)
{
    Json state = {{"terminated", {{"exitCode", code}, {"finishedAt", "2026-11-02T11:59:00Z"}}}};
    if (*reason)
        state["terminated"]["reason"] = reason;
    if (signal)
        state["terminated"]["signal"] = signal;
    return state;
}

Json waiting(const char *reason)
{
    return {{"waiting", {{"reason", reason}}}};
}

Json running()
{
    return {{"running", {{"startedAt", "2026-11-02T11:00:00Z"}}}};
}

/// A status of a container.
Json one(const char *name, const Json &state, bool ready = false, int restarts = 0, bool started = false,
         const Json &last = Json::object())
{
    return {{"name", name},       {"state", state},   {"ready", ready}, {"restartCount", restarts},
            {"started", started}, {"lastState", last}};
}

struct PodMaker
{
    Json pod = {{"metadata", {{"name", "p"}, {"creationTimestamp", "2026-11-02T11:50:00Z"}}},
                {"spec", {{"containers", Json::array({{{"name", "c"}}})}}},
                {"status", {{"phase", "Pending"}}}};

    PodMaker &phase(const char *phase)
    {
        pod["status"]["phase"] = phase;
        return *this;
    }
    PodMaker &reason(const char *reason)
    {
        pod["status"]["reason"] = reason;
        return *this;
    }
    PodMaker &condition(const char *type, const char *status, const char *why = "")
    {
        pod["status"]["conditions"].push_back({{"type", type}, {"status", status}, {"reason", why}});
        return *this;
    }
    PodMaker &status(const Json &container)
    {
        pod["status"]["containerStatuses"].push_back(container);
        return *this;
    }
    PodMaker &second()
    {
        pod["spec"]["containers"].push_back({{"name", "d"}});
        return *this;
    }
    PodMaker &init(const char *name, const Json &status, bool sidecar = false)
    {
        Json container = {{"name", name}};
        if (sidecar)
            container["restartPolicy"] = "Always";
        pod["spec"]["initContainers"].push_back(container);
        if (!status.is_null())
            pod["status"]["initContainerStatuses"].push_back(status);
        return *this;
    }
    PodMaker &deleted()
    {
        pod["metadata"]["deletionTimestamp"] = "2026-11-02T11:59:50Z";
        return *this;
    }
    QByteArray bytes() const { return jsonBytes(pod); }
};

} // namespace

class TestPod : public QObject
{
    Q_OBJECT

private slots:
    void cellsAreKubectls_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("ready");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("restarts");
        const auto row = [](const char *name, const PodMaker &maker, const char *ready, const char *status,
                            const char *restarts = "0") {
            QTest::newRow(name) << maker.bytes() << QString::fromLatin1(ready) << QString::fromLatin1(status)
                                << QString::fromLatin1(restarts);
        };
        row("no statuses", PodMaker(), "0/1", "Pending");
        row("evicted before it ran", PodMaker().phase("Failed").reason("Evicted"), "0/1", "Evicted");
        row("evicted with a killed container",
            PodMaker().phase("Failed").reason("Evicted").status(one("c", terminated(137, "Error"))), "0/1", "Error");
        row("gated", PodMaker().condition("PodScheduled", "False", "SchedulingGated"), "0/1", "SchedulingGated");
        row("creating", PodMaker().status(one("c", waiting("ContainerCreating"))), "0/1", "ContainerCreating");
        row("waiting without a reason", PodMaker().status(one("c", waiting(""))), "0/1", "Pending");
        row("running", PodMaker().phase("Running").status(one("c", running(), true)), "1/1", "Running");
        row("running, not ready", PodMaker().phase("Running").status(one("c", running())), "0/1", "Running");
        row("completed", PodMaker().phase("Succeeded").status(one("c", terminated(0, "Completed"))), "0/1",
            "Completed");
        row("failed", PodMaker().phase("Failed").status(one("c", terminated(1, "Error"))), "0/1", "Error");
        row("exit code without a reason", PodMaker().phase("Failed").status(one("c", terminated(3))), "0/1",
            "ExitCode:3");
        row("signal without a reason", PodMaker().phase("Failed").status(one("c", terminated(137, "", 9))), "0/1",
            "Signal:9");
        row("crash loop",
            PodMaker().phase("Running").status(
                one("c", waiting("CrashLoopBackOff"), false, 3, false, terminated(1, "Error"))),
            "0/1", "CrashLoopBackOff", "3 (60s ago)");
        row("restarts without a time", PodMaker().phase("Running").status(one("c", running(), true, 2)), "1/1",
            "Running", "2");
        row("the first container has the last word",
            PodMaker()
                .phase("Running")
                .second()
                .status(one("c", terminated(1, "Error")))
                .status(one("d", waiting("ImagePullBackOff"))),
            "0/2", "Error");
        row("completed beside a running one, ready",
            PodMaker()
                .phase("Running")
                .second()
                .condition("Ready", "True")
                .status(one("c", terminated(0, "Completed")))
                .status(one("d", running(), true)),
            "1/2", "Running");
        row("completed beside a running one, not ready",
            PodMaker()
                .phase("Running")
                .second()
                .condition("Ready", "False")
                .status(one("c", terminated(0, "Completed")))
                .status(one("d", running(), true)),
            "1/2", "NotReady");
        row("terminating", PodMaker().phase("Running").status(one("c", running(), true)).deleted(), "1/1",
            "Terminating");
        row("finished while it is deleted",
            PodMaker().phase("Succeeded").status(one("c", terminated(0, "Completed"))).deleted(), "0/1", "Completed");
        row("node lost", PodMaker().phase("Running").reason("NodeLost").deleted(), "0/1", "Unknown");

        row("init runs", PodMaker().init("i", one("i", running())).init("j", Json()), "0/1", "Init:0/2");
        row("second init runs",
            PodMaker().init("i", one("i", terminated(0, "Completed"))).init("j", one("j", running())), "0/1",
            "Init:1/2");
        row("init failed", PodMaker().init("i", one("i", terminated(1, "Error"))), "0/1", "Init:Error");
        row("init failed without a reason", PodMaker().init("i", one("i", terminated(2))), "0/1", "Init:ExitCode:2");
        row("init killed", PodMaker().init("i", one("i", terminated(2, "", 15))), "0/1", "Init:Signal:15");
        row("init crash loop",
            PodMaker().init("i", one("i", waiting("CrashLoopBackOff"), false, 4, false, terminated(1, "Error"))), "0/1",
            "Init:CrashLoopBackOff", "4 (60s ago)");
        row("init waits for its turn", PodMaker().init("i", one("i", waiting("PodInitializing"))), "0/1", "Init:0/1");
        row("restarts of an init are forgotten",
            PodMaker()
                .phase("Running")
                .condition("Initialized", "True")
                .init("i", one("i", terminated(0, "Completed"), false, 5, false, terminated(1, "Error")))
                .status(one("c", running(), true)),
            "1/1", "Running", "0");
        row("sidecar ready",
            PodMaker()
                .phase("Running")
                .init("s", one("s", running(), true, 2, true, terminated(1, "Error")), true)
                .status(one("c", running(), true)),
            "2/2", "Running", "2 (60s ago)");
        row("sidecar not yet started", PodMaker().init("s", one("s", running()), true), "0/2", "Init:0/1");
    }
    void cellsAreKubectls()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, ready);
        QFETCH(QString, status);
        QFETCH(QString, restarts);
        const auto pod = parsePod(json);
        QVERIFY(pod.has_value());
        const PodCells cells = printPod(*pod, now);
        QCOMPARE(cells.ready, ready);
        QCOMPARE(cells.status, status);
        QCOMPARE(cells.restarts, restarts);
        QCOMPARE(cells.age, QStringLiteral("10m"));
    }

    void anAgeMayBeUnknown()
    {
        const auto pod = parsePod("{\"metadata\":{\"name\":\"p\"}}");
        QVERIFY(pod.has_value());
        QCOMPARE(printPod(*pod, now).age, QStringLiteral("<unknown>"));
        QCOMPARE(printPod(*pod, now).ready, QStringLiteral("0/0"));
    }

    void everythingIsRead()
    {
        PodMaker maker;
        maker.phase("Failed").reason("Evicted").condition("Ready", "False", "PodFailed");
        maker.status(one("c", terminated(137, "OOMKilled", 9), false, 2, true, terminated(1, "Error")));
        maker.init("i", one("i", terminated(0, "Completed")));
        maker.pod["metadata"]["namespace"] = "shop";
        maker.pod["metadata"]["uid"] = "u-1";
        maker.pod["metadata"]["resourceVersion"] = "17";
        maker.pod["metadata"]["labels"] = {{"a", "b"}};
        maker.pod["metadata"]["annotations"] = {{"x", "ü"}};
        maker.pod["metadata"]["ownerReferences"] = Json::array(
            {{{"apiVersion", "batch/v1"}, {"kind", "Job"}, {"name", "j"}, {"uid", "u-2"}, {"controller", true}}});
        maker.pod["spec"]["nodeName"] = "n1";
        maker.pod["spec"]["restartPolicy"] = "Never";
        maker.pod["status"]["message"] = "low on memory";
        maker.pod["status"]["startTime"] = "2026-11-02T11:50:01.250Z";
        const auto pod = parsePod(maker.bytes());
        QVERIFY(pod.has_value());
        QCOMPARE(pod->meta.nameSpace, QStringLiteral("shop"));
        QCOMPARE(pod->meta.uid, QStringLiteral("u-1"));
        QCOMPARE(pod->meta.resourceVersion, QStringLiteral("17"));
        QCOMPARE(pod->meta.labels.value(QStringLiteral("a")), QStringLiteral("b"));
        QCOMPARE(pod->meta.annotations.value(QStringLiteral("x")), QString::fromUtf8("ü"));
        QCOMPARE(pod->meta.owners.size(), 1);
        QCOMPARE(pod->meta.owners.first().apiVersion, QStringLiteral("batch/v1"));
        QVERIFY(pod->meta.owners.first().controller);
        QCOMPARE(pod->nodeName, QStringLiteral("n1"));
        QCOMPARE(pod->restartPolicy, QStringLiteral("Never"));
        QCOMPARE(pod->message, QStringLiteral("low on memory"));
        QCOMPARE(pod->startTime.time().msec(), 250);
        QVERIFY(pod->isFinished());
        const ContainerStatus *status = pod->status(QStringLiteral("c"));
        QVERIFY(status);
        QCOMPARE(status->state.exitCode, 137);
        QCOMPARE(status->state.reason, QStringLiteral("OOMKilled"));
        QCOMPARE(status->lastState.exitCode, 1);
        QVERIFY(pod->status(QStringLiteral("i")));
        QVERIFY(!pod->status(QStringLiteral("zzz")));
        QCOMPARE(pod->condition(QStringLiteral("Ready"))->reason, QStringLiteral("PodFailed"));
    }

    void whatIsOfAnotherTypeIsEmpty()
    {
        const auto pod =
            parsePod("{\"metadata\":{\"name\":\"p\",\"labels\":[1],\"creationTimestamp\":5,\"ownerReferences\":{}},"
                     "\"spec\":{\"containers\":[1,null,{\"name\":7}],\"nodeName\":{}},"
                     "\"status\":{\"phase\":[],\"containerStatuses\":[{\"restartCount\":99999999999,"
                     "\"state\":{\"terminated\":{\"exitCode\":\"x\"}},\"ready\":\"true\"}]}}");
        QVERIFY(pod.has_value());
        QVERIFY(pod->meta.labels.isEmpty());
        QVERIFY(!pod->meta.created.isValid());
        QCOMPARE(pod->containers.size(), 1);
        QVERIFY(pod->phase.isEmpty());
        QCOMPARE(pod->containerStatuses.first().restartCount, std::numeric_limits<int>::max());
        QVERIFY(!pod->containerStatuses.first().ready);
    }

    void whatIsNoPodIsAnError_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"", " ", "null", "5", "[]", "{}", "{\"metadata\":{}}", "{\"metadata\":{\"name\":5}}",
                                 "{\"metadata\":{\"name\":\"\"}}", "<html>", "{\"metadata\":{\"name\":\"a\"}} x"})
            QTest::newRow(*json ? json : "nothing") << QByteArray(json);
        QTest::newRow("invalid UTF-8") << QByteArray("{\"metadata\":{\"name\":\"\xff\"}}");
        QTest::newRow("nested without end") << QByteArray("[").repeated(100'000);
    }
    void whatIsNoPodIsAnError()
    {
        QFETCH(QByteArray, json);
        const auto pod = parsePod(json);
        QVERIFY(!pod.has_value());
        QVERIFY(!pod.error().what.isEmpty());
    }

    void aPodCutOffAnywhereIsAnError()
    {
        const QByteArray whole = PodMaker().status(one("c", running(), true)).bytes();
        for (qsizetype length = 0; length < whole.size(); ++length)
            QVERIFY(!parsePod(whole.left(length)).has_value());
        QVERIFY(parsePod(whole).has_value());
    }
};

QTEST_GUILESS_MAIN(TestPod)
#include "tst_pod.moc"
