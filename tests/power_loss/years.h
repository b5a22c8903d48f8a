// Simulated years of one meter, with power cuts at random moments.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/quantity.h"

namespace power_loss {

struct YearsPlan {
    std::uint64_t seed = 1;
    std::int64_t days = 365;
    std::int64_t watt_hours_a_day = 30'000;
    std::int64_t days_between_purchases = 15;
    // Device operations between two cuts: at least, and a random part on top.
    std::uint64_t least_operations = 500;
    std::uint64_t more_operations = 4'000;
};

struct YearsResult {
    std::uint64_t cuts = 0;
    std::uint64_t purchases = 0;
    std::uint32_t highest_page_wear = 0;
    std::uint32_t highest_sector_wear = 0;
    std::uint64_t eeprom_writes = 0;
    std::uint64_t eeprom_bytes = 0;
    std::uint64_t flash_bytes = 0;
    std::uint64_t flash_erases = 0;
    base::Millijoules flowed;    // what a meter that was never cut would have counted
    base::Millijoules consumed;  // what this one has counted
    std::chrono::nanoseconds eeprom_busy{0};
    std::chrono::nanoseconds flash_busy{0};
};

// Throws Violation where an invariant does not hold, and where more than 10 Wh are missing for each
// cut.
[[nodiscard]] YearsResult live(const YearsPlan& plan);

}  // namespace power_loss
