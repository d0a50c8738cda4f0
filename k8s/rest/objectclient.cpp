#include "k8s/rest/objectclient.h"

#include <QCoreApplication>

namespace zdtp::k8s {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::ObjectClient)
};

ResponseFunction asObject(ObjectFunction done)
{
    return [done = std::move(done)](ApiResult<Response> response) {
        if (!response)
            return done(fail(std::move(response.error())));
        Json object = Json::parse(response->body.cbegin(), response->body.cend(), nullptr, false);
        if (!object.is_object()) {
            // The code stays in the error: a mutation that was answered with 2xx was carried out, whatever came back.
            ApiError error =
                ApiError::make(ApiError::Kind::Protocol, Words::tr("the server's answer is not a JSON object"),
                               Words::tr("Check the server's address, and whether a proxy stands between."));
            error.httpCode = response->httpCode;
            return done(fail(std::move(error)));
        }
        done(std::move(object));
    };
}

/// The path of one object, never that of its collection: DELETE on a collection would remove everything in it. "-" is
/// no valid name, so the answer is 404.
QString itemPath(const GroupVersionResource &resource, const QString &nameSpace, const QString &name)
{
    return pathOf(resource, nameSpace, name.isEmpty() ? QStringLiteral("-") : name);
}

QUrlQuery writeQuery(bool dryRun)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fieldValidation"), QStringLiteral("Strict"));
    if (dryRun)
        query.addQueryItem(QStringLiteral("dryRun"), QStringLiteral("All"));
    return query;
}

const char *word(Propagation propagation)
{
    switch (propagation) {
    case Propagation::Foreground:
        return "Foreground";
    case Propagation::Orphan:
        return "Orphan";
    case Propagation::Background:
        break;
    }
    return "Background";
}

} // namespace

CallHandle ObjectClient::get(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
                             ObjectFunction done) const
{
    Request request;
    request.path = itemPath(resource, nameSpace, name);
    return m_client->send(request, asObject(std::move(done)));
}

CallHandle ObjectClient::list(const GroupVersionResource &resource, const QString &nameSpace,
                              const ListOptions &options, ObjectFunction done) const
{
    Request request;
    request.path = pathOf(resource, nameSpace);
    const auto add = [&request](const char *key, const QString &value) {
        if (!value.isEmpty())
            request.query.addQueryItem(QString::fromLatin1(key), value);
    };
    add("labelSelector", options.labelSelector);
    add("fieldSelector", options.fieldSelector);
    add("resourceVersion", options.resourceVersion);
    add("limit", options.limit > 0 ? QString::number(options.limit) : QString());
    add("continue", options.continueToken);
    return m_client->send(request, asObject(std::move(done)));
}

CallHandle ObjectClient::create(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                ObjectFunction done, bool dryRun) const
{
    Request request;
    request.verb = Verb::Post;
    request.path = pathOf(resource, nameSpace);
    request.query = writeQuery(dryRun);
    request.body = jsonBytes(object);
    return m_client->send(request, asObject(std::move(done)));
}

CallHandle ObjectClient::replace(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                 ObjectFunction done) const
{
    Request request;
    request.verb = Verb::Put;
    request.path = itemPath(resource, nameSpace, jsonString(object, {"metadata", "name"}));
    request.query = writeQuery(false);
    request.body = jsonBytes(object);
    return m_client->send(request, asObject(std::move(done)));
}

CallHandle ObjectClient::update(const GroupVersionResource &resource, const QString &nameSpace, const Json &object,
                                ObjectFunction done, bool dryRun) const
{
    return mergePatch(resource, nameSpace, jsonString(object, {"metadata", "name"}), object, std::move(done), dryRun);
}

CallHandle ObjectClient::mergePatch(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
                                    const Json &patch, ObjectFunction done, bool dryRun) const
{
    Request request;
    request.verb = Verb::Patch;
    request.path = itemPath(resource, nameSpace, name);
    request.query = writeQuery(dryRun);
    request.contentType = "application/merge-patch+json";
    request.body = jsonBytes(patch);
    return m_client->send(request, asObject(std::move(done)));
}

CallHandle ObjectClient::remove(const GroupVersionResource &resource, const QString &nameSpace, const QString &name,
                                const DeleteOptions &options, ObjectFunction done) const
{
    Json body = {{"kind", "DeleteOptions"}, {"apiVersion", "v1"}, {"propagationPolicy", word(options.propagation)}};
    if (options.graceSeconds)
        body["gracePeriodSeconds"] = *options.graceSeconds;
    Json preconditions = Json::object();
    if (!options.uid.isEmpty())
        preconditions["uid"] = options.uid;
    if (!options.resourceVersion.isEmpty())
        preconditions["resourceVersion"] = options.resourceVersion;
    if (!preconditions.empty())
        body["preconditions"] = std::move(preconditions);
    if (options.dryRun)
        body["dryRun"] = Json::array({"All"});

    Request request;
    request.verb = Verb::Delete;
    request.path = itemPath(resource, nameSpace, name);
    request.body = jsonBytes(body);
    return m_client->send(request, asObject(std::move(done)));
}

} // namespace zdtp::k8s
