// The whole state machine of the supply: every set of reasons, at every level around each
// threshold, meets every input. What may happen is said here a second time, in other words than the
// rules': who may clear what, and when a reason must stand.
#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

#include "card/testing/records.h"
#include "meter/terminal/order_acceptance.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::Millijoules;
using base::WattHours;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds now = card::testing::example_time + 1h;
constexpr WattHours overdraft{2'000};
constexpr WattHours reminder{10'000};
constexpr WattHours alarm_level{15'000};
constexpr WattHours ordered{1'000'000};
constexpr card::Sequence loaded{7};

// Who acts in an input; nobody else may clear what is his to clear.
enum class Actor : std::uint8_t {
    nobody,  // time passes
    card,    // the meter's own, newly inserted
    opening_order,
    reset_button,
    on_button,
};

struct Input {
    std::string_view name;
    Actor actor;
    void (*happens)(State&);
};

// The bound card with an order `after` the loaded one that brings the total to `total`.
void insert(State& state, int after, WattHours total, card::OrderKind kind) {
    card::Order order = card::testing::example_order();
    order.kind = kind;
    order.sequence = card::Sequence{std::to_underlying(loaded) + static_cast<unsigned>(after)};
    order.ordered_total = total;
    const bool opens = kind == card::OrderKind::opening;
    order.generation = opens ? card::Generation{2} : card::Generation{1};
    (void)accept_order(state, order.meter, order,
                       {.serial = order.card, .generation = order.generation, .meter_sessions = 9},
                       CardClearance::allowed);
}

constexpr Measurement quiet{};

constexpr std::array inputs{
    Input{"a quiet second", Actor::nobody, [](State& state) { advance(state, quiet, 1s); }},
    Input{"a quiet minute", Actor::nobody, [](State& state) { advance(state, quiet, 1min); }},
    Input{"half an hour", Actor::nobody, [](State& state) { advance(state, quiet, 30min); }},
    Input{"one millijoule", Actor::nobody,
          [](State& state) { advance(state, {.power = base::Milliwatts{1}}, 1s); }},
    Input{"overload", Actor::nobody,
          [](State& state) { advance(state, {.power = base::Milliwatts{23'000'001}}, 10s); }},
    Input{"over-voltage", Actor::nobody,
          [](State& state) { advance(state, {.voltage = base::Millivolts{400'000}}, 1s); }},
    Input{"under-voltage", Actor::nobody,
          [](State& state) { advance(state, {.voltage = base::Millivolts{150'000}}, 10s); }},
    Input{"leakage", Actor::nobody,
          [](State& state) { advance(state, {.residual_current = base::Milliamperes{300}}, 1s); }},
    Input{"a front end that gives nothing", Actor::nobody,
          [](State& state) { advance(state, {.front_end = FrontEnd::missing}, 10s); }},
    Input{"a magnet", Actor::nobody,
          [](State& state) {
              advance(state, quiet, 2s, {.level = {.strong_magnet = true}, .risen = {}});
          }},
    Input{"the off button", Actor::nobody,
          [](State& state) {
              advance(state, quiet, 1s, {.level = {}, .risen = {.off_button = true}});
          }},
    Input{"the on button", Actor::on_button,
          [](State& state) {
              advance(state, quiet, 1s, {.level = {}, .risen = {.on_button = true}});
          }},
    Input{"both buttons", Actor::on_button,
          [](State& state) {
              advance(state, quiet, 1s,
                      {.level = {}, .risen = {.off_button = true, .on_button = true}});
          }},
    Input{"the reset button", Actor::reset_button,
          [](State& state) {
              advance(state, quiet, 1s, {.level = {}, .risen = {.reset_button = true}});
          }},
    Input{"the test button", Actor::nobody,
          [](State& state) {
              advance(state, quiet, 1s, {.level = {}, .risen = {.test_button = true}});
          }},
    Input{"the card with a loaded order", Actor::card,
          [](State& state) { insert(state, 0, ordered, card::OrderKind::purchase); }},
    Input{"the card with new credit", Actor::card,
          [](State& state) {
              insert(state, 1, ordered + WattHours{30'000}, card::OrderKind::purchase);
          }},
    Input{"the card with a correction", Actor::card,
          [](State& state) {
              insert(state, 1, ordered - WattHours{12'000}, card::OrderKind::correction);
          }},
    Input{"the card with an old order", Actor::nobody,
          [](State& state) { insert(state, -1, ordered, card::OrderKind::purchase); }},
    Input{"the card with a closing order", Actor::nobody,
          [](State& state) { insert(state, 1, ordered, card::OrderKind::closing); }},
    Input{"an opening order", Actor::opening_order,
          [](State& state) {
              insert(state, 1, ordered + WattHours{1'000}, card::OrderKind::opening);
          }},
};

std::vector<Millijoules> levels() {
    std::vector<Millijoules> around;
    for (const WattHours threshold : {-overdraft, WattHours{0}, reminder, alarm_level}) {
        for (const std::int64_t beside : {-1, 0, 1}) {
            around.push_back(base::millijoules(threshold) + Millijoules{beside});
        }
    }
    return around;
}

struct Variant {
    Parameters parameters;
    bool is_armed;
    bool must_wait;
};

std::array<Variant, 3> variants() {
    Parameters with_overdraft;
    with_overdraft.alarm_level = alarm_level;
    with_overdraft.reminder_level = reminder;
    with_overdraft.overdraft_limit = overdraft;
    with_overdraft.under_voltage_trip = true;
    with_overdraft.opens_on_tampering = 0xFF;
    Parameters without = with_overdraft;
    without.overdraft_limit = WattHours{0};
    without.opens_on_tampering = 0;
    return {Variant{with_overdraft, true, false}, Variant{without, false, false},
            Variant{with_overdraft, false, true}};
}

State state_of(Reasons reasons, Millijoules remaining, const Variant& variant) {
    State state;
    state.time = now;
    state.reasons = reasons;
    state.opened =
        !reasons.contains(Reason::not_opened) && !reasons.contains(Reason::account_closed);
    state.binding = {.serial = card::testing::example_serial,
                     .generation = card::Generation{1},
                     .customer = card::testing::example_customer,
                     .meter_sessions = 8};
    state.account = CreditAccount{{.sequence = loaded, .ordered_total = ordered},
                                  base::millijoules(ordered) - remaining,
                                  base::millijoules(overdraft)};
    state.parameters = variant.parameters;
    state.reminder_armed = variant.is_armed;
    state.zero_armed = variant.is_armed;
    state.alarm = remaining < base::millijoules(variant.parameters.alarm_level);
    if (variant.must_wait) {
        state.power_limit.repeated.wait_until = now + 20min;
        state.protection.leakage_trips.wait_until = now + 20min;
    }
    apply_credit_rules(state);  // no meter is left with the level and without its reason
    state.events = {};
    state.switch_operations = 0;
    return state;
}

bool is_above_overdraft(const State& state) {
    return state.account.remaining() > -base::millijoules(state.parameters.overdraft_limit);
}

// Whether `input` may have cleared the reason, by the document.
bool may_clear(Reason reason, const Input& input, const State& before, const State& after) {
    const bool is_customers_card =
        input.actor == Actor::card || input.actor == Actor::opening_order;
    switch (reason) {
        case Reason::not_opened:
        case Reason::account_closed:
            return input.actor == Actor::opening_order;
        case Reason::reminder:
            return is_customers_card;
        case Reason::zero:
        case Reason::overdraft_limit:
            return is_customers_card && is_above_overdraft(after);
        case Reason::power_limit:
            return is_customers_card && before.power_limit.may_be_cleared(after.seconds());
        case Reason::metering_failed:
        case Reason::over_voltage:
        case Reason::under_voltage:
            return input.actor == Actor::nobody && after.time - before.time >= 1min;
        case Reason::leakage:
            return input.actor == Actor::reset_button &&
                   before.protection.leakage_trips.may_be_cleared(after.seconds());
        case Reason::switched_off_by_hand:
            return input.actor == Actor::on_button;
        case Reason::tampering:
            return is_customers_card;
    }
    return false;
}

void expect_only_the_right_one_cleared(const Input& input, const State& before,
                                       const State& after) {
    for (const ReasonRule& rule : reason_rules) {
        const bool is_cleared =
            before.reasons.contains(rule.reason) && !after.reasons.contains(rule.reason);
        ASSERT_TRUE(!is_cleared || may_clear(rule.reason, input, before, after))
            << input.name << " clears " << rule.name;
    }
}

// Where the levels alone say that a reason stands.
void expect_the_levels_reasons(const State& before, const State& after) {
    if (!after.opened) {
        return;
    }
    const bool has_overdraft = after.parameters.overdraft_limit != WattHours{0};
    const bool is_used_up = after.account.remaining() <= Millijoules{0};
    ASSERT_TRUE(!is_used_up || has_overdraft || after.reasons.contains(Reason::zero));
    ASSERT_TRUE(!has_overdraft || is_above_overdraft(after) ||
                after.reasons.contains(Reason::overdraft_limit));
    const bool falls_to_zero = is_used_up && before.zero_armed && before.opened;
    ASSERT_TRUE(!falls_to_zero || after.reasons.contains(Reason::zero));
    const bool falls_to_reminder = before.opened && before.reminder_armed &&
                                   after.account.remaining() <= base::millijoules(reminder);
    ASSERT_TRUE(!falls_to_reminder || after.reasons.contains(Reason::reminder));
}

// An opening and a closing are events, and nothing else is.
void expect_the_events_of_the_switch(const State& before, const State& after) {
    const bool was_closed = before.reasons.is_empty();
    const bool is_closed = after.reasons.is_empty();
    const int openings = testing::count_of(after, EventKind::supply_opened);
    const int closings = testing::count_of(after, EventKind::supply_closed);
    ASSERT_EQ(openings - closings, (was_closed ? 1 : 0) - (is_closed ? 1 : 0));
    ASSERT_EQ(after.switch_operations - before.switch_operations,
              static_cast<unsigned>(openings + closings));
}

void expect_sound_registers(const State& before, const State& after) {
    ASSERT_GE(after.account.consumed_total(), before.account.consumed_total());
    ASSERT_GE(after.account.overdrawn_total(), before.account.overdrawn_total());
    ASSERT_EQ(after.account.remaining(), base::millijoules(after.account.ordered().ordered_total) -
                                             after.account.consumed_total());
}

void expect_right(const Input& input, const State& before) {
    State after = before;
    input.happens(after);
    expect_only_the_right_one_cleared(input, before, after);
    expect_the_levels_reasons(before, after);
    expect_the_events_of_the_switch(before, after);
    expect_sound_registers(before, after);
}

class SupplyStatesOf : public ::testing::TestWithParam<std::size_t> {};

TEST_P(SupplyStatesOf, meet_every_input_at_every_level_and_nothing_is_cleared_by_one_who_may_not) {
    const Variant variant = variants()[GetParam()];
    for (unsigned bits = 0; bits < 1U << reason_rules.size(); ++bits) {
        const Reasons reasons = *Reasons::from_bits(static_cast<std::uint16_t>(bits));
        for (const Millijoules level : levels()) {
            const State before = state_of(reasons, level, variant);
            for (const Input& input : inputs) {
                expect_right(input, before);
                ASSERT_FALSE(HasFatalFailure())
                    << input.name << ", reasons " << bits << ", level " << level.count();
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Variants, SupplyStatesOf, ::testing::Range<std::size_t>(0, 3));

TEST(SupplyStates, can_each_be_left_by_the_one_who_may_clear_its_reason) {
    const Variant variant = variants()[0];
    for (const ReasonRule& rule : reason_rules) {
        bool is_left = false;
        for (const Input& input : inputs) {
            State state = state_of({rule.reason}, base::millijoules(WattHours{20'000}), variant);
            input.happens(state);
            is_left = is_left || !state.reasons.contains(rule.reason);
        }
        EXPECT_TRUE(is_left) << rule.name;
    }
}

TEST(SupplyStates, close_the_switch_exactly_where_no_reason_stands) {
    const Keying keying{.meter = card::testing::example_meter};
    for (unsigned bits = 0; bits < 1U << reason_rules.size(); ++bits) {
        State stored = state_of(*Reasons::from_bits(static_cast<std::uint16_t>(bits)),
                                base::millijoules(WattHours{20'000}), variants()[0]);

        const testing::MeterBench bench{keying, stored, stored.seconds()};

        ASSERT_EQ(bench.supply_is_closed(), bits == 0) << bits;
    }
}

}  // namespace
}  // namespace meter
