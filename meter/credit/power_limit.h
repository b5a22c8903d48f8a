// Rule 5: power above its limit for the delay opens the supply; five openings within an hour make
// the customer wait.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/fixed_vector.h"
#include "base/quantity.h"
#include "meter/credit/parameters.h"

namespace meter {

struct PowerLimit {
    static constexpr std::size_t openings_until_wait = 5;
    static constexpr std::chrono::seconds opening_window = std::chrono::hours{1};
    static constexpr std::chrono::seconds wait = std::chrono::minutes{30};

    std::chrono::milliseconds above_for{0};  // without a break, at most the delay
    // The openings of the last hour, oldest first. Times of the meter's own clock, so that a wait
    // survives a power cut.
    base::FixedVector<std::chrono::sys_seconds, openings_until_wait> openings;
    std::chrono::sys_seconds wait_until{};

    // Watches `power` that was held for the `elapsed` time up to `now`. True where the supply must
    // open now; the fifth opening within an hour starts the wait.
    [[nodiscard]] bool trips(base::Milliwatts power, std::chrono::milliseconds elapsed,
                             std::chrono::sys_seconds now, const Parameters& parameters);

    // The wait after five openings is over, or there was none.
    [[nodiscard]] bool may_be_cleared(std::chrono::sys_seconds now) const {
        return now >= wait_until;
    }

    bool operator==(const PowerLimit&) const = default;

 private:
    void note_opening(std::chrono::sys_seconds now);
};

}  // namespace meter
