#include "tests/behaviour/suite.h"

namespace zdtp::behaviour {

using namespace k8s;

namespace {

const GroupVersionResource &maps()
{
    return resources::configMaps();
}

QString uidOf(const Json &object)
{
    return jsonString(object, {"metadata", "uid"});
}

QString versionOf(const Json &object)
{
    return jsonString(object, {"metadata", "resourceVersion"});
}

Observation createTwice(Cluster &cluster)
{
    Expect expect;
    const Answer first = cluster.create(maps(), configMap(QStringLiteral("twice")));
    const Answer second = cluster.create(maps(), configMap(QStringLiteral("twice")));
    expect.note(first.summary());
    expect.note(second.summary());
    expect.equal(second.summary(), QStringLiteral("409 AlreadyExists"), QStringLiteral("the second create"));
    expect.that(!uidOf(first.body).isEmpty() && !versionOf(first.body).isEmpty(), QStringLiteral("no uid or version"));
    return expect.observation();
}

Observation optimisticConcurrency(Cluster &cluster)
{
    Expect expect;
    const Answer created = cluster.create(maps(), configMap(QStringLiteral("record"), {{"head", "{}"}}));
    Json mine = created.body;
    Json theirs = created.body;
    theirs["data"]["head"] = "theirs";
    const QString path = pathOf(maps(), cluster.nameSpace(), QStringLiteral("record"));
    expect.note(cluster.request(Verb::Put, path, theirs).summary());
    mine["data"]["head"] = "mine";
    const Answer late = cluster.request(Verb::Put, path, mine);
    expect.note(late.summary());
    expect.equal(late.summary(), QStringLiteral("409 Conflict"), QStringLiteral("the later writer"));
    expect.equal(jsonString(cluster.get(maps(), QStringLiteral("record")).body, {"data", "head"}),
                 QStringLiteral("theirs"), QStringLiteral("what stands there"));
    return expect.observation();
}

Observation unchangedReplace(Cluster &cluster)
{
    Expect expect;
    const Answer created = cluster.create(maps(), configMap(QStringLiteral("same"), {{"a", "1"}}));
    const Answer again =
        cluster.request(Verb::Put, pathOf(maps(), cluster.nameSpace(), QStringLiteral("same")), created.body);
    expect.note(versionOf(again.body) == versionOf(created.body) ? QStringLiteral("version stays")
                                                                 : QStringLiteral("version changes"));
    return expect.observation();
}

Observation uidPrecondition(Cluster &cluster)
{
    Expect expect;
    const Answer created = cluster.create(maps(), configMap(QStringLiteral("guarded")));
    const Answer wrong = cluster.remove(
        maps(), QStringLiteral("guarded"),
        {{"preconditions", {{"uid", "00000000-0000-4000-8000-000000000000"}}}, {"propagationPolicy", "Background"}});
    const Answer stale =
        cluster.remove(maps(), QStringLiteral("guarded"), {{"preconditions", {{"resourceVersion", "1"}}}});
    const Answer right = cluster.remove(maps(), QStringLiteral("guarded"),
                                        {{"preconditions", {{"uid", uidOf(created.body).toStdString()}}}});
    const Answer gone = cluster.remove(maps(), QStringLiteral("guarded"));
    expect.note(wrong.summary() + u", " + stale.summary() + u", " + right.summary() + u", " + gone.summary());
    expect.equal(wrong.summary(), QStringLiteral("409 Conflict"), QStringLiteral("another uid"));
    expect.equal(gone.summary(), QStringLiteral("404 NotFound"), QStringLiteral("what is gone"));
    return expect.observation();
}

Observation selectors(Cluster &cluster)
{
    Expect expect;
    for (const auto &[name, run] : {std::pair{"s1", "1"}, {"s2", "2"}, {"s3", "3"}})
        static_cast<void>(cluster.create(
            maps(), configMap(QString::fromLatin1(name), Json::object(), {{"sel/run", run}, {"sel/all", "yes"}})));
    const std::pair<const char *, int> rows[] = {{"sel/run=2", 1},
                                                 {"sel/run==2", 1},
                                                 {"sel/run!=2,sel/all", 2},
                                                 {"sel/run in (1,3)", 2},
                                                 {"sel/run notin (1,3),sel/all", 1},
                                                 {"!sel/run,sel/all", 0},
                                                 {"sel/all", 3}};
    for (const auto &[selector, count] : rows) {
        const Answer answer = cluster.list(maps(), QStringLiteral("labelSelector=") +
                                                       QString::fromLatin1(QByteArray(selector).toPercentEncoding()));
        const Json *items = jsonAt(answer.body, {"items"});
        const int got = items ? int(items->size()) : -1;
        expect.that(got == count,
                    QStringLiteral("%1: %2 instead of %3").arg(QLatin1String(selector)).arg(got).arg(count));
    }
    const Answer broken = cluster.list(maps(), QStringLiteral("labelSelector=a%3D%3D%3Db"));
    const Answer field = cluster.list(maps(), QStringLiteral("fieldSelector=data.x%3D1"));
    expect.note(broken.summary() + u", " + field.summary());
    return expect.observation();
}

Observation paging(Cluster &cluster)
{
    Expect expect;
    for (int i = 0; i < 7; ++i)
        static_cast<void>(
            cluster.create(maps(), configMap(QStringLiteral("page-%1").arg(i), Json::object(), {{"page", "yes"}})));
    QStringList names;
    QString token;
    QStringList sizes;
    QString version;
    do {
        const Answer page = cluster.list(
            maps(), QStringLiteral("labelSelector=page&limit=3") +
                        (token.isEmpty() ? QString()
                                         : u"&continue=" + QString::fromLatin1(token.toUtf8().toPercentEncoding())));
        if (!page.ok() || !jsonAt(page.body, {"items"}))
            break;
        sizes << QString::number(page.body["items"].size());
        for (const Json &item : page.body["items"])
            names << jsonString(item, {"metadata", "name"});
        const QString now = jsonString(page.body, {"metadata", "resourceVersion"});
        expect.that(version.isEmpty() || version == now, QStringLiteral("the pages are of different versions"));
        version = now;
        token = jsonString(page.body, {"metadata", "continue"});
    } while (!token.isEmpty());
    expect.note(sizes.join(u'+'));
    expect.that(names.size() == 7, QStringLiteral("%1 names").arg(names.size()));
    const Answer broken = cluster.list(maps(), QStringLiteral("limit=3&continue=bm90IGEgdG9rZW4"));
    expect.note(QStringLiteral("broken token ") + broken.summary());
    return expect.observation();
}

Observation dryRun(Cluster &cluster)
{
    Expect expect;
    const Answer dry = cluster.create(maps(), configMap(QStringLiteral("dry")), QStringLiteral("dryRun=All"));
    expect.note(dry.summary());
    expect.note(cluster.get(maps(), QStringLiteral("dry")).summary());
    expect.equal(cluster.get(maps(), QStringLiteral("dry")).summary(), QStringLiteral("404 NotFound"),
                 QStringLiteral("after a dry run"));
    const Answer badDry = cluster.create(
        resources::pods(), pod(QStringLiteral("dry"), QStringLiteral("true"), QStringLiteral("Sometimes")),
        QStringLiteral("dryRun=All"));
    expect.note(badDry.summary());
    expect.that(badDry.code == 422, QStringLiteral("a dry run validates: ") + badDry.summary());
    return expect.observation();
}

Observation unknownField(Cluster &cluster)
{
    Expect expect;
    Json wrong = pod(QStringLiteral("unknown-field"), QStringLiteral("true"));
    wrong["spec"]["restartPolicie"] = "Never";
    const Answer answer = cluster.create(resources::pods(), wrong, QStringLiteral("dryRun=All&fieldValidation=Strict"));
    expect.note(answer.summary());
    expect.equal(answer.summary(), QStringLiteral("400 BadRequest"), QStringLiteral("strict validation"));
    expect.that(answer.message.contains(QLatin1String("restartPolicie")),
                QStringLiteral("the field is not named: ") + answer.message);
    return expect.observation();
}

Observation statusCauses(Cluster &cluster)
{
    Expect expect;
    Json two = pod(QStringLiteral("two-problems"), QStringLiteral("true"), QStringLiteral("Sometimes"));
    two["spec"]["containers"][0]["name"] = "No Good";
    const Answer answer = cluster.create(resources::pods(), two);
    expect.note(answer.summary());
    expect.that(answer.code == 422 && answer.fields.contains(QLatin1String("spec.restartPolicy")) &&
                    answer.fields.contains(QLatin1String("spec.containers[0].name")),
                QStringLiteral("causes: ") + answer.summary());
    return expect.observation();
}

Observation names(Cluster &cluster)
{
    Expect expect;
    const QString long253 = QString(253, u'a');
    const std::pair<QString, bool> rows[] = {{QStringLiteral("orders-full-r1-orders-01-a1"), true},
                                             {QStringLiteral("Orders"), false},
                                             {QStringLiteral("orders_full"), false},
                                             {QStringLiteral("-orders"), false},
                                             {QStringLiteral("orders."), false},
                                             {QStringLiteral("a.b"), true},
                                             {long253, true},
                                             {long253 + u'a', false}};
    for (const auto &[name, good] : rows) {
        const Answer answer =
            cluster.create(resources::pods(), pod(name, QStringLiteral("true")), QStringLiteral("dryRun=All"));
        expect.that(
            answer.ok() == good,
            QStringLiteral("name of %1 characters %2…: %3").arg(name.size()).arg(name.left(12), answer.summary()));
        if (!good)
            expect.note(answer.summary());
    }
    return expect.observation();
}

Observation labelValues(Cluster &cluster)
{
    Expect expect;
    const std::pair<QString, bool> rows[] = {
        {QString(63, u'v'), true},      {QString(64, u'v'), false}, {QStringLiteral("with space"), false},
        {QStringLiteral("a/b"), false}, {QString(), true},          {QStringLiteral("x_y.z-1"), true}};
    for (const auto &[value, good] : rows) {
        const Answer answer =
            cluster.create(maps(), configMap(QStringLiteral("label"), Json::object(), {{"zdtp.io/worker", value}}),
                           QStringLiteral("dryRun=All"));
        expect.that(answer.ok() == good, QStringLiteral("label \"%1\": %2").arg(value.left(12), answer.summary()));
    }
    expect.note(QStringLiteral("as expected"));
    return expect.observation();
}

Observation configMapSize(Cluster &cluster)
{
    Expect expect;
    const auto sized = [](const QString &name, int bytes) {
        return configMap(name, {{"bulk", std::string(size_t(bytes), 'x')}});
    };
    const Answer fits = cluster.create(maps(), sized(QStringLiteral("fits"), 1024 * 1024));
    const Answer tooLarge = cluster.create(maps(), sized(QStringLiteral("too-large"), 1024 * 1024 + 1));
    const Answer huge = cluster.create(maps(), sized(QStringLiteral("huge"), 4 * 1024 * 1024));
    expect.note(fits.summary() + u", " + tooLarge.summary());
    expect.that(fits.ok(), QStringLiteral("1 MiB: ") + fits.summary());
    expect.that(tooLarge.code == 422, QStringLiteral("a byte more: ") + tooLarge.summary());
    // The real server answers 413 and hangs up while the body is still on its way: a client may see either.
    expect.that(huge.code == 413 || huge.code == 0, QStringLiteral("4 MiB: ") + huge.summary());
    const Answer badKey = cluster.create(maps(), configMap(QStringLiteral("bad-key"), {{"a b", "1"}}));
    expect.note(badKey.summary());
    expect.that(badKey.code == 422, QStringLiteral("a key with a space: ") + badKey.summary());
    return expect.observation();
}

Observation immutablePod(Cluster &cluster)
{
    Expect expect;
    const Answer created = cluster.create(resources::pods(), pod(QStringLiteral("fixed"), QStringLiteral("sleep 60")));
    const QString path = pathOf(resources::pods(), cluster.nameSpace(), QStringLiteral("fixed"));
    const Answer policy =
        cluster.request(Verb::Patch, path, {{"spec", {{"restartPolicy", "Always"}}}}, "application/merge-patch+json");
    const Answer label = cluster.request(Verb::Patch, path, {{"metadata", {{"labels", {{"later", "yes"}}}}}},
                                         "application/merge-patch+json");
    expect.note(policy.summary() + u", " + label.summary());
    expect.that(policy.code == 422, QStringLiteral("the policy of a pod: ") + policy.summary());
    expect.that(label.ok(), QStringLiteral("a label: ") + label.summary());
    static_cast<void>(cluster.remove(resources::pods(), QStringLiteral("fixed"), {{"gracePeriodSeconds", 0}}));
    return expect.observation();
}

Observation missingNamespace(Cluster &cluster)
{
    Expect expect;
    const Answer answer = cluster.inNamespace(QStringLiteral("not-there"), maps(), configMap(QStringLiteral("lost")));
    expect.note(answer.summary());
    expect.equal(answer.summary(), QStringLiteral("404 NotFound"), QStringLiteral("a namespace that is not there"));
    return expect.observation();
}

Observation identity(Cluster &cluster)
{
    Expect expect;
    const Answer who = cluster.request(Verb::Post, QStringLiteral("/apis/authentication.k8s.io/v1/selfsubjectreviews"),
                                       {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}});
    expect.note(who.summary());
    expect.that(!jsonString(who.body, {"status", "userInfo", "username"}).isEmpty(), QStringLiteral("no user name"));
    const Answer may = cluster.request(
        Verb::Post, QStringLiteral("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
        {{"apiVersion", "authorization.k8s.io/v1"},
         {"kind", "SelfSubjectAccessReview"},
         {"spec",
          {{"resourceAttributes", {{"namespace", cluster.nameSpace()}, {"verb", "create"}, {"resource", "pods"}}}}}});
    const Json *allowed = jsonAt(may.body, {"status", "allowed"});
    expect.note(may.summary());
    expect.that(allowed && allowed->is_boolean() && allowed->get<bool>(), QStringLiteral("create pods is not allowed"));
    return expect.observation();
}

Observation unknownResource(Cluster &cluster)
{
    Expect expect;
    const Answer answer = cluster.request(Verb::Get, QStringLiteral("/apis/zdtp.io/v1/namespaces/default/nothings"));
    expect.note(answer.summary());
    expect.that(answer.code == 404, answer.summary());
    return expect.observation();
}

Observation secretData(Cluster &cluster)
{
    Expect expect;
    Json secret = {{"apiVersion", "v1"},
                   {"kind", "Secret"},
                   {"metadata", {{"name", "shop"}}},
                   {"stringData", {{"password", "not-a-real-one"}}}};
    const Answer created = cluster.create(resources::secrets(), secret);
    expect.note(created.summary() + u' ' + jsonString(created.body, {"type"}));
    expect.equal(jsonString(created.body, {"data", "password"}), QStringLiteral("bm90LWEtcmVhbC1vbmU="),
                 QStringLiteral("stringData comes back as data"));
    expect.that(!jsonAt(created.body, {"stringData"}), QStringLiteral("stringData is kept"));
    return expect.observation();
}

Observation version(Cluster &cluster)
{
    Expect expect;
    const Answer answer = cluster.request(Verb::Get, QStringLiteral("/version"));
    expect.note(jsonString(answer.body, {"major"}));
    expect.that(jsonString(answer.body, {"gitVersion"}).startsWith(QLatin1String("v1.")),
                jsonString(answer.body, {"gitVersion"}));
    const Answer ready = cluster.request(Verb::Get, QStringLiteral("/readyz"));
    expect.note(QString::fromUtf8(ready.raw));
    return expect.observation();
}

} // namespace

QList<Behaviour> objectBehaviours()
{
    return {
        {QStringLiteral("version"), QStringLiteral("/version and /readyz"), {}, version},
        {QStringLiteral("identity"), QStringLiteral("who am I, may I"), {}, identity},
        {QStringLiteral("create-twice"), QStringLiteral("a second create of the same name"), {}, createTwice},
        {QStringLiteral("concurrency"), QStringLiteral("two writers of one record"), {}, optimisticConcurrency},
        {QStringLiteral("unchanged-replace"), QStringLiteral("a replace that changes nothing"), {}, unchangedReplace},
        {QStringLiteral("preconditions"), QStringLiteral("delete with preconditions"), {}, uidPrecondition},
        {QStringLiteral("selectors"), QStringLiteral("label and field selectors"), {}, selectors},
        {QStringLiteral("paging"), QStringLiteral("lists in pages"), {}, paging},
        {QStringLiteral("dry-run"), QStringLiteral("server-side dry run"), {}, dryRun},
        {QStringLiteral("unknown-field"), QStringLiteral("an unknown field under strict validation"), {}, unknownField},
        {QStringLiteral("causes"), QStringLiteral("causes of a refusal with their fields"), {}, statusCauses},
        {QStringLiteral("names"), QStringLiteral("names of pods"), {}, names},
        {QStringLiteral("labels"), QStringLiteral("label values"), {}, labelValues},
        {QStringLiteral("config-map-size"), QStringLiteral("size and keys of a ConfigMap"), {}, configMapSize},
        {QStringLiteral("immutable-pod"), QStringLiteral("what may change of a pod"), {}, immutablePod},
        {QStringLiteral("missing-namespace"),
         QStringLiteral("create in a namespace that is not there"),
         {},
         missingNamespace},
        {QStringLiteral("unknown-resource"), QStringLiteral("a resource that nobody serves"), {}, unknownResource},
        {QStringLiteral("secret-data"), QStringLiteral("stringData of a Secret"), {}, secretData},
    };
}

} // namespace zdtp::behaviour
