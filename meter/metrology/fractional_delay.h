// A delay by a fraction of a sample, as the coefficients of a fourteen-tap filter.
//
// The taps are those of the ideal delay, the sine cardinal, under the window (1 - (x/L)^2)^8 with
// L = 9.125 samples, scaled to a sum of exactly one. Found by search over power and L: the gain is
// within 0.001 % of one up to 0.016 of the sample rate and within 0.06 % up to 0.3 of it, for every
// fraction. Powers and quotients only, so it is made by integers when the calibration is loaded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ensure.h"

namespace meter {

inline constexpr std::size_t delay_taps = 14;
inline constexpr int delay_fraction_bits = 20;

// The first coefficient belongs to the oldest sample.
using DelayCoefficients = std::array<std::int32_t, delay_taps>;

namespace delay_detail {

inline constexpr std::int64_t one_sample = std::int64_t{1} << delay_fraction_bits;
inline constexpr std::int64_t window_reach = 9 * one_sample + one_sample / 8;
inline constexpr std::size_t centre = delay_taps - 1 - 6;  // six samples before the newest tap

// (1 - (x/L)^2)^8 in 2^-30, for |x| below L.
constexpr std::int64_t window(std::int64_t x) {
    const std::int64_t ratio = (x << 30) / window_reach;  // within 2^30
    const std::int64_t base = (std::int64_t{1} << 30) - ((ratio * ratio) >> 30);
    const std::int64_t square = (base * base) >> 30;
    const std::int64_t fourth = (square * square) >> 30;
    return (fourth * fourth) >> 30;
}

}  // namespace delay_detail

// Coefficients whose sum is exactly `gain` and whose output is the input `6 + fraction / 2^20`
// samples before the newest tap.
//
//   fraction   0 to 2^20 - 1; at 0 one coefficient is `gain` and all others are zero
//   gain       1 to 2^30, in any unit
[[nodiscard]] constexpr DelayCoefficients delay_coefficients(std::int32_t fraction,
                                                             std::int32_t gain) {
    using namespace delay_detail;
    base::ensure(fraction >= 0 && fraction < one_sample && gain > 0 && gain <= 1 << 30);
    DelayCoefficients taps{};
    if (fraction == 0) {
        taps[centre] = gain;
        return taps;
    }
    // sin(pi d) is common to all taps and falls out with the scaling: what is left of the sine
    // cardinal is the alternating sign over the distance. Shares are in 2^-30 of the nearest tap's.
    std::array<std::int64_t, delay_taps> shares{};
    const std::int64_t nearest = fraction < one_sample / 2 ? fraction : one_sample - fraction;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < delay_taps; ++i) {
        const auto from_centre = static_cast<std::int64_t>(i) - static_cast<std::int64_t>(centre);
        const std::int64_t distance = from_centre * one_sample + fraction;
        const std::int64_t magnitude = window(distance) * nearest / distance;
        shares[i] = from_centre % 2 == 0 ? magnitude : -magnitude;
        sum += shares[i];
    }
    std::int64_t given = 0;
    for (std::size_t i = 0; i < delay_taps; ++i) {
        taps[i] = static_cast<std::int32_t>(shares[i] * gain / sum);  // below 2^60
        given += taps[i];
    }
    // What rounding left over goes to the nearest tap: the sum, the gain for DC, is exact.
    const std::size_t largest = fraction < one_sample / 2 ? centre : centre - 1;
    taps[largest] += static_cast<std::int32_t>(gain - given);
    return taps;
}

}  // namespace meter
