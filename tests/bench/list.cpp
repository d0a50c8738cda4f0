#include "k8s/api/pod.h"
#include "k8s/cache/informer.h"
#include "k8s/config/kubeconfig.h"
#include "k8s/rest/objectclient.h"
#include "k8s/rest/restclient.h"
#include "k8s/rest/tls.h"

#include <QCoreApplication>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <cstdio>
#include <deque>

using namespace zdtp;
using namespace zdtp::k8s;

// What tests/bench/run list measures, and what it is measured against:
//   zdtp-bench-list make KUBECONFIG NAMESPACE FROM TO writes the pods FROM … TO - 1 as workers leave them
//   zdtp-bench-list bare KUBECONFIG NAMESPACE         the bare protobuf LIST: Qt alone, the body is thrown away
//   zdtp-bench-list store KUBECONFIG NAMESPACE        the console's own way, until the store is filled
//   zdtp-bench-list stream KUBECONFIG NAMESPACE       as bare, but a streaming list (sendInitialEvents)
// The last line of the three is "COUNT-OR-BYTES PEAK", the peak of the resident memory in KiB.

namespace {

[[noreturn]] void give_up(const QString &why)
{
    std::fprintf(stderr, "zdtp-bench-list: %s\n", qPrintable(why));
    std::_Exit(1);
}

qint64 peak()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmHWM:"))
                return line.mid(6).trimmed().split(' ').value(0).toLongLong();
        }
    }
    return 0;
}

[[noreturn]] void finish(qint64 count)
{
    std::printf("%lld %lld\n", static_cast<long long>(count), static_cast<long long>(peak()));
    std::fflush(stdout);
    std::_Exit(0);
}

void bare(const RestConfig &config, const QString &space, bool isStream)
{
    const auto tls = tlsConfiguration(config);
    if (!tls)
        give_up(tls.error().toLine());
    auto *manager = new QNetworkAccessManager(QCoreApplication::instance());
    manager->setProxy(QNetworkProxy::NoProxy);
    QUrl url = config.server;
    url.setPath(url.path() + pathOf(resources::pods(), space));
    url.setQuery(isStream ? QStringLiteral("watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&"
                                           "allowWatchBookmarks=true")
                          : QStringLiteral("resourceVersion=0"));
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setDecompressedSafetyCheckThreshold(-1);
    request.setSslConfiguration(*tls);
    request.setHeader(QNetworkRequest::UserAgentHeader, RestClient::defaultUserAgent());
    request.setRawHeader("Accept", isStream ? "application/vnd.kubernetes.protobuf;stream=watch"
                                            : "application/vnd.kubernetes.protobuf");
    if (!config.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + config.token);
    QNetworkReply *reply = manager->get(request);
    if (isStream) {
        auto *bytes = new qint64(0);
        QObject::connect(reply, &QNetworkReply::readyRead, reply, [reply, bytes] {
            const QByteArray piece = reply->readAll();
            *bytes += piece.size();
            if (piece.contains("k8s.io/initial-events-end"))
                finish(*bytes);
        });
    }
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply] {
        if (reply->error() != QNetworkReply::NoError)
            give_up(reply->errorString());
        finish(reply->readAll().size());
    });
}

class Filling
{
public:
    Filling(RestConfig config, const QString &space)
        : m_client(std::move(config)), m_informer(m_client, {resources::pods(), space, {}, {}}, m_clock)
    {
        m_informer.store().onChange([this](const StoreChange<Pod> &change) {
            if (change.reset)
                finish(m_informer.store().objects().size());
        });
        QObject::connect(&m_informer.reflector(), &Reflector::freshnessChanged, &m_informer.reflector(),
                         [](const Freshness &freshness) {
                             if (!freshness.problem.isEmpty())
                                 give_up(freshness.problem);
                         });
        m_informer.reflector().start();
    }

private:
    SystemClock m_clock;
    RestClient m_client;
    Informer<Pod> m_informer;
};

/// Pods as large as a worker's, which then have run.
class Making
{
public:
    Making(RestConfig config, QString space, int from, int to)
        : m_client(std::move(config))
        , m_objects(m_client)
        , m_space(std::move(space))
        , m_count(to)
        , m_begun(from)
        , m_done(from)
    {
        for (int i = 0; i < 12; ++i)
            next();
    }

private:
    void next()
    {
        if (m_begun >= m_count) {
            if (m_done == m_count)
                finish(m_count);
            return;
        }
        const QString name = QStringLiteral("orders-r1-w%1-a1").arg(m_begun++, 5, 10, QLatin1Char('0'));
        m_calls.push_back(m_objects.create(resources::pods(), m_space, pod(name), [this, name](ApiResult<Json> made) {
            if (!made && !made.error().isAlreadyExists())
                give_up(made.error().toLine());
            setStatus(name);
        }));
        if (m_calls.size() > 200)
            m_calls.pop_front();
    }
    void setStatus(const QString &name)
    {
        Request request;
        request.verb = Verb::Patch;
        request.path = pathOf(resources::pods(), m_space, name, QStringLiteral("status"));
        request.contentType = "application/merge-patch+json";
        request.body = jsonBytes({{"status", status()}});
        m_calls.push_back(m_client.send(request, [this](ApiResult<Response> done) {
            if (!done)
                give_up(done.error().toLine());
            ++m_done;
            next();
        }));
    }
    static Json condition(const char *type, const char *value)
    {
        return {{"type", type}, {"status", value}, {"lastTransitionTime", "2026-11-02T03:00:00Z"}};
    }
    static Json status()
    {
        const Json terminated = {{"exitCode", 0},
                                 {"reason", "Completed"},
                                 {"startedAt", "2026-11-02T03:00:01Z"},
                                 {"finishedAt", "2026-11-02T03:04:05Z"},
                                 {"containerID", "containerd://" + std::string(64, 'c')}};
        const Json container = {{"name", "worker"},
                                {"ready", false},
                                {"restartCount", 0},
                                {"started", false},
                                {"image", "docker.io/library/postgres:17"},
                                {"imageID", "docker.io/library/postgres@sha256:" + std::string(64, 'a')},
                                {"containerID", "containerd://" + std::string(64, 'c')},
                                {"state", {{"terminated", terminated}}}};
        return {{"phase", "Succeeded"},
                {"startTime", "2026-11-02T03:00:00Z"},
                {"hostIP", "10.0.0.1"},
                {"podIP", "10.88.1.1"},
                {"conditions", Json::array({condition("PodReadyToStartContainers", "False"),
                                            condition("Initialized", "True"), condition("Ready", "False"),
                                            condition("ContainersReady", "False"), condition("PodScheduled", "True")})},
                {"containerStatuses", Json::array({container})}};
    }
    static Json pod(const QString &name)
    {
        const auto variable = [](const char *key, const std::string &value) {
            return Json{{"name", key}, {"value", value}};
        };
        const auto secret = [](const char *key, const char *from) {
            return Json{{"name", key}, {"valueFrom", {{"secretKeyRef", {{"name", from}, {"key", "password"}}}}}};
        };
        const Json environment = Json::array(
            {variable("ZDTP_TASK", "orders"), variable("ZDTP_RUN", "1"), variable("ZDTP_WORKER", name.toStdString()),
             variable("ZDTP_ATTEMPT", "1"), variable("ZDTP_TABLE", "public.orders"), variable("ZDTP_COLUMN", "id"),
             variable("ZDTP_FROM", "1000001"), variable("ZDTP_TO", "2000001"), secret("SOURCE_PASSWORD", "shop-src"),
             secret("TARGET_PASSWORD", "shop-dst")});
        const Json container = {
            {"name", "worker"},
            {"image", "postgres:17"},
            {"command", Json::array({"/bin/bash", "/zdtp/config/copy.sh"})},
            {"env", environment},
            {"resources", {{"requests", {{"cpu", "250m"}, {"memory", "256Mi"}}}, {"limits", {{"memory", "512Mi"}}}}},
            {"terminationMessagePolicy", "FallbackToLogsOnError"},
            {"securityContext",
             {{"allowPrivilegeEscalation", false}, {"capabilities", {{"drop", Json::array({"ALL"})}}}}},
            {"volumeMounts", Json::array({{{"name", "config"}, {"mountPath", "/zdtp/config"}, {"readOnly", true}}})}};
        return {{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata",
                 {{"name", name},
                  {"labels",
                   {{"app.kubernetes.io/managed-by", "zdtp-console"},
                    {"app.kubernetes.io/part-of", "zdtp"},
                    {"app.kubernetes.io/name", "psql-copy"},
                    {"zdtp.io/task", "orders"},
                    {"zdtp.io/run", "1"},
                    {"zdtp.io/worker", name.mid(10, 6)},
                    {"zdtp.io/attempt", "1"},
                    {"zdtp.io/sync", "full"}}},
                  {"annotations",
                   {{"zdtp.io/launch-id", "0b5c7d3e-6a1f-4d5b-9a0e-5d5c1f1b2a3c"},
                    {"zdtp.io/spec-hash", std::string(64, 'f')}}}}},
                {"spec",
                 {{"nodeName", "bench"},
                  {"restartPolicy", "Never"},
                  {"automountServiceAccountToken", false},
                  {"enableServiceLinks", false},
                  {"terminationGracePeriodSeconds", 30},
                  {"securityContext",
                   {{"runAsNonRoot", true}, {"runAsUser", 1000}, {"seccompProfile", {{"type", "RuntimeDefault"}}}}},
                  {"volumes", Json::array({{{"name", "config"}, {"configMap", {{"name", "orders-r1-config"}}}}})},
                  {"containers", Json::array({container})}}}};
    }

    RestClient m_client;
    ObjectClient m_objects;
    QString m_space;
    int m_count;
    int m_begun;
    int m_done;
    std::deque<CallHandle> m_calls;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString verb = arguments.value(1);
    if (arguments.size() < 4)
        give_up(QStringLiteral("usage: zdtp-bench-list make|bare|stream|store KUBECONFIG NAMESPACE [FROM TO]"));
    const auto file = Kubeconfig::load(arguments.at(2));
    if (!file)
        give_up(file.error().toLine());
    auto config = file->restConfig({});
    if (!config)
        give_up(config.error().toLine());
    const QString space = arguments.at(3);
    std::unique_ptr<Filling> filling;
    std::unique_ptr<Making> making;
    if (verb == QLatin1String("store"))
        filling = std::make_unique<Filling>(std::move(*config), space);
    else if (verb == QLatin1String("make"))
        making =
            std::make_unique<Making>(std::move(*config), space, arguments.value(4).toInt(), arguments.value(5).toInt());
    else
        bare(*config, space, verb == QLatin1String("stream"));
    return QCoreApplication::exec();
}
