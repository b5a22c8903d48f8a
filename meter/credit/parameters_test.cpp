#include "meter/credit/parameters.h"

#include <gtest/gtest.h>

namespace meter {
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
        RefusedSet{{.page_time = 61s}, ParameterError::page_time_out_of_range},
        RefusedSet{{.language = static_cast<Language>(2)}, ParameterError::language_unknown}));

}  // namespace
}  // namespace meter
