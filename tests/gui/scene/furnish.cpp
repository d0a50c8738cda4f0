#include "k8s/rest/resources.h"
#include "models/task/document.h"
#include "tests/gui/scene/kubelet.h"
#include "tests/gui/scene/scene.h"

namespace zdtp::test {

namespace {

QByteArray smallTask(const QByteArray &name, const QByteArray &table)
{
    return "apiVersion: zdtp.io/v1\nkind: SyncTask\nmetadata: {name: " + name +
           "}\nspec:\n  type: full\n  engine: psql-copy\n"
           "  source: {url: \"postgresql://src:5432/shop\", user: reader, password: {secret: shop-src, key: "
           "password}}\n"
           "  target: {url: \"postgresql://dst:5432/dw\", user: writer, password: {secret: shop-dst, key: password}}\n"
           "  tables:\n    - name: " +
           table + "\n  scheduling: {mode: Pod, restartPolicy: Never}\n";
}

QByteArray logOf(const QDateTime &start, const QString &slice, qint64 rows, bool failed)
{
    QByteArray log;
    const auto line = [&](int milliseconds, const QString &text) {
        log += start.addMSecs(milliseconds).toUTC().toString(Qt::ISODateWithMs).toUtf8() + ' ' + text.toUtf8() + '\n';
    };
    line(214, QStringLiteral("source  connected to src:5432/shop as reader, PostgreSQL 17.2"));
    line(390, QStringLiteral("target  connected to dst:5432/dw as writer, PostgreSQL 17.2"));
    line(402, QStringLiteral("worker  COPY (SELECT * FROM public.orders WHERE %1) TO STDOUT").arg(slice));
    for (int i = 1; i <= 8; ++i)
        line(402 + i * 10'000,
             QStringLiteral("worker  progress rows=%1 bytes=%2 rate=7311/s").arg(rows * i / 8).arg(rows * i / 8 * 175));
    if (failed) {
        line(84'118, QStringLiteral("source  psql: error: server closed the connection unexpectedly"));
        line(84'118,
             QStringLiteral("source  This probably means the server terminated abnormally before or while processing "
                            "the request."));
        line(84'211,
             QStringLiteral("worker  failed: the source closed its connection before the target had committed"));
    }
    return log;
}

} // namespace

void Scene::furnish()
{
    const QByteArray large = largeTask();
    addTask(large);
    addTask(smallTask("customers-nightly", "public.customers"), QStringLiteral("night@dw.example"));
    addTask(smallTask("ledger-archive", "public.ledger"));
    addTask(smallTask("shop-stock", "public.stock"));

    addRun(smallTask("ledger-archive", "public.ledger"), 6, 2 * 86400);
    const QString ledger = podOf(smallTask("ledger-archive", "public.ledger"), 6, QStringLiteral("ledger"));
    setStatus(ledger, Kubelet::running(pod(ledger), ago(2 * 86400 - 5)));
    addRun(smallTask("customers-nightly", "public.customers"), 41, 9 * 3600);
    const QString nightly = podOf(smallTask("customers-nightly", "public.customers"), 41, QStringLiteral("customers"));
    setStatus(nightly, Kubelet::ended(pod(nightly), 0, QStringLiteral("Completed"),
                                      QStringLiteral("worker  done rows=1998112"), ago(9 * 3600 - 4), ago(8 * 3600)));

    const QList<WorkerSpec> workers = workersOf(*parseSyncTask(large, QStringLiteral("large")).task);
    addRun(large, 2, 86400);
    for (const WorkerSpec &worker : workers) {
        const QString name = podOf(large, 2, worker.name);
        setStatus(name, Kubelet::ended(pod(name), 0, QStringLiteral("Completed"),
                                       QStringLiteral("worker  done rows=1998112"), ago(86390), ago(82000)));
    }

    addRun(large, 3, 875);
    const QSet<QString> done{QStringLiteral("orders-01"), QStringLiteral("orders-03"), QStringLiteral("orders-04"),
                             QStringLiteral("orders-05"), QStringLiteral("orders-06"), QStringLiteral("lines-01"),
                             QStringLiteral("lines-02"),  QStringLiteral("lines-10"),  QStringLiteral("products")};
    const QSet<QString> waiting{QStringLiteral("orders-11"), QStringLiteral("orders-12")};
    int n = 0;
    for (const WorkerSpec &worker : workers) {
        ++n;
        const QString name = podOf(large, 3, worker.name);
        if (worker.name == QLatin1String("orders-02")) {
            setStatus(name, Kubelet::ended(pod(name), 2, QStringLiteral("Error"),
                                           QStringLiteral("psql: error: server closed the connection unexpectedly"),
                                           ago(744), ago(660)));
            client.setLog(nameSpace, name,
                          logOf(ago(744), QStringLiteral("id>=2000001 AND id<4000001"), 584'944, true));
            client.endLog(nameSpace, name);
            addEvent(name, QStringLiteral("Normal"), QStringLiteral("Scheduled"),
                     QStringLiteral("Successfully assigned zdtp-prod/%1 to worker-eu-4").arg(name), 750);
            addEvent(name, QStringLiteral("Normal"), QStringLiteral("Started"),
                     QStringLiteral("Started container worker"), 744);
        } else if (worker.name == QLatin1String("lines-07")) {
            setStatus(name, Kubelet::evicted(QStringLiteral("The node was low on resource: memory.")));
            addEvent(
                name, QStringLiteral("Warning"), QStringLiteral("Evicted"),
                QStringLiteral("The node was low on resource: memory. Threshold quantity: 100Mi, available: 81Mi."),
                552);
        } else if (worker.name == QLatin1String("lines-04") || worker.name == QLatin1String("lines-09")) {
            client.erase(k8s::resources::pods(), nameSpace, name);
        } else if (done.contains(worker.name)) {
            setStatus(name,
                      Kubelet::ended(pod(name), 0, QStringLiteral("Completed"),
                                     QStringLiteral("worker  done rows=1998112"), ago(860 - n), ago(300 + 9 * n)));
        } else if (worker.name == QLatin1String("orders-12")) {
            setStatus(name, Kubelet::waiting(pod(name), QStringLiteral("ImagePullBackOff"),
                                             QStringLiteral("Back-off pulling image \"postgres:17\": the registry "
                                                            "does not answer")));
            addEvent(name, QStringLiteral("Warning"), QStringLiteral("Failed"),
                     QStringLiteral("Failed to pull image \"postgres:17\": the registry does not answer"), 31);
        } else if (!waiting.contains(worker.name)) {
            const QDateTime start = ago(860 - 25 * n);
            setStatus(name, Kubelet::running(pod(name), start));
            client.setLog(nameSpace, name, logOf(start, worker.sliceText(), 90'000LL * n, false));
        }
    }
}

} // namespace zdtp::test
