#include "meter/metrology/sine_table.h"

namespace meter {
namespace {

// pi in 2^-59.
constexpr std::int64_t pi_q59 = 0x1921FB54442D1846;

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

constexpr SineTable make_table() {
    SineTable table{};
    const int quarter = sine_steps / 4;
    for (int i = 0; i < static_cast<int>(table.size()); ++i) {
        const int within = i % (2 * quarter);
        const int step = within > quarter ? 2 * quarter - within : within;
        const std::int32_t value = quarter_sine(step);
        table[static_cast<std::size_t>(i)] = i % sine_steps >= 2 * quarter ? -value : value;
    }
    return table;
}

}  // namespace

constexpr SineTable sine_table = make_table();

static_assert(sine_table[0] == 0 && sine_table[sine_steps / 4] == std::int32_t{1} << sine_bits);
static_assert(sine_table[sine_steps / 8] == sine_table[3 * sine_steps / 8]);

}  // namespace meter
