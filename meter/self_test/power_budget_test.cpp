#include "meter/self_test/power_budget.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

TEST(PowerBudget, stays_below_the_limit_even_for_a_busy_meter) {
    EXPECT_LT(own_consumption({.switch_operations_a_day = 1000, .insertions_a_day = 100}),
              largest_own_consumption);
}

TEST(PowerBudget, adds_up_its_parts) {
    // 71.9 mW of parts and (10 * 75 + 900) mJ a day through 60 %, and 214 mW at the mains.
    EXPECT_EQ(own_consumption({}), base::Milliwatts{334});
}

TEST(PowerBudget, grows_with_what_the_switch_does) {
    EXPECT_GT(own_consumption({.switch_operations_a_day = 100'000}), own_consumption({}));
}

}  // namespace
}  // namespace meter
