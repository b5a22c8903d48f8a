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
extern const SineTable sine_table;

struct SineCosine {
    std::int32_t sine = 0;
    std::int32_t cosine = 0;
};

// Interpolated in a straight line: the amplitude is 3 parts in a million small, the phase is good
// to 4 parts in a million of a turn.
[[nodiscard]] inline SineCosine sine_cosine(Phase phase) {
    constexpr int fraction_bits = 8;
    const std::size_t index = phase >> (32 - sine_step_bits);
    const auto fraction = static_cast<std::int32_t>(
        (phase >> (32 - sine_step_bits - fraction_bits)) & ((1U << fraction_bits) - 1));
    // Neighbours differ by less than 2^23, so the product fits 32 bits.
    const std::int32_t* const s = sine_table.data() + index;
    const std::int32_t* const c = s + sine_steps / 4;
    return {s[0] + (((s[1] - s[0]) * fraction) >> fraction_bits),
            c[0] + (((c[1] - c[0]) * fraction) >> fraction_bits)};
}

}  // namespace meter
