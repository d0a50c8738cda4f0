#pragma once

#include "k8s/base/clock.h"
#include "k8s/rest/apiclient.h"

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace zdtp {

/// Protocols of many requests are written from top to bottom as coroutines. An Async<T> owns its frame and what it
/// waits for: destroying the outermost one destroys the whole chain down to the CallHandle, which cancels the request.
/// It starts when it is awaited. One thread, that of the event loop.
template <typename T = void>
class Async;

namespace async {

struct Joint
{
    std::size_t open = 0;
    std::coroutine_handle<> parent;
};

struct PromiseBase
{
    std::coroutine_handle<> continuation;
    Joint *joint = nullptr;
    std::exception_ptr error;

    struct Final
    {
        bool await_ready() const noexcept { return false; }
        template <typename P>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) const noexcept
        {
            PromiseBase &promise = self.promise();
            if (promise.joint)
                return --promise.joint->open == 0 ? promise.joint->parent : std::noop_coroutine();
            return promise.continuation ? promise.continuation : std::noop_coroutine();
        }
        void await_resume() const noexcept {}
    };

    std::suspend_always initial_suspend() const noexcept { return {}; }
    Final final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <typename T>
struct Promise : PromiseBase
{
    std::optional<T> value;
    Async<T> get_return_object();
    template <typename U>
    void return_value(U &&result)
    {
        value.emplace(std::forward<U>(result));
    }
    T take()
    {
        if (error)
            std::rethrow_exception(error);
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase
{
    Async<void> get_return_object();
    void return_void() const noexcept {}
    void take() const
    {
        if (error)
            std::rethrow_exception(error);
    }
};

} // namespace async

template <typename T>
class [[nodiscard]] Async
{
public:
    using promise_type = async::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Async() = default;
    explicit Async(Handle handle) : m_handle(handle) {}
    Async(Async &&other) noexcept : m_handle(std::exchange(other.m_handle, {})) {}
    Async &operator=(Async &&other) noexcept
    {
        if (this != &other) {
            if (m_handle)
                m_handle.destroy();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    Async(const Async &) = delete;
    Async &operator=(const Async &) = delete;
    ~Async()
    {
        if (m_handle)
            m_handle.destroy();
    }

    /// Runs the outermost coroutine up to where it first waits.
    void start() { m_handle.resume(); }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) noexcept
    {
        m_handle.promise().continuation = caller;
        return m_handle;
    }
    T await_resume() { return m_handle.promise().take(); }

    Handle handle() const { return m_handle; }

private:
    Handle m_handle;
};

template <typename T>
Async<T> async::Promise<T>::get_return_object()
{
    return Async<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Async<void> async::Promise<void>::get_return_object()
{
    return Async<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

/// Waits for a function that calls back exactly once and never from within itself: one request.
template <typename R>
class [[nodiscard]] Answer
{
public:
    using Send = std::function<k8s::CallHandle(std::function<void(R)>)>;
    explicit Answer(Send send) : m_send(std::move(send)) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        m_call = m_send([this, caller](R result) {
            m_result.emplace(std::move(result));
            caller.resume(); // may destroy this
        });
    }
    R await_resume() { return std::move(*m_result); }

private:
    Send m_send;
    k8s::CallHandle m_call;
    std::optional<R> m_result;
};

/// co_await Sleep(clock, 200ms)
class [[nodiscard]] Sleep
{
public:
    Sleep(Clock &clock, std::chrono::milliseconds delay) : m_clock(clock), m_delay(delay) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        m_timer = m_clock.after(m_delay, [caller] { caller.resume(); });
    }
    void await_resume() const noexcept {}

private:
    Clock &m_clock;
    std::chrono::milliseconds m_delay;
    TimerHandle m_timer;
};

/// Runs several at the same time and goes on when all have ended. Each is a lane that takes the next piece of work.
class [[nodiscard]] All
{
public:
    explicit All(std::vector<Async<void>> lanes) : m_lanes(std::move(lanes)) {}
    bool await_ready() const noexcept { return m_lanes.empty(); }
    bool await_suspend(std::coroutine_handle<> caller)
    {
        // One more than there are, so that lanes that end at once do not resume the caller from within here.
        m_joint = {m_lanes.size() + 1, caller};
        for (auto &lane : m_lanes) {
            lane.handle().promise().joint = &m_joint;
            lane.handle().resume();
        }
        return --m_joint.open != 0;
    }
    void await_resume()
    {
        for (auto &lane : m_lanes)
            lane.handle().promise().take();
    }

private:
    std::vector<Async<void>> m_lanes;
    async::Joint m_joint;
};

} // namespace zdtp
