#include "tests/behaviour/suite.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>
#include <QUrlQuery>

namespace zdtp::behaviour {

using namespace k8s;

QString Answer::summary() const
{
    QString text = QString::number(code);
    if (!reason.isEmpty())
        text += u' ' + reason;
    if (!fields.isEmpty())
        text += u' ' + fields.join(u',');
    return text;
}

Answer Cluster::request(Verb verb, const QString &path, const Json &body, const QByteArray &contentType)
{
    Request request;
    request.verb = verb;
    const qsizetype question = path.indexOf(u'?');
    request.path = path.left(question);
    if (question >= 0)
        request.query = QUrlQuery(path.mid(question + 1));
    if (!body.is_null())
        request.body = jsonBytes(body);
    if (!contentType.isEmpty())
        request.contentType = contentType;
    Answer answer;
    QEventLoop loop;
    const CallHandle call = m_client.send(request, [&](const ApiResult<Response> &result) {
        if (result) {
            answer.code = result->httpCode;
            answer.raw = result->body;
            answer.warnings = result->warnings;
            answer.body = Json::parse(result->body.constBegin(), result->body.constEnd(), nullptr, false);
        } else {
            const ApiError &error = result.error();
            answer.code = error.httpCode;
            answer.reason = error.reason;
            answer.message = error.message;
            for (const auto &cause : error.causes) {
                answer.fields << cause.field;
                answer.causes << cause.reason;
            }
            answer.fields.removeAll(QString());
            answer.fields.removeDuplicates();
        }
        loop.quit();
    });
    loop.exec();
    return answer;
}

Answer Cluster::create(const GroupVersionResource &resource, const Json &object, const QString &query)
{
    return request(Verb::Post, pathOf(resource, m_nameSpace) + (query.isEmpty() ? QString() : u'?' + query), object);
}

Answer Cluster::inNamespace(const QString &nameSpace, const GroupVersionResource &resource, const Json &object)
{
    return request(Verb::Post, pathOf(resource, nameSpace), object);
}

Answer Cluster::get(const GroupVersionResource &resource, const QString &name, const QString &subresource)
{
    return request(Verb::Get, pathOf(resource, m_nameSpace, name, subresource));
}

Answer Cluster::list(const GroupVersionResource &resource, const QString &query)
{
    return request(Verb::Get, pathOf(resource, m_nameSpace) + (query.isEmpty() ? QString() : u'?' + query));
}

Answer Cluster::remove(const GroupVersionResource &resource, const QString &name, const Json &options)
{
    Json body = {{"kind", "DeleteOptions"}, {"apiVersion", "v1"}};
    if (options.is_object())
        body.update(options);
    return request(Verb::Delete, pathOf(resource, m_nameSpace, name), body);
}

QString Cluster::log(const QString &pod, const QString &query)
{
    const Answer answer = request(Verb::Get, pathOf(resources::pods(), m_nameSpace, pod, QStringLiteral("log")) +
                                                 (query.isEmpty() ? QString() : u'?' + query));
    return answer.ok() ? QString::fromUtf8(answer.raw) : answer.summary();
}

QString Cluster::follow(const QString &pod, qint64 *came, int seconds)
{
    Request request;
    request.path = pathOf(resources::pods(), m_nameSpace, pod, QStringLiteral("log"));
    request.query.addQueryItem(QStringLiteral("follow"), QStringLiteral("true"));
    request.accept = "*/*";
    request.timeout = std::chrono::seconds(seconds);
    QByteArray log;
    QElapsedTimer first;
    QEventLoop loop;
    StreamFunctions functions;
    functions.data = [&](QByteArrayView bytes) {
        if (!first.isValid())
            first.start();
        log.append(bytes);
    };
    functions.ended = [&](const std::optional<ApiError> &error) {
        if (error)
            log.append(error->toLine().toUtf8());
        loop.quit();
    };
    const CallHandle call = m_client.stream(request, functions);
    loop.exec();
    *came = first.isValid() ? first.elapsed() : 0;
    return QString::fromUtf8(log);
}

Answer Cluster::once(const QString &path)
{
    Request request;
    request.path = path.section(u'?', 0, 0);
    request.query = QUrlQuery(path.section(u'?', 1));
    Answer answer;
    QEventLoop loop;
    StreamFunctions functions;
    functions.data = [&](QByteArrayView bytes) {
        answer.code = 200;
        answer.raw.append(bytes);
    };
    functions.ended = [&](const std::optional<ApiError> &error) {
        if (error) {
            answer.code = error->httpCode;
            answer.reason = error->reason;
        }
        loop.quit();
    };
    const CallHandle call = m_client.stream(request, functions);
    loop.exec();
    return answer;
}

Answer Cluster::until(const std::function<Answer()> &ask, const std::function<bool(const Answer &)> &wish, int seconds)
{
    const QDeadlineTimer limit{std::chrono::seconds(seconds)};
    Answer answer = ask();
    while (!wish(answer) && !limit.hasExpired()) {
        QEventLoop pause;
        QTimer::singleShot(std::chrono::milliseconds(100), &pause, &QEventLoop::quit);
        pause.exec();
        answer = ask();
    }
    return answer;
}

Answer Cluster::makeNamespace(const QString &name, const Json &labels)
{
    const Answer made =
        request(Verb::Post, QStringLiteral("/api/v1/namespaces"),
                {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}, {"labels", labels}}}});
    // Pods are refused until the controller has made the namespace's default service account.
    const QString account = QStringLiteral("/api/v1/namespaces/%1/serviceaccounts/default").arg(name);
    if (made.ok() && m_world.hasControllers)
        until([&] { return request(Verb::Get, account); }, [](const Answer &answer) { return answer.ok(); });
    return made;
}

QList<Seen> Cluster::watch(const GroupVersionResource &resource, const QString &query,
                           const std::function<bool(const QList<Seen> &)> &enough, int seconds)
{
    Request request;
    request.path = pathOf(resource, m_nameSpace);
    request.query = QUrlQuery(QStringLiteral("watch=true&") + query);
    request.timeout = std::chrono::seconds(seconds);
    QList<Seen> seen;
    QByteArray pending;
    QEventLoop loop;
    QTimer limit;
    limit.setSingleShot(true);
    QObject::connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    limit.start(std::chrono::seconds(seconds));
    StreamFunctions functions;
    functions.data = [&](QByteArrayView bytes) {
        pending.append(bytes);
        qsizetype end = 0;
        while ((end = pending.indexOf('\n')) >= 0) {
            const Json event = Json::parse(pending.constBegin(), pending.constBegin() + end, nullptr, false);
            pending.remove(0, end + 1);
            if (event.is_discarded())
                continue;
            const Json *object = jsonAt(event, {"object"});
            seen.append({jsonString(event, {"type"}), jsonString(event, {"object", "metadata", "name"}),
                         object ? *object : Json()});
        }
        if (enough(seen))
            loop.quit();
    };
    functions.ended = [&](const std::optional<ApiError> &error) {
        if (error)
            seen.append({QStringLiteral("END"), {}, Json{{"code", error->httpCode}, {"reason", error->reason}}});
        else
            seen.append({QStringLiteral("END"), {}, Json{{"code", 200}}});
        loop.quit();
    };
    const CallHandle call = m_client.stream(request, functions);
    loop.exec();
    return seen;
}

Json Cluster::waitFor(const GroupVersionResource &resource, const QString &name,
                      const std::function<bool(const Json &)> &wish, int seconds)
{
    Json last;
    const auto look = [&](const QList<Seen> &events) {
        if (events.isEmpty() || events.last().type == QLatin1String("END"))
            return false;
        if (events.last().type != QLatin1String("BOOKMARK"))
            last = events.last().object;
        return last.is_object() && wish(last);
    };
    const QString query = QStringLiteral("fieldSelector=metadata.name%3D%1&timeoutSeconds=%2").arg(name).arg(seconds);
    const QList<Seen> events = watch(resource, query, look, seconds);
    return last.is_object() && wish(last) ? last : Json();
}

bool Cluster::waitGone(const GroupVersionResource &resource, const QString &name, int seconds)
{
    // Not by a watch: one that begins just after the end would never hear of it.
    return until([&] { return get(resource, name); }, [](const Answer &answer) { return answer.code == 404; }, seconds)
               .code == 404;
}

Json configMap(const QString &name, const Json &data, const Json &labels)
{
    return Json{{"apiVersion", "v1"},
                {"kind", "ConfigMap"},
                {"metadata", {{"name", name}, {"labels", labels}}},
                {"data", data}};
}

Json pod(const QString &name, const QString &script, const QString &policy)
{
    return Json{{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata", {{"name", name}, {"labels", {{"app.kubernetes.io/part-of", "zdtp"}}}}},
                {"spec",
                 {{"restartPolicy", policy},
                  {"automountServiceAccountToken", false},
                  {"enableServiceLinks", false},
                  {"terminationGracePeriodSeconds", 2},
                  {"securityContext",
                   {{"runAsNonRoot", true}, {"runAsUser", 10001}, {"seccompProfile", {{"type", "RuntimeDefault"}}}}},
                  {"containers", Json::array({Json{{"name", "main"},
                                                   {"image", "postgres:17"},
                                                   {"command", Json::array({"bash", "-c", script})},
                                                   {"terminationMessagePolicy", "FallbackToLogsOnError"},
                                                   {"securityContext",
                                                    {{"allowPrivilegeEscalation", false},
                                                     {"capabilities", {{"drop", Json::array({"ALL"})}}},
                                                     {"readOnlyRootFilesystem", true}}}}})}}}};
}

} // namespace zdtp::behaviour
