#include "models/run/runoperation.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QUuid>

namespace zdtp {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(operationLog, "zdtp.models.run")

RunOperation::RunOperation(RunContext context, QObject *parent)
    : Operation(parent), m_context(std::move(context)), m_id(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

RunOperation::~RunOperation()
{
    // The body refers to this object: it goes first, and with it every request under way.
    m_body = {};
}

void RunOperation::start()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_body = body();
            m_body.start();
        },
        Qt::QueuedConnection);
}

Async<void> RunOperation::body()
{
    Outcome outcome;
    try {
        // Records and journal are signed: what is done does not begin before the server has said who does it. The
        // question is a request like any other and ends within its time-out.
        while (m_context.asksWho() && !m_cancelled)
            co_await Pause(*this, 100ms);
        outcome = co_await perform();
    } catch (const std::exception &error) {
        outcome = {Outcome::Kind::Failed, QString::fromUtf8(error.what())};
    }
    qCInfo(operationLog).noquote() << title() << "ended:" << int(outcome.kind) << outcome.line;
    // Whoever hears of it may destroy this operation, and with it the frame that runs here.
    QMetaObject::invokeMethod(
        this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
}

void RunOperation::cancel()
{
    m_cancelled = true;
    wake();
}

void RunOperation::wake()
{
    if (m_pauses.isEmpty() || std::exchange(m_waking, true))
        return;
    QMetaObject::invokeMethod(this, &RunOperation::wakeAll, Qt::QueuedConnection);
}

void RunOperation::wakeAll()
{
    m_waking = false;
    const QList<Pause *> waiting = m_pauses;
    for (Pause *pause : waiting) {
        if (m_pauses.contains(pause))
            pause->resume();
    }
}

JournalEntry RunOperation::entry(const QString &what, const QString &object, const QString &uid, const QString &outcome,
                                 const QString &reason) const
{
    return {m_context.clock.now(), m_context.who(), what, object, uid, outcome, reason};
}

void RunOperation::tell(const JournalEntry &entry) const
{
    m_context.journal.append(entry, m_context.cluster, m_context.nameSpace, m_task, m_run);
}

void Pause::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_operation.m_pauses.append(this);
    m_timer = m_operation.m_context.clock.after(m_atMost, [this] { resume(); });
}

void Pause::resume()
{
    m_operation.m_pauses.removeOne(this);
    m_timer.reset();
    m_caller.resume(); // destroys this
}

Sent sentOf(const k8s::ApiError &error)
{
    if (error.kind == k8s::ApiError::Kind::NotSent || error.kind == k8s::ApiError::Kind::Tls ||
        error.isTooManyRequests())
        return Sent::NotSent;
    return error.isAmbiguous() ? Sent::Ambiguous : Sent::Refused;
}

} // namespace zdtp
