#include "tests/behaviour/suite.h"

namespace zdtp::behaviour {

using namespace k8s;

namespace {

Observation terminatingNamespace(Cluster &cluster)
{
    Expect expect;
    const QString name = cluster.nameSpace() + u"-ends";
    static_cast<void>(cluster.request(Verb::Post, QStringLiteral("/api/v1/namespaces"),
                                      {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}}));
    static_cast<void>(cluster.inNamespace(name, resources::configMaps(), configMap(QStringLiteral("inside"))));
    const Answer deleted = cluster.request(Verb::Delete, QStringLiteral("/api/v1/namespaces/") + name, Json::object());
    expect.note(deleted.ok() ? QStringLiteral("accepted") : deleted.summary());
    expect.that(deleted.ok(), QStringLiteral("delete: ") + deleted.summary());
    // Terminating first, then gone: either way nothing may be created in it.
    const Answer late = cluster.inNamespace(name, resources::configMaps(), configMap(QStringLiteral("late")));
    expect.that(late.code == 403 || late.code == 404, QStringLiteral("create in a dying namespace: ") + late.summary());
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

Observation propagation(Cluster &cluster)
{
    Expect expect;
    static_cast<void>(cluster.create(resources::configMaps(), configMap(QStringLiteral("propagate"))));
    const Answer wrong =
        cluster.remove(resources::configMaps(), QStringLiteral("propagate"), {{"propagationPolicy", "Sideways"}});
    const Answer right =
        cluster.remove(resources::configMaps(), QStringLiteral("propagate"), {{"propagationPolicy", "Background"}});
    expect.note(wrong.summary() + u", " + right.summary());
    expect.that(wrong.code == 422, QStringLiteral("an unknown policy: ") + wrong.summary());
    expect.that(right.ok(), right.summary());
    return expect.observation();
}

} // namespace

QList<Behaviour> policyBehaviours()
{
    return {
        {QStringLiteral("namespace-ends"), QStringLiteral("a namespace that is being deleted"), false,
         terminatingNamespace},
        {QStringLiteral("namespace-name"), QStringLiteral("the name of a namespace"), false, badNamespace},
        {QStringLiteral("propagation"), QStringLiteral("propagation policies of a delete"), false, propagation},
    };
}

} // namespace zdtp::behaviour
