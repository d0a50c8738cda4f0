#include "k8s/rest/resources.h"

#include <QUrl>

namespace zdtp::k8s {

namespace resources {

namespace {

GroupVersionResource make(const char *group, const char *version, const char *resource, const char *kind,
                          bool namespaced = true)
{
    return {QString::fromLatin1(group), QString::fromLatin1(version), QString::fromLatin1(resource),
            QString::fromLatin1(kind), namespaced};
}

} // namespace

const GroupVersionResource &pods()
{
    static const auto resource = make("", "v1", "pods", "Pod");
    return resource;
}

const GroupVersionResource &configMaps()
{
    static const auto resource = make("", "v1", "configmaps", "ConfigMap");
    return resource;
}

const GroupVersionResource &secrets()
{
    static const auto resource = make("", "v1", "secrets", "Secret");
    return resource;
}

const GroupVersionResource &events()
{
    static const auto resource = make("", "v1", "events", "Event");
    return resource;
}

const GroupVersionResource &namespaces()
{
    static const auto resource = make("", "v1", "namespaces", "Namespace", false);
    return resource;
}

const GroupVersionResource &deployments()
{
    static const auto resource = make("apps", "v1", "deployments", "Deployment");
    return resource;
}

const GroupVersionResource &jobs()
{
    static const auto resource = make("batch", "v1", "jobs", "Job");
    return resource;
}

const GroupVersionResource &cronJobs()
{
    static const auto resource = make("batch", "v1", "cronjobs", "CronJob");
    return resource;
}

const GroupVersionResource &selfSubjectReviews()
{
    static const auto resource = make("authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview", false);
    return resource;
}

const GroupVersionResource &selfSubjectAccessReviews()
{
    static const auto resource =
        make("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false);
    return resource;
}

const GroupVersionResource *ofManifest(const Json &manifest)
{
    const QString apiVersion = jsonString(manifest, {"apiVersion"});
    const QString kind = jsonString(manifest, {"kind"});
    for (const auto *resource : {&pods(), &configMaps(), &secrets(), &events(), &namespaces(), &deployments(), &jobs(),
                                 &cronJobs(), &selfSubjectReviews(), &selfSubjectAccessReviews()}) {
        if (resource->kind == kind && resource->apiVersion() == apiVersion)
            return resource;
    }
    return nullptr;
}

} // namespace resources

QString pathOf(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
               const QString &subresource)
{
    QString path = resource.group.isEmpty() ? QStringLiteral("/api") : QStringLiteral("/apis");
    const auto add = [&path](const QString &part) {
        // A name "." or ".." would be taken for a step in the path.
        if (part == QLatin1String(".") || part == QLatin1String(".."))
            path += u'/' + QString(part).replace(u'.', QLatin1String("%2E"));
        else if (!part.isEmpty())
            path += u'/' + QString::fromLatin1(QUrl::toPercentEncoding(part));
    };
    add(resource.group);
    add(resource.version);
    if (resource.namespaced && !nameSpace.isEmpty()) {
        add(QStringLiteral("namespaces"));
        add(nameSpace);
    }
    add(resource.resource);
    add(name);
    add(subresource);
    return path;
}

} // namespace zdtp::k8s
