#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"
#include "k8s/rest/resources.h"

#include <QList>
#include <QMap>
#include <QSet>

#include <map>

namespace zdtp::test {

/// A small API server in memory: objects by resource, namespace and name with uid and resourceVersion, 409 on create,
/// resourceVersion checks on replace, preconditions on delete, lists with paging and label selectors, watches with
/// replay, bookmarks and 410. Every answer comes through the clock: with a ManualClock the test decides when.
/// Requests are recorded, and a fault can be chosen for each.
class FakeApiClient final : public k8s::ApiClient
{
public:
    struct Fault
    {
        enum class Kind {
            None,
            ErrorBefore, ///< `error` is answered and nothing happened
            AnswerLost,  ///< carried out, and then `error` is what the client sees
            Duplicate    ///< carried out twice, as a transport that repeats does; the second answer is what comes
        };
        Kind kind = Kind::None;
        k8s::ApiError error = k8s::ApiError::make(k8s::ApiError::Kind::Network, QStringLiteral("connection reset"));
        std::chrono::milliseconds delay{0};
    };
    using FaultFunction = std::function<Fault(const k8s::Request &)>;

    explicit FakeApiClient(Clock &clock);
    ~FakeApiClient() override;

    [[nodiscard]] k8s::CallHandle send(const k8s::Request &request, k8s::ResponseFunction done) override;
    [[nodiscard]] k8s::CallHandle stream(const k8s::Request &request, k8s::StreamFunctions functions) override;

    /// Asked for every request, streams included (there only ErrorBefore and delay count).
    void onRequest(FaultFunction function) { m_fault = std::move(function); }
    /// Every request in the order in which it was sent.
    const QList<k8s::Request> &requests() const { return m_requests; }
    void forgetRequests() { m_requests.clear(); }
    int count(k8s::Verb verb, const QString &pathPart = {}) const;

    // The server's side, as controllers and other clients use it. Objects are whole manifests; watches are told.
    Json put(const k8s::GroupVersionResource &resource, const QString &nameSpace, Json object); ///< creates or replaces
    bool erase(const k8s::GroupVersionResource &resource, const QString &nameSpace, const QString &name);
    const Json *find(const k8s::GroupVersionResource &resource, const QString &nameSpace, const QString &name) const;
    QList<Json> all(const k8s::GroupVersionResource &resource, const QString &nameSpace = {}) const;
    /// Replaces `status` of a pod, as a kubelet does; false when it is not there.
    bool setPodStatus(const QString &nameSpace, const QString &name, const Json &status);
    void setLog(const QString &nameSpace, const QString &pod, const QByteArray &log);
    void appendLog(const QString &nameSpace, const QString &pod, const QByteArray &bytes); ///< followers are told
    void endLog(const QString &nameSpace, const QString &pod);                             ///< followers end

    /// 0: a deleted pod is gone at once; else it carries a deletionTimestamp for so long.
    std::chrono::milliseconds podStop{0};
    QString userName = QStringLiteral("tester");
    QSet<QString> denied; ///< "create pods": what access reviews answer with no; requests are not refused
    /// Every answer takes this long.
    std::chrono::milliseconds latency{1};
    /// Forgets the history: a watch from an older resourceVersion gets 410 (as HTTP, or as an ERROR event), a page
    /// token expires.
    void compact();
    bool expiredAsEvent = true;
    void sendBookmarks();
    /// Ends every open watch; with an error it is a cut, and `halfLine` leaves the start of an event before it.
    void cutStreams(std::optional<k8s::ApiError> error = {}, bool halfLine = false);
    /// Bytes that no server sends, into every open watch.
    void inject(const QByteArray &bytes);
    /// Streams that are open, and those opened until unsilenceStreams(), never say anything again, as on a dead
    /// connection: they do not end either.
    void silenceStreams();
    void unsilenceStreams() { m_silent = false; }
    /// Bytes of a watch come in pieces of at most this; 0: line by line.
    int chunkSize = 0;
    int openStreams() const { return int(m_streams.size()); }

private:
    struct Target
    {
        k8s::GroupVersionResource resource;
        QString nameSpace, name, subresource;
        bool known = false;
    };
    struct Change
    {
        quint64 version = 0;
        QString collection; ///< "pods"
        Json before;        ///< null when it did not exist
        Json after;         ///< null when it was removed; then `before` carries the last version
    };
    class PendingCall;
    class StreamCall;

    static Target targetOf(const QString &path);
    k8s::ApiResult<k8s::Response> carryOut(const k8s::Request &request);
    k8s::ApiResult<k8s::Response> list(const Target &target, const k8s::Request &request);
    k8s::ApiResult<k8s::Response> create(const Target &target, const k8s::Request &request);
    k8s::ApiResult<k8s::Response> replace(const Target &target, const k8s::Request &request);
    k8s::ApiResult<k8s::Response> remove(const Target &target, const k8s::Request &request);
    Json store(const QString &collection, const QString &key, Json object);
    void drop(const QString &collection, const QString &key);
    void record(Change change);
    void startWatch(StreamCall *call, const Target &target, const k8s::Request &request);
    void tellStreams(const Change &change);

    Clock &m_clock;
    FaultFunction m_fault;
    QList<k8s::Request> m_requests;
    std::map<QString, std::map<QString, Json>> m_objects; ///< collection → "namespace/name" → object
    quint64 m_version = 100;
    quint64 m_uid = 0;
    quint64 m_compacted = 0;
    QList<Change> m_history;
    std::map<QString, QList<Json>> m_pages; ///< what is left of a paged list, by its token
    quint64 m_nextPage = 0;
    QMap<QString, QByteArray> m_logs;
    QSet<QString> m_endedLogs;
    std::map<QString, TimerHandle> m_stopping;
    QSet<StreamCall *> m_streams;
    QSet<PendingCall *> m_pending;
    bool m_silent = false;
};

/// Selectors of equality and sets: "a=b,c!=d,e,!f,g in (h,i)". True when all hold.
bool matchesSelector(const Json &object, const QString &selector);

} // namespace zdtp::test
