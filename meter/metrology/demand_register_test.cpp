#include "meter/metrology/demand_register.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

TEST(DemandRegister, keeps_the_highest_average_of_a_finished_period) {
    DemandRegister demand;

    demand.add(base::Millijoules{900'000}, sys_seconds{1s}, 15min);
    demand.add(base::Millijoules{1'800'000}, sys_seconds{900s}, 15min);
    demand.add(base::Millijoules{90'000}, sys_seconds{1800s}, 15min);
    demand.add(base::Millijoules{0}, sys_seconds{2700s}, 15min);

    EXPECT_EQ(demand.highest, base::Milliwatts{2000});
}

TEST(DemandRegister, does_not_count_a_period_that_still_runs) {
    DemandRegister demand;

    demand.add(base::Millijoules{900'000'000}, sys_seconds{899s}, 15min);

    EXPECT_EQ(demand.highest, base::Milliwatts{0});
}

TEST(DemandRegister, drops_what_was_gathered_when_the_periods_change_their_length) {
    DemandRegister demand;
    demand.add(base::Millijoules{900'000'000}, sys_seconds{100s}, 15min);

    demand.begin_period(60min, sys_seconds{200s});
    demand.add(base::Millijoules{3'600'000}, sys_seconds{300s}, 60min);
    demand.add(base::Millijoules{0}, sys_seconds{3600s}, 60min);

    EXPECT_EQ(demand.highest, base::Milliwatts{1'000});
}

}  // namespace
}  // namespace meter
