#pragma once

#include "k8s/base/json.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/objectclient.h"
#include "k8s/rest/restclient.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>

namespace zdtp::behaviour {

/// The cluster under test, and as whom it can be asked.
struct World
{
    k8s::RestConfig administrator;
    QMap<QString, k8s::RestConfig> users; ///< by kind: operator, viewer, expired, token; empty where there is one user
    QString nameSpace;
    bool hasNode = true;        ///< containers really run
    bool hasControllers = true; ///< namespaces end, garbage is collected
};

/// An answer with what a client sees of it: the code, the Status' reason, the object.
struct Answer
{
    int code = 0;
    QString reason;
    QStringList fields; ///< of the causes
    QStringList causes; ///< their reasons
    QString message;
    Json body;
    QByteArray raw;
    QStringList warnings;

    bool ok() const { return code >= 200 && code < 300; }
    /// "201", "409 AlreadyExists", "422 Invalid spec.containers": what two clusters are compared by.
    QString summary() const;
};

/// One event of a watch.
struct Seen
{
    QString type;
    QString name;
    Json object;
};

/// A cluster under test, used as a client uses it. Calls wait for their answer in an event loop of their own: a test
/// may. Each behaviour has one of its own, in a thread of its own.
class Cluster
{
public:
    explicit Cluster(const World &world) : Cluster(world, world.administrator, world.nameSpace) {}
    /// As another user.
    Cluster(const World &world, const k8s::RestConfig &user, QString nameSpace)
        : m_world(world), m_client(user), m_nameSpace(std::move(nameSpace))
    {
    }

    const World &world() const { return m_world; }
    k8s::ApiClient &client() { return m_client; }
    const QString &nameSpace() const { return m_nameSpace; }
    Answer request(k8s::Verb verb, const QString &path, const Json &body = {}, const QByteArray &contentType = {});
    Answer create(const k8s::GroupVersionResource &resource, const Json &object, const QString &query = {});
    Answer get(const k8s::GroupVersionResource &resource, const QString &name, const QString &subresource = {});
    Answer list(const k8s::GroupVersionResource &resource, const QString &query = {});
    Answer remove(const k8s::GroupVersionResource &resource, const QString &name, const Json &options = {});
    Answer inNamespace(const QString &nameSpace, const k8s::GroupVersionResource &resource, const Json &object);
    QString log(const QString &pod, const QString &query = {});
    /// Follows a log to its end. `came` is told how many milliseconds after the first bytes the end came.
    QString follow(const QString &pod, qint64 *came, int seconds = 120);
    /// Reads as a stream does: nothing is asked a second time, whatever the answer.
    Answer once(const QString &path);
    /// Asks until the answer is as wished; the last one when the time is over.
    Answer until(const std::function<Answer()> &ask, const std::function<bool(const Answer &)> &wish, int seconds = 60);
    /// Makes a namespace in which pods can be made.
    Answer makeNamespace(const QString &name, const Json &labels = Json::object());
    /// Reads a watch until `enough` says so, or it ends, or the time is over.
    QList<Seen> watch(const k8s::GroupVersionResource &resource, const QString &query,
                      const std::function<bool(const QList<Seen> &)> &enough, int seconds = 30);
    /// Polls an object until it is as wished; the last one that was read, an empty one when the time is over.
    Json waitFor(const k8s::GroupVersionResource &resource, const QString &name,
                 const std::function<bool(const Json &)> &wish, int seconds = 120);
    bool waitGone(const k8s::GroupVersionResource &resource, const QString &name, int seconds = 120);

private:
    const World &m_world;
    k8s::RestClient m_client;
    QString m_nameSpace;
};

/// What a behaviour showed. `seen` is compared between clusters word by word: no names, uids or times in it.
struct Observation
{
    QString seen;
    QString problem; ///< what contradicts the expectation; empty: as expected
};

struct Behaviour
{
    QString id;
    QString title;
    enum class Needs { Nothing, Node, Controllers } needs = Needs::Nothing;
    std::function<Observation(Cluster &)> run;
    QString difference = {}; ///< why the local cluster answers otherwise; empty: it does not
};

/// What is asked once before and once after everything older was forgotten (etcd compacted).
struct Expiry
{
    QString id;
    QString title;
    std::function<QString(Cluster &)> before;
    std::function<Observation(Cluster &, const QString &kept)> run;
};

QList<Behaviour> objectBehaviours();
QList<Behaviour> watchBehaviours();
QList<Behaviour> podBehaviours();
QList<Behaviour> policyBehaviours();
QList<Behaviour> ownershipBehaviours();
QList<Behaviour> accessBehaviours();
QList<Behaviour> recordBehaviours();
QList<Expiry> expiries();

/// Collects expectations within one behaviour.
class Expect
{
public:
    void that(bool holds, const QString &what)
    {
        if (!holds && m_problem.isEmpty())
            m_problem = what;
    }
    void equal(const QString &got, const QString &want, const QString &what)
    {
        that(got == want, QStringLiteral("%1: expected \"%2\", got \"%3\"").arg(what, want, got));
    }
    void note(const QString &what) { m_seen << what; }
    Observation observation() const { return {m_seen.join(QStringLiteral("; ")), m_problem}; }

private:
    QStringList m_seen;
    QString m_problem;
};

Json configMap(const QString &name, const Json &data = Json::object(), const Json &labels = Json::object());
/// A pod in the shape of our workers: restricted security context, one container `main` that runs `script` with bash.
Json pod(const QString &name, const QString &script, const QString &policy = QStringLiteral("Never"));

} // namespace zdtp::behaviour
