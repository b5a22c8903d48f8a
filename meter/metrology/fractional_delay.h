// A delay by a fraction of a sample, as the coefficients of a filter.
//
// The taps are those of the ideal delay, the sine cardinal, under the window (1 - (x/L)^2)^n,
// scaled to a sum of exactly one. n and L were found by search. Powers and quotients only, so the
// taps are made by integers when the calibration is loaded. `f` is a share of the sample rate:
//
//   20 taps   n = 4, L = 10.875   gain within 0.001 % of one up to f = 0.0163 (65 Hz at 4 kHz), 0.1
//   %
//                                 up to 0.325 (the 40th of 65 Hz at 8 kHz), 0.6 % up to 0.4
//   14 taps   n = 8, L = 9.125    0.001 %; 0.06 % up to f = 0.3; 16 % too small at 0.4
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ensure.h"

namespace meter {

inline constexpr int delay_fraction_bits = 20;

// The first coefficient belongs to the oldest sample.
template <std::size_t Taps>
using DelayCoefficients = std::array<std::int32_t, Taps>;

// Whole samples that a filter delays besides its fraction: the centre of its taps.
template <std::size_t Taps>
inline constexpr std::size_t delay_before = Taps / 2 - 1;

namespace delay_detail {

inline constexpr std::int64_t one_sample = std::int64_t{1} << delay_fraction_bits;

// (1 - (x/L)^2)^n in 2^-30, for |x| below L.
template <std::size_t Taps>
constexpr std::int64_t window(std::int64_t x) {
    static_assert(Taps == 14 || Taps == 20, "a window was sought for these two");
    constexpr std::int64_t eighths = Taps == 20 ? 87 : 73;
    constexpr int squarings = Taps == 20 ? 2 : 3;
    const std::int64_t ratio = (x << 30) / (eighths * one_sample / 8);  // within 2^30
    std::int64_t power = (std::int64_t{1} << 30) - ((ratio * ratio) >> 30);
    for (int i = 0; i < squarings; ++i) {
        power = (power * power) >> 30;
    }
    return power;
}

}  // namespace delay_detail

// Coefficients whose sum is exactly `gain` and whose output is the input `delay_before + fraction /
// 2^20` samples before the newest tap.
//
//   fraction   0 to 2^20 - 1; at 0 one coefficient is `gain` and all others are zero
//   gain       1 to 2^30, in any unit; the magnitudes add up to less than three times it
template <std::size_t Taps>
[[nodiscard]] constexpr DelayCoefficients<Taps> delay_coefficients(std::int32_t fraction,
                                                                   std::int32_t gain) {
    using delay_detail::one_sample;
    base::ensure(fraction >= 0 && fraction < one_sample && gain > 0 && gain <= 1 << 30);
    constexpr std::size_t centre = Taps - 1 - delay_before<Taps>;
    DelayCoefficients<Taps> taps{};
    if (fraction == 0) {
        taps[centre] = gain;
        return taps;
    }
    // sin(pi d) is common to all taps and falls out with the scaling: what is left of the sine
    // cardinal is the alternating sign over the distance. Shares are in 2^-30 of the nearest tap's.
    std::array<std::int64_t, Taps> shares{};
    const std::int64_t nearest = fraction < one_sample / 2 ? fraction : one_sample - fraction;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < Taps; ++i) {
        const auto from_centre = static_cast<std::int64_t>(i) - static_cast<std::int64_t>(centre);
        const std::int64_t distance = from_centre * one_sample + fraction;
        const std::int64_t magnitude = delay_detail::window<Taps>(distance) * nearest / distance;
        shares[i] = from_centre % 2 == 0 ? magnitude : -magnitude;
        sum += shares[i];
    }
    std::int64_t given = 0;
    for (std::size_t i = 0; i < Taps; ++i) {
        taps[i] = static_cast<std::int32_t>(shares[i] * gain / sum);  // below 2^60
        given += taps[i];
    }
    // What rounding left over goes to the nearest tap: the sum, the gain for DC, is exact.
    const std::size_t largest = fraction < one_sample / 2 ? centre : centre - 1;
    taps[largest] += static_cast<std::int32_t>(gain - given);
    return taps;
}

}  // namespace meter
