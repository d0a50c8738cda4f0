#pragma once

#include <QDateTime>

#include <chrono>
#include <functional>
#include <memory>

namespace zdtp {

/// Runs its function once, later; destroying it before then cancels it.
class Timer
{
public:
    virtual ~Timer() = default;
};
using TimerHandle = std::unique_ptr<Timer>;

/// The only source of time and delays in the core, so that tests own both. One thread: that of the event loop.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall clock, UTC.
    virtual QDateTime now() const = 0;
    /// Monotonic; never jumps with the wall clock.
    virtual std::chrono::milliseconds elapsed() const = 0;
    /// Calls `then` after `delay`, from the event loop, never from within this call.
    [[nodiscard]] virtual TimerHandle after(std::chrono::milliseconds delay, std::function<void()> then) = 0;
};

/// The machine's clock and Qt's timers.
class SystemClock final : public Clock
{
public:
    QDateTime now() const override;
    std::chrono::milliseconds elapsed() const override;
    TimerHandle after(std::chrono::milliseconds delay, std::function<void()> then) override;
};

/// A clock that stands still until a test moves it. Timers run in the order of their time, ties in the order of their
/// making.
class ManualClock final : public Clock
{
public:
    ManualClock();
    ~ManualClock() override;
    QDateTime now() const override;
    std::chrono::milliseconds elapsed() const override;
    TimerHandle after(std::chrono::milliseconds delay, std::function<void()> then) override;

    void advance(std::chrono::milliseconds by);
    /// Moves to the next timer and runs it; false when there is none.
    bool runNext();
    /// Moves the wall clock alone, as a suspended laptop or a time server does.
    void jumpWallClock(std::chrono::milliseconds by);

private:
    struct Queue;
    std::shared_ptr<Queue> m_queue;
};

} // namespace zdtp
