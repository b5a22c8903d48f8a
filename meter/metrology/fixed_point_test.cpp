#include "meter/metrology/fixed_point.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace meter {
namespace {

TEST(FixedPoint, the_square_root_is_the_whole_part_at_every_edge) {
    for (std::uint64_t root : {0ULL, 1ULL, 2ULL, 3ULL, 65'535ULL, 65'536ULL, 4'294'967'295ULL}) {
        EXPECT_EQ(square_root(root * root), root);
        if (root > 1) {
            EXPECT_EQ(square_root(root * root - 1), root - 1);
        }
    }
    EXPECT_EQ(square_root(std::numeric_limits<std::uint64_t>::max()), 4'294'967'295U);
}

TEST(FixedPoint, a_root_is_given_to_the_nearest_millionth) {
    // 230 V in counts of 2^-13 V, squared.
    const std::int64_t counts = 230 << 13;
    EXPECT_EQ(root_in_millionths(counts * counts, 13), 230'000'000);
    EXPECT_EQ(root_in_millionths(2, 18), 5);  // sqrt(2) / 2^18 A = 5.39 uA
    EXPECT_EQ(root_in_millionths(0, 18), 0);
    EXPECT_EQ(root_in_millionths(-5, 18), 0);
}

TEST(FixedPoint, a_fraction_of_a_negative_value_is_rounded_down) {
    EXPECT_EQ(times_q16(-3, q16_one / 2), -2);
    EXPECT_EQ(times_q16(std::numeric_limits<std::int64_t>::min(), q16_one),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(times_q16(std::numeric_limits<std::int64_t>::max(), q16_one),
              std::numeric_limits<std::int64_t>::max());
}

TEST(FixedPoint, a_mean_over_a_fractional_window_keeps_the_fraction) {
    EXPECT_EQ(mean_over(1000, 10 * q16_one), 100);
    EXPECT_EQ(mean_over(1050, 10 * q16_one + q16_one / 2), 100);
    EXPECT_EQ(mean_over(1, 2 * q16_one, 4), 8);
    EXPECT_EQ(mean_over(5, 0), 0);
}

}  // namespace
}  // namespace meter
