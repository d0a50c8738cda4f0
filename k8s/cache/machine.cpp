#include "k8s/cache/machine.h"

#include <QCoreApplication>
#include <QLoggingCategory>

namespace zdtp::k8s {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(logWatch, "zdtp.k8s.watch", QtInfoMsg)

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(zdtp::k8s::Reflector)
};

constexpr int pageSize = 500;               // as client-go
constexpr qsizetype longestLine = 16 << 20; // an object is 1.5 MiB at most
constexpr auto longestSilence = 120s;       // bookmarks come about once a minute
constexpr auto longestOpening = 30s;
constexpr auto shortWatch = 1s;
constexpr auto slowRetry = 30s; // what only a person can mend
constexpr auto tick = 10s;
constexpr auto smallJump = 10s; // of the wall clock; what a time server mends by the way

} // namespace

Reflector::Machine::Machine(Reflector &owner, ApiClient &client, ListWatch what, ResourceSink &sink, Clock &clock,
                            quint32 seed)
    : m_owner(owner), m_client(client), m_what(std::move(what)), m_sink(sink), m_clock(clock), m_backoff(seed)
{
}

Reflector::Machine::~Machine()
{
    ++*m_turn;
    m_call.reset();
}

void Reflector::Machine::start()
{
    if (m_state == State::Idle)
        go(m_listed ? Next::Watch : Next::List);
}

void Reflector::Machine::stop()
{
    if (m_state == State::Idle)
        return;
    leaveRequest();
    m_state = State::Idle;
    lostLive({});
}

void Reflector::Machine::poke()
{
    if (m_state != State::Idle)
        comeBack({});
}

/// Trusts nothing that is open and does not wait any longer.
void Reflector::Machine::comeBack(const QString &problem)
{
    m_backoff.reset();
    const Next next = m_state == State::Listing ? Next::List : m_state == State::Waiting ? m_next : Next::Watch;
    leaveRequest();
    const auto turn = m_turn;
    const quint64 now = *turn;
    lostLive(problem);
    if (*turn == now)
        go(next);
}

/// A machine that slept did not count the time, and what was open before is as good as dead; but its timers go on where
/// they stood, and silence would be noticed minutes late. The wall clock tells.
void Reflector::Machine::watchTheClock()
{
    m_tickTime = m_clock.now();
    m_tickAt = m_clock.elapsed();
    m_tick = m_clock.after(tick, [this] { onTick(); });
}

void Reflector::Machine::onTick()
{
    const auto wall = std::chrono::milliseconds(m_tickTime.msecsTo(m_clock.now()));
    const auto jump = std::chrono::abs(wall - (m_clock.elapsed() - m_tickAt));
    if (jump < smallJump)
        return watchTheClock();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(jump).count();
    const QString problem = Words::tr("this machine slept for %1 s, or its clock was set").arg(seconds);
    qCInfo(logWatch).noquote() << m_what.resource.resource << problem;
    comeBack(problem);
}

void Reflector::Machine::go(Next next)
{
    if (next == Next::Watch && !m_version.isEmpty())
        watch();
    else
        list();
}

void Reflector::Machine::leaveRequest()
{
    ++*m_turn;
    m_call.reset();
    m_wait.reset();
    m_silence.reset();
    m_tick.reset();
    m_line.clear();
    m_open = false;
}

Request Reflector::Machine::request() const
{
    Request request;
    request.path = pathOf(m_what.resource, m_what.nameSpace);
    if (!m_what.labelSelector.isEmpty())
        request.query.addQueryItem(QStringLiteral("labelSelector"), m_what.labelSelector);
    if (!m_what.fieldSelector.isEmpty())
        request.query.addQueryItem(QStringLiteral("fieldSelector"), m_what.fieldSelector);
    return request;
}

// --- list

void Reflector::Machine::list()
{
    leaveRequest();
    m_state = State::Listing;
    m_sink.beginList();
    m_loaded = 0;
    if (!m_listed) {
        Freshness freshness;
        freshness.state = Freshness::State::CatchingUp;
        freshness.since = m_clock.now();
        freshness.problem = m_freshness.problem;
        const auto turn = m_turn;
        const quint64 now = *turn;
        setFreshness(std::move(freshness));
        if (*turn != now)
            return;
    }
    askPage({});
}

void Reflector::Machine::askPage(const QString &continueToken)
{
    // No resourceVersion: the most recent state, so that a list never goes back behind what was seen.
    Request page = request();
    page.accept = "application/vnd.kubernetes.protobuf, application/json"; // a third of the bytes; not all speak it
    if (m_paged)
        page.query.addQueryItem(QStringLiteral("limit"), QString::number(pageSize));
    if (!continueToken.isEmpty())
        page.query.addQueryItem(QStringLiteral("continue"), continueToken);
    m_call = m_client.send(page, [this](ApiResult<Response> result) { onPage(std::move(result)); });
}

void Reflector::Machine::onPage(ApiResult<Response> page)
{
    const auto done = std::move(m_call); // lives until this returns
    if (!page) {
        const ApiError &error = page.error();
        if (error.isExpired() && m_paged) { // a page token; the whole list in one answer needs none
            m_paged = false;
            return list();
        }
        m_paged = true;
        const bool person = error.isForbidden() || error.isUnauthorized();
        return wait(Next::List, error.toLine(), person ? slowRetry : std::chrono::milliseconds(error.retryAfter));
    }
    const auto meta = m_sink.stageListPage(page->body);
    if (!meta)
        return wait(Next::List, meta.error().toLine(), {});
    m_listVersion = meta->resourceVersion;
    m_loaded += meta->items;
    heard();
    const auto turn = m_turn;
    const quint64 now = *turn;
    emit m_owner.heard();
    if (*turn != now)
        return;
    if (!meta->continueToken.isEmpty()) {
        if (m_freshness.state == Freshness::State::CatchingUp) {
            Freshness freshness = m_freshness;
            freshness.loaded = m_loaded;
            setFreshness(std::move(freshness));
            if (*turn != now)
                return;
        }
        return askPage(meta->continueToken);
    }
    m_version = m_listVersion;
    m_paged = true;
    m_listed = true;
    m_sink.commitList();
    if (*turn != now)
        return;
    if (m_freshness.state == Freshness::State::Stale) {
        Freshness freshness = m_freshness;
        freshness.since = m_heardTime;
        setFreshness(std::move(freshness));
        if (*turn != now)
            return;
    }
    watch();
}

// --- watch

void Reflector::Machine::watch()
{
    leaveRequest();
    m_state = State::Watching;
    m_sawEvent = false;
    m_openedAt = m_clock.elapsed();
    m_heardAt = m_openedAt;
    Request stream = request();
    stream.timeout = 0ms; // the silence of a watch is measured here, over head and body alike
    stream.query.addQueryItem(QStringLiteral("watch"), QStringLiteral("true"));
    stream.query.addQueryItem(QStringLiteral("allowWatchBookmarks"), QStringLiteral("true"));
    stream.query.addQueryItem(QStringLiteral("resourceVersion"), m_version);
    stream.query.addQueryItem(QStringLiteral("timeoutSeconds"), QString::number(300 + m_backoff.below(300)));
    StreamFunctions functions;
    functions.started = [this](const Response &) { onStarted(); };
    functions.data = [this](QByteArrayView bytes) { onData(bytes); };
    functions.ended = [this](std::optional<ApiError> error) { onEnded(std::move(error)); };
    m_call = m_client.stream(stream, std::move(functions));
    armSilence(longestOpening);
    watchTheClock();
}

void Reflector::Machine::armSilence(std::chrono::milliseconds delay)
{
    m_silence = m_clock.after(delay, [this] { onSilence(); });
}

void Reflector::Machine::onSilence()
{
    const auto most = std::chrono::milliseconds(m_open ? longestSilence : longestOpening);
    const auto silence = m_clock.elapsed() - m_heardAt;
    if (silence < most)
        return armSilence(most - silence);
    const QString problem = Words::tr("no word from the server for %1 s").arg(most.count() / 1000);
    qCDebug(logWatch) << m_what.resource.resource << problem;
    if (!m_open)
        return wait(Next::Watch, problem, {});
    leaveRequest();
    const auto turn = m_turn;
    const quint64 now = *turn;
    lostLive(problem);
    if (*turn == now)
        watch();
}

void Reflector::Machine::onStarted()
{
    m_open = true;
    m_openedAt = m_clock.elapsed();
    heard();
    armSilence(longestSilence);
    Freshness freshness;
    freshness.state = Freshness::State::Live;
    freshness.since = m_clock.now();
    setFreshness(std::move(freshness));
}

void Reflector::Machine::onData(QByteArrayView bytes)
{
    heard();
    const auto turn = m_turn;
    const quint64 now = *turn;
    qsizetype from = m_line.size();
    m_line.append(bytes);
    qsizetype begin = 0;
    bool told = false;
    for (qsizetype end = m_line.indexOf('\n', from); end >= 0; end = m_line.indexOf('\n', begin)) {
        // A copy of the handle, not of the bytes: the listener may take this machine away.
        const QByteArray buffer = m_line;
        const QByteArrayView line = QByteArrayView(buffer).sliced(begin, end - begin);
        begin = end + 1;
        if (line.trimmed().isEmpty())
            continue;
        const auto event = m_sink.applyWatchLine(line);
        if (*turn != now)
            return;
        if (!event)
            return wait(Next::List, event.error().toLine(), {});
        if (event->type == WatchEvent::Type::Error)
            return onEventError(*event);
        m_sawEvent = m_sawEvent || m_version != event->resourceVersion;
        m_version = event->resourceVersion;
        m_expiredTwice = false;
        told = true;
    }
    m_line.remove(0, begin);
    if (m_line.size() > longestLine)
        return wait(Next::List, Words::tr("the watch sent a line of more than 16 MiB"), {});
    if (told)
        emit m_owner.heard(); // last: the listener may destroy the owner
}

bool Reflector::Machine::madeProgress() const
{
    return m_open && (m_sawEvent || m_clock.elapsed() - m_openedAt >= shortWatch);
}

void Reflector::Machine::onEventError(const WatchEvent &event)
{
    ApiError error = ApiError::make(ApiError::Kind::Status, event.statusMessage);
    error.httpCode = event.statusCode;
    error.reason = event.statusReason;
    if (error.isExpired())
        return expired();
    wait(error.isTooManyRequests() ? Next::Watch : Next::List, error.toLine(), {});
}

/// The server no longer knows what came after our version. Normal after a pause, so the new list is asked for at once;
/// only a server that says it again and again is given time.
void Reflector::Machine::expired()
{
    const bool again = m_expiredTwice;
    m_expiredTwice = true;
    if (again)
        return wait(Next::List, Words::tr("the server keeps forgetting where the watch stood"), {});
    leaveRequest();
    const auto turn = m_turn;
    const quint64 now = *turn;
    lostLive({});
    if (*turn == now)
        list();
}

void Reflector::Machine::onEnded(std::optional<ApiError> error)
{
    const auto done = std::move(m_call); // lives until this returns
    // What is left in m_line was cut off in the middle of an event. It is dropped; the next watch brings it whole.
    m_line.clear();
    if (error && error->isExpired())
        return expired();
    if (madeProgress() && (!error || error->kind == ApiError::Kind::Network)) {
        leaveRequest();
        const auto turn = m_turn;
        const quint64 now = *turn;
        lostLive(error ? error->toLine() : QString());
        if (*turn == now)
            watch();
        return;
    }
    if (!error)
        return wait(Next::List, Words::tr("the server ended the watch at once"), {});
    using Kind = ApiError::Kind;
    const bool person = error->isForbidden() || error->isUnauthorized();
    const bool same = person || error->isTooManyRequests() || error->kind == Kind::NotSent ||
                      error->kind == Kind::Tls || error->kind == Kind::Network || error->kind == Kind::Timeout;
    wait(same ? Next::Watch : Next::List, error->toLine(),
         person ? slowRetry : std::chrono::milliseconds(error->retryAfter));
}

// --- between

void Reflector::Machine::wait(Next next, const QString &problem, std::chrono::milliseconds atLeast)
{
    leaveRequest();
    m_state = State::Waiting;
    m_next = next;
    const auto delay = std::max(m_backoff.next(m_clock.elapsed()), atLeast);
    qCDebug(logWatch).noquote() << m_what.resource.resource << "waits" << delay.count() << "ms:" << problem;
    m_wait = m_clock.after(delay, [this] { go(m_next); });
    watchTheClock();
    lostLive(problem, m_clock.now().addMSecs(delay.count()));
}

void Reflector::Machine::heard()
{
    m_heardAt = m_clock.elapsed();
    m_heardTime = m_clock.now();
}

void Reflector::Machine::lostLive(const QString &problem, const QDateTime &nextTry)
{
    Freshness freshness = m_freshness;
    freshness.problem = problem;
    freshness.nextTry = nextTry;
    if (m_listed) {
        if (freshness.state != Freshness::State::Stale)
            freshness.since = m_heardTime;
        freshness.state = Freshness::State::Stale;
    } else {
        if (freshness.state != Freshness::State::NotConnected)
            freshness.since = m_clock.now();
        freshness.state = Freshness::State::NotConnected;
    }
    setFreshness(std::move(freshness));
}

void Reflector::Machine::setFreshness(Freshness freshness)
{
    if (freshness == m_freshness)
        return;
    m_freshness = std::move(freshness);
    const Freshness told = m_freshness; // the listener may destroy this
    emit m_owner.freshnessChanged(told);
}

} // namespace zdtp::k8s
