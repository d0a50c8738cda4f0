#pragma once

#include "k8s/base/json.h"
#include "k8s/rest/objectclient.h"
#include "models/engine/preset.h"
#include "models/plan/plan.h"
#include "models/run/async.h"
#include "models/run/journal.h"
#include "models/run/operation.h"
#include "models/run/record.h"

namespace zdtp {

/// What every operation needs. The references outlive the operations.
struct RunContext
{
    k8s::ApiClient &client;
    Clock &clock;
    const EngineCatalog &engines;
    const JournalFile &journal;
    QString cluster; ///< name of the context, for the journal and for messages
    QString nameSpace;
    std::function<QString()> who;  ///< user name, never empty
    std::function<bool()> asksWho; ///< the server was asked for it and has not answered yet
    /// Workers of a run that hold no place any more (succeeded, failed, stopped, missing), as the watches say.
    std::function<int(const QString &task, int run)> ended;

    k8s::ObjectClient objects() const { return k8s::ObjectClient(client); }
};

using ObjectResult = k8s::ApiResult<Json>;

/// An operation whose protocol is one coroutine.
class RunOperation : public Operation
{
    Q_OBJECT

public:
    RunOperation(RunContext context, QObject *parent);
    ~RunOperation() override;
    void start() override;
    void cancel() override;
    QString task() const { return m_task; }
    int run() const { return m_run; } ///< 0: not known yet
    bool isCancelled() const { return m_cancelled; }
    /// Something in the cluster changed: those who wait look again.
    void wake();

protected:
    virtual Async<Outcome> perform() = 0;
    const RunContext &context() const { return m_context; }
    const QString &id() const { return m_id; } ///< random; stamps what this operation creates
    void setTask(const QString &task, int run)
    {
        m_task = task;
        m_run = run;
    }
    JournalEntry entry(const QString &what, const QString &object, const QString &uid, const QString &outcome,
                       const QString &reason = {}) const;
    /// Writes it to the local activity file.
    void tell(const JournalEntry &entry) const;

    friend class Pause;
    friend class Requests;

private:
    Async<void> body();
    void wakeAll();

    RunContext m_context;
    QString m_id;
    QString m_task;
    int m_run = 0;
    bool m_cancelled = false;
    bool m_waking = false;
    QList<class Pause *> m_pauses;
    Async<void> m_body;
};

/// co_await Pause(*this, 1s): until something changed, the operation was cancelled, or the time is over.
class [[nodiscard]] Pause
{
public:
    Pause(RunOperation &operation, std::chrono::milliseconds atMost) : m_operation(operation), m_atMost(atMost) {}
    ~Pause() { m_operation.m_pauses.removeOne(this); }
    Q_DISABLE_COPY_MOVE(Pause)
    bool await_ready() const noexcept { return m_operation.m_cancelled; }
    void await_suspend(std::coroutine_handle<> caller);
    void await_resume() const noexcept {}
    void resume();

private:
    RunOperation &m_operation;
    std::chrono::milliseconds m_atMost;
    std::coroutine_handle<> m_caller;
    TimerHandle m_timer;
};

/// What an error means for a mutation that was sent.
enum class Sent {
    Refused,  ///< the server answered no: nothing was changed
    NotSent,  ///< it never reached the server, or the server asked to come again later
    Ambiguous ///< it may have been carried out
};
Sent sentOf(const k8s::ApiError &error);

/// Requests of an operation, as things to wait for.
class Requests
{
public:
    explicit Requests(RunOperation &operation) : m_operation(operation), m_context(operation.m_context) {}

    Answer<ObjectResult> get(const k8s::GroupVersionResource &resource, const QString &name) const;
    Answer<ObjectResult> list(const k8s::GroupVersionResource &resource, const k8s::ListOptions &options) const;
    /// `dryRun`: the server checks everything and stores nothing.
    Answer<ObjectResult> create(const k8s::GroupVersionResource &resource, const Json &object,
                                bool dryRun = false) const;
    Answer<ObjectResult> update(const k8s::GroupVersionResource &resource, const Json &object,
                                bool dryRun = false) const;
    Answer<ObjectResult> remove(const k8s::GroupVersionResource &resource, const QString &name,
                                const k8s::DeleteOptions &options) const;
    Answer<k8s::ApiResult<k8s::Response>> send(const k8s::Request &request) const;

    /// Reads until the server says something: bounded, with growing waits.
    Async<ObjectResult> read(k8s::GroupVersionResource resource, QString name) const;
    /// Every page of a collection, as one array of items, and the resourceVersion of the list.
    struct Listing
    {
        Json items = Json::array();
        QString resourceVersion;
    };
    Async<k8s::ApiResult<Listing>> listAll(k8s::GroupVersionResource resource, QString labelSelector) const;

    RunOperation &operation() const { return m_operation; }
    const RunContext &context() const { return m_context; }

private:
    RunOperation &m_operation;
    const RunContext &m_context;
};

/// What came of creating an object by its fixed name.
struct Creation
{
    enum class Kind {
        Created,
        AlreadyOurs, ///< it is there with our launch id and content
        Foreign,     ///< the name is taken by somebody else's object
        Refused,     ///< the server's answer stands in `error`
        NotSent,     ///< the server could not be reached; nothing happened
        Unknown      ///< no answer, and the object is not there now: it may come, or may have been and gone
    };
    Kind kind = Kind::Unknown;
    QString uid;
    k8s::ApiError error;
    bool isThere() const { return kind == Kind::Created || kind == Kind::AlreadyOurs; }
    /// In words, for one object; empty when it is there.
    Outcome outcome(const QString &what) const;
};
/// Sends a create once, and reads by name after an answer that leaves it open. Only a create that the server has
/// certainly not carried out (no connection, 429) is sent again.
Async<Creation> createOnce(Requests requests, Json manifest);

/// Deletes by name with the uid as precondition and waits until the object is gone. `resourceVersion` may be empty.
Async<Outcome> removeAndWait(Requests requests, k8s::GroupVersionResource resource, QString name, QString uid,
                             QString resourceVersion);

} // namespace zdtp
