#include "k8s/api/pod.h"
#include "tests/behaviour/suite.h"

#include <QRegularExpression>

namespace zdtp::behaviour {

using namespace k8s;

namespace {

const GroupVersionResource &pods()
{
    return resources::pods();
}

QString phase(const Json &object)
{
    return jsonString(object, {"status", "phase"});
}

bool finished(const Json &object)
{
    return phase(object) == QLatin1String("Succeeded") || phase(object) == QLatin1String("Failed");
}

Pod typed(const Json &object)
{
    const auto parsed = parsePod(jsonBytes(object));
    return parsed ? *parsed : Pod();
}

/// "Failed 3 Error": phase, exit code and reason of the container, and kubectl's STATUS where it says more.
QString ending(const Json &object)
{
    const Pod pod = typed(object);
    const ContainerStatus *status = pod.status(QStringLiteral("main"));
    if (!status)
        return pod.phase;
    const QString cell = printPod(pod, QDateTime::currentDateTimeUtc()).status;
    QString text = QStringLiteral("%1 %2 %3").arg(pod.phase).arg(status->state.exitCode).arg(status->state.reason);
    if (cell != status->state.reason)
        text += u' ' + cell;
    return text;
}

Observation exits(Cluster &cluster)
{
    Expect expect;
    const std::tuple<const char *, const char *, const char *> rows[] = {
        {"exit-0", "echo done", "Succeeded 0 Completed"},
        {"exit-3", "echo sorry; exit 3", "Failed 3 Error"},
        {"exit-signal", "bash -c 'kill -KILL $BASHPID'; exit $?", "Failed 137 Error"}};
    for (const auto &[name, script, want] : rows)
        static_cast<void>(cluster.create(pods(), pod(QLatin1String(name), QLatin1String(script))));
    for (const auto &[name, script, want] : rows) {
        const Json ended = cluster.waitFor(pods(), QLatin1String(name), finished);
        expect.note(ending(ended));
        expect.equal(ending(ended), QLatin1String(want), QLatin1String(name));
    }
    return expect.observation();
}

Observation notFound(Cluster &cluster)
{
    Expect expect;
    Json wrong = pod(QStringLiteral("no-such-program"), QString());
    wrong["spec"]["containers"][0]["command"] = Json::array({"/no/such/program"});
    static_cast<void>(cluster.create(pods(), wrong));
    expect.note(ending(cluster.waitFor(pods(), QStringLiteral("no-such-program"), finished)));
    return expect.observation();
}

Observation terminationMessages(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(
        pods(), pod(QStringLiteral("says"), QStringLiteral("printf '{\"rows\": 7}' > /dev/termination-log"))));
    static_cast<void>(cluster.create(
        pods(), pod(QStringLiteral("logs-only"), QStringLiteral("echo first; echo last words; exit 1"))));
    const auto message = [](const Json &object) {
        const Pod ended = typed(object);
        const ContainerStatus *status = ended.status(QStringLiteral("main"));
        return status ? status->state.message : QString();
    };
    const QString file = message(cluster.waitFor(pods(), QStringLiteral("says"), finished));
    const QString fallback = message(cluster.waitFor(pods(), QStringLiteral("logs-only"), finished));
    expect.note(file + u" | " + QString(fallback).replace(u'\n', u'/'));
    expect.equal(file, QStringLiteral("{\"rows\": 7}"), QStringLiteral("the message file"));
    expect.that(fallback.contains(QLatin1String("last words")), QStringLiteral("the log's end: ") + fallback);
    return expect.observation();
}

Observation logs(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(
        pods(), pod(QStringLiteral("talks"), QStringLiteral("for i in 1 2 3 4 5; do echo line $i; done"))));
    // A runtime reads the two streams side by side: a pod that writes to both has both, in an order that nobody
    // promises.
    static_cast<void>(
        cluster.create(pods(), pod(QStringLiteral("complains"), QStringLiteral("echo said; echo complained >&2"))));
    static_cast<void>(cluster.waitFor(pods(), QStringLiteral("talks"), finished));
    static_cast<void>(cluster.waitFor(pods(), QStringLiteral("complains"), finished));
    expect.equal(cluster.log(QStringLiteral("talks")), QStringLiteral("line 1\nline 2\nline 3\nline 4\nline 5\n"),
                 QStringLiteral("the log"));
    QStringList both = cluster.log(QStringLiteral("complains")).split(u'\n', Qt::SkipEmptyParts);
    both.sort();
    expect.equal(both.join(u','), QStringLiteral("complained,said"), QStringLiteral("both streams"));
    expect.equal(cluster.log(QStringLiteral("talks"), QStringLiteral("tailLines=0")), QString(),
                 QStringLiteral("no lines"));
    expect.equal(cluster.log(QStringLiteral("talks"), QStringLiteral("tailLines=2")),
                 QStringLiteral("line 4\nline 5\n"), QStringLiteral("two lines"));
    expect.equal(cluster.log(QStringLiteral("talks"), QStringLiteral("limitBytes=8")), QStringLiteral("line 1\nl"),
                 QStringLiteral("eight bytes"));
    static const QRegularExpression stamped(
        QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}Z line 1\n"));
    const QString times = cluster.log(QStringLiteral("talks"), QStringLiteral("timestamps=true"));
    expect.that(stamped.match(times).hasMatch(), QStringLiteral("timestamps: ") + times.left(60));
    const Answer previous =
        cluster.request(Verb::Get, pathOf(pods(), cluster.nameSpace(), QStringLiteral("talks"), QStringLiteral("log")) +
                                       u"?previous=true");
    const Answer wrong =
        cluster.request(Verb::Get, pathOf(pods(), cluster.nameSpace(), QStringLiteral("talks"), QStringLiteral("log")) +
                                       u"?container=nobody");
    const Answer nobody = cluster.get(pods(), QStringLiteral("not-there"), QStringLiteral("log"));
    expect.note(previous.summary() + u", " + wrong.summary() + u", " + nobody.summary());
    return expect.observation();
}

/// A volume in which the starts of a container count themselves.
Json withMarks(Json pod)
{
    pod["spec"]["volumes"] = Json::array({{{"name", "marks"}, {"emptyDir", Json::object()}}});
    pod["spec"]["securityContext"]["fsGroup"] = 10001;
    pod["spec"]["containers"][0]["volumeMounts"] = Json::array({{{"name", "marks"}, {"mountPath", "/marks"}}});
    return pod;
}

bool isRunning(const Json &object)
{
    const Pod seen = typed(object);
    const ContainerStatus *status = seen.status(QStringLiteral("main"));
    return status && status->state.kind == ContainerState::Kind::Running;
}

Observation logsFollowed(Cluster &cluster)
{
    Expect expect;
    const QString name = QStringLiteral("speaks");
    static_cast<void>(cluster.create(
        pods(), pod(name, QStringLiteral("echo line 1; sleep 3; echo line 2; echo line 3; sleep 0.3; exit 4"))));
    static_cast<void>(
        cluster.waitFor(pods(), name, [](const Json &object) { return isRunning(object) || finished(object); }));
    qint64 came = 0;
    const QString log = cluster.follow(name, &came);
    expect.note(QString(log).trimmed().replace(u'\n', u'/'));
    expect.equal(log, QStringLiteral("line 1\nline 2\nline 3\n"), QStringLiteral("the followed log"));
    expect.that(came >= 1000, QStringLiteral("it came only with its end (%1 ms between)").arg(came));
    expect.note(QStringLiteral("line by line, to the end"));
    static_cast<void>(cluster.waitFor(pods(), name, finished));
    // A reader that was cut off goes on from the last time that it saw.
    const QStringList stamped = cluster.log(name, QStringLiteral("timestamps=true")).split(u'\n');
    const QString time = stamped.value(1).section(u' ', 0, 0);
    const QString since = cluster.log(name, QStringLiteral("sinceTime=") + time);
    expect.equal(since, QStringLiteral("line 2\nline 3\n"), QStringLiteral("the log since line 2"));
    expect.note(QStringLiteral("sinceTime gives that line again"));
    return expect.observation();
}

Observation logsPrevious(Cluster &cluster)
{
    Expect expect;
    const QString name = QStringLiteral("again");
    static_cast<void>(cluster.create(
        pods(),
        withMarks(pod(name,
                      QStringLiteral("echo x >> /marks/m; n=$(wc -l < /marks/m); echo start $n; [[ $n -ge 2 ]] || "
                                     "exit 6; trap 'exit 0' TERM; while :; do sleep 0.1; done"),
                      QStringLiteral("OnFailure")))));
    const Json second = cluster.waitFor(pods(), name, [](const Json &object) {
        const Pod seen = typed(object);
        const ContainerStatus *status = seen.status(QStringLiteral("main"));
        return status && status->restartCount == 1 && isRunning(object);
    });
    expect.that(second.is_object(), QStringLiteral("it was not started a second time"));
    const QString path = pathOf(pods(), cluster.nameSpace(), name, QStringLiteral("log"));
    const auto read = [&](const char *query, const QByteArray &wanted) {
        const Answer answer = cluster.until([&] { return cluster.request(Verb::Get, path + QLatin1String(query)); },
                                            [&](const Answer &seen) { return seen.raw == wanted; }, 20);
        return QString::fromUtf8(answer.raw).trimmed();
    };
    const QString now = read("", "start 2\n");
    const QString before = read("?previous=true", "start 1\n");
    expect.note(now + u", before it " + before);
    expect.equal(now, QStringLiteral("start 2"), QStringLiteral("the log"));
    expect.equal(before, QStringLiteral("start 1"), QStringLiteral("the log of the start before"));
    const Pod seen = typed(second);
    if (const ContainerStatus *status = seen.status(QStringLiteral("main")))
        expect.note(QStringLiteral("last state %1 %2").arg(status->lastState.exitCode).arg(status->lastState.reason));
    static_cast<void>(cluster.remove(pods(), name));
    return expect.observation();
}

Observation missingImage(Cluster &cluster)
{
    Expect expect;
    Json wrong = pod(QStringLiteral("no-image"), QStringLiteral("true"));
    wrong["spec"]["containers"][0]["image"] = "nowhere.example/nothing:1";
    static_cast<void>(cluster.create(pods(), wrong));
    const auto state = [](const Json &object) {
        const Pod seen = typed(object);
        return printPod(seen, QDateTime::currentDateTimeUtc()).status;
    };
    const Json seen = cluster.waitFor(pods(), QStringLiteral("no-image"), [&](const Json &object) {
        return finished(object) || state(object) == QLatin1String("ImagePullBackOff");
    });
    expect.note(phase(seen) + u' ' + state(seen));
    const Answer log = cluster.request(
        Verb::Get, pathOf(pods(), cluster.nameSpace(), QStringLiteral("no-image"), QStringLiteral("log")));
    expect.note(QStringLiteral("its log: ") + log.summary());
    static_cast<void>(cluster.remove(pods(), QStringLiteral("no-image"), {{"gracePeriodSeconds", 0}}));
    return expect.observation();
}

Observation memoryLimit(Cluster &cluster)
{
    Expect expect;
    Json big = pod(QStringLiteral("big"), QStringLiteral("x=$(head -c 100M /dev/zero | tr '\\0' x); echo ${#x}"));
    big["spec"]["containers"][0]["resources"] = {{"limits", {{"memory", "48Mi"}}}};
    static_cast<void>(cluster.create(pods(), big));
    expect.note(ending(cluster.waitFor(pods(), QStringLiteral("big"), finished)));
    return expect.observation();
}

Observation initContainers(Cluster &cluster)
{
    Expect expect;
    for (const auto &[name, script] : {std::pair{"init-good", "echo item 7 > /marks/item"}, {"init-bad", "exit 9"}}) {
        Json both = withMarks(pod(QLatin1String(name), QStringLiteral("cat /marks/item")));
        Json first = both["spec"]["containers"][0];
        first["name"] = "first";
        first["command"] = Json::array({"bash", "-c", script});
        both["spec"]["initContainers"] = Json::array({first});
        static_cast<void>(cluster.create(pods(), both));
    }
    static_cast<void>(cluster.waitFor(pods(), QStringLiteral("init-good"), finished));
    const QString log = cluster.log(QStringLiteral("init-good")).trimmed();
    expect.equal(log, QStringLiteral("item 7"), QStringLiteral("what the first container left for the second"));
    const Pod bad = typed(cluster.waitFor(pods(), QStringLiteral("init-bad"), finished));
    expect.note(log);
    expect.note(bad.phase + u' ' + printPod(bad, QDateTime::currentDateTimeUtc()).status);
    return expect.observation();
}

Observation neverIsNever(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(pods(), pod(QStringLiteral("never"), QStringLiteral("exit 1"))));
    const Pod ended = typed(cluster.waitFor(pods(), QStringLiteral("never"), finished));
    const ContainerStatus *status = ended.status(QStringLiteral("main"));
    expect.that(status && status->restartCount == 0, QStringLiteral("a Never pod was restarted"));
    expect.note(QStringLiteral("%1, %2 restarts").arg(ended.phase).arg(status ? status->restartCount : -1));
    return expect.observation();
}

Observation onFailure(Cluster &cluster)
{
    Expect expect;
    // The pod's emptyDir outlives its containers: the third start finds two marks and succeeds.
    Json thrice = withMarks(pod(QStringLiteral("thrice"),
                                QStringLiteral("echo start >> /marks/m; [[ $(wc -l < /marks/m) -ge 2 ]]"),
                                QStringLiteral("OnFailure")));
    static_cast<void>(cluster.create(pods(), thrice));
    const Pod ended = typed(cluster.waitFor(pods(), QStringLiteral("thrice"), finished, 90));
    const ContainerStatus *status = ended.status(QStringLiteral("main"));
    expect.note(QStringLiteral("%1, %2 restart").arg(ended.phase).arg(status ? status->restartCount : -1));
    expect.that(ended.phase == QLatin1String("Succeeded") && status && status->restartCount == 1,
                QStringLiteral("ended as ") + ended.phase);
    return expect.observation();
}

Observation crashLoop(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(
        pods(), pod(QStringLiteral("loops"), QStringLiteral("echo again; exit 5"), QStringLiteral("Always"))));
    const Json waiting = cluster.waitFor(
        pods(), QStringLiteral("loops"),
        [](const Json &object) {
            const Pod seen = typed(object);
            const ContainerStatus *status = seen.status(QStringLiteral("main"));
            return status && status->state.reason == QLatin1String("CrashLoopBackOff");
        },
        90);
    const Pod pod = typed(waiting);
    const ContainerStatus *status = pod.status(QStringLiteral("main"));
    expect.that(status, QStringLiteral("never came to CrashLoopBackOff"));
    if (status) {
        expect.note(QStringLiteral("%1 %2, last %3 %4")
                        .arg(pod.phase, status->state.reason)
                        .arg(status->lastState.exitCode)
                        .arg(status->lastState.reason));
        expect.equal(printPod(pod, QDateTime::currentDateTimeUtc()).status, QStringLiteral("CrashLoopBackOff"),
                     QStringLiteral("STATUS"));
    }
    const QString log = cluster.log(QStringLiteral("loops"));
    expect.equal(log, QStringLiteral("again\n"), QStringLiteral("the log while it waits"));
    static_cast<void>(cluster.remove(pods(), QStringLiteral("loops")));
    return expect.observation();
}

Observation gracefulDelete(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(
        pods(), pod(QStringLiteral("leaving"),
                    QStringLiteral("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done"))));
    const Json running = cluster.waitFor(pods(), QStringLiteral("leaving"),
                                         [](const Json &object) { return phase(object) == QLatin1String("Running"); });
    expect.that(running.is_object(), QStringLiteral("never ran"));
    const Answer deleted = cluster.remove(pods(), QStringLiteral("leaving"),
                                          {{"preconditions", {{"uid", jsonString(running, {"metadata", "uid"})}}}});
    expect.note(deleted.summary());
    expect.that(!jsonString(deleted.body, {"metadata", "deletionTimestamp"}).isEmpty(),
                QStringLiteral("no deletionTimestamp in the answer"));
    expect.that(cluster.waitGone(pods(), QStringLiteral("leaving")), QStringLiteral("it never went"));
    return expect.observation();
}

Observation missingReferences(Cluster &cluster)
{
    Expect expect;
    Json secret = pod(QStringLiteral("no-secret"), QStringLiteral("true"));
    secret["spec"]["containers"][0]["env"] =
        Json::array({{{"name", "P"}, {"valueFrom", {{"secretKeyRef", {{"name", "nowhere"}, {"key", "password"}}}}}}});
    static_cast<void>(cluster.create(pods(), secret));
    const auto reason = [](const Json &object) {
        const Pod seen = typed(object);
        const ContainerStatus *status = seen.status(QStringLiteral("main"));
        return status ? status->state.reason : QString();
    };
    const Json waiting = cluster.waitFor(pods(), QStringLiteral("no-secret"), [&](const Json &object) {
        return reason(object) == QLatin1String("CreateContainerConfigError");
    });
    expect.note(phase(waiting) + u' ' + reason(waiting));
    const Answer log = cluster.request(
        Verb::Get, pathOf(pods(), cluster.nameSpace(), QStringLiteral("no-secret"), QStringLiteral("log")));
    expect.note(QStringLiteral("its log: ") + log.summary());
    expect.that(waiting.is_object(), QStringLiteral("a missing Secret is not told"));
    static_cast<void>(cluster.remove(pods(), QStringLiteral("no-secret"), {{"gracePeriodSeconds", 0}}));
    return expect.observation();
}

Observation mounts(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(resources::configMaps(),
                                     configMap(QStringLiteral("files"), {{"copy.sh", "echo from the config\n"}})));
    Json uses = pod(QStringLiteral("mounts"),
                    QStringLiteral("bash /zdtp/config/copy.sh; touch /zdtp/config/x 2>/dev/null || echo read-only; "
                                   "touch /tmp/x && echo tmp; touch /x 2>/dev/null || echo root read-only; id -u; "
                                   "echo $ZDTP_TABLE"));
    uses["spec"]["securityContext"]["fsGroup"] = 10001;
    uses["spec"]["volumes"] = Json::array(
        {{{"name", "config"}, {"configMap", {{"name", "files"}}}}, {{"name", "tmp"}, {"emptyDir", Json::object()}}});
    uses["spec"]["containers"][0]["volumeMounts"] =
        Json::array({{{"name", "config"}, {"mountPath", "/zdtp/config"}, {"readOnly", true}},
                     {{"name", "tmp"}, {"mountPath", "/tmp"}}});
    uses["spec"]["containers"][0]["env"] = Json::array({{{"name", "ZDTP_TABLE"}, {"value", "public.orders"}}});
    static_cast<void>(cluster.create(pods(), uses));
    static_cast<void>(cluster.waitFor(pods(), QStringLiteral("mounts"), finished));
    const QString log = cluster.log(QStringLiteral("mounts"));
    expect.note(QString(log).trimmed().replace(u'\n', u'/'));
    expect.equal(log, QStringLiteral("from the config\nread-only\ntmp\nroot read-only\n10001\npublic.orders\n"),
                 QStringLiteral("what the container saw"));
    return expect.observation();
}

Observation deadline(Cluster &cluster)
{
    Expect expect;
    Json slow = pod(QStringLiteral("slow"), QStringLiteral("sleep 60"));
    slow["spec"]["activeDeadlineSeconds"] = 1;
    static_cast<void>(cluster.create(pods(), slow));
    const Json ended = cluster.waitFor(pods(), QStringLiteral("slow"), finished);
    expect.note(phase(ended) + u' ' + jsonString(ended, {"status", "reason"}));
    expect.equal(jsonString(ended, {"status", "reason"}), QStringLiteral("DeadlineExceeded"), QStringLiteral("reason"));
    return expect.observation();
}

} // namespace

QList<Behaviour> podBehaviours()
{
    constexpr auto node = Behaviour::Needs::Node;
    return {
        {QStringLiteral("exit-codes"), QStringLiteral("how a container ended"), node, exits},
        {QStringLiteral("start-error"), QStringLiteral("a program that is not there"), node, notFound},
        {QStringLiteral("termination-messages"), QStringLiteral("termination messages"), node, terminationMessages},
        {QStringLiteral("logs"), QStringLiteral("logs: tail, limit, times, errors"), node, logs},
        {QStringLiteral("logs-follow"), QStringLiteral("a log that is followed, and one that goes on"), node,
         logsFollowed},
        {QStringLiteral("logs-previous"), QStringLiteral("the log of the start before"), node, logsPrevious},
        {QStringLiteral("image"), QStringLiteral("an image that nobody has"), node, missingImage,
         QStringLiteral("nothing is pulled: a container with a command runs whatever its image is called")},
        {QStringLiteral("memory-limit"), QStringLiteral("a container that wants more memory than its limit"), node,
         memoryLimit, QStringLiteral("resource limits are not enforced yet")},
        {QStringLiteral("init-containers"), QStringLiteral("a container before the others"), node, initContainers},
        {QStringLiteral("policy-never"), QStringLiteral("restart policy Never"), node, neverIsNever},
        {QStringLiteral("policy-on-failure"), QStringLiteral("restart policy OnFailure"), node, onFailure},
        {QStringLiteral("policy-always"), QStringLiteral("restart policy Always and the back-off"), node, crashLoop},
        {QStringLiteral("delete-running"), QStringLiteral("a running pod is deleted"), node, gracefulDelete},
        {QStringLiteral("missing-references"), QStringLiteral("a Secret that is not there"), node, missingReferences},
        {QStringLiteral("mounts"), QStringLiteral("what a worker sees: files, user, environment"), node, mounts},
        {QStringLiteral("deadline"), QStringLiteral("activeDeadlineSeconds of a pod"), node, deadline},
    };
}

} // namespace zdtp::behaviour
