// What bad input gets at a whole meter: of each kind a defined result, an event, no credit, no
// crash. Cards that flutter are in terminal/card_dialogue_test.cpp, bad parameter sets in
// terminal/parameter_acceptance_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "card/testing/records.h"
#include "meter/clock.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using namespace std::chrono_literals;
using testing::count_of;
using testing::last_of;
using testing::MeterBench;

constexpr std::chrono::sys_seconds stored_time = card::testing::example_time;

State opened_meter() {
    State state = testing::opened_with(50'000);
    state.time = stored_time;
    return state;
}

class BadInput : public ::testing::Test {
 protected:
    // Contacts that read `first` and `then` in turn, each for `held`, and end with `then`.
    void bounce(const Inputs& first, const Inputs& then, std::chrono::milliseconds held) {
        for (int i = 0; i < 20; ++i) {
            bench.meter().step({}, held, first);
            bench.meter().step({}, held, then);
        }
    }
    [[nodiscard]] base::Millijoules remaining() const { return bench.state().account.remaining(); }

    MeterBench bench{{.meter = card::testing::example_meter}, opened_meter(), stored_time};
};

TEST_F(BadInput, a_bouncing_button_is_one_press_and_one_event) {
    bounce({.off_button = true}, {}, 4ms);
    const bool is_closed_by_a_bounce = bench.supply_is_closed();

    bounce({}, {.off_button = true}, 4ms);
    bench.meter().step({}, 50ms, {.off_button = true});

    EXPECT_TRUE(is_closed_by_a_bounce);
    EXPECT_EQ(bench.state().reasons, Reasons{Reason::switched_off_by_hand});
    EXPECT_EQ(count_of(bench.state(), EventKind::supply_opened), 1);
}

TEST_F(BadInput, all_buttons_held_together_are_off_and_stay_off) {
    const Inputs every_button{.test_button = true,
                              .reset_button = true,
                              .off_button = true,
                              .on_button = true,
                              .display_button = true};

    for (int minute = 0; minute < 10; ++minute) {
        bench.meter().step({}, 1min, every_button);
    }

    EXPECT_TRUE(bench.state().reasons.contains(Reason::switched_off_by_hand));
    EXPECT_FALSE(bench.supply_is_closed());
    EXPECT_EQ(count_of(bench.state(), EventKind::supply_opened), 1);
}

TEST_F(BadInput, a_bouncing_warning_of_failing_power_stores_and_goes_on) {
    bounce({.power_fails = true}, {}, 1ms);

    EXPECT_FALSE(bench.state().power_fail_recorded);
    EXPECT_TRUE(bench.supply_is_closed());
    EXPECT_EQ(bench.stored().account, bench.state().account);
}

// What its clock reads at a start, and what event that is.
struct ReadClock {
    const char* name;
    std::chrono::sys_seconds reading;
    EventKind event;
};

class BadClock : public ::testing::TestWithParam<ReadClock> {};

TEST_P(BadClock, is_an_event_moves_no_time_and_holds_no_protected_hours) {
    State state = opened_meter();
    state.parameters.protected_hours.holidays.push_back(
        std::chrono::floor<std::chrono::days>(stored_time));
    state.account.consume(base::millijoules(base::WattHours{50'000}));

    MeterBench bench{{.meter = card::testing::example_meter}, state, GetParam().reading};
    bench.meter().step({}, 1s);

    EXPECT_EQ(count_of(bench.state(), GetParam().event), 1);
    EXPECT_FALSE(bench.state().clock_trusted);
    EXPECT_EQ(bench.state().seconds(), stored_time + 1s);
    EXPECT_TRUE(bench.state().reasons.contains(Reason::zero));
    EXPECT_FALSE(bench.supply_is_closed());
    EXPECT_EQ(bench.state().account.remaining(), base::Millijoules{0});
}

INSTANTIATE_TEST_SUITE_P(Readings, BadClock,
                         ::testing::Values(ReadClock{"set_back", stored_time - allowed_lag - 1s,
                                                     EventKind::clock_set_back},
                                           ReadClock{"at_the_epoch", {}, EventKind::clock_set_back},
                                           ReadClock{"years_ahead",
                                                     stored_time + std::chrono::years{3},
                                                     EventKind::clock_too_far_ahead}),
                         [](const auto& test) { return std::string{test.param.name}; });

struct Contradiction {
    const char* name;
    Measurement measured;
};

class BadMeasurement : public BadInput, public ::testing::WithParamInterface<Contradiction> {};

TEST_P(BadMeasurement, is_an_event_and_never_gives_credit_back) {
    const base::Millijoules before = remaining();

    for (int second = 0; second < 100; ++second) {
        bench.meter().step(GetParam().measured, 1s);
        ASSERT_LE(remaining(), before);
    }

    EXPECT_EQ(count_of(bench.state(), EventKind::impossible_measurement), 1);
    EXPECT_EQ(bench.state().account.ordered().ordered_total, base::WattHours{50'000});
}

INSTANTIATE_TEST_SUITE_P(
    Readings, BadMeasurement,
    ::testing::Values(
        Contradiction{"more power than voltage and current give",
                      {.power = base::Milliwatts{5'000'000},
                       .phase_current = base::Milliamperes{1'000},
                       .neutral_current = base::Milliamperes{1'000}}},
        Contradiction{"power without voltage",
                      {.power = base::Milliwatts{2'000'000},
                       .voltage = base::Millivolts{},
                       .phase_current = base::Milliamperes{9'000},
                       .neutral_current = base::Milliamperes{9'000}}},
        Contradiction{"the lowest of numbers",
                      {.power = base::Milliwatts{std::numeric_limits<std::int64_t>::min() + 1}}},
        Contradiction{"the highest of numbers",
                      {.power = base::Milliwatts{std::numeric_limits<std::int64_t>::max()}}},
        Contradiction{"a negative voltage", {.voltage = base::Millivolts{-230'000}}},
        Contradiction{"a negative current", {.phase_current = base::Milliamperes{-1}}}),
    [](const auto& test) {
        std::string name = test.param.name;
        std::ranges::replace(name, ' ', '_');
        return name;
    });

TEST_F(BadInput, missing_readings_are_an_event_and_open_the_supply_until_they_are_back) {
    for (int second = 0; second < 10; ++second) {
        bench.meter().step({.front_end = FrontEnd::missing}, 1s);
    }
    const bool is_open = !bench.supply_is_closed();
    bench.meter().step({}, 1min);

    EXPECT_TRUE(is_open);
    EXPECT_EQ(last_of(bench.state(), EventKind::supply_opened).detail,
              static_cast<std::int64_t>(Reason::metering_failed));
    EXPECT_TRUE(bench.supply_is_closed());
}

}  // namespace
}  // namespace meter
