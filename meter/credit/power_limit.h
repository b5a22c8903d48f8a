// Rule 5: power above its limit for the delay opens the supply; five openings within an hour make
// the customer wait.
#pragma once

#include <chrono>

#include "base/quantity.h"
#include "meter/credit/parameters.h"
#include "meter/protection/repeated_openings.h"

namespace meter {

struct PowerLimit {
    std::chrono::milliseconds above_for{0};  // without a break, at most the delay
    RepeatedOpenings repeated;

    // Watches `power` that was held for the `elapsed` time up to `now`. True where the supply must
    // open now; the fifth opening within an hour starts the wait.
    [[nodiscard]] bool trips(base::Milliwatts power, std::chrono::milliseconds elapsed,
                             std::chrono::sys_seconds now, const Parameters& parameters);

    // The wait after five openings is over, or there was none.
    [[nodiscard]] bool may_be_cleared(std::chrono::sys_seconds now) const {
        return repeated.may_be_cleared(now);
    }

    bool operator==(const PowerLimit&) const = default;
};

}  // namespace meter
