#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>

namespace zdtp::k8s {

/// Waits between tries as client-go's reflector makes them: 0.8 s, doubled up to 30 s, times 1 to 2 at random, from the
/// start again after two minutes without trouble.
class Backoff
{
public:
    explicit Backoff(quint32 seed) : m_random(seed) {}

    std::chrono::milliseconds next(std::chrono::milliseconds now)
    {
        using namespace std::chrono_literals;
        if (m_healthySince && now - *m_healthySince >= 2min)
            m_step = 0;
        const auto base = std::min<std::chrono::milliseconds>(800ms * (1 << std::min(m_step, 6)), 30s);
        ++m_step;
        const auto wait = base + std::chrono::milliseconds(below(int(base.count())));
        m_healthySince = now + wait;
        return wait;
    }
    void reset() { m_step = 0; }
    /// 0 … limit - 1
    int below(int limit) { return int(std::uniform_int_distribution<int>(0, std::max(limit - 1, 0))(m_random)); }

private:
    std::mt19937 m_random;
    int m_step = 0;
    std::optional<std::chrono::milliseconds> m_healthySince;
};

} // namespace zdtp::k8s
