#pragma once

#include "k8s/base/clock.h"

#include <map>

namespace zdtp::test {

/// The machine's clock, for tests on real connections that cannot sit out the waits: skip() makes time pass at once.
/// Timers run in the order of their time. One thread.
class SkippingClock final : public Clock
{
public:
    QDateTime now() const override { return m_real.now().addMSecs((m_skipped + m_slept).count()); }
    std::chrono::milliseconds elapsed() const override { return m_real.elapsed() + m_skipped; }
    TimerHandle after(std::chrono::milliseconds delay, std::function<void()> then) override
    {
        const auto key = std::make_pair(elapsed() + delay, m_next++);
        Waiting &waiting = m_waiting[key];
        waiting.then = std::move(then);
        waiting.real = m_real.after(delay, [this, key] { run(key); });
        return std::make_unique<Handle>(*this, key);
    }

    void skip(std::chrono::milliseconds by)
    {
        const auto until = elapsed() + by;
        while (!m_waiting.empty() && m_waiting.begin()->first.first <= until) {
            const Key key = m_waiting.begin()->first;
            if (key.first > elapsed())
                m_skipped += key.first - elapsed();
            run(key);
        }
        if (until > elapsed())
            m_skipped += until - elapsed();
    }
    /// As a laptop does: only the wall clock goes on.
    void sleep(std::chrono::milliseconds by) { m_slept += by; }

private:
    using Key = std::pair<std::chrono::milliseconds, quint64>;
    struct Waiting
    {
        std::function<void()> then;
        TimerHandle real;
    };
    class Handle final : public Timer
    {
    public:
        Handle(SkippingClock &clock, Key key) : m_clock(clock), m_key(key) {}
        ~Handle() override { m_clock.m_waiting.erase(m_key); }
        Q_DISABLE_COPY_MOVE(Handle)

    private:
        SkippingClock &m_clock;
        Key m_key;
    };

    void run(Key key)
    {
        const auto node = m_waiting.extract(key); // lives until its function has returned
        if (node)
            node.mapped().then();
    }

    SystemClock m_real;
    std::chrono::milliseconds m_skipped{0};
    std::chrono::milliseconds m_slept{0};
    quint64 m_next = 0;
    std::map<Key, Waiting> m_waiting;
};

} // namespace zdtp::test
