// Rule 10: a switch that was told to open and still carries current.
#pragma once

#include <algorithm>
#include <chrono>

#include "meter/measurement.h"

namespace meter {

// Below the starting current nothing certain flows.
[[nodiscard]] constexpr bool carries_current(const Measurement& measurement) {
    constexpr base::Milliamperes starting_current{20};
    return measurement.power != base::Milliwatts{} ||
           std::max(measurement.phase_current, measurement.neutral_current) >= starting_current;
}

class SwitchWatch {
 public:
    static constexpr std::chrono::milliseconds patience = std::chrono::seconds{30};
    static constexpr std::chrono::milliseconds told_again_after = std::chrono::hours{1};

    // Lets `elapsed` time pass. True where the switch must be told of as stuck: after the patience
    // without a break, and each hour that it goes on.
    [[nodiscard]] constexpr bool is_stuck(bool told_to_open, const Measurement& measurement,
                                          std::chrono::milliseconds elapsed) {
        if (!told_to_open || !carries_current(measurement)) {
            carried_for_ = {};
            due_after_ = patience;
            return false;
        }
        carried_for_ += elapsed;
        if (carried_for_ < due_after_) {
            return false;
        }
        carried_for_ = {};
        due_after_ = told_again_after;
        return true;
    }

 private:
    std::chrono::milliseconds carried_for_{};
    std::chrono::milliseconds due_after_ = patience;
};

}  // namespace meter
