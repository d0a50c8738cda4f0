#pragma once

#include "k8s/rest/apiclient.h"
#include "k8s/rest/resources.h"

namespace zdtp::k8s {

enum class Propagation { Background, Foreground, Orphan };

/// What must still be true of an object for a delete to happen; a mismatch is answered with 409 Conflict.
struct DeleteOptions
{
    QString uid;             ///< always state it: what was shown is what is deleted
    QString resourceVersion; ///< may be empty
    Propagation propagation = Propagation::Background;
    std::optional<int> graceSeconds; ///< none: the object's own
    bool dryRun = false;
};

struct ListOptions
{
    QString labelSelector;
    QString fieldSelector;
    QString resourceVersion;
    int limit = 0;
    QString continueToken;
};

using ObjectFunction = std::function<void(ApiResult<Json>)>;

/// The verbs of the API on single objects as JSON. A thin, stateless helper over an ApiClient, which must outlive it.
class ObjectClient
{
public:
    explicit ObjectClient(ApiClient &client) : m_client(&client) {}

    [[nodiscard]] CallHandle get(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
                                 ObjectFunction done) const;
    [[nodiscard]] CallHandle list(const GroupVersionResource &resource, const QString &nameSpace,
                                  const ListOptions &options, ObjectFunction done) const;
    /// POST. fieldValidation=Strict is always sent: an unknown field is an error, never silently dropped.
    [[nodiscard]] CallHandle create(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                    ObjectFunction done, bool dryRun = false) const;
    /// PUT. The object's metadata.resourceVersion guards it: 409 Conflict when somebody else was quicker.
    [[nodiscard]] CallHandle replace(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                     ObjectFunction done) const;
    /// PATCH with the whole object, guarded as `replace` is; members that the object has not stay. It needs the right
    /// to patch only: the Role that operators are given has no `update`.
    [[nodiscard]] CallHandle update(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                    ObjectFunction done, bool dryRun = false) const;
    [[nodiscard]] CallHandle mergePatch(const GroupVersionResource &resource, const QString &nameSpace,
                                        const QString &name, const Json &patch, ObjectFunction done,
                                        bool dryRun = false) const;
    /// The answer is the object while it still exists (grace, finalizers), or a Success Status.
    [[nodiscard]] CallHandle remove(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
                                    const DeleteOptions &options, ObjectFunction done) const;

    ApiClient &client() const { return *m_client; }

private:
    ApiClient *m_client;
};

} // namespace zdtp::k8s
