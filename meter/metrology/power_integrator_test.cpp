#include "meter/metrology/power_integrator.h"

#include <gtest/gtest.h>

#include "base/rounding.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

TEST(PowerIntegrator, counts_one_watt_for_five_years_as_43800_watt_hours_exactly) {
    PowerIntegrator integrator;
    base::Millijoules total;

    for (int minute = 0; minute < 5 * 365 * 1440; ++minute) {
        total += integrator.add(base::Milliwatts{1000}, 1min);
    }

    EXPECT_EQ(total, base::millijoules(base::WattHours{43'800}));
}

TEST(PowerIntegrator, keeps_the_microjoules_that_fill_no_millijoule) {
    PowerIntegrator integrator;

    const auto first = integrator.add(base::Milliwatts{333}, 2ms);
    const auto second = integrator.add(base::Milliwatts{334}, 1ms);

    EXPECT_EQ(first, base::Millijoules{0});
    EXPECT_EQ(second, base::Millijoules{1});
    EXPECT_EQ(integrator.pending_microjoules(), 0);
}

TEST(PowerIntegrator, goes_on_from_a_kept_remainder) {
    PowerIntegrator integrator{999};

    const auto whole = integrator.add(base::Milliwatts{1}, 1ms);

    EXPECT_EQ(whole, base::Millijoules{1});
}

TEST(PowerIntegratorDeathTest, stops_on_negative_power_because_metrology_gives_none) {
    PowerIntegrator integrator;

    EXPECT_DEATH((void)integrator.add(base::Milliwatts{-1}, 1ms), "internal rule");
}

}  // namespace
}  // namespace meter
