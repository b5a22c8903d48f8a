// The highest average power over a whole demand period, as the office's report wants it.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/quantity.h"

namespace meter {

// Demand periods begin at whole multiples of their length in UTC and touch each other; a period in
// which the meter was without power counts with the energy that it saw.
struct DemandRegister {
    std::int64_t period_number = 0;
    base::Millijoules energy_in_period;
    base::Milliwatts highest;

    // Adds what was used up to `now`; a finished period becomes the highest when it is.
    constexpr void add(base::Millijoules energy, std::chrono::sys_seconds now,
                       std::chrono::seconds period) {
        const std::int64_t number = now.time_since_epoch() / period;
        if (number != period_number) {
            const base::Milliwatts average{energy_in_period.count() / period.count()};
            highest = average > highest ? average : highest;
            energy_in_period = {};
            period_number = number;
        }
        energy_in_period += energy;
    }

    // Goes on with periods of another length: what was gathered of the present one is dropped.
    constexpr void begin_period(std::chrono::seconds period, std::chrono::sys_seconds now) {
        period_number = now.time_since_epoch() / period;
        energy_in_period = {};
    }

    constexpr bool operator==(const DemandRegister&) const = default;
};

}  // namespace meter
