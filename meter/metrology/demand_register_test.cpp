#include "meter/metrology/demand_register.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

TEST(DemandRegister, keeps_the_highest_average_of_a_finished_period) {
    DemandRegister demand;

    demand.add(base::Millijoules{900'000}, sys_seconds{1s});
    demand.add(base::Millijoules{1'800'000}, sys_seconds{900s});
    demand.add(base::Millijoules{90'000}, sys_seconds{1800s});
    demand.add(base::Millijoules{0}, sys_seconds{2700s});

    EXPECT_EQ(demand.highest, base::Milliwatts{2000});
}

TEST(DemandRegister, does_not_count_a_period_that_still_runs) {
    DemandRegister demand;

    demand.add(base::Millijoules{900'000'000}, sys_seconds{899s});

    EXPECT_EQ(demand.highest, base::Milliwatts{0});
}

}  // namespace
}  // namespace meter
