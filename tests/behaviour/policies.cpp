#include "tests/behaviour/suite.h"

namespace zdtp::behaviour {

using namespace k8s;

namespace {

const GroupVersionResource &pods()
{
    return resources::pods();
}

GroupVersionResource core(const char *resource, const char *kind)
{
    return {{}, QStringLiteral("v1"), QLatin1String(resource), QLatin1String(kind)};
}

Json named(const char *kind, const QString &name, const Json &spec)
{
    return {{"apiVersion", "v1"}, {"kind", kind}, {"metadata", {{"name", name}}}, {"spec", spec}};
}

Json asking(const QString &name, const char *cpu)
{
    Json one = pod(name, QStringLiteral("true"));
    one["spec"]["containers"][0]["resources"] = {{"requests", {{"cpu", cpu}}}};
    return one;
}

QString quoted(const Answer &answer, const QString &words)
{
    return answer.message.contains(words) ? answer.summary() + QStringLiteral(" \"%1\"").arg(words) : answer.summary();
}

/// What two clusters are told apart by here: a namespace of its own, where the policy counts from the first pod on.
Observation quota(Cluster &cluster)
{
    Expect expect;
    const QString space = cluster.nameSpace() + u"-quota";
    static_cast<void>(cluster.makeNamespace(space));
    Cluster inside(cluster.world(), cluster.world().administrator, space);
    const auto quotas = core("resourcequotas", "ResourceQuota");
    const Answer made = inside.create(quotas, named("ResourceQuota", QStringLiteral("small"),
                                                    {{"hard", {{"requests.cpu", "300m"}, {"count/configmaps", "4"}}}}));
    expect.note(QStringLiteral("quota ") + made.summary());
    if (made.ok())
        inside.until([&] { return inside.get(quotas, QStringLiteral("small")); },
                     [](const Answer &answer) {
                         return jsonAt(answer.body, {"status", "used", "requests.cpu"});
                     });
    const Answer fits = inside.create(pods(), asking(QStringLiteral("fits"), "200m"));
    const Answer dry = inside.create(pods(), asking(QStringLiteral("over"), "200m"), QStringLiteral("dryRun=All"));
    const Answer over = inside.create(pods(), asking(QStringLiteral("over"), "200m"));
    const Answer silent = inside.create(pods(), pod(QStringLiteral("silent"), QStringLiteral("true")));
    expect.note(QStringLiteral("fits ") + fits.summary());
    expect.note(QStringLiteral("a dry run of too much ") + quoted(dry, QStringLiteral("exceeded quota: small")));
    expect.note(QStringLiteral("too much ") + quoted(over, QStringLiteral("exceeded quota: small")));
    expect.note(QStringLiteral("no request ") + quoted(silent, QStringLiteral("must specify requests.cpu")));
    if (made.ok()) {
        expect.that(fits.ok(), QStringLiteral("a pod that fits: ") + fits.summary() + fits.message);
        expect.that(over.code == 403 && over.message.contains(QLatin1String("requested: requests.cpu=200m")),
                    QStringLiteral("a pod too much: ") + over.summary() + u' ' + over.message);
        expect.equal(dry.summary(), over.summary(), QStringLiteral("a dry run"));
        int maps = 0;
        Answer map;
        do {
            map = inside.create(resources::configMaps(), configMap(QStringLiteral("m%1").arg(maps)));
        } while (map.ok() && ++maps < 10);
        expect.note(QStringLiteral("ConfigMaps ") + map.summary());
    }
    static_cast<void>(cluster.request(Verb::Delete, QStringLiteral("/api/v1/namespaces/") + space, Json::object()));
    return expect.observation();
}

Observation limitRange(Cluster &cluster)
{
    Expect expect;
    const QString space = cluster.nameSpace() + u"-limits";
    static_cast<void>(cluster.makeNamespace(space));
    Cluster inside(cluster.world(), cluster.world().administrator, space);
    const Answer made = inside.create(core("limitranges", "LimitRange"),
                                      named("LimitRange", QStringLiteral("usual"),
                                            {{"limits", Json::array({{{"type", "Container"},
                                                                      {"defaultRequest", {{"cpu", "70m"}}},
                                                                      {"default", {{"cpu", "400m"}}},
                                                                      {"max", {{"cpu", "500m"}}}}})}}));
    expect.note(QStringLiteral("limits ") + made.summary());
    const Answer plain =
        inside.create(pods(), pod(QStringLiteral("plain"), QStringLiteral("true")), QStringLiteral("dryRun=All"));
    const Json *containers = jsonAt(plain.body, {"spec", "containers"});
    const QString request =
        containers ? jsonString(containers->at(0), {"resources", "requests", "cpu"}) : plain.summary();
    expect.note(QStringLiteral("a pod without a request asks for ") + (request.isEmpty() ? u"nothing"_qs : request));
    Json large = pod(QStringLiteral("large"), QStringLiteral("true"));
    large["spec"]["containers"][0]["resources"] = {{"limits", {{"cpu", "2"}}}};
    const Answer tooLarge = inside.create(pods(), large, QStringLiteral("dryRun=All"));
    expect.note(QStringLiteral("above the limit ") +
                quoted(tooLarge, QStringLiteral("maximum cpu usage per Container is 500m, but limit is 2")));
    if (made.ok()) {
        expect.equal(request, QStringLiteral("70m"), QStringLiteral("the default"));
        expect.that(tooLarge.code == 403, QStringLiteral("above the limit: ") + tooLarge.summary());
    }
    static_cast<void>(cluster.request(Verb::Delete, QStringLiteral("/api/v1/namespaces/") + space, Json::object()));
    return expect.observation();
}

Observation podSecurity(Cluster &cluster)
{
    Expect expect;
    const QString space = cluster.nameSpace() + u"-restricted";
    static_cast<void>(cluster.makeNamespace(space, {{"pod-security.kubernetes.io/enforce", "restricted"},
                                                    {"pod-security.kubernetes.io/warn", "restricted"}}));
    Cluster inside(cluster.world(), cluster.world().administrator, space);
    const auto dry = QStringLiteral("dryRun=All");
    const Answer ours = inside.create(pods(), pod(QStringLiteral("ours"), QStringLiteral("true")), dry);
    expect.note(QStringLiteral("a worker ") + ours.summary());
    expect.that(ours.ok(), QStringLiteral("the shape of a worker: ") + ours.summary() + u' ' + ours.message);

    Json bare = pod(QStringLiteral("bare"), QStringLiteral("true"));
    bare["spec"].erase("securityContext");
    bare["spec"]["containers"][0].erase("securityContext");
    const Answer plain = inside.create(pods(), bare, dry);
    expect.note(QStringLiteral("no securityContext ") +
                quoted(plain, QStringLiteral("violates PodSecurity \"restricted:latest\"")));
    if (plain.code == 403) {
        for (const char *part : {"allowPrivilegeEscalation != false", "unrestricted capabilities",
                                 "runAsNonRoot != true", "seccompProfile"})
            expect.that(plain.message.contains(QLatin1String(part)),
                        QLatin1String(part) + u" is not named: "_qs + plain.message);
    }
    Json hostile = pod(QStringLiteral("hostile"), QStringLiteral("true"));
    hostile["spec"]["volumes"] = Json::array({{{"name", "etc"}, {"hostPath", {{"path", "/etc"}}}}});
    const Answer hostPath = inside.create(pods(), hostile, dry);
    expect.note(QStringLiteral("a hostPath ") + hostPath.summary());

    // Enforced on pods only: what makes pods is accepted with a warning, and then has none.
    const Json job = {{"apiVersion", "batch/v1"},
                      {"kind", "Job"},
                      {"metadata", {{"name", "bare"}}},
                      {"spec",
                       {{"template",
                         {{"spec",
                           {{"restartPolicy", "Never"},
                            {"containers", Json::array({{{"name", "c"}, {"image", "postgres:17"}}})}}}}}}}};
    const Answer accepted = inside.create(resources::jobs(), job, dry);
    expect.note(QStringLiteral("a Job of such pods ") + accepted.summary() +
                (accepted.warnings.join(u' ').contains(QLatin1String("would violate PodSecurity"))
                     ? u" with a warning"_qs
                     : QString()));
    static_cast<void>(cluster.request(Verb::Delete, QStringLiteral("/api/v1/namespaces/") + space, Json::object()));
    return expect.observation();
}

Observation badNamespace(Cluster &cluster)
{
    Expect expect;
    const Answer answer =
        cluster.request(Verb::Post, QStringLiteral("/api/v1/namespaces"),
                        {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "Not_A_Label"}}}});
    expect.note(answer.summary());
    expect.that(answer.code == 422, answer.summary());
    return expect.observation();
}

} // namespace

QList<Behaviour> policyBehaviours()
{
    constexpr auto controllers = Behaviour::Needs::Controllers;
    return {
        {QStringLiteral("quota"), QStringLiteral("a namespace whose quota is used up"), controllers, quota,
         QStringLiteral("one machine of one's own: nobody to share with, so no quota")},
        {QStringLiteral("limit-range"), QStringLiteral("defaults and limits of a namespace"), controllers, limitRange,
         QStringLiteral("one machine of one's own: no limit ranges")},
        {QStringLiteral("pod-security"), QStringLiteral("Pod Security \"restricted\""), controllers, podSecurity,
         QStringLiteral("no admission by labels: every container runs in the same sandbox without capabilities")},
        {QStringLiteral("namespace-name"), QStringLiteral("the name of a namespace"), {}, badNamespace},
    };
}

} // namespace zdtp::behaviour
