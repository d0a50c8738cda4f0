#pragma once

#include "k8s/cache/backoff.h"
#include "k8s/cache/reflector.h"

namespace zdtp::k8s {

/// The state machine inside a Reflector: Idle → Listing → Watching ⇄ Waiting.
class Reflector::Machine
{
public:
    Machine(Reflector &owner, ApiClient &client, ListWatch what, ResourceSink &sink, Clock &clock, quint32 seed);
    ~Machine();
    Q_DISABLE_COPY_MOVE(Machine)

    void start();
    void stop();
    void poke();
    const Freshness &freshness() const { return m_freshness; }

private:
    enum class State { Idle, Listing, Watching, Waiting };
    enum class Next { List, Watch };

    void list();
    void askPage(const QString &continueToken);
    void onPage(ApiResult<Response> page);
    void watch();
    void onStarted();
    void onData(QByteArrayView bytes);
    void onEnded(std::optional<ApiError> error);
    void onEventError(const WatchEvent &event);
    void onSilence();

    void expired();
    void wait(Next next, const QString &problem, std::chrono::milliseconds atLeast = {});
    void go(Next next);
    void leaveRequest();
    void heard();
    void setFreshness(Freshness freshness);
    void lostLive(const QString &problem, const QDateTime &nextTry = {});
    void armSilence(std::chrono::milliseconds delay);
    void watchTheClock();
    void onTick();
    void comeBack(const QString &problem);
    Request request() const;
    bool madeProgress() const;

    Reflector &m_owner;
    ApiClient &m_client;
    const ListWatch m_what;
    ResourceSink &m_sink;
    Clock &m_clock;
    Backoff m_backoff;

    State m_state = State::Idle;
    Next m_next = Next::List;
    QString m_version; ///< of the last list, event or bookmark; what the next watch begins from
    bool m_listed = false;
    bool m_paged = true; ///< false after a page token expired
    QString m_listVersion;
    int m_loaded = 0;

    bool m_open = false;         ///< the watch's head came
    bool m_sawEvent = false;     ///< since this watch began
    bool m_expiredTwice = false; ///< 410 without anything good in between
    std::chrono::milliseconds m_openedAt{0};
    std::chrono::milliseconds m_heardAt{0};
    QDateTime m_heardTime;
    QByteArray m_line; ///< the part of a line that has come

    CallHandle m_call;
    TimerHandle m_wait;
    TimerHandle m_silence;
    TimerHandle m_tick;
    QDateTime m_tickTime;
    std::chrono::milliseconds m_tickAt{0};
    Freshness m_freshness;
    /// Counts requests and stops. Who calls out to a listener compares it afterwards: the listener may have stopped or
    /// destroyed the reflector. Shared, so that it can be read after destruction.
    std::shared_ptr<quint64> m_turn = std::make_shared<quint64>(0);
};

} // namespace zdtp::k8s
