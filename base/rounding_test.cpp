#include "base/rounding.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Rounding, down_goes_toward_minus_infinity) {
    EXPECT_EQ(divide_down(7, 2), 3);
    EXPECT_EQ(divide_down(-7, 2), -4);
    EXPECT_EQ(divide_down(-8, 2), -4);
}

TEST(Rounding, up_goes_toward_plus_infinity) {
    EXPECT_EQ(divide_up(7, 2), 4);
    EXPECT_EQ(divide_up(-7, 2), -3);
    EXPECT_EQ(divide_up(8, 2), 4);
}

TEST(Rounding, nearest_even_takes_halves_to_the_even_neighbour) {
    EXPECT_EQ(divide_nearest_even(5, 2), 2);
    EXPECT_EQ(divide_nearest_even(7, 2), 4);
    EXPECT_EQ(divide_nearest_even(-5, 2), -2);
    EXPECT_EQ(divide_nearest_even(10, 3), 3);
    EXPECT_EQ(divide_nearest_even(11, 3), 4);
}

TEST(Rounding, ordered_less_consumed_rounded_up_is_remaining_rounded_down) {
    const WattHours ordered{30'000};
    const Millijoules consumed{12'345'678'901};

    const Millijoules remaining = millijoules(ordered) - consumed;

    EXPECT_EQ(watt_hours_down(remaining), ordered - watt_hours_up(consumed));
}

}  // namespace
}  // namespace base
