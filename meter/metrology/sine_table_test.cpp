#include "meter/metrology/sine_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

namespace meter {
namespace {

constexpr double one = 1 << sine_bits;

TEST(SineTable, every_entry_is_the_sine_to_two_units) {
    for (std::size_t i = 0; i < sine_table.size(); ++i) {
        const double exact = std::sin(2 * std::numbers::pi * static_cast<double>(i) / sine_steps);
        EXPECT_NEAR(sine_table[i], exact * one, 2.0) << i;
    }
}

TEST(SineTable, between_the_entries_sine_and_cosine_are_good_to_thirty_millionths) {
    for (std::uint64_t phase = 0; phase < (std::uint64_t{1} << 32); phase += 1'234'567) {
        const double turn = static_cast<double>(phase) / 4294967296.0;
        const SineCosine value = sine_cosine(static_cast<Phase>(phase));
        ASSERT_NEAR(value.sine / one, std::sin(2 * std::numbers::pi * turn), 3e-5) << phase;
        ASSERT_NEAR(value.cosine / one, std::cos(2 * std::numbers::pi * turn), 3e-5) << phase;
    }
}

}  // namespace
}  // namespace meter
