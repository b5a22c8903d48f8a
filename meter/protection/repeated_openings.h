// Five openings for one cause within an hour make the customer wait for half an hour.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/fixed_vector.h"

namespace meter {

struct RepeatedOpenings {
    static constexpr std::size_t until_wait = 5;
    static constexpr std::chrono::seconds window = std::chrono::hours{1};
    static constexpr std::chrono::seconds wait = std::chrono::minutes{30};

    // Those of the last hour, oldest first, at most four. Times of the meter's own clock, so that a
    // wait survives a power cut.
    base::FixedVector<std::chrono::sys_seconds, until_wait> openings;
    std::chrono::sys_seconds wait_until{};

    // Counts an opening. True where it is the fifth, which starts the wait.
    bool add(std::chrono::sys_seconds now);

    // The wait after five openings is over, or there was none.
    [[nodiscard]] bool may_be_cleared(std::chrono::sys_seconds now) const {
        return now >= wait_until;
    }

    bool operator==(const RepeatedOpenings&) const = default;
};

}  // namespace meter
