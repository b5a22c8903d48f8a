#include "meter/credit/supply_rules.h"

#include <gtest/gtest.h>

#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::WattHours;
using testing::count_of;
using testing::last_of;
using testing::opened_with;
using namespace std::chrono_literals;

// One kilowatt for 3.6 seconds is one watt-hour.
constexpr Measurement one_kilowatt{.power = base::Milliwatts{1'000'000}};

void use(State& state, int watt_hours) {
    for (int i = 0; i < watt_hours; ++i) {
        advance(state, one_kilowatt, 3600ms);
    }
}

void order(State& state, std::int64_t watt_hours) {
    auto figures = state.account.ordered();
    figures.ordered_total += WattHours{watt_hours};
    state.account.take(figures);
    clear_by_card(state);
    apply_credit_rules(state);
}

TEST(SupplyRules, keep_the_supply_open_until_an_account_is_opened) {
    State state;

    clear_by_card(state);

    EXPECT_TRUE(state.reasons.contains(Reason::not_opened));
    EXPECT_EQ(advice(state), Advice::contact_office);
}

TEST(AlarmLevel, is_kept_as_one_event_each_time_it_is_passed) {
    State state = opened_with(20'001);

    use(state, 5);
    order(state, 10'000);
    use(state, 10'000);

    EXPECT_EQ(count_of(state, EventKind::below_alarm_level), 2);
    EXPECT_TRUE(state.alarm);
}

TEST(ReminderTrip, opens_the_supply_once_when_the_level_is_reached_from_above) {
    State state = opened_with(20'002);

    use(state, 1);
    const Reasons above = state.reasons;
    use(state, 1);
    const Reasons reached = state.reasons;
    clear_by_card(state);
    use(state, 100);

    EXPECT_TRUE(above.is_empty());
    EXPECT_EQ(reached, Reasons{Reason::reminder});
    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(ReminderTrip, says_nothing_where_credit_never_was_above_the_level) {
    State state = opened_with(20'000);

    use(state, 100);

    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(ReminderTrip, is_armed_again_by_credit_above_the_level) {
    State state = opened_with(20'001);
    use(state, 10);
    order(state, 10);

    use(state, 1);

    EXPECT_EQ(state.reasons, Reasons{Reason::reminder});
}

TEST(ReminderTrip, also_comes_by_an_order_that_lowers_the_total) {
    State state = opened_with(30'000);

    order(state, -15'000);

    EXPECT_EQ(state.reasons, Reasons{Reason::reminder});
}

TEST(ReminderTrip, also_comes_by_a_parameter) {
    State state = opened_with(30'000);

    state.parameters.alarm_level = WattHours{30'000};
    state.parameters.reminder_level = WattHours{30'000};
    apply_credit_rules(state);

    EXPECT_EQ(state.reasons, Reasons{Reason::reminder});
}

TEST(ReminderTrip, is_off_at_level_zero) {
    State state = opened_with(30'000, {.reminder_level = WattHours{0}});

    use(state, 29'999);

    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(ZeroCredit, opens_the_supply_and_only_new_credit_clears_it) {
    State state = opened_with(2);

    use(state, 2);
    const Reasons at_zero = state.reasons;
    clear_by_card(state);
    const Reasons after_card = state.reasons;
    const Advice told = advice(state);
    order(state, 1);

    EXPECT_EQ(at_zero, Reasons{Reason::zero});
    EXPECT_EQ(after_card, at_zero);
    EXPECT_EQ(told, Advice::buy_energy);
    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(ZeroCredit, stands_after_credit_that_does_not_lift_remaining_above_zero) {
    State state = opened_with(2);
    use(state, 4);

    order(state, 2);

    EXPECT_EQ(state.reasons, Reasons{Reason::zero});
}

TEST(ZeroCredit, opens_the_supply_of_an_account_opened_with_nothing) {
    const State state = opened_with(0);

    EXPECT_EQ(state.reasons, Reasons{Reason::zero});
}

TEST(OverdraftLimit, lets_the_card_reconnect_until_it_is_reached) {
    State state = opened_with(2, {.overdraft_limit = WattHours{5}});

    use(state, 2);
    const Advice at_zero = advice(state);
    clear_by_card(state);
    use(state, 4);
    const Reasons in_overdraft = state.reasons;
    use(state, 1);
    clear_by_card(state);

    EXPECT_EQ(at_zero, Advice::insert_card);
    EXPECT_TRUE(in_overdraft.is_empty());
    EXPECT_EQ(state.reasons, Reasons{Reason::overdraft_limit});
    EXPECT_EQ(advice(state), Advice::buy_energy);
    EXPECT_EQ(state.account.overdrawn_total(), base::millijoules(WattHours{5}));
}

TEST(OverdraftLimit, is_cleared_by_new_credit_above_it) {
    State state = opened_with(2, {.overdraft_limit = WattHours{5}});
    use(state, 10);

    order(state, 10);

    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(PowerLimitRule, opens_the_supply_and_the_card_clears_it) {
    State state = opened_with(30'000);

    advance(state, {.power = base::Milliwatts{23'000'001}}, 10s);
    const Reasons tripped = state.reasons;
    const Advice told = advice(state);
    clear_by_card(state);

    EXPECT_EQ(tripped, Reasons{Reason::power_limit});
    EXPECT_EQ(told, Advice::reduce_load_and_insert_card);
    EXPECT_TRUE(state.reasons.is_empty());
}

TEST(PowerLimitRule, makes_the_card_wait_after_five_openings_within_an_hour) {
    State state = opened_with(30'000, {.reminder_level = WattHours{0}});
    for (int i = 0; i < 5; ++i) {
        clear_by_card(state);
        advance(state, {.power = base::Milliwatts{24'000'000}}, 10s);
    }

    clear_by_card(state);
    const Reasons during_wait = state.reasons;
    const Advice told = advice(state);
    advance(state, {}, 30min);
    const Reasons after_wait = state.reasons;
    clear_by_card(state);

    EXPECT_EQ(during_wait, Reasons{Reason::power_limit});
    EXPECT_EQ(told, Advice::wait_and_insert_card);
    EXPECT_EQ(after_wait, Reasons{Reason::power_limit});
    EXPECT_TRUE(state.reasons.is_empty());
    EXPECT_EQ(count_of(state, EventKind::power_limit_wait), 1);
}

TEST(OpenSupply, closes_only_when_the_last_reason_is_gone) {
    State state = opened_with(2);
    use(state, 2);
    advance(state, {.power = base::Milliwatts{24'000'000}}, 10s);

    clear_by_card(state);
    const Reasons one_left = state.reasons;
    order(state, 1000);

    EXPECT_EQ(one_left, Reasons{Reason::zero});
    EXPECT_TRUE(state.reasons.is_empty());
    EXPECT_EQ(count_of(state, EventKind::supply_opened), 1);
    EXPECT_EQ(count_of(state, EventKind::reason_added), 1);
    EXPECT_EQ(count_of(state, EventKind::reason_cleared), 1);
    EXPECT_EQ(count_of(state, EventKind::supply_closed), 1);
}

TEST(OpenSupply, still_counts_what_flows_and_keeps_it_as_an_event) {
    State state = opened_with(2);
    use(state, 2);

    use(state, 3);
    order(state, 10);

    EXPECT_EQ(state.account.consumed_total(), base::millijoules(WattHours{5}));
    EXPECT_EQ(count_of(state, EventKind::energy_while_open), 1);
    ASSERT_EQ(count_of(state, EventKind::energy_while_open_ended), 1);
    EXPECT_EQ(last_of(state, EventKind::energy_while_open_ended).detail,
              base::millijoules(WattHours{3}).count());
}

TEST(OpenSupply, keeps_energy_as_an_event_where_the_switch_is_open_without_a_reason) {
    State state = opened_with(1'000);
    const Measurement flowing{.power = base::Milliwatts{1'000'000}, .told_open = true};

    advance(state, flowing, std::chrono::seconds{2}, {});
    advance(state, flowing, std::chrono::seconds{1}, {});
    advance(state, {}, std::chrono::seconds{1}, {});

    EXPECT_EQ(last_of(state, EventKind::energy_while_open).detail, 2'000'000);
    EXPECT_EQ(last_of(state, EventKind::energy_while_open_ended).detail, 3'000'000);
    EXPECT_EQ(count_of(state, EventKind::energy_while_open), 1);
}

TEST(OpenSupply, keeps_export_through_the_switch_as_an_event_where_export_is_allowed) {
    State state = opened_with(0, {.export_allowed = true});
    ASSERT_FALSE(state.reasons.is_empty());

    advance(state, {.power = base::Milliwatts{-2'000'000}}, 1s, {});
    advance(state, {.power = base::Milliwatts{-2'000'000}}, 2s, {});
    order(state, 10);

    EXPECT_EQ(state.account.consumed_total(), base::Millijoules{0});
    EXPECT_EQ(last_of(state, EventKind::energy_while_open).detail, 2'000'000);
    EXPECT_EQ(last_of(state, EventKind::energy_while_open_ended).detail, 6'000'000);
}

TEST(OpenSupply, keeps_no_export_through_a_closed_switch_as_an_event) {
    State state = opened_with(1'000, {.export_allowed = true});

    advance(state, {.power = base::Milliwatts{-2'000'000}}, 1min, {});

    EXPECT_EQ(count_of(state, EventKind::energy_while_open), 0);
    EXPECT_EQ(state.tamper.exported.total(), base::Millijoules{120'000'000});
}

TEST(OpenSupply, counts_what_flows_while_the_switch_opens_but_keeps_no_event_of_it) {
    State state = opened_with(0);

    advance(state, {.power = base::Milliwatts{1'000'000}, .is_opening = true}, 200ms, {});

    EXPECT_EQ(state.account.consumed_total(), base::Millijoules{200'000});
    EXPECT_EQ(count_of(state, EventKind::energy_while_open), 0);
}

TEST(OpenSupply, keeps_even_a_moment_of_current_without_voltage_as_an_event_with_its_energy) {
    State state = opened_with(0);
    ASSERT_FALSE(state.reasons.is_empty());
    const Measurement flowing{.voltage = base::Millivolts{22'999},
                              .phase_current = base::Milliamperes{500},
                              .neutral_current = base::Milliamperes{500}};

    advance(state, flowing, std::chrono::milliseconds{1'000}, {});

    EXPECT_EQ(last_of(state, EventKind::energy_while_open).detail, 115'000);
    EXPECT_EQ(count_of(state, EventKind::current_without_voltage), 0);
}

}  // namespace
}  // namespace meter
