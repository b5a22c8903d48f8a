#include "meter/credit/power_limit.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

constexpr base::Milliwatts too_much{23'000'001};
constexpr base::Milliwatts just_allowed{23'000'000};

TEST(PowerLimit, trips_when_the_delay_has_passed_and_not_before) {
    PowerLimit limit;

    EXPECT_FALSE(limit.trips(too_much, 9'999ms, sys_seconds{10s}, {}));
    EXPECT_TRUE(limit.trips(too_much, 1ms, sys_seconds{10s}, {}));
}

TEST(PowerLimit, allows_the_limit_itself_for_ever) {
    PowerLimit limit;

    EXPECT_FALSE(limit.trips(just_allowed, 24h, sys_seconds{24h}, {}));
}

TEST(PowerLimit, starts_the_delay_again_when_the_power_falls_in_between) {
    PowerLimit limit;
    (void)limit.trips(too_much, 9s, sys_seconds{9s}, {});
    (void)limit.trips(just_allowed, 1s, sys_seconds{10s}, {});

    EXPECT_FALSE(limit.trips(too_much, 9s, sys_seconds{19s}, {}));
}

TEST(PowerLimit, makes_the_customer_wait_30_minutes_after_five_openings_within_an_hour) {
    PowerLimit limit;
    for (int minute = 0; minute < 50; minute += 10) {
        EXPECT_TRUE(limit.may_be_cleared(sys_seconds{minute * 1min}));
        (void)limit.trips(too_much, 10s, sys_seconds{minute * 1min}, {});
    }

    EXPECT_FALSE(limit.may_be_cleared(sys_seconds{40min + 30min - 1s}));
    EXPECT_TRUE(limit.may_be_cleared(sys_seconds{40min + 30min}));
}

TEST(PowerLimit, never_waits_when_the_fifth_opening_comes_after_the_hour) {
    PowerLimit limit;

    for (int minute = 0; minute <= 60; minute += 15) {
        (void)limit.trips(too_much, 10s, sys_seconds{minute * 1min}, {});
    }

    EXPECT_TRUE(limit.may_be_cleared(sys_seconds{60min}));
}

}  // namespace
}  // namespace meter
