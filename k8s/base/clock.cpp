#include "k8s/base/clock.h"

#include <QTimer>

#include <map>

namespace zdtp {

using std::chrono::milliseconds;

namespace {

class QtTimer final : public Timer
{
public:
    QtTimer(milliseconds delay, std::function<void()> then)
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [run = std::move(then)] {
            // The function may destroy this timer, and with it the copy that is running.
            const auto call = run;
            call();
        });
        m_timer.start(delay);
    }

private:
    QTimer m_timer;
};

} // namespace

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTimeUtc();
}

milliseconds SystemClock::elapsed() const
{
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

TimerHandle SystemClock::after(milliseconds delay, std::function<void()> then)
{
    return std::make_unique<QtTimer>(delay, std::move(then));
}

struct ManualClock::Queue
{
    QDateTime wall = QDateTime::fromString(QStringLiteral("2026-11-02T03:00:00Z"), Qt::ISODate);
    milliseconds now{0};
    quint64 next = 0;
    std::map<std::pair<milliseconds, quint64>, std::function<void()>> timers;
};

namespace {

class ManualTimer final : public Timer
{
public:
    explicit ManualTimer(std::function<void()> cancel) : m_cancel(std::move(cancel)) {}
    ~ManualTimer() override { m_cancel(); }
    Q_DISABLE_COPY_MOVE(ManualTimer)

private:
    std::function<void()> m_cancel;
};

} // namespace

ManualClock::ManualClock() : m_queue(std::make_shared<Queue>()) {}
ManualClock::~ManualClock() = default;

QDateTime ManualClock::now() const
{
    return m_queue->wall.addMSecs(m_queue->now.count());
}

milliseconds ManualClock::elapsed() const
{
    return m_queue->now;
}

TimerHandle ManualClock::after(milliseconds delay, std::function<void()> then)
{
    const auto key = std::make_pair(m_queue->now + std::max(delay, milliseconds(0)), m_queue->next++);
    m_queue->timers.emplace(key, std::move(then));
    return std::make_unique<ManualTimer>([weak = std::weak_ptr(m_queue), key] {
        if (const auto queue = weak.lock())
            queue->timers.erase(key);
    });
}

void ManualClock::advance(milliseconds by)
{
    const auto until = m_queue->now + by;
    while (!m_queue->timers.empty() && m_queue->timers.begin()->first.first <= until)
        runNext();
    m_queue->now = until;
}

bool ManualClock::runNext()
{
    if (m_queue->timers.empty())
        return false;
    auto node = m_queue->timers.extract(m_queue->timers.begin());
    m_queue->now = node.key().first;
    node.mapped()();
    return true;
}

void ManualClock::jumpWallClock(milliseconds by)
{
    m_queue->wall = m_queue->wall.addMSecs(by.count());
}

} // namespace zdtp
