// Measurements that contradict each other, that cannot be, or that do not come: a defined result,
// an event, no credit.
#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "meter/credit/metering_watch.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::Milliamperes;
using base::Millivolts;
using base::Milliwatts;
using namespace std::chrono_literals;
using testing::count_of;
using testing::opened_with;

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

// Nothing is gained: what was used only rises, nobody ordered anything.
class ImpossibleMeasurement : public ::testing::TestWithParam<Measurement> {};

TEST_P(ImpossibleMeasurement, is_an_event_gains_no_credit_and_crashes_nothing) {
    State state = opened_with(30'000'000);

    for (int i = 0; i < 3; ++i) {
        const auto remaining = state.account.remaining();
        advance(state, GetParam(), 1s);
        ASSERT_LE(state.account.remaining(), remaining);
    }

    EXPECT_EQ(count_of(state, EventKind::impossible_measurement), 1);
    EXPECT_LE(state.account.consumed_total(), base::Millijoules{3 * full_scale_power.count()});
}

INSTANTIATE_TEST_SUITE_P(EachFigure, ImpossibleMeasurement,
                         ::testing::Values(Measurement{.power = Milliwatts{most}},
                                           Measurement{.power = Milliwatts{least}},
                                           Measurement{.power = full_scale_power + Milliwatts{1}},
                                           Measurement{.voltage = Millivolts{-1}},
                                           Measurement{.voltage = Millivolts{most}},
                                           Measurement{.phase_current = Milliamperes{most}},
                                           Measurement{.phase_current = Milliamperes{least}},
                                           Measurement{.neutral_current = full_scale_current +
                                                                          Milliamperes{1}},
                                           Measurement{.residual_current = Milliamperes{-1}},
                                           // More power than voltage and current give.
                                           Measurement{.power = Milliwatts{2'000'000},
                                                       .phase_current = Milliamperes{1'000}},
                                           Measurement{.power = Milliwatts{500'000},
                                                       .voltage = Millivolts{0},
                                                       .phase_current = Milliamperes{5'000}}));

TEST(PossibleMeasurement, is_no_event_at_the_converters_ends_and_with_any_power_factor) {
    EXPECT_FALSE(is_impossible({}));
    EXPECT_FALSE(is_impossible({.power = full_scale_power}));
    EXPECT_FALSE(
        is_impossible({.power = Milliwatts{100'000}, .phase_current = Milliamperes{5'000}}));
    EXPECT_FALSE(
        is_impossible({.power = Milliwatts{1'150'000}, .phase_current = Milliamperes{5'000}}));
    EXPECT_FALSE(
        is_impossible({.power = Milliwatts{-1'150'000}, .neutral_current = Milliamperes{5'000}}));
}

TEST(ImpossiblePower, counts_as_the_converters_full_scale) {
    State state = opened_with(30'000'000);

    advance(state, {.power = Milliwatts{most}}, 1s);

    EXPECT_EQ(state.account.consumed_total().count(), full_scale_power.count());
}

TEST(MissingReadings, open_the_supply_after_ten_seconds) {
    for (const FrontEnd fault : {FrontEnd::missing, FrontEnd::stuck}) {
        State state = opened_with(30'000'000);

        advance(state, {.front_end = fault}, 9999ms);
        const Reasons before = state.reasons;
        advance(state, {.front_end = fault}, 1ms);

        EXPECT_TRUE(before.is_empty());
        EXPECT_EQ(state.reasons, Reasons{Reason::metering_failed});
    }
}

TEST(MissingReadings, open_the_supply_though_they_come_back_within_ten_seconds_each_time) {
    for (const auto& [missing, right] : {std::pair{9'900ms, 100ms}, std::pair{1'000ms, 1'000ms}}) {
        State state = opened_with(30'000'000);

        for (int i = 0; i < 12; ++i) {
            advance(state, {.front_end = FrontEnd::missing}, missing);
            advance(state, {}, right);
        }

        EXPECT_EQ(state.reasons, Reasons{Reason::metering_failed});
        EXPECT_EQ(count_of(state, EventKind::supply_opened), 1);
    }
}

TEST(MissingReadings, are_made_up_for_by_a_minute_for_each_second) {
    State state = opened_with(30'000'000);
    const auto work = [&state](std::chrono::milliseconds left) {
        for (; left > 0ms; left -= 10ms) {
            advance(state, {}, 10ms);
        }
    };

    advance(state, {.front_end = FrontEnd::missing}, 9s);
    work(59s);
    const bool almost = state.metering.failing > 8s;
    work(1s);
    const bool exactly = state.metering.failing == 8s;
    work(8min);

    EXPECT_TRUE(almost);
    EXPECT_TRUE(exactly);
    EXPECT_EQ(state.metering, MeteringWatch{});
    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(MissingReadings, have_ten_seconds_again_after_the_supply_has_closed) {
    State state = opened_with(30'000'000);
    advance(state, {.front_end = FrontEnd::missing}, 10s);
    advance(state, {}, 1min);

    advance(state, {.front_end = FrontEnd::missing}, 9999ms);

    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(MissingReadings, are_over_once_the_front_end_has_worked_for_a_minute_without_a_break) {
    State state = opened_with(30'000'000);
    advance(state, {.front_end = FrontEnd::missing}, 10s);

    advance(state, {}, 59s);
    advance(state, {.front_end = FrontEnd::missing}, 1s);
    advance(state, {}, 59s);
    const Reasons broken = state.reasons;
    advance(state, {}, 1s);

    EXPECT_EQ(broken, Reasons{Reason::metering_failed});
    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(MissingReadings, are_not_cleared_by_a_card) {
    State state = opened_with(30'000'000);
    advance(state, {.front_end = FrontEnd::missing}, 10s);

    clear_by_card(state);

    EXPECT_EQ(state.reasons, Reasons{Reason::metering_failed});
    EXPECT_EQ(advice(state), Advice::contact_office);
}

}  // namespace
}  // namespace meter
