#include "card/parameters.h"

#include <gtest/gtest.h>

namespace card {
namespace {

using base::WattHours;
using namespace std::chrono_literals;

TEST(Parameters, accept_the_defaults_of_production) {
    EXPECT_TRUE(validate(Parameters{}));
}

struct RefusedSet {
    Parameters parameters;
    ParameterError because;
};

decltype(ProtectedHours::holidays) twice_the_same_day() {
    decltype(ProtectedHours::holidays) days;
    days.push_back(std::chrono::sys_days{std::chrono::days{20'000}});
    days.push_back(days[0]);
    return days;
}

class RefusedParameters : public testing::TestWithParam<RefusedSet> {};

TEST_P(RefusedParameters, are_refused_whole_for_the_value_out_of_range) {
    const auto outcome = validate(GetParam().parameters);

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), GetParam().because);
}

INSTANTIATE_TEST_SUITE_P(
    EachValue, RefusedParameters,
    testing::Values(
        RefusedSet{{.alarm_level = WattHours{-1}}, ParameterError::alarm_level_out_of_range},
        RefusedSet{{.alarm_level = WattHours{100'000'001}},
                   ParameterError::alarm_level_out_of_range},
        RefusedSet{{.reminder_level = WattHours{20'001}},
                   ParameterError::reminder_level_above_alarm_level},
        RefusedSet{{.overdraft_limit = WattHours{-1}},
                   ParameterError::overdraft_limit_out_of_range},
        RefusedSet{{.hoarding_limit = WattHours{20'000}},
                   ParameterError::hoarding_limit_out_of_range},
        RefusedSet{{.hoarding_limit = WattHours{-1}}, ParameterError::hoarding_limit_out_of_range},
        RefusedSet{{.power_limit = base::Milliwatts{99'999}},
                   ParameterError::power_limit_out_of_range},
        RefusedSet{{.power_limit = base::Milliwatts{23'000'001}},
                   ParameterError::power_limit_out_of_range},
        RefusedSet{{.power_limit_delay = 0s}, ParameterError::power_limit_delay_out_of_range},
        RefusedSet{{.protected_hours = {.windows = {DayWindow{.from = 24h}}}},
                   ParameterError::protected_hours_out_of_range},
        RefusedSet{{.protected_hours = {.windows = {DayWindow{}, DayWindow{.until = -1min}}}},
                   ParameterError::protected_hours_out_of_range},
        RefusedSet{{.protected_hours = {.weekdays = 0x80}},
                   ParameterError::protected_hours_out_of_range},
        RefusedSet{{.protected_hours = {.limit = WattHours{1'000'001}}},
                   ParameterError::protected_limit_out_of_range},
        RefusedSet{{.protected_hours = {.holidays = twice_the_same_day()}},
                   ParameterError::holidays_not_ascending},
        RefusedSet{{.leakage_level = base::Milliamperes{9}},
                   ParameterError::leakage_level_out_of_range},
        RefusedSet{{.load_profile_period = 7min}, ParameterError::period_out_of_range},
        RefusedSet{{.load_profile_period = 0min}, ParameterError::period_out_of_range},
        RefusedSet{{.demand_period = 120min}, ParameterError::period_out_of_range},
        RefusedSet{{.meter_constant = 99}, ParameterError::meter_constant_out_of_range},
        RefusedSet{{.utc_offset = 15h}, ParameterError::utc_offset_out_of_range},
        RefusedSet{{.utc_offset = 61min}, ParameterError::utc_offset_out_of_range},
        RefusedSet{{.summer_time = {.begin = {.month = 13}}},
                   ParameterError::summer_time_out_of_range},
        RefusedSet{{.summer_time = {.begin = {.month = 10}}},
                   ParameterError::summer_time_out_of_range},
        RefusedSet{{.summer_time = {.counted_in = static_cast<SummerTime::CountedIn>(3)}},
                   ParameterError::summer_time_out_of_range},
        RefusedSet{{.nominal_hertz = 55}, ParameterError::nominal_frequency_unknown},
        RefusedSet{{.page_time = 61s}, ParameterError::page_time_out_of_range},
        RefusedSet{{.language = static_cast<Language>(2)}, ParameterError::language_unknown}));

}  // namespace
}  // namespace card
