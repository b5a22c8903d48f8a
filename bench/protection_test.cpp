#include "bench/protection.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bench {
namespace {

ProtectionPlan short_plan() {
    ProtectionPlan plan;
    plan.cases = 100;
    plan.quiet_seconds = 0.5;
    return plan;
}

TEST(Protection, meets_every_target_in_random_cases) {
    for (const Target& target : measure_protection(short_plan()).targets) {
        EXPECT_TRUE(target.is_met()) << target.name << ": " << target.measured;
    }
}

TEST(Protection, misses_the_table_with_a_switch_that_is_too_slow) {
    ProtectionPlan plan = short_plan();
    plan.supply_switch.contacts_part_ms = 40;

    EXPECT_FALSE(measure_protection(plan).targets[0].is_met());
}

TEST(Protection, is_the_same_for_the_same_seed) {
    ProtectionPlan plan = short_plan();
    plan.cases = 40;

    EXPECT_EQ(to_json(measure_protection(plan)), to_json(measure_protection(plan)));
}

TEST(ProtectionLimits, forbid_a_trip_at_half_the_rated_current) {
    EXPECT_FALSE(leakage_limits(ResidualShape::sine, 0.5).hold(1e9));
}

TEST(ProtectionLimits, meet_the_table_of_over_voltage_at_its_points) {
    EXPECT_DOUBLE_EQ(over_voltage_limits(275).shortest_ms, 3'000);
    EXPECT_DOUBLE_EQ(over_voltage_limits(300).longest_ms, 5'000);
    EXPECT_DOUBLE_EQ(over_voltage_limits(400).longest_ms, 200);
    EXPECT_TRUE(std::isinf(over_voltage_limits(255).shortest_ms));
}

}  // namespace
}  // namespace bench
