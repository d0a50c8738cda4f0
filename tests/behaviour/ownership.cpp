#include "tests/behaviour/suite.h"

namespace zdtp::behaviour {

using namespace k8s;

namespace {

const GroupVersionResource &maps()
{
    return resources::configMaps();
}

QString path(const Cluster &cluster, const QString &name)
{
    return pathOf(maps(), cluster.nameSpace(), name);
}

Answer unhook(Cluster &cluster, const QString &where)
{
    return cluster.request(Verb::Patch, where, {{"metadata", {{"finalizers", nullptr}}}},
                           "application/merge-patch+json");
}

Observation policies(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(maps(), configMap(QStringLiteral("propagate"))));
    const Answer wrong = cluster.remove(maps(), QStringLiteral("propagate"), {{"propagationPolicy", "Sideways"}});
    const Answer right = cluster.remove(maps(), QStringLiteral("propagate"), {{"propagationPolicy", "Background"}});
    expect.note(wrong.summary() + u", " + right.summary());
    expect.that(wrong.code == 422, QStringLiteral("an unknown policy: ") + wrong.summary());
    expect.that(right.ok(), right.summary());
    return expect.observation();
}

/// An owner and what belongs to it; deleted with each policy.
Observation dependents(Cluster &cluster)
{
    Expect expect;
    for (const char *policy : {"Background", "Foreground", "Orphan"}) {
        const QString owner = QStringLiteral("owner-") + QString::fromLatin1(policy).toLower();
        const QString own = owner + u"-own";
        const Answer made = cluster.create(maps(), configMap(owner));
        Json belongs = configMap(own);
        belongs["metadata"]["ownerReferences"] = Json::array({{{"apiVersion", "v1"},
                                                               {"kind", "ConfigMap"},
                                                               {"name", owner},
                                                               {"uid", jsonString(made.body, {"metadata", "uid"})},
                                                               {"blockOwnerDeletion", true}}});
        static_cast<void>(cluster.create(maps(), belongs));
        const Answer removed = cluster.remove(maps(), owner, {{"propagationPolicy", policy}});
        expect.that(removed.ok(), QStringLiteral("delete: ") + removed.summary());
        expect.that(cluster.waitGone(maps(), owner), QStringLiteral("%1: the owner stays").arg(QLatin1String(policy)));
        if (policy == QLatin1String("Orphan")) {
            const Answer left =
                cluster.until([&] { return cluster.get(maps(), own); },
                              [](const Answer &answer) {
                                  return answer.ok() && !jsonAt(answer.body, {"metadata", "ownerReferences"});
                              });
            expect.that(left.ok(), QStringLiteral("Orphan took what belongs to it along: ") + left.summary());
            expect.note(QStringLiteral("Orphan: stays, ") + (jsonAt(left.body, {"metadata", "ownerReferences"})
                                                                 ? QStringLiteral("still owned")
                                                                 : QStringLiteral("owned by nobody")));
        } else {
            const bool gone = cluster.waitGone(maps(), own, 60);
            expect.note(QLatin1String(policy) + (gone ? u": goes along"_qs : u": stays"_qs));
        }
    }
    // Somebody who never was, or who is gone, owns nothing: it goes by itself.
    Json stray = configMap(QStringLiteral("stray"));
    stray["metadata"]["ownerReferences"] = Json::array({{{"apiVersion", "v1"},
                                                         {"kind", "ConfigMap"},
                                                         {"name", "never-was"},
                                                         {"uid", "00000000-0000-4000-8000-000000000001"}}});
    static_cast<void>(cluster.create(maps(), stray));
    const bool collected = cluster.waitGone(maps(), QStringLiteral("stray"), 60);
    expect.note(collected ? QStringLiteral("of an owner that never was: goes")
                          : QStringLiteral("of an owner that never was: stays"));
    return expect.observation();
}

/// Two owners: it stays until both are gone.
Observation twoOwners(Cluster &cluster)
{
    Expect expect;
    Json references = Json::array();
    for (const char *name : {"parent-1", "parent-2"})
        references.push_back(
            {{"apiVersion", "v1"},
             {"kind", "ConfigMap"},
             {"name", name},
             {"uid", jsonString(cluster.create(maps(), configMap(QLatin1String(name))).body, {"metadata", "uid"})}});
    Json child = configMap(QStringLiteral("child"));
    child["metadata"]["ownerReferences"] = references;
    static_cast<void>(cluster.create(maps(), child));
    const auto ownersOf = [](const Answer &answer) {
        const Json *owners = jsonAt(answer.body, {"metadata", "ownerReferences"});
        return owners ? owners->size() : 0;
    };
    static_cast<void>(cluster.remove(maps(), QStringLiteral("parent-1"), {{"propagationPolicy", "Background"}}));
    const Answer one = cluster.until([&] { return cluster.get(maps(), QStringLiteral("child")); },
                                     [&](const Answer &answer) { return !answer.ok() || ownersOf(answer) == 1; });
    expect.that(one.ok(), QStringLiteral("gone with the first of two owners"));
    expect.note(QStringLiteral("one of two gone: %1 left").arg(ownersOf(one)));
    static_cast<void>(cluster.remove(maps(), QStringLiteral("parent-2"), {{"propagationPolicy", "Background"}}));
    expect.note(cluster.waitGone(maps(), QStringLiteral("child"), 60) ? QStringLiteral("both gone: goes")
                                                                      : QStringLiteral("both gone: stays"));
    return expect.observation();
}

Observation jobs(Cluster &cluster)
{
    Expect expect;
    const auto podsOf = [&](const QString &job) {
        return cluster.list(resources::pods(), QStringLiteral("labelSelector=job-name%3D") + job);
    };
    const auto count = [](const Answer &answer) {
        const Json *items = jsonAt(answer.body, {"items"});
        return items ? int(items->size()) : 0;
    };
    for (const char *policy : {"", "Background", "Foreground"}) {
        const QString name =
            QStringLiteral("job-") + (*policy ? QString::fromLatin1(policy).toLower() : QStringLiteral("unsaid"));
        Json shape = pod({}, QStringLiteral("sleep 600"));
        const Answer made = cluster.create(resources::jobs(), {{"apiVersion", "batch/v1"},
                                                               {"kind", "Job"},
                                                               {"metadata", {{"name", name}}},
                                                               {"spec", {{"template", {{"spec", shape["spec"]}}}}}});
        if (!made.ok()) {
            expect.note(made.summary());
            break;
        }
        const Answer running =
            cluster.until([&] { return podsOf(name); }, [&](const Answer &answer) { return count(answer) == 1; });
        expect.that(count(running) == 1, QStringLiteral("the Job made no pod"));
        const Answer removed =
            cluster.remove(resources::jobs(), name, *policy ? Json{{"propagationPolicy", policy}} : Json::object());
        const QString warned = removed.warnings.isEmpty() ? QString() : QStringLiteral(" with a warning");
        cluster.waitGone(resources::jobs(), name);
        const Answer left = *policy
                                ? cluster.until([&] { return podsOf(name); },
                                                [&](const Answer &answer) { return answer.ok() && count(answer) == 0; })
                                : podsOf(name);
        expect.note((*policy ? QLatin1String(policy) : QStringLiteral("unsaid")) + u": "_qs + removed.summary() +
                    warned + (count(left) == 0 ? u", pods go along"_qs : u", pods stay"_qs));
        expect.that(count(left) == (*policy ? 0 : 1), QStringLiteral("%1 pods are left").arg(count(left)));
        if (!*policy && left.ok() && count(left) == 1)
            static_cast<void>(cluster.remove(resources::pods(), jsonString(left.body["items"][0], {"metadata", "name"}),
                                             {{"gracePeriodSeconds", 0}}));
    }
    return expect.observation();
}

Observation finalizers(Cluster &cluster)
{
    Expect expect;
    Json held = configMap(QStringLiteral("held"));
    held["metadata"]["finalizers"] = Json::array({"zdtp.io/hold"});
    static_cast<void>(cluster.create(maps(), held));
    const Answer removed = cluster.remove(maps(), QStringLiteral("held"));
    const Answer still = cluster.get(maps(), QStringLiteral("held"));
    expect.note(removed.summary());
    expect.that(!jsonString(still.body, {"metadata", "deletionTimestamp"}).isEmpty(),
                QStringLiteral("no deletionTimestamp: ") + still.summary());
    const Answer again = cluster.create(maps(), configMap(QStringLiteral("held")));
    expect.note(QStringLiteral("created again ") + again.summary());
    const Answer more = cluster.request(Verb::Patch, path(cluster, QStringLiteral("held")),
                                        {{"metadata", {{"finalizers", Json::array({"zdtp.io/hold", "zdtp.io/more"})}}}},
                                        "application/merge-patch+json");
    expect.note(QStringLiteral("one more finalizer ") + more.summary());
    static_cast<void>(unhook(cluster, path(cluster, QStringLiteral("held"))));
    expect.that(cluster.waitGone(maps(), QStringLiteral("held")), QStringLiteral("it stays without finalizers"));
    expect.note(QStringLiteral("goes with the last finalizer"));
    return expect.observation();
}

Observation terminatingNamespace(Cluster &cluster)
{
    Expect expect;
    const QString name = cluster.nameSpace() + u"-ends";
    const QString space = QStringLiteral("/api/v1/namespaces/") + name;
    const Answer made = cluster.makeNamespace(name);
    expect.that(made.ok(), made.summary());
    expect.note(QStringLiteral("its default service account ") +
                cluster.request(Verb::Get, space + QStringLiteral("/serviceaccounts/default")).summary());
    Cluster inside(cluster.world(), cluster.world().administrator, name);
    Json held = configMap(QStringLiteral("held"));
    held["metadata"]["finalizers"] = Json::array({"zdtp.io/hold"});
    static_cast<void>(inside.create(maps(), held));
    static_cast<void>(inside.create(maps(), configMap(QStringLiteral("free"))));

    const Answer deleted = cluster.request(Verb::Delete, space, Json::object());
    expect.that(deleted.ok(), QStringLiteral("delete: ") + deleted.summary());
    const Answer ending = cluster.request(Verb::Get, space);
    expect.note(QStringLiteral("while something holds it: ") + jsonString(ending.body, {"status", "phase"}));
    expect.equal(jsonString(ending.body, {"status", "phase"}), QStringLiteral("Terminating"), QStringLiteral("phase"));
    const Answer late = inside.create(maps(), configMap(QStringLiteral("late")));
    expect.note(QStringLiteral("create ") + late.summary() + u' ' + late.causes.join(u','));
    expect.that(late.code == 403 && late.causes.contains(QLatin1String("NamespaceTerminating")),
                QStringLiteral("create: ") + late.summary() + u' ' + late.causes.join(u','));
    expect.note(QStringLiteral("create again ") +
                cluster
                    .request(Verb::Post, QStringLiteral("/api/v1/namespaces"),
                             {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}})
                    .summary());
    expect.that(inside.waitGone(maps(), QStringLiteral("free")), QStringLiteral("what nothing holds stays"));
    const Answer kept = inside.get(maps(), QStringLiteral("held"));
    expect.note(QStringLiteral("what is held ") + kept.summary());
    const Answer patched = inside.request(Verb::Patch, pathOf(maps(), name, QStringLiteral("held")),
                                          {{"data", {{"still", "writable"}}}}, "application/merge-patch+json");
    expect.note(QStringLiteral("and can be changed ") + patched.summary());
    static_cast<void>(unhook(inside, pathOf(maps(), name, QStringLiteral("held"))));
    const Answer gone = cluster.until([&] { return cluster.request(Verb::Get, space); },
                                      [](const Answer &answer) { return answer.code == 404; });
    expect.note(QStringLiteral("then ") + gone.summary());
    expect.equal(gone.summary(), QStringLiteral("404 NotFound"), QStringLiteral("in the end"));
    return expect.observation();
}

} // namespace

QList<Behaviour> ownershipBehaviours()
{
    constexpr auto controllers = Behaviour::Needs::Controllers;
    return {
        {QStringLiteral("job-delete"), QStringLiteral("a Job is deleted: its pods"), controllers, jobs,
         QStringLiteral("no Jobs yet: their controller comes with the scheduling modes that use it")},
        {QStringLiteral("dependents"), QStringLiteral("an owner is deleted: what belongs to it"), controllers,
         dependents},
        {QStringLiteral("two-owners"), QStringLiteral("one of two owners is deleted"), controllers, twoOwners},
        {QStringLiteral("propagation"), QStringLiteral("propagation policies of a delete"), {}, policies},
        {QStringLiteral("finalizers"), QStringLiteral("an object that a finalizer holds"), {}, finalizers},
        {QStringLiteral("namespace-ends"), QStringLiteral("a namespace that is being deleted"), controllers,
         terminatingNamespace},
    };
}

} // namespace zdtp::behaviour
