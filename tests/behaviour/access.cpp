#include "tests/behaviour/suite.h"

#include <QRegularExpression>

namespace zdtp::behaviour {

using namespace k8s;

namespace {

struct Right
{
    const char *group;
    const char *resource; ///< with its subresource: "pods/log"
    const char *verbs;
    const char *others; ///< verbs that the operators' Role leaves out on purpose
};

/// What the console needs in its namespace, and what it must do without.
constexpr Right rights[] = {
    {"", "pods", "get list watch create patch delete", "update deletecollection"},
    {"", "pods/log", "get", ""},
    {"", "pods/exec", "", "get create"},
    {"", "events", "get list watch", "create delete"},
    {"", "configmaps", "get list watch create patch delete", "update deletecollection"},
    {"", "secrets", "get create patch delete", "list watch update"},
    {"", "serviceaccounts", "", "get create"},
    {"batch", "jobs", "get list watch create patch delete", "update"},
    {"batch", "cronjobs", "get list watch create patch delete", "update"},
    {"apps", "deployments", "get list watch create patch delete", "update"},
    {"apps", "deployments/scale", "get patch", "update"},
    {"apps", "replicasets", "get list watch", "delete"},
    {"rbac.authorization.k8s.io", "rolebindings", "", "get create"},
};

bool may(Cluster &cluster, const Right &right, const QString &verb, const QString &nameSpace)
{
    const QString name = QLatin1String(right.resource);
    const Answer answer =
        cluster.request(Verb::Post, QStringLiteral("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
                        {{"apiVersion", "authorization.k8s.io/v1"},
                         {"kind", "SelfSubjectAccessReview"},
                         {"spec",
                          {{"resourceAttributes",
                            {{"namespace", nameSpace},
                             {"verb", verb},
                             {"group", right.group},
                             {"resource", name.section(u'/', 0, 0)},
                             {"subresource", name.section(u'/', 1)}}}}}});
    const Json *allowed = jsonAt(answer.body, {"status", "allowed"});
    return allowed && allowed->is_boolean() && allowed->get<bool>();
}

/// "24 of 24 rights, 0 of 15 others": by access review, in the user's own namespace.
QString reviewed(Cluster &cluster, Expect &expect, bool exactly)
{
    int given = 0, needed = 0, more = 0, others = 0;
    for (const Right &right : rights) {
        for (const QString &verb : QString::fromLatin1(right.verbs).split(u' ', Qt::SkipEmptyParts)) {
            ++needed;
            const bool allowed = may(cluster, right, verb, cluster.nameSpace());
            given += allowed;
            expect.that(allowed || !exactly,
                        QStringLiteral("%1 of %2 is not allowed").arg(verb, QLatin1String(right.resource)));
        }
        for (const QString &verb : QString::fromLatin1(right.others).split(u' ', Qt::SkipEmptyParts)) {
            ++others;
            const bool allowed = may(cluster, right, verb, cluster.nameSpace());
            more += allowed;
            expect.that(!allowed || !exactly,
                        QStringLiteral("%1 of %2 is allowed").arg(verb, QLatin1String(right.resource)));
        }
    }
    return QStringLiteral("%1 of %2 rights, %3 of %4 others").arg(given).arg(needed).arg(more).arg(others);
}

/// The only user of a cluster stands in for all of them.
Cluster as(Cluster &cluster, const QString &kind)
{
    const World &world = cluster.world();
    const auto user = world.users.constFind(kind);
    return user == world.users.cend() ? Cluster(world) : Cluster(world, *user, user->nameSpace);
}

bool hasUsers(Cluster &cluster)
{
    return !cluster.world().users.isEmpty();
}

/// What an operator is refused, asked for in earnest.
void askForMore(Cluster &user, Expect &expect, const QString &who)
{
    const std::pair<const char *, std::function<Answer()>> asked[] = {
        {"list Secrets", [&] { return user.list(resources::secrets()); }},
        {"pods elsewhere",
         [&] { return user.request(Verb::Get, QStringLiteral("/api/v1/namespaces/kube-system/pods")); }},
        {"all pods", [&] { return user.request(Verb::Get, QStringLiteral("/api/v1/pods")); }},
        {"list namespaces", [&] { return user.request(Verb::Get, QStringLiteral("/api/v1/namespaces")); }},
        {"replace a ConfigMap",
         [&] {
             return user.request(Verb::Put,
                                 pathOf(resources::configMaps(), user.nameSpace(), QStringLiteral("mine-") + who),
                                 configMap(QStringLiteral("mine-") + who, {{"a", "2"}}));
         }},
    };
    for (const auto &[what, ask] : asked) {
        const Answer answer = ask();
        expect.note(QLatin1String(what) + u' ' + answer.summary());
        expect.that(!hasUsers(user) || answer.summary() == QLatin1String("403 Forbidden"),
                    QLatin1String(what) + u": "_qs + answer.summary());
    }
}

/// A record's life with the rights of an operator: nothing of it may need more.
void useRights(Cluster &user, Expect &expect, const QString &who)
{
    const QString name = QStringLiteral("mine-") + who;
    const Answer made = user.create(resources::configMaps(), configMap(name, {{"a", "1"}}));
    Json change = made.body;
    change["data"] = {{"a", "2"}};
    const QString path = pathOf(resources::configMaps(), user.nameSpace(), name);
    const Answer first = user.request(Verb::Patch, path, change, "application/merge-patch+json");
    const Answer late = user.request(Verb::Patch, path, change, "application/merge-patch+json");
    expect.note(QStringLiteral("a record: ") + made.summary() + u", " + first.summary() + u", late " + late.summary());
    expect.that(made.ok() && first.ok(),
                QStringLiteral("create and patch: ") + made.summary() + u' ' + first.summary());
    expect.equal(late.summary(), QStringLiteral("409 Conflict"), QStringLiteral("a patch that comes late"));
}

Observation operatorUser(Cluster &cluster)
{
    Expect expect;
    Cluster user = as(cluster, QStringLiteral("operator"));
    expect.note(reviewed(user, expect, hasUsers(cluster)));
    useRights(user, expect, QStringLiteral("operator"));
    askForMore(user, expect, QStringLiteral("operator"));
    return expect.observation();
}

Observation tokenUser(Cluster &cluster)
{
    Expect expect;
    Cluster user = as(cluster, QStringLiteral("token"));
    expect.note(reviewed(user, expect, hasUsers(cluster)));
    useRights(user, expect, QStringLiteral("token"));
    askForMore(user, expect, QStringLiteral("token"));
    if (!hasUsers(cluster))
        return expect.observation();
    // Its account is deleted: the token is worth nothing from then on.
    const Answer who = user.request(Verb::Post, QStringLiteral("/apis/authentication.k8s.io/v1/selfsubjectreviews"),
                                    {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}});
    const QString account = jsonString(who.body, {"status", "userInfo", "username"}).section(u':', -1);
    static_cast<void>(cluster.request(
        Verb::Delete, QStringLiteral("/api/v1/namespaces/%1/serviceaccounts/%2").arg(user.nameSpace(), account),
        Json::object()));
    const Answer out = cluster.until([&] { return user.list(resources::configMaps()); },
                                     [](const Answer &answer) { return answer.code == 401; });
    expect.note(QStringLiteral("its account is deleted: ") + out.summary());
    expect.equal(out.summary(), QStringLiteral("401 Unauthorized"), QStringLiteral("after its account was deleted"));
    return expect.observation();
}

Observation viewerUser(Cluster &cluster)
{
    Expect expect;
    Cluster user = as(cluster, QStringLiteral("viewer"));
    const Right reads = {"", "pods", "list", ""};
    expect.note(QStringLiteral("may list pods: ") +
                (may(user, reads, QStringLiteral("list"), user.nameSpace()) ? u"yes" : u"no"));
    expect.note(QStringLiteral("may create them: ") +
                (may(user, reads, QStringLiteral("create"), user.nameSpace()) ? u"yes" : u"no"));
    const std::tuple<const char *, std::function<Answer()>, bool> asked[] = {
        {"list pods", [&] { return user.list(resources::pods()); }, true},
        {"a log", [&] { return user.get(resources::pods(), QStringLiteral("nobody"), QStringLiteral("log")); }, true},
        {"create a pod",
         [&] { return user.create(resources::pods(), pod(QStringLiteral("viewers"), QStringLiteral("true"))); }, false},
        {"a dry run of it",
         [&] {
             return user.create(resources::pods(), pod(QStringLiteral("viewers-dry"), QStringLiteral("true")),
                                QStringLiteral("dryRun=All"));
         },
         false},
        {"a Secret", [&] { return user.get(resources::secrets(), QStringLiteral("nothing")); }, false},
        {"delete", [&] { return user.remove(resources::configMaps(), QStringLiteral("nothing")); }, false},
    };
    for (const auto &[what, ask, allowed] : asked) {
        const Answer answer = ask();
        expect.note(QLatin1String(what) + u' ' + answer.summary());
        expect.that(!hasUsers(cluster) || allowed == (answer.code != 403),
                    QLatin1String(what) + u": "_qs + answer.summary());
        if (answer.code == 403)
            expect.that(answer.message.contains(QLatin1String("cannot")),
                        QStringLiteral("it is not said who may not do what: ") + answer.message);
    }
    return expect.observation();
}

Observation expiredUser(Cluster &cluster)
{
    Expect expect;
    if (!hasUsers(cluster)) {
        expect.note(QStringLiteral("no client certificates"));
        return expect.observation();
    }
    Cluster user = as(cluster, QStringLiteral("expired"));
    const Answer list = user.list(resources::pods());
    const Answer create = user.create(resources::configMaps(), configMap(QStringLiteral("late")));
    const Answer version = user.request(Verb::Get, QStringLiteral("/version"));
    expect.note(QStringLiteral("list ") + list.summary() + u", create " + create.summary() + u", /version " +
                version.summary());
    expect.equal(list.summary(), QStringLiteral("401 Unauthorized"), QStringLiteral("list"));
    return expect.observation();
}

Observation strangers(Cluster &cluster)
{
    Expect expect;
    const auto ask = [&](const QByteArray &token) -> QString {
        RestConfig config = cluster.world().administrator;
        config.clientCertificatePem.clear();
        config.clientKeyPem.clear();
        config.token = token;
        Cluster stranger(cluster.world(), config, cluster.nameSpace());
        const Answer list = stranger.list(resources::pods());
        const Answer create = stranger.create(resources::configMaps(), configMap(QStringLiteral("strange")));
        expect.that(!list.ok() && !create.ok(), QStringLiteral("let in"));
        const auto watched = stranger.watch(resources::pods(), QStringLiteral("timeoutSeconds=1"),
                                            [](const QList<Seen> &) { return false; });
        const Json *code = watched.isEmpty() ? nullptr : jsonAt(watched.last().object, {"code"});
        return list.summary() + u", " + create.summary() + u", watch " +
               (code ? QString::fromStdString(code->dump()) : QString());
    };
    expect.note(QStringLiteral("a wrong token: ") + ask("wrong.token"));
    expect.note(QStringLiteral("none: ") + ask({}));
    return expect.observation();
}

} // namespace

QList<Behaviour> accessBehaviours()
{
    const auto one = QStringLiteral("there is one user, who may do everything");
    return {
        {QStringLiteral("operator"), QStringLiteral("an operator with the console's Role"), {}, operatorUser, one},
        {QStringLiteral("token"), QStringLiteral("an operator by a service account's token"), {}, tokenUser, one},
        // The built-in role of viewers is put together by a controller.
        {QStringLiteral("viewer"), QStringLiteral("a user who may only look"), Behaviour::Needs::Controllers,
         viewerUser, one},
        {QStringLiteral("expired-certificate"),
         QStringLiteral("a client certificate that ran out"),
         {},
         expiredUser,
         QStringLiteral("its one user has a token; there are no client certificates")},
        {QStringLiteral("strangers"),
         QStringLiteral("a wrong token, and none"),
         {},
         strangers,
         QStringLiteral("there is no anonymous user: who has no token is nobody")},
    };
}

} // namespace zdtp::behaviour
