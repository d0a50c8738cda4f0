#pragma once

#include "models/plan/plan.h"
#include "models/session/clustersession.h"
#include "models/task/split.h"
#include "tests/support/fakeapiclient.h"

#include <QCoreApplication>
#include <QMap>
#include <QSet>
#include <QTest>

namespace zdtp::test {

/// A cluster in memory, its kubelet and its database, on a clock that only moves when everything waits. Counts how
/// often each worker was started: that is what the promises are about.
class World
{
public:
    ManualClock clock;
    FakeApiClient server{clock};
    EngineCatalog engines = catalog();
    std::unique_ptr<ClusterSession> session;
    QMap<QString, QStringList> starts;                  ///< name of a pod → uids that were seen under it
    QMap<QString, int> rows;                            ///< worker → rows of its slice in the target
    QStringList violations;                             ///< promises that were broken
    std::function<QString(const QString &worker)> fate; ///< phase of a worker that is started; empty: it stays Running

    static EngineCatalog catalog()
    {
        QList<Error> problems;
        return EngineCatalog::load({}, &problems);
    }

    static QByteArray document(int parts = 4, const char *extra = "prepare: keep", int parallelism = 0)
    {
        return QStringLiteral("apiVersion: zdtp.io/v1\n"
                              "kind: SyncTask\n"
                              "metadata: {name: orders, namespace: shop}\n"
                              "spec:\n"
                              "  type: full\n"
                              "  engine: psql-copy\n"
                              "  source: {url: \"postgresql://src:5432/shop\", user: reader, password: {secret: "
                              "shop-src, key: password}}\n"
                              "  target: {url: \"postgresql://dst:5432/dw\", user: writer, password: {secret: "
                              "shop-dst, key: password}}\n"
                              "  tables:\n"
                              "    - name: public.orders\n"
                              "      split: {column: id, from: 1, to: %1, parts: %2}\n"
                              "  scheduling: {mode: Pod, restartPolicy: Never, parallelism: %3}\n"
                              "  %4\n")
            .arg(parts * 1000 + 1)
            .arg(parts)
            .arg(parallelism)
            .arg(QLatin1String(extra))
            .toUtf8();
    }

    World()
    {
        server.latency = std::chrono::milliseconds(2);
        server.put(k8s::resources::namespaces(), QString(),
                   {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "shop"}}}});
        for (const char *name : {"shop-src", "shop-dst"})
            server.put(k8s::resources::secrets(), QStringLiteral("shop"),
                       {{"apiVersion", "v1"},
                        {"kind", "Secret"},
                        {"metadata", {{"name", name}, {"namespace", "shop"}}},
                        {"data", {{"password", "c2VjcmV0"}}}});
    }

    std::unique_ptr<ClusterSession> open()
    {
        ClusterIdentity identity;
        identity.context = identity.title = QStringLiteral("test");
        identity.nameSpace = QStringLiteral("shop");
        auto made = std::make_unique<ClusterSession>(server, identity, engines, clock, QString());
        made->setProgressFollowing(false);
        made->start();
        ClusterSession *raw = made.get();
        until([raw] { return raw->hasSynced() && raw->freshness().isLive(); });
        return made;
    }

    /// One turn: everything that is ready, else the next timer. The kubelet and the database look on.
    void step()
    {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        clock.runNext();
        QCoreApplication::sendPostedEvents();
        kubelet();
    }
    bool until(const std::function<bool()> &done, int steps = 200'000)
    {
        for (; steps > 0; --steps) {
            if (done())
                return true;
            step();
        }
        return done();
    }
    Outcome finish(Operation *operation)
    {
        Outcome outcome{Outcome::Kind::Failed, QStringLiteral("it never finished")};
        bool ended = false;
        const auto connection = QObject::connect(operation, &Operation::finished, [&](const Outcome &result) {
            outcome = result;
            ended = true;
        });
        until([&] { return ended; });
        QObject::disconnect(connection);
        return outcome;
    }
    void settle(std::chrono::milliseconds time = std::chrono::seconds(1))
    {
        const auto end = clock.elapsed() + time;
        while (clock.elapsed() < end) {
            const auto before = clock.elapsed();
            bool later = false;
            const TimerHandle marker = clock.after(end - before, [&later] { later = true; });
            until([&] { return later; });
        }
    }

    QList<Json> workers() const
    {
        QList<Json> found;
        for (const Json &pod : server.all(k8s::resources::pods(), QStringLiteral("shop"))) {
            if (jsonString(pod, {"metadata", "labels", names::role}) == QLatin1String("worker"))
                found.append(pod);
        }
        return found;
    }
    /// How often the attempt of a worker was started.
    int startsOf(const QString &worker, int attempt = 1, int run = 1) const
    {
        return int(starts.value(names::workerPod(QStringLiteral("orders"), run, worker, attempt)).size());
    }
    static QString workerName(int number) { return QStringLiteral("orders-%1").arg(number, 2, 10, QLatin1Char('0')); }

    void end(const QString &pod, const char *phase, int exitCode, const QString &message = {})
    {
        const Json *object = server.find(k8s::resources::pods(), QStringLiteral("shop"), pod);
        if (!object)
            return;
        const QString container = jsonString((*object)["spec"]["containers"][0], {"name"});
        const QString now = clock.now().toString(Qt::ISODate);
        Json terminated = {{"exitCode", exitCode},
                           {"reason", exitCode ? "Error" : "Completed"},
                           {"startedAt", now},
                           {"finishedAt", now}};
        if (!message.isEmpty())
            terminated["message"] = message;
        server.setPodStatus(QStringLiteral("shop"), pod,
                            {{"phase", phase},
                             {"containerStatuses", Json::array({{{"name", container},
                                                                 {"ready", false},
                                                                 {"restartCount", 0},
                                                                 {"state", {{"terminated", terminated}}}}})}});
    }

private:
    void violate(const QString &what) { violations.append(what); }

    /// Pods that came since the last turn run: workers by their fate, helpers by what they are.
    void kubelet()
    {
        for (const Json &pod : server.all(k8s::resources::pods(), QStringLiteral("shop"))) {
            const QString name = jsonString(pod, {"metadata", "name"});
            const QString uid = jsonString(pod, {"metadata", "uid"});
            QStringList &seen = starts[name];
            if (seen.contains(uid))
                continue;
            seen.append(uid);
            const QString role = jsonString(pod, {"metadata", "labels", names::role});
            const QString worker = jsonString(pod, {"metadata", "labels", names::worker});
            if (role == QLatin1String("worker"))
                startWorker(pod, name, worker);
            else if (role == word(HelperKind::Cleanup)) {
                const int deleted = std::exchange(rows[worker], 0);
                if (running(worker))
                    violate(QStringLiteral("the slice of %1 was cleaned while it ran").arg(worker));
                end(name, "Succeeded", 0, QStringLiteral("{\"rows\": %1}").arg(deleted));
            } else if (role == word(HelperKind::Count)) {
                end(name, "Succeeded", 0, QStringLiteral("{\"rows\": %1}").arg(rows.value(worker)));
            } else if (role == word(HelperKind::Precheck)) {
                int held = 0;
                for (const int count : std::as_const(rows))
                    held += count;
                end(name, "Succeeded", 0,
                    held ? QStringLiteral("{\"problem\": \"the target holds %1 rows\"}").arg(held)
                         : QStringLiteral("{\"ok\": true}"));
            } else {
                rows.clear();
                end(name, "Succeeded", 0, QStringLiteral("{\"ok\": true}"));
            }
        }
    }
    bool running(const QString &worker) const
    {
        for (const Json &pod : workers()) {
            if (jsonString(pod, {"metadata", "labels", names::worker}) == worker &&
                jsonString(pod, {"status", "phase"}) != QLatin1String("Failed") &&
                jsonString(pod, {"status", "phase"}) != QLatin1String("Succeeded"))
                return true;
        }
        return false;
    }
    void startWorker(const Json &pod, const QString &name, const QString &worker)
    {
        if (starts.value(name).size() > 1)
            violate(QStringLiteral("%1 was started twice").arg(name));
        if (rows.value(worker) != 0)
            violate(QStringLiteral("%1 was started on top of %2 rows").arg(name).arg(rows.value(worker)));
        int alive = 0;
        for (const Json &other : workers()) {
            const QString phase = jsonString(other, {"status", "phase"});
            alive += jsonString(other, {"metadata", "labels", names::worker}) == worker &&
                     phase != QLatin1String("Failed") && phase != QLatin1String("Succeeded");
        }
        if (alive > 1)
            violate(QStringLiteral("%1 ran beside another attempt").arg(name));
        const QString phase = fate ? fate(worker) : QString();
        const QString container = jsonString(pod["spec"]["containers"][0], {"name"});
        if (phase == QLatin1String("Succeeded")) {
            end(name, "Succeeded", 0, QStringLiteral("done rows=1000"));
        } else if (phase == QLatin1String("Failed")) {
            rows[worker] = 500; // an engine without transactions leaves these behind
            end(name, "Failed", 1, QStringLiteral("the source went away"));
        } else {
            server.setPodStatus(
                QStringLiteral("shop"), name,
                {{"phase", "Running"},
                 {"containerStatuses",
                  Json::array({{{"name", container},
                                {"ready", true},
                                {"restartCount", 0},
                                {"state", {{"running", {{"startedAt", clock.now().toString(Qt::ISODate)}}}}}}})}});
        }
    }
};

} // namespace zdtp::test
