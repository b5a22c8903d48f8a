// The integer arithmetic of metrology: fractions in 65536ths, means, roots.
#pragma once

#include <bit>
#include <cstdint>

namespace meter {

// Time within the sample stream, in 65536ths of a sample.
using Q16 = std::uint32_t;
inline constexpr int q16_bits = 16;
inline constexpr Q16 q16_one = 1U << q16_bits;

// value * fraction / 65536, rounded down. `fraction` is at most `q16_one`; every value fits.
[[nodiscard]] constexpr std::int64_t times_q16(std::int64_t value, Q16 fraction) {
    return (value >> q16_bits) * fraction + (((value & (q16_one - 1)) * fraction) >> q16_bits);
}

// value * 2^bits / divisor, toward zero. The divisor times 2^bits and the result must fit.
[[nodiscard]] constexpr std::int64_t shift_divide(std::int64_t value, int bits,
                                                  std::int64_t divisor) {
    const std::int64_t whole = value / divisor;
    const std::int64_t rest = value - whole * divisor;
    return (whole << bits) + (rest << bits) / divisor;
}

// The mean of a sum over a window: sum * 65536 / duration, zero for no window. `extra_bits`, at
// most 15, multiplies the result by a power of two.
[[nodiscard]] constexpr std::int64_t mean_over(std::int64_t sum, Q16 duration, int extra_bits = 0) {
    return duration == 0 ? 0 : shift_divide(sum, q16_bits + extra_bits, duration);
}

// The whole part of the square root. A Cortex-M4 does it in about 200 instructions: sixteen bits
// are found one by one, sixteen more by one step of Newton's.
[[nodiscard]] constexpr std::uint32_t square_root(std::uint64_t value) {
    if (value == 0) {
        return 0;
    }
    const int shift = std::countl_zero(value) & ~1;  // even, so that the root moves by half of it
    const auto upper = static_cast<std::uint32_t>(value << shift >> 32);  // from 2^30 on
    std::uint32_t rest = upper;
    std::uint32_t estimate = 0;
    for (std::uint32_t bit = 1U << 30; bit != 0; bit >>= 2) {
        const std::uint32_t trial = estimate + bit;
        estimate >>= 1;
        if (rest >= trial) {
            rest -= trial;
            estimate += bit;
        }
    }
    // The estimate is below the root by less than one of 2^15 or more, Newton's root above it by
    // less than 2^-31 of itself: at most two too large once it is shifted and rounded.
    const std::uint64_t start = (std::uint64_t{estimate} << 16) + 0x8000;
    std::uint64_t root = ((start + (value << shift) / start) / 2) >> (shift / 2);
    while (root * root > value || root > 0xFFFFFFFF) {
        --root;
    }
    while (root < 0xFFFFFFFF && (root + 1) * (root + 1) <= value) {
        ++root;
    }
    return static_cast<std::uint32_t>(root);
}

// The square root of a mean square, in millionths of a volt or ampere, where the square counts
// units of 2^-(2 unit_bits). To the nearest; good to 2^-30 of the value or half a millionth.
[[nodiscard]] constexpr std::int64_t root_in_millionths(std::int64_t mean_square, int unit_bits) {
    if (mean_square <= 0) {
        return 0;
    }
    const auto value = static_cast<std::uint64_t>(mean_square);
    const int shift = (std::countl_zero(value) - 1) / 2;  // halves of the free bits, 0 to 31
    const std::int64_t root = square_root(value << (2 * shift));          // below 2^32
    const int bits = unit_bits + shift;                                   // below 50
    return (root * 1'000'000 + (std::int64_t{1} << (bits - 1))) >> bits;  // below 2^52
}

}  // namespace meter
