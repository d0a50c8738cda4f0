#pragma once

#include "k8s/base/json.h"

#include <QString>
#include <QStringList>

namespace zdtp::k8s {

/// What the API calls a kind of object, and where it lives.
struct GroupVersionResource
{
    QString group;    ///< "" for core
    QString version;  ///< "v1"
    QString resource; ///< plural: "pods"
    QString kind;     ///< "Pod"
    bool namespaced = true;

    QString apiVersion() const { return group.isEmpty() ? version : group + u'/' + version; }
    friend bool operator==(const GroupVersionResource &, const GroupVersionResource &) = default;
};

namespace resources {
const GroupVersionResource &pods();
const GroupVersionResource &configMaps();
const GroupVersionResource &secrets();
const GroupVersionResource &events();
const GroupVersionResource &namespaces();
const GroupVersionResource &deployments();
const GroupVersionResource &jobs();
const GroupVersionResource &cronJobs();
const GroupVersionResource &selfSubjectReviews();
const GroupVersionResource &selfSubjectAccessReviews();
/// The resource of a manifest by its apiVersion and kind; nullptr when the console does not know it.
const GroupVersionResource *ofManifest(const Json &manifest);
} // namespace resources

/// "/api/v1/namespaces/shop/pods/orders-1/log". Empty parts are left out; every part is percent-encoded.
QString pathOf(const GroupVersionResource &resource, const QString &nameSpace, const QString &name = {},
               const QString &subresource = {});

} // namespace zdtp::k8s
