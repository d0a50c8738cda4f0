#pragma once

#include <algorithm>
#include <chrono>

namespace zdtp::local {

/// How long a container that ended waits before it is started again, as the kubelet has it: the first time not at all,
/// then 10 s, 20 s, 40 s … at most 300 s; all over again after it ran for ten minutes.
struct Backoff
{
    std::chrono::milliseconds base{10'000};
    std::chrono::milliseconds cap{300'000};
    std::chrono::milliseconds healthy{600'000};

    /// Ends in a row, this one included. `before`: the count at its start; `ran`: how long it ran.
    int endsInRow(int before, std::chrono::milliseconds ran) const { return ran >= healthy ? 1 : before + 1; }
    std::chrono::milliseconds delay(int ends) const
    {
        if (ends <= 1)
            return std::chrono::milliseconds(0);
        auto wait = base;
        for (int i = 2; i < ends && wait < cap; ++i)
            wait *= 2;
        return std::min(wait, cap);
    }
};

} // namespace zdtp::local
