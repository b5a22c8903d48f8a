// The named divisions. `divisor` is above zero; each says where the remainder goes.
#pragma once

#include <cstdint>

#include "base/ensure.h"
#include "base/quantity.h"

namespace base {

// Toward minus infinity.
[[nodiscard]] constexpr std::int64_t divide_down(std::int64_t dividend, std::int64_t divisor) {
    ensure(divisor > 0);
    const std::int64_t quotient = dividend / divisor;
    return dividend % divisor < 0 ? quotient - 1 : quotient;
}

// Toward plus infinity.
[[nodiscard]] constexpr std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) {
    ensure(divisor > 0);
    const std::int64_t quotient = dividend / divisor;
    return dividend % divisor > 0 ? quotient + 1 : quotient;
}

// To the nearest whole number, halves to the even one: over many divisions nobody gains.
[[nodiscard]] constexpr std::int64_t divide_nearest_even(std::int64_t dividend,
                                                         std::int64_t divisor) {
    const std::int64_t below = divide_down(dividend, divisor);
    const std::int64_t remainder = dividend - below * divisor;  // 0 to divisor - 1
    const std::int64_t missing = divisor - remainder;
    if (remainder < missing) {
        return below;
    }
    if (remainder > missing) {
        return below + 1;
    }
    return below % 2 == 0 ? below : below + 1;
}

// Whole watt-hours that are certainly there: for remaining energy, shown and reported.
[[nodiscard]] constexpr WattHours watt_hours_down(Millijoules energy) {
    return WattHours{divide_down(energy.count(), millijoules_per_watt_hour)};
}

// Begun watt-hours count: for consumed energy in reports, so that ordered - consumed is exactly the
// remaining energy that the display shows.
[[nodiscard]] constexpr WattHours watt_hours_up(Millijoules energy) {
    return WattHours{divide_up(energy.count(), millijoules_per_watt_hour)};
}

// Exact. `energy` is at most `largest_energy` either way; more is a programming error.
[[nodiscard]] constexpr Millijoules millijoules(WattHours energy) {
    ensure(energy <= largest_energy && -energy <= largest_energy);
    return Millijoules{energy.count() * millijoules_per_watt_hour};
}

}  // namespace base
