// Sine and cosine of a phase in whole turns, from a table made by integers while compiling.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace meter {

// A full turn is 2^32, so a phase wraps by itself.
using Phase = std::uint32_t;

inline constexpr int sine_bits = 30;     // 2^30 is one
inline constexpr int sine_steps = 1024;  // table entries a turn
inline constexpr int sine_step_bits = 10;

// One turn and a quarter, and one more entry to interpolate towards.
using SineTable = std::array<std::int32_t, sine_steps + sine_steps / 4 + 1>;

namespace sine_detail {

// pi in 2^-59.
inline constexpr std::int64_t pi_q59 = 0x1921FB54442D1846;

// The sine (first = 1) or cosine (first = 0) of `angle`, 0 to pi/4, both in 2^-31: the Taylor
// series, whose terms fall below 2^-31 after the 14th power.
constexpr std::int64_t series(std::int64_t angle, int first) {
    std::int64_t term = first == 0 ? std::int64_t{1} << 31 : angle;
    std::int64_t sum = term;
    for (int power = first + 1; power < 16; power += 2) {
        term = -((term * angle >> 31) * angle >> 31) / (std::int64_t{power} * (power + 1));
        sum += term;
    }
    return sum;
}

// A quarter turn in `sine_steps / 4` steps; `step` 0 to `sine_steps / 4`.
constexpr std::int32_t quarter_sine(int step) {
    const int eighth = sine_steps / 8;
    const bool upper = step > eighth;
    const int from_axis = upper ? sine_steps / 4 - step : step;
    const std::int64_t angle = (pi_q59 >> 28) * 2 * from_axis / sine_steps;
    return static_cast<std::int32_t>((series(angle, upper ? 0 : 1) + 1) >> 1);
}

}  // namespace sine_detail

// For use while compiling; at run time there is `sine_table`.
constexpr SineTable make_sine_table() {
    SineTable table{};
    const int quarter = sine_steps / 4;
    for (int i = 0; i < static_cast<int>(table.size()); ++i) {
        const int within = i % (2 * quarter);
        const int step = within > quarter ? 2 * quarter - within : within;
        const std::int32_t value = sine_detail::quarter_sine(step);
        table[static_cast<std::size_t>(i)] = i % sine_steps >= 2 * quarter ? -value : value;
    }
    return table;
}

extern const SineTable sine_table;

struct SineCosine {
    std::int32_t sine = 0;
    std::int32_t cosine = 0;
};

// Interpolated in a straight line: the amplitude is 3 parts in a million small, the phase is good
// to 4 parts in a million of a turn.
[[nodiscard]] constexpr SineCosine sine_cosine(Phase phase, const SineTable& table) {
    constexpr int fraction_bits = 8;
    const std::size_t index = phase >> (32 - sine_step_bits);
    const auto fraction = static_cast<std::int32_t>(
        (phase >> (32 - sine_step_bits - fraction_bits)) & ((1U << fraction_bits) - 1));
    // Neighbours differ by less than 2^23, so the product fits 32 bits.
    const std::int32_t* const s = table.data() + index;
    const std::int32_t* const c = s + sine_steps / 4;
    return {s[0] + (((s[1] - s[0]) * fraction) >> fraction_bits),
            c[0] + (((c[1] - c[0]) * fraction) >> fraction_bits)};
}

[[nodiscard]] inline SineCosine sine_cosine(Phase phase) {
    return sine_cosine(phase, sine_table);
}

}  // namespace meter
