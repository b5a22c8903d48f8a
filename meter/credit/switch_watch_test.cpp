// Rule 10, by the whole meter: when the switch is driven, and what is told of it.
#include "meter/credit/switch_watch.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::Millivolts;
using base::Milliwatts;
using namespace std::chrono_literals;
using testing::count_of;
using testing::opened_with;

const Keying keying{.meter = card::MeterId{1}};
constexpr Measurement overload{.power = Milliwatts{24'000'000}};

constexpr Inputs off{.off_button = true};
constexpr Inputs on{.on_button = true};

// A meter with credit whose switch has made `operations`, an odd number: it is closed.
State moved(std::uint32_t operations) {
    State state = opened_with(30'000'000);
    state.switch_operations = operations;
    return state;
}

testing::MeterBench supplied() {
    return testing::MeterBench{keying, opened_with(30'000'000)};
}

TEST(SupplySwitch, is_not_driven_at_65_percent_of_the_voltage_and_is_as_soon_as_it_is_above) {
    auto bench = supplied();

    bench.meter().step({.power = overload.power, .voltage = switch_voltage}, 10s);
    const bool stayed_closed = bench.supply_is_closed();
    bench.meter().step({.voltage = switch_voltage + Millivolts{1}}, 1s);

    EXPECT_TRUE(stayed_closed);
    EXPECT_EQ(bench.state().reasons, Reasons{Reason::power_limit});
    EXPECT_FALSE(bench.supply_is_closed());
}

TEST(SupplySwitch, that_still_carries_is_told_of_after_30_seconds_and_every_hour) {
    auto bench = supplied();
    bench.meter().step(overload, 10s);
    ASSERT_FALSE(bench.supply_is_closed());

    const auto stuck_for = [&](std::chrono::seconds time) {
        bench.meter().step({.power = Milliwatts{50'000}}, time);
        return count_of(bench.state(), EventKind::switch_stuck);
    };

    EXPECT_EQ(stuck_for(19s), 0);
    EXPECT_EQ(stuck_for(1s), 1);
    EXPECT_EQ(stuck_for(3599s), 1);
    EXPECT_EQ(stuck_for(1s), 2);
}

TEST(SupplySwitch, that_still_carries_is_opened_again_each_time_it_is_told_of) {
    auto bench = supplied();
    constexpr Measurement carrying{.power = Milliwatts{50'000}};
    bench.meter().step(overload, 10s);
    ASSERT_EQ(bench.board().supply_switch.opens, 1);

    bench.meter().step(carrying, 20s);
    EXPECT_EQ(bench.board().supply_switch.opens, 2);
    bench.meter().step(carrying, 3599s);
    EXPECT_EQ(bench.board().supply_switch.opens, 2);
    bench.meter().step(carrying, 1s);
    EXPECT_EQ(bench.board().supply_switch.opens, 3);

    bench.meter().step({.power = carrying.power, .voltage = switch_voltage}, 1h);
    EXPECT_EQ(bench.board().supply_switch.opens, 3);
}

TEST(SupplySwitch, is_told_of_by_current_alone) {
    SwitchWatch watch;

    EXPECT_FALSE(watch.is_stuck(true, {.phase_current = base::Milliamperes{19}}, 1h));
    EXPECT_TRUE(watch.is_stuck(true, {.phase_current = base::Milliamperes{20}}, 30s));
    EXPECT_FALSE(watch.is_stuck(true, {}, 1s));
    EXPECT_TRUE(watch.is_stuck(true, {.neutral_current = base::Milliamperes{20}}, 30s));
}

TEST(SupplySwitch, is_not_told_of_while_it_is_closed_or_where_the_current_has_a_break) {
    SwitchWatch watch;

    EXPECT_FALSE(watch.is_stuck(false, overload, 1h));
    EXPECT_FALSE(watch.is_stuck(true, overload, 29s));
    EXPECT_FALSE(watch.is_stuck(true, {}, 1s));
    EXPECT_FALSE(watch.is_stuck(true, overload, 29s));
}

TEST(SupplySwitch, counts_each_opening_and_closing_and_tells_once_when_it_is_worn) {
    testing::MeterBench bench{keying, moved(rated_switch_operations - 3)};

    for (int i = 0; i < 3; ++i) {
        bench.meter().step({}, 1s, off);
        bench.meter().step({}, 1s, on);
    }

    EXPECT_EQ(bench.stored().switch_operations, rated_switch_operations + 3);
    EXPECT_EQ(count_of(bench.state(), EventKind::switch_worn), 1);
}

TEST(SupplySwitch, is_not_worn_by_a_second_reason) {
    testing::MeterBench bench{keying, moved(1)};

    bench.meter().step(overload, 10s);
    bench.meter().step({}, 1s, off);
    bench.meter().step({}, 1s, on);

    EXPECT_EQ(bench.state().switch_operations, 2U);
}

TEST(SupplySwitch, is_not_worn_by_a_reason_that_comes_and_goes_below_its_voltage) {
    testing::MeterBench bench{keying, moved(1)};
    constexpr Measurement brown_out{.voltage = switch_voltage};

    for (int i = 0; i < 3; ++i) {
        bench.meter().step(brown_out, 1s, off);
        bench.meter().step(brown_out, 1s, on);
    }

    EXPECT_EQ(count_of(bench.state(), EventKind::supply_opened), 3);
    EXPECT_EQ(bench.state().switch_operations, 1U);
}

TEST(SupplySwitch, counts_at_a_start_only_what_moves_it) {
    testing::MeterBench bench{keying, moved(1)};
    bench.restart();
    EXPECT_EQ(bench.stored().switch_operations, 1U);

    // The power goes before the voltage was there that would have opened it.
    bench.meter().step({.voltage = switch_voltage}, 1s, off);
    bench.restart();

    EXPECT_FALSE(bench.supply_is_closed());
    EXPECT_EQ(bench.stored().switch_operations, 2U);
}

}  // namespace
}  // namespace meter
