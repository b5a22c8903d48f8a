#include "office/domain/consumption.h"

#include <gtest/gtest.h>

namespace office {
namespace {

using base::WattHours;
using namespace std::chrono;
using namespace std::chrono_literals;

constexpr sys_days first_day = 2026y / March / 30;

TEST(Consumption, is_spread_evenly_between_two_reports_and_loses_nothing) {
    const auto days = use_by_day(
        {{first_day + 12h, WattHours{100}}, {first_day + 24h * 3 + 12h, WattHours{131}}});

    EXPECT_EQ(days, (std::vector<DayUse>{{first_day, WattHours{5}},
                                         {first_day + std::chrono::days{1}, WattHours{10}},
                                         {first_day + std::chrono::days{2}, WattHours{10}},
                                         {first_day + std::chrono::days{3}, WattHours{6}}}));
}

TEST(Consumption, of_a_month_is_the_sum_of_its_days) {
    const auto days = use_by_day({{first_day, WattHours{0}}, {first_day + 96h, WattHours{40}}});

    EXPECT_EQ(use_by_month(days), (std::vector<MonthUse>{{2026y / March, WattHours{20}},
                                                         {2026y / April, WattHours{20}}}));
}

TEST(Consumption, leaves_out_a_total_that_fell_and_takes_reports_in_any_order) {
    const auto days = use_by_day({{first_day + 24h, WattHours{10}},
                                  {first_day + 48h, WattHours{4}},
                                  {first_day, WattHours{0}},
                                  {first_day + 72h, WattHours{30}}});

    ASSERT_EQ(days.size(), 3U);
    EXPECT_EQ(days.at(0).used, WattHours{10});
    EXPECT_EQ(days.at(1).used + days.at(2).used, WattHours{20});
}

TEST(Consumption, needs_two_reports) {
    EXPECT_TRUE(use_by_day({}).empty());
    EXPECT_TRUE(use_by_day({{first_day, WattHours{7}}}).empty());
    EXPECT_TRUE(use_by_day({{first_day, WattHours{7}}, {first_day, WattHours{9}}}).empty());
}

}  // namespace
}  // namespace office
