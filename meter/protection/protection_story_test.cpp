// Leakage, the main switch and the voltage at a whole meter, from its terminals to its switch.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "card/testing/cards.h"
#include "meter/metrology/units.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using namespace std::chrono_literals;
using base::Milliamperes;
using base::Millivolts;
using base::Milliwatts;

class ProtectionStory : public ::testing::Test {
 protected:
    // One second at a kilowatt while the supply is closed, with buttons that are pressed in it.
    void second(const Inputs& inputs = {}) {
        Measurement measured = mains;
        if (!meter_bench->supply_is_closed()) {
            measured.power = {};
            measured.phase_current = measured.neutral_current = measured.residual_current = {};
        }
        meter_bench->meter().step(measured, 1s, inputs);
    }
    void seconds(std::chrono::seconds time) {
        for (std::chrono::seconds passed{0}; passed < time; passed += 1s) {
            second();
        }
    }
    // A press is seen once: between two presses the button is let go.
    void press(const Inputs& button) {
        second(button);
        second();
    }
    // The press, with what flows to earth without it, and a second in which the button's resistor
    // lets flow what it should; then nothing any more.
    void press_test_and_let_test_current_flow(Milliamperes before) {
        mains.residual_current = before;
        second(test);
        mains.residual_current = before + Milliamperes{75};
        second();
        mains.residual_current = {};
    }
    // Ten cycles of a board with samples, by the figure that it tells beside its frames.
    void step_of_samples_with(Milliamperes residual, const Inputs& inputs) {
        mains.residual_current = residual;
        mains.has_residual_current = false;
        meter_bench->meter().step(mains, 200ms, inputs);
    }
    [[nodiscard]] double test_amperes() {
        return meter_bench->meter().needs_test_current() ? 2.5 * rated_amperes : 0;
    }
    // Feeds the next millisecond of a sine of `residual_amperes`, RMS.
    void frame_of(double residual_amperes) {
        std::vector<std::int32_t> frame;
        for (int i = 0; i < 8; ++i) {
            const double turn = 2 * std::numbers::pi * (frames * 8 + i) / 160;
            const double amperes = residual_amperes * std::numbers::sqrt2 * std::sin(turn);
            frame.push_back(static_cast<std::int32_t>(amperes * (1 << current_unit_bits)));
        }
        meter_bench->meter().leakage_frame(frame, nominal_sample_rate);
        ++frames;
    }
    // Frames for up to `longest` with a step after each `step`; gives when the supply opened.
    std::optional<std::chrono::milliseconds> opens_after(double residual_amperes,
                                                         std::chrono::milliseconds step,
                                                         std::chrono::milliseconds longest) {
        for (std::chrono::milliseconds passed{1}; passed <= longest; ++passed) {
            frame_of(residual_amperes);
            if (!meter_bench->supply_is_closed()) {
                return passed;
            }
            if (passed % step == 0ms) {
                meter_bench->meter().step(mains, step);
            }
        }
        return std::nullopt;
    }
    // Half cycles of `voltage` at a fresh meter for a minute at most, after ten right ones, with a
    // step of a second at `phase` of each where one is given; gives when the supply opened.
    std::optional<std::chrono::milliseconds> opens_after_half_cycles(
        Millivolts voltage, std::optional<std::chrono::milliseconds> phase) {
        meter_bench.emplace(
            Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
            testing::opened_with(1'000'000), card::testing::example_time);
        Measurement measured = mains;
        for (std::chrono::milliseconds passed{-100}; passed < 1min; passed += 10ms) {
            measured.voltage = passed < 0ms ? Millivolts{230'000} : voltage;
            meter_bench->meter().voltage_half_cycle(measured.voltage, 10ms);
            if (!meter_bench->supply_is_closed()) {
                return passed + 10ms;
            }
            if (phase && (passed + 1s) % 1s == *phase) {
                meter_bench->meter().step(measured, 1s);
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] int events(EventKind kind) const {
        return testing::count_of(meter_bench->state(), kind);
    }
    [[nodiscard]] Advice advice_shown() { return meter_bench->meter().frame().advice; }

    static constexpr double rated_amperes = 0.030;
    static constexpr std::chrono::milliseconds switch_time{20};
    static constexpr Inputs test{.test_button = true};
    static constexpr Inputs reset{.reset_button = true};

    Measurement mains = [] {
        Measurement measured;
        measured.power = Milliwatts{1'000'000};
        measured.phase_current = measured.neutral_current = Milliamperes{4'348};
        return measured;
    }();
    int frames = 0;
    // Rebuilt in place: a meter holds on to its board.
    std::optional<testing::MeterBench> meter_bench{
        std::in_place, Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
        testing::opened_with(1'000'000), card::testing::example_time};
};

TEST_F(ProtectionStory, leakage_opens_and_only_the_reset_button_closes) {
    mains.residual_current = Milliamperes{30};
    second();
    EXPECT_FALSE(meter_bench->supply_is_closed());
    EXPECT_EQ(meter_bench->state().reasons, Reasons{Reason::leakage});
    EXPECT_EQ(advice_shown(), Advice::press_reset_button);
    EXPECT_TRUE(meter_bench->meter().frame().signs.contains(Sign::leakage));

    State cleared = meter_bench->state();
    clear_by_card(cleared);
    EXPECT_TRUE(cleared.reasons.contains(Reason::leakage));

    mains.residual_current = {};
    press(reset);
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, half_the_rated_current_is_borne_for_an_hour) {
    mains.residual_current = Milliamperes{15};

    seconds(1h);

    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, a_reset_onto_a_standing_fault_trips_again) {
    mains.residual_current = Milliamperes{100};
    second();

    press(reset);

    EXPECT_FALSE(meter_bench->supply_is_closed());
    EXPECT_EQ(meter_bench->state().protection.leakage_trips.openings.size(), 2U);
}

TEST_F(ProtectionStory, five_trips_within_an_hour_lock_for_half_an_hour_through_a_power_cut) {
    mains.residual_current = Milliamperes{100};
    second();
    for (int i = 0; i < 4; ++i) {
        press(reset);
    }
    EXPECT_EQ(events(EventKind::leakage_wait), 1);
    EXPECT_EQ(advice_shown(), Advice::wait_and_press_reset_button);

    mains.residual_current = {};
    meter_bench->restart();
    press(reset);
    EXPECT_FALSE(meter_bench->supply_is_closed());

    seconds(30min);
    press(reset);
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, a_trip_with_currents_apart_is_kept_as_leakage_or_bypass) {
    mains.residual_current = Milliamperes{2'000};
    mains.neutral_current = Milliamperes{2'348};

    second();

    EXPECT_EQ(testing::last_of(meter_bench->state(), EventKind::leakage_or_bypass).detail, 2'000);
}

TEST_F(ProtectionStory, the_test_button_proves_the_protection_and_counts_for_no_lock) {
    for (int i = 0; i < 6; ++i) {
        press_test_and_let_test_current_flow(Milliamperes{0});
        EXPECT_FALSE(meter_bench->supply_is_closed());
        press(reset);
        EXPECT_TRUE(meter_bench->supply_is_closed());
    }

    EXPECT_EQ(testing::last_of(meter_bench->state(), EventKind::leakage_test).detail, 1);
    EXPECT_EQ(events(EventKind::leakage_wait), 0);
    EXPECT_TRUE(meter_bench->state().protection.leakage_trips.openings.empty());
}

TEST_F(ProtectionStory, a_test_onto_half_the_rated_current_is_a_test_and_one_onto_more_a_trip) {
    press_test_and_let_test_current_flow(Milliamperes{15});
    EXPECT_EQ(events(EventKind::leakage_test), 1);
    EXPECT_TRUE(meter_bench->state().protection.leakage_trips.openings.empty());

    press(reset);
    press_test_and_let_test_current_flow(Milliamperes{16});
    EXPECT_EQ(events(EventKind::leakage_test), 1);
    EXPECT_EQ(meter_bench->state().protection.leakage_trips.openings.size(), 1U);
}

TEST_F(ProtectionStory, tests_onto_a_standing_fault_put_off_no_lock) {
    int trips = 0;
    for (; trips < 10 && events(EventKind::leakage_wait) == 0; ++trips) {
        step_of_samples_with(Milliamperes{24}, test);
        while (meter_bench->supply_is_closed()) {
            frame_of(0.8 * rated_amperes + test_amperes());
        }
        step_of_samples_with({}, reset);
        step_of_samples_with({}, {});
    }

    EXPECT_EQ(trips, 5);
    EXPECT_EQ(events(EventKind::leakage_test), 0);
}

TEST_F(ProtectionStory, currents_apart_are_kept_in_a_test_too) {
    mains.neutral_current = Milliamperes{2'348};

    press_test_and_let_test_current_flow(Milliamperes{0});

    EXPECT_EQ(events(EventKind::leakage_test), 1);
    EXPECT_EQ(testing::last_of(meter_bench->state(), EventKind::leakage_or_bypass).detail, 2'000);
}

TEST_F(ProtectionStory, a_test_that_does_not_trip_is_an_event) {
    press(test);

    ASSERT_EQ(events(EventKind::leakage_test), 1);
    EXPECT_EQ(testing::last_of(meter_bench->state(), EventKind::leakage_test).detail, 0);
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, a_test_that_is_cut_short_by_hand_is_no_failed_one) {
    second(test);

    press({.off_button = true});
    seconds(5s);

    EXPECT_FALSE(meter_bench->meter().needs_test_current());
    EXPECT_EQ(events(EventKind::leakage_test), 0);
}

TEST_F(ProtectionStory, a_test_ends_where_the_front_end_says_nothing) {
    mains.front_end = FrontEnd::missing;

    press(test);

    EXPECT_FALSE(meter_bench->meter().needs_test_current());
    ASSERT_EQ(events(EventKind::leakage_test), 1);
    EXPECT_EQ(testing::last_of(meter_bench->state(), EventKind::leakage_test).detail, 0);
}

TEST_F(ProtectionStory, leakage_opens_below_the_voltage_that_the_switch_needs) {
    mains.voltage = Millivolts{100'000};
    second();
    ASSERT_TRUE(meter_bench->supply_is_closed());

    mains.residual_current = Milliamperes{100};
    second();

    EXPECT_FALSE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, samples_open_within_a_few_milliseconds) {
    meter_bench->meter().step(mains, 20ms);

    const auto opened = opens_after(5 * rated_amperes, 20ms, 1s);

    ASSERT_TRUE(opened);
    EXPECT_LE(*opened, 8ms);
    EXPECT_EQ(meter_bench->state().reasons, Reasons{Reason::leakage});
}

TEST_F(ProtectionStory, samples_at_the_rated_current_open_within_the_table_between_steps) {
    for (const auto step : {20ms, 200ms}) {
        const auto opened = opens_after(rated_amperes, step, 1s);

        ASSERT_TRUE(opened) << step;
        EXPECT_LE(*opened + switch_time, 300ms) << step;
        press(reset);
    }
}

TEST_F(ProtectionStory, samples_at_half_the_rated_current_never_open) {
    EXPECT_FALSE(opens_after(rated_amperes / 2, 20ms, 10s));
    EXPECT_FALSE(opens_after(rated_amperes / 2, 200ms, 10s));
}

TEST_F(ProtectionStory, nothing_opens_where_the_parameters_switch_the_leakage_trip_off) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.leakage_trip = false}),
                        card::testing::example_time);
    mains.residual_current = Milliamperes{300};

    seconds(1min);

    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, off_by_hand_stays_off_whatever_the_credit_until_on_by_hand) {
    press({.off_button = true});
    EXPECT_FALSE(meter_bench->supply_is_closed());
    EXPECT_EQ(advice_shown(), Advice::press_on_button);

    State cleared = meter_bench->state();
    clear_by_card(cleared);
    EXPECT_EQ(cleared.reasons, Reasons{Reason::switched_off_by_hand});
    meter_bench->restart();
    press(reset);
    EXPECT_FALSE(meter_bench->supply_is_closed());

    press({.on_button = true});
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, on_and_off_together_are_off) {
    press({.off_button = true, .on_button = true});

    EXPECT_FALSE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, over_voltage_opens_and_the_supply_comes_back_a_minute_after_it) {
    mains.voltage = Millivolts{300'000};
    seconds(5s);
    EXPECT_EQ(meter_bench->state().reasons, Reasons{Reason::over_voltage});
    EXPECT_EQ(advice_shown(), Advice::wait_for_voltage);

    mains.voltage = Millivolts{230'000};
    seconds(59s);
    EXPECT_FALSE(meter_bench->supply_is_closed());
    second();
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory,
       half_cycles_open_for_over_voltage_within_the_table_whatever_steps_come_between) {
    struct Row {
        Millivolts voltage;
        std::chrono::milliseconds shortest;
        std::chrono::milliseconds longest;
    };
    constexpr std::array rows{Row{Millivolts{275'000}, 3s, 15s}, Row{Millivolts{300'000}, 1s, 5s},
                              Row{Millivolts{350'000}, 250ms, 750ms},
                              Row{Millivolts{400'000}, 70ms, 200ms}};
    for (const Row& row : rows) {
        const auto alone = opens_after_half_cycles(row.voltage, std::nullopt);
        ASSERT_TRUE(alone) << row.voltage.count();
        EXPECT_GE(*alone, row.shortest) << row.voltage.count();
        EXPECT_LE(*alone + switch_time, row.longest) << row.voltage.count();
        for (auto phase = 0ms; phase < 1s; phase += 10ms) {
            EXPECT_EQ(opens_after_half_cycles(row.voltage, phase), alone)
                << row.voltage.count() << " V, a step at " << phase;
        }
    }
}

TEST_F(ProtectionStory, half_cycles_after_a_time_without_mains_open_within_the_table) {
    Measurement dark;
    dark.voltage = {};
    dark.mains_present = false;
    for (int i = 0; i < 5; ++i) {
        meter_bench->meter().voltage_half_cycle(Millivolts{0}, 200ms);
        meter_bench->meter().step(dark, 200ms);
    }

    std::chrono::milliseconds high{0};
    while (meter_bench->supply_is_closed() && high < 1s) {
        high += 10ms;
        meter_bench->meter().voltage_half_cycle(Millivolts{400'000}, 10ms);
    }

    EXPECT_LE(high + switch_time, 200ms);
}

TEST_F(ProtectionStory, half_cycles_after_a_brown_out_open_within_the_table) {
    mains.voltage = Millivolts{140'000};
    meter_bench->meter().voltage_half_cycle(mains.voltage, 10ms);
    meter_bench->meter().step(mains, 200ms);

    std::chrono::milliseconds high{0};
    while (meter_bench->supply_is_closed() && high < 1s) {
        high += 10ms;
        meter_bench->meter().voltage_half_cycle(Millivolts{400'000}, 10ms);
    }

    EXPECT_LE(high + switch_time, 200ms);
}

TEST_F(ProtectionStory, a_switch_that_had_to_wait_is_driven_by_the_first_half_cycle_that_can) {
    mains.voltage = Millivolts{140'000};
    meter_bench->meter().voltage_half_cycle(mains.voltage, 10ms);
    press({.off_button = true});
    meter_bench->meter().voltage_half_cycle(mains.voltage, 10ms);
    ASSERT_TRUE(meter_bench->supply_is_closed());

    meter_bench->meter().voltage_half_cycle(Millivolts{230'000}, 10ms);

    EXPECT_FALSE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, no_step_drives_the_switch_where_the_newest_half_cycle_is_too_low_for_it) {
    meter_bench->meter().voltage_half_cycle(Millivolts{100'000}, 10ms);

    meter_bench->meter().step(mains, 200ms, {.off_button = true});

    EXPECT_EQ(meter_bench->state().reasons, Reasons{Reason::switched_off_by_hand});
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, half_cycles_at_255_volts_never_open_whatever_steps_come_between) {
    EXPECT_FALSE(opens_after_half_cycles(Millivolts{255'000}, std::nullopt));
    EXPECT_FALSE(opens_after_half_cycles(Millivolts{255'000}, 370ms));
}

TEST_F(ProtectionStory, the_minute_before_the_supply_comes_back_is_counted_once_by_half_cycles) {
    ASSERT_TRUE(opens_after_half_cycles(Millivolts{400'000}, std::nullopt));
    std::chrono::milliseconds right{0};
    while (!meter_bench->supply_is_closed() && right < 2min) {
        right += 10ms;
        meter_bench->meter().voltage_half_cycle(Millivolts{230'000}, 10ms);
        if (right % 1s == 370ms) {
            meter_bench->meter().step(mains, 1s);
        }
    }

    EXPECT_EQ(right, 60s);
}

TEST_F(ProtectionStory, under_voltage_is_counted_once_by_half_cycles) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.under_voltage_trip = true}),
                        card::testing::example_time);
    mains.voltage = Millivolts{170'000};
    std::chrono::milliseconds low{0};
    while (meter_bench->supply_is_closed() && low < 1min) {
        low += 10ms;
        meter_bench->meter().voltage_half_cycle(mains.voltage, 10ms);
        if (low % 1s == 0ms) {
            meter_bench->meter().step(mains, 1s);
        }
    }

    EXPECT_EQ(low, 10s);
}

TEST_F(ProtectionStory, half_cycles_without_mains_are_no_under_voltage) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.under_voltage_trip = true}),
                        card::testing::example_time);
    mains = {};
    mains.voltage = {};
    mains.mains_present = false;
    meter_bench->meter().step(mains, 200ms);

    for (auto dark = 0s; dark < 1min; dark += 1s) {
        meter_bench->meter().voltage_half_cycle(Millivolts{0}, 1s);
        meter_bench->meter().step(mains, 1s);
    }

    EXPECT_TRUE(meter_bench->state().reasons.is_empty());
}

TEST_F(ProtectionStory, under_voltage_opens_only_where_the_parameters_say_so) {
    mains.voltage = Millivolts{170'000};
    seconds(1min);
    EXPECT_TRUE(meter_bench->supply_is_closed());

    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.under_voltage_trip = true}),
                        card::testing::example_time);
    seconds(10s);
    EXPECT_EQ(meter_bench->state().reasons, Reasons{Reason::under_voltage});

    mains.voltage = Millivolts{230'000};
    seconds(60s);
    EXPECT_TRUE(meter_bench->supply_is_closed());
}

TEST_F(ProtectionStory, an_interruption_of_the_mains_is_no_under_voltage) {
    meter_bench.emplace(Keying{.meter = card::testing::example_meter, .meter_key = card::Key128{}},
                        testing::opened_with(1'000'000, {.under_voltage_trip = true}),
                        card::testing::example_time);
    mains = {};
    mains.voltage = {};
    mains.mains_present = false;

    seconds(1min);

    EXPECT_TRUE(meter_bench->state().reasons.is_empty());
}

TEST_F(ProtectionStory, a_missing_front_end_trips_nothing) {
    mains.front_end = FrontEnd::missing;
    mains.residual_current = Milliamperes{100};

    second();

    EXPECT_TRUE(meter_bench->supply_is_closed());
}

}  // namespace
}  // namespace meter
