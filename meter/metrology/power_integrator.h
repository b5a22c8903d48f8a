// Energy from power held over time, nothing rounded away.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/ensure.h"
#include "base/quantity.h"

namespace meter {

// Turns power over an interval into whole millijoules. One milliwatt for one millisecond is one
// microjoule; what does not fill a millijoule is kept for the next interval.
class PowerIntegrator {
 public:
    // One interval's limits: far above any meter, far below an overflow.
    static constexpr base::Milliwatts largest_power{1'000'000'000};
    static constexpr std::chrono::milliseconds longest_interval = std::chrono::hours{24};
    static constexpr std::int64_t microjoules_per_millijoule = 1000;

    constexpr PowerIntegrator() = default;
    // Goes on with a remainder kept before, 0 to 999 microjoules.
    constexpr explicit PowerIntegrator(std::int64_t pending_microjoules)
        : pending_microjoules_{pending_microjoules} {
        base::ensure(pending_microjoules >= 0 && pending_microjoules < microjoules_per_millijoule);
    }

    // The millijoules that became whole. `power` is 0 to `largest_power`, `duration` 0 to
    // `longest_interval`.
    [[nodiscard]] constexpr base::Millijoules add(base::Milliwatts power,
                                                  std::chrono::milliseconds duration) {
        base::ensure(!power.is_negative() && power <= largest_power);
        base::ensure(duration.count() >= 0 && duration <= longest_interval);
        pending_microjoules_ += power.count() * duration.count();
        const base::Millijoules whole{pending_microjoules_ / microjoules_per_millijoule};
        pending_microjoules_ %= microjoules_per_millijoule;
        return whole;
    }

    [[nodiscard]] constexpr std::int64_t pending_microjoules() const {
        return pending_microjoules_;
    }

    constexpr bool operator==(const PowerIntegrator&) const = default;

 private:
    std::int64_t pending_microjoules_ = 0;  // below 1000 between calls
};

}  // namespace meter
