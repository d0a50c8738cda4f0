#include "tests/support/fakeapiclient.h"

#include "tests/support/fakestream.h"

#include <QRegularExpression>
#include <QUrl>

namespace zdtp::test {

using namespace k8s;

namespace {

ApiError status(int code, const char *reason, const QString &message)
{
    const Json body = {{"kind", "Status"},   {"apiVersion", "v1"}, {"status", "Failure"},
                       {"message", message}, {"reason", reason},   {"code", code}};
    return ApiError::fromAnswer(code, jsonBytes(body));
}

Response answer(int code, const Json &object)
{
    Response response;
    response.httpCode = code;
    response.contentType = "application/json";
    response.body = jsonBytes(object);
    return response;
}

QString keyOf(const QString &nameSpace, const QString &name)
{
    return nameSpace + u'/' + name;
}

ApiError notFound(const GroupVersionResource &resource, const QString &name)
{
    return status(404, "NotFound", QStringLiteral("%1 \"%2\" not found").arg(resource.resource, name));
}

} // namespace

bool matchesSelector(const Json &object, const QString &selector)
{
    // "key in (a,b)" first: its commas separate values.
    static const QRegularExpression set(QStringLiteral("([^,\\s]+)\\s+in\\s+\\(([^)]*)\\)"));
    QString rest = selector;
    for (auto match = set.match(rest); match.hasMatch(); match = set.match(rest)) {
        const Json *value = jsonAt(object, {"metadata", "labels", match.captured(1).toUtf8().constData()});
        if (!value || !value->is_string() || !match.captured(2).split(u',').contains(value->get<QString>()))
            return false;
        rest.remove(match.capturedStart(), match.capturedLength());
    }
    for (const QString &part : rest.split(u',', Qt::SkipEmptyParts)) {
        const auto valueOf = [&object](const QString &key) {
            return jsonAt(object, {"metadata", "labels", key.trimmed().toUtf8().constData()});
        };
        const auto is = [](const Json *value, const QString &text) {
            return value && value->is_string() && value->get<QString>() == text.trimmed();
        };
        if (const auto at = part.indexOf(QLatin1String("!=")); at > 0) {
            if (is(valueOf(part.left(at)), part.mid(at + 2)))
                return false;
        } else if (const auto equals = part.indexOf(u'='); equals > 0) {
            if (!is(valueOf(part.left(equals)), part.mid(part.lastIndexOf(u'=') + 1)))
                return false;
        } else if (part.startsWith(u'!')) {
            if (valueOf(part.mid(1)))
                return false;
        } else if (!valueOf(part)) {
            return false;
        }
    }
    return true;
}

/// A unary request that waits for its time.
class FakeApiClient::PendingCall final : public Call
{
public:
    PendingCall(FakeApiClient &server, Request request, Fault fault, ResponseFunction done)
        : m_server(&server), m_request(std::move(request)), m_fault(std::move(fault)), m_done(std::move(done))
    {
        m_server->m_pending.insert(this);
        // The server works on it half way through; the answer comes at the end. Cancelling in between leaves it done.
        const auto half = m_server->latency / 2;
        m_timer = m_server->m_clock.after(half, [this, half] {
            if (!m_server)
                return;
            auto result = work();
            m_timer = m_server->m_clock.after(m_server->latency - half + m_fault.delay,
                                              [this, held = std::make_shared<ApiResult<Response>>(std::move(result))] {
                                                  const auto answered = std::move(m_done);
                                                  answered(std::move(*held)); // may destroy this
                                              });
        });
    }
    ~PendingCall() override
    {
        if (m_server)
            m_server->m_pending.remove(this);
    }
    Q_DISABLE_COPY_MOVE(PendingCall)
    void orphan()
    {
        m_server = nullptr;
        m_timer.reset();
    }

private:
    ApiResult<Response> work()
    {
        switch (m_fault.kind) {
        case Fault::Kind::ErrorBefore:
            return fail(m_fault.error);
        case Fault::Kind::AnswerLost:
            static_cast<void>(m_server->carryOut(m_request));
            return fail(m_fault.error);
        case Fault::Kind::Duplicate:
            static_cast<void>(m_server->carryOut(m_request));
            break;
        case Fault::Kind::None:
            break;
        }
        return m_server->carryOut(m_request);
    }

    FakeApiClient *m_server;
    Request m_request;
    Fault m_fault;
    ResponseFunction m_done;
    TimerHandle m_timer;
};

FakeApiClient::FakeApiClient(Clock &clock) : m_clock(clock) {}

FakeApiClient::~FakeApiClient()
{
    for (PendingCall *call : std::as_const(m_pending))
        call->orphan();
    for (StreamCall *call : std::as_const(m_streams))
        call->orphan();
}

CallHandle FakeApiClient::send(const Request &request, ResponseFunction done)
{
    m_requests.append(request);
    Fault fault = m_fault ? m_fault(request) : Fault();
    return std::make_unique<PendingCall>(*this, request, std::move(fault), std::move(done));
}

CallHandle FakeApiClient::stream(const Request &request, StreamFunctions functions)
{
    m_requests.append(request);
    const Fault fault = m_fault ? m_fault(request) : Fault();
    auto call = std::make_unique<StreamCall>(*this, std::move(functions));
    StreamCall *raw = call.get();
    m_streams.insert(raw);
    call->m_timer = m_clock.after(latency + fault.delay, [this, raw, request, fault] {
        if (fault.kind != Fault::Kind::None)
            return raw->end(fault.error);
        startWatch(raw, targetOf(request.path), request);
    });
    return call;
}

int FakeApiClient::count(Verb verb, const QString &pathPart) const
{
    return int(std::count_if(m_requests.cbegin(), m_requests.cend(), [&](const Request &request) {
        return request.verb == verb && request.path.contains(pathPart);
    }));
}

FakeApiClient::Target FakeApiClient::targetOf(const QString &path)
{
    Target target;
    QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    for (QString &part : parts)
        part = QUrl::fromPercentEncoding(part.toLatin1());
    if (parts.size() < 3)
        return target;
    const bool core = parts.takeFirst() == QLatin1String("api");
    const QString group = core ? QString() : parts.takeFirst();
    const QString version = parts.takeFirst();
    if (parts.size() >= 3 && parts.first() == QLatin1String("namespaces")) {
        target.nameSpace = parts.at(1);
        parts = parts.mid(2);
    }
    if (parts.isEmpty())
        return target;
    static const GroupVersionResource quotas{QString(), QStringLiteral("v1"), QStringLiteral("resourcequotas"),
                                             QStringLiteral("ResourceQuota"), true};
    for (const auto *resource :
         {&resources::pods(), &resources::configMaps(), &resources::secrets(), &resources::events(),
          &resources::namespaces(), &resources::deployments(), &resources::jobs(), &resources::cronJobs(),
          &resources::selfSubjectReviews(), &resources::selfSubjectAccessReviews(), &quotas}) {
        if (resource->group == group && resource->version == version && resource->resource == parts.first()) {
            target.resource = *resource;
            target.known = true;
        }
    }
    target.name = parts.value(1);
    target.subresource = parts.value(2);
    return target;
}

ApiResult<Response> FakeApiClient::carryOut(const Request &request)
{
    if (request.path == QLatin1String("/version"))
        return answer(200, {{"major", "1"}, {"minor", "36"}, {"gitVersion", "v1.36.0"}});
    const Target target = targetOf(request.path);
    if (!target.known)
        return fail(status(404, "NotFound", QStringLiteral("the server could not find the requested resource")));
    const QString key = keyOf(target.nameSpace, target.name);
    if (target.resource == resources::selfSubjectReviews())
        return answer(201, {{"kind", "SelfSubjectReview"}, {"status", {{"userInfo", {{"username", userName}}}}}});
    if (target.resource == resources::selfSubjectAccessReviews()) {
        const Json review = Json::parse(request.body.toStdString(), nullptr, false);
        const QString asked = jsonString(review, {"spec", "resourceAttributes", "verb"}) + u' ' +
                              jsonString(review, {"spec", "resourceAttributes", "resource"});
        return answer(201, {{"kind", "SelfSubjectAccessReview"}, {"status", {{"allowed", !denied.contains(asked)}}}});
    }
    if (target.subresource == QLatin1String("log")) {
        if (!find(target.resource, target.nameSpace, target.name))
            return fail(notFound(target.resource, target.name));
        Response response;
        response.httpCode = 200;
        response.contentType = "text/plain";
        response.body = m_logs.value(key);
        return response;
    }
    switch (request.verb) {
    case Verb::Get:
        if (target.name.isEmpty())
            return list(target, request);
        if (const Json *object = find(target.resource, target.nameSpace, target.name))
            return answer(200, *object);
        return fail(notFound(target.resource, target.name));
    case Verb::Post:
        return create(target, request);
    case Verb::Put:
    case Verb::Patch:
        return replace(target, request);
    case Verb::Delete:
        return remove(target, request);
    }
    return fail(status(405, "MethodNotAllowed", QStringLiteral("method not allowed")));
}

ApiResult<Response> FakeApiClient::list(const Target &target, const Request &request)
{
    const auto value = [&request](const char *key) {
        return request.query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
    };
    QList<Json> items;
    if (const QString token = value("continue"); !token.isEmpty()) {
        const auto page = m_pages.find(token);
        if (page == m_pages.end())
            return fail(status(410, "Expired", QStringLiteral("The provided continue parameter is too old")));
        items = page->second;
        m_pages.erase(page);
    } else {
        for (const Json &object : all(target.resource, target.nameSpace)) {
            if (matchesSelector(object, value("labelSelector")))
                items.append(object);
        }
    }
    const auto limit = value("limit").toInt();
    Json metadata = {{"resourceVersion", std::to_string(m_version)}};
    if (const QString token = value("continue"); !token.isEmpty())
        metadata["resourceVersion"] = token.section(u'@', 1).toStdString(); // the snapshot of the first page
    if (limit > 0 && items.size() > limit) {
        const QString token = QStringLiteral("page%1@%2")
                                  .arg(++m_nextPage)
                                  .arg(QString::fromStdString(metadata["resourceVersion"].get<std::string>()));
        m_pages[token] = items.mid(limit);
        metadata["continue"] = token;
        items = items.mid(0, limit);
    }
    Json body = {{"kind", QString(target.resource.kind + QStringLiteral("List"))},
                 {"apiVersion", target.resource.apiVersion()},
                 {"metadata", metadata},
                 {"items", Json::array()}};
    for (Json &item : items)
        body["items"].push_back(std::move(item));
    return answer(200, body);
}

ApiResult<Response> FakeApiClient::create(const Target &target, const Request &request)
{
    Json object = Json::parse(request.body.cbegin(), request.body.cend(), nullptr, false);
    const QString name = jsonString(object, {"metadata", "name"});
    if (!object.is_object() || name.isEmpty())
        return fail(status(422, "Invalid", QStringLiteral("metadata.name: Required value")));
    if (find(target.resource, target.nameSpace, name))
        return fail(status(409, "AlreadyExists",
                           QStringLiteral("%1 \"%2\" already exists").arg(target.resource.resource, name)));
    if (!jsonString(object, {"metadata", "resourceVersion"}).isEmpty())
        return fail(
            status(400, "BadRequest", QStringLiteral("resourceVersion should not be set on objects to be created")));
    if (request.query.hasQueryItem(QStringLiteral("dryRun")))
        return answer(201, object);
    if (target.resource == resources::pods() && !object.contains("status"))
        object["status"] = {{"phase", "Pending"}};
    return answer(201, put(target.resource, target.nameSpace, std::move(object)));
}

ApiResult<Response> FakeApiClient::replace(const Target &target, const Request &request)
{
    const Json *old = find(target.resource, target.nameSpace, target.name);
    if (!old)
        return fail(notFound(target.resource, target.name));
    Json object = Json::parse(request.body.cbegin(), request.body.cend(), nullptr, false);
    if (!object.is_object())
        return fail(status(400, "BadRequest", QStringLiteral("the body is not an object")));
    if (request.verb == Verb::Patch) {
        Json patched = *old;
        patched.merge_patch(object);
        object = std::move(patched);
    }
    const QString version = jsonString(object, {"metadata", "resourceVersion"});
    const QString uid = jsonString(object, {"metadata", "uid"});
    if ((!version.isEmpty() && version != jsonString(*old, {"metadata", "resourceVersion"})) ||
        (!uid.isEmpty() && uid != jsonString(*old, {"metadata", "uid"})))
        return fail(status(409, "Conflict",
                           QStringLiteral("Operation cannot be fulfilled on %1 \"%2\": the object has been modified")
                               .arg(target.resource.resource, target.name)));
    if (request.query.hasQueryItem(QStringLiteral("dryRun")))
        return answer(200, object);
    return answer(200, put(target.resource, target.nameSpace, std::move(object)));
}

ApiResult<Response> FakeApiClient::remove(const Target &target, const Request &request)
{
    const Json *old = find(target.resource, target.nameSpace, target.name);
    if (!old)
        return fail(notFound(target.resource, target.name));
    const Json options = Json::parse(request.body.cbegin(), request.body.cend(), nullptr, false);
    for (const char *key : {"uid", "resourceVersion"}) {
        const QString wanted = jsonString(options, {"preconditions", key});
        if (!wanted.isEmpty() && wanted != jsonString(*old, {"metadata", key}))
            return fail(status(409, "Conflict",
                               QStringLiteral("Precondition failed: %1 in precondition: %2, in object meta: %3")
                                   .arg(QString::fromLatin1(key), wanted, jsonString(*old, {"metadata", key}))));
    }
    if (options.is_object() && options.contains("dryRun"))
        return answer(200, *old);
    const QString key = keyOf(target.nameSpace, target.name);
    if (target.resource == resources::pods() && podStop.count() > 0) {
        if (jsonAt(*old, {"metadata", "deletionTimestamp"}))
            return answer(200, *old);
        Json stopping = *old;
        stopping["metadata"]["deletionTimestamp"] =
            m_clock.now().addMSecs(podStop.count()).toString(Qt::ISODate).toStdString();
        const Json stored = put(target.resource, target.nameSpace, std::move(stopping));
        m_stopping[key] = m_clock.after(podStop, [this, key, uid = jsonString(stored, {"metadata", "uid"}),
                                                  name = target.name, nameSpace = target.nameSpace] {
            const Json *now = find(resources::pods(), nameSpace, name);
            if (now && jsonString(*now, {"metadata", "uid"}) == uid)
                drop(QStringLiteral("pods"), key);
        });
        return answer(200, stored);
    }
    const Json last = *old;
    drop(target.resource.resource, key);
    return answer(200, last);
}

Json FakeApiClient::put(const GroupVersionResource &resource, const QString &nameSpace, Json object)
{
    object["apiVersion"] = resource.apiVersion();
    object["kind"] = resource.kind;
    object["metadata"]["namespace"] = nameSpace;
    const QString key = keyOf(nameSpace, jsonString(object, {"metadata", "name"}));
    return store(resource.resource, key, std::move(object));
}

Json FakeApiClient::store(const QString &collection, const QString &key, Json object)
{
    auto &objects = m_objects[collection];
    const auto old = objects.find(key);
    Change change;
    change.version = ++m_version;
    change.collection = collection;
    Json &metadata = object["metadata"];
    if (old == objects.end()) {
        if (!metadata.contains("uid")) // a scene may bring its own
            metadata["uid"] = "uid-" + std::to_string(++m_uid);
        if (!metadata.contains("creationTimestamp"))
            metadata["creationTimestamp"] = m_clock.now().toString(Qt::ISODate).toStdString();
    } else {
        change.before = old->second;
        metadata["uid"] = old->second["metadata"]["uid"];
        metadata["creationTimestamp"] = old->second["metadata"]["creationTimestamp"];
    }
    metadata["resourceVersion"] = std::to_string(m_version);
    objects[key] = object;
    change.after = object;
    record(std::move(change));
    return object;
}

void FakeApiClient::drop(const QString &collection, const QString &key)
{
    auto &objects = m_objects[collection];
    const auto old = objects.find(key);
    if (old == objects.end())
        return;
    Change change;
    change.version = ++m_version;
    change.collection = collection;
    change.before = std::move(old->second);
    change.before["metadata"]["resourceVersion"] = std::to_string(m_version);
    objects.erase(old);
    record(std::move(change));
}

bool FakeApiClient::erase(const GroupVersionResource &resource, const QString &nameSpace, const QString &name)
{
    const bool there = find(resource, nameSpace, name) != nullptr;
    drop(resource.resource, keyOf(nameSpace, name));
    return there;
}

const Json *FakeApiClient::find(const GroupVersionResource &resource, const QString &nameSpace,
                                const QString &name) const
{
    const auto objects = m_objects.find(resource.resource);
    if (objects == m_objects.end())
        return nullptr;
    const auto object = objects->second.find(keyOf(nameSpace, name));
    return object == objects->second.end() ? nullptr : &object->second;
}

QList<Json> FakeApiClient::all(const GroupVersionResource &resource, const QString &nameSpace) const
{
    QList<Json> list;
    const auto objects = m_objects.find(resource.resource);
    if (objects == m_objects.end())
        return list;
    for (const auto &[key, object] : objects->second) {
        if (nameSpace.isEmpty() || key.startsWith(nameSpace + u'/'))
            list.append(object);
    }
    return list;
}

bool FakeApiClient::setPodStatus(const QString &nameSpace, const QString &name, const Json &podStatus)
{
    const Json *old = find(resources::pods(), nameSpace, name);
    if (!old)
        return false;
    Json pod = *old;
    pod["status"] = podStatus;
    put(resources::pods(), nameSpace, std::move(pod));
    return true;
}

void FakeApiClient::setLog(const QString &nameSpace, const QString &pod, const QByteArray &log)
{
    m_logs[keyOf(nameSpace, pod)] = log;
}

} // namespace zdtp::test
