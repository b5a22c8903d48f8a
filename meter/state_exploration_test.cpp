// The whole state machine of the supply: every set of reasons, at every level around each
// threshold, meets every input. What may happen is said a second time in testing/supply_oracle.h.
#include <gtest/gtest.h>

#include "card/testing/records.h"
#include "meter/credit/supply_rules.h"
#include "meter/terminal/field_card.h"
#include "meter/terminal/order_acceptance.h"
#include "meter/testing/opened_state.h"
#include "meter/testing/supply_oracle.h"

namespace meter {
namespace {

using base::Millijoules;
using testing::BroughtSet;
using testing::CardFlaw;
using testing::count_of;
using testing::ExploredInput;
using testing::ExploredOrder;
using testing::ExploredVariant;
using testing::Story;
using testing::Verdict;

BroughtParameters brought(BroughtSet set, const State& state) {
    switch (set) {
        case BroughtSet::none:
            break;
        case BroughtSet::larger_overdraft:
            return {.set = testing::explored_set(state.parameters), .code = {1}, .fault = {}};
        case BroughtSet::not_genuine:
            return {.set = {}, .code = {}, .fault = ParameterSetFault::not_genuine};
    }
    return {};
}

void insert(const ExploredOrder& explored, State& state) {
    if (explored.flaw == CardFlaw::forged) {
        note_refusal(state, InsertionResult::bad_order);  // as the dialogue refuses it
        return;
    }
    const card::Order order = testing::order_on_card(explored);
    (void)accept_order(state, card::testing::example_meter, order,
                       {.serial = order.card,
                        .generation = order.generation,
                        .meter_sessions = testing::sessions_of(explored)},
                       CardClearance::allowed, brought(explored.brings, state));
}

// What the rules make of `input`; the debouncer and the dialogue with the card are not theirs.
void happen(const ExploredInput& input, State& state) {
    if (input.order) {
        insert(*input.order, state);
    } else if (input.field_card) {
        const auto set = input.field_card == card::CardKind::parameter
                             ? BroughtSet::larger_overdraft
                             : BroughtSet::none;
        accept_field_card(state, {.kind = *input.field_card,
                                  .round = card::Generation{1},
                                  .brought = brought(set, state)});
    } else {
        advance(state, input.measured, input.lasts,
                {.level = input.contacts, .risen = input.contacts});
    }
}

void expect_each_reason_to_have_its_cause(const Story& story) {
    for (const ReasonRule& rule : reason_rules) {
        const Verdict cause = gives_cause(rule.reason, story);
        const bool stands = story.after.reasons.contains(rule.reason);
        const bool appears = stands && !story.before.reasons.contains(rule.reason);
        ASSERT_TRUE(!appears || cause != Verdict::no) << rule.name << " without its cause";
        ASSERT_TRUE(!appears || takes_part(rule.set_by, story)) << rule.name << " by another one";
        ASSERT_TRUE(stands || cause != Verdict::yes) << rule.name << " is missing";
    }
}

void expect_each_reason_to_be_cleared_by_the_right_one(const Story& story) {
    for (const ReasonRule& rule : reason_rules) {
        if (!story.before.reasons.contains(rule.reason)) {
            continue;
        }
        const Verdict cleared = clears(rule.reason, story);
        const bool is_gone = !story.after.reasons.contains(rule.reason);
        const bool is_set_anew = gives_cause(rule.reason, story) != Verdict::no;
        ASSERT_TRUE(!is_gone || cleared != Verdict::no) << rule.name << " cleared by a wrong one";
        ASSERT_TRUE(is_gone || is_set_anew || cleared != Verdict::yes) << rule.name << " stays";
    }
}

// Each change is an event with its reason, its time and what stood after it, and nothing else is.
void expect_each_change_to_be_an_event(const Story& story) {
    Reasons reasons = story.before.reasons;
    for (const Event& event : story.after.events.recent()) {
        const auto reason = static_cast<Reason>(event.detail);
        const bool was_closed = reasons.is_empty();
        if (event.kind == EventKind::supply_opened || event.kind == EventKind::reason_added) {
            ASSERT_FALSE(reasons.contains(reason));
            ASSERT_EQ(event.kind == EventKind::supply_opened, was_closed);
            reasons.set(reason);
        } else if (event.kind == EventKind::supply_closed ||
                   event.kind == EventKind::reason_cleared) {
            ASSERT_TRUE(reasons.contains(reason));
            reasons.clear(reason);
            ASSERT_EQ(event.kind == EventKind::supply_closed, reasons.is_empty());
        }
        ASSERT_EQ(event.reasons, reasons) << name_of(event.kind).name;
        ASSERT_EQ(event.time, story.after.seconds());
    }
    ASSERT_EQ(reasons, story.after.reasons);
}

// Rules 2 and 3 open once: armed above their level, disarmed by the trip.
void expect_what_opens_once_to_be_disarmed(const Story& story) {
    const State& after = story.after;
    if (!after.opened) {
        return;
    }
    const auto appears = [&story](Reason reason) {
        return story.after.reasons.contains(reason) && !story.before.reasons.contains(reason);
    };
    const auto level = base::millijoules(after.parameters.reminder_level);
    ASSERT_TRUE(after.reminder_armed || after.account.remaining() <= level);
    ASSERT_TRUE(!after.reminder_armed || !appears(Reason::reminder)) << "reminder comes again";
    ASSERT_TRUE(after.zero_armed || after.account.remaining() <= Millijoules{0});
    ASSERT_TRUE(!after.zero_armed || !appears(Reason::zero)) << "zero comes again";
}

// The total goes to what the newest genuine order says and nowhere else, and nothing is given back.
void expect_sound_registers(const Story& story) {
    const CreditAccount& before = story.before.account;
    const CreditAccount& after = story.after.account;
    ASSERT_GE(after.consumed_total(), before.consumed_total());
    ASSERT_GE(after.overdrawn_total(), before.overdrawn_total());
    ASSERT_EQ(after.remaining(),
              base::millijoules(after.ordered().ordered_total) - after.consumed_total());
    const bool is_credited = count_of(story.after, EventKind::credited) != 0;
    ASSERT_EQ(is_credited, must_be_credited(story));
    const base::WattHours change = is_credited ? story.input.order->change : base::WattHours{};
    ASSERT_EQ(after.ordered().ordered_total - before.ordered().ordered_total, change);
    if (story.input.order || story.input.field_card) {
        ASSERT_EQ(after.consumed_total(), before.consumed_total());
    }
}

void expect_right(const ExploredInput& input, const State& before) {
    State after = before;
    happen(input, after);
    const Story story{input, before, after};
    ASSERT_NO_FATAL_FAILURE(expect_each_reason_to_have_its_cause(story));
    ASSERT_NO_FATAL_FAILURE(expect_each_reason_to_be_cleared_by_the_right_one(story));
    ASSERT_NO_FATAL_FAILURE(expect_each_change_to_be_an_event(story));
    ASSERT_NO_FATAL_FAILURE(expect_what_opens_once_to_be_disarmed(story));
    ASSERT_NO_FATAL_FAILURE(expect_sound_registers(story));
}

class SupplyStatesOf : public ::testing::TestWithParam<std::size_t> {};

TEST_P(SupplyStatesOf, meet_every_input_at_every_level_and_each_reason_has_its_cause_and_clearer) {
    const ExploredVariant& variant = testing::explored_variants()[GetParam()];
    for (const unsigned bits : testing::explored_sets(GetParam())) {
        const Reasons reasons = *Reasons::from_bits(static_cast<std::uint16_t>(bits));
        for (const Millijoules level : testing::explored_levels()) {
            const State before = testing::explored_state(reasons, level, variant);
            for (const ExploredInput& input : testing::explored_inputs()) {
                ASSERT_NO_FATAL_FAILURE(expect_right(input, before))
                    << input.name << ", a meter " << variant.name << ", reasons " << bits
                    << ", level " << level.count();
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Variants, SupplyStatesOf,
                         ::testing::Range<std::size_t>(0, testing::explored_variants().size()));

TEST(SupplyStates, can_each_be_entered_and_left_again) {
    const ExploredVariant& variant = testing::explored_variants()[0];
    for (const ReasonRule& rule : reason_rules) {
        // By production, and by a start.
        bool is_entered =
            rule.reason == Reason::not_opened || rule.reason == Reason::credit_unproven;
        bool is_left = false;
        for (const Millijoules level : testing::explored_levels()) {
            for (const ExploredInput& input : testing::explored_inputs()) {
                State state = testing::explored_state({}, level, variant);
                const bool stood = state.reasons.contains(rule.reason);
                happen(input, state);
                is_entered = is_entered || (!stood && state.reasons.contains(rule.reason));
                state = testing::explored_state({rule.reason}, level, variant);
                happen(input, state);
                is_left = is_left || !state.reasons.contains(rule.reason);
            }
        }
        EXPECT_TRUE(is_entered) << rule.name;
        EXPECT_TRUE(is_left) << rule.name;
    }
}

}  // namespace
}  // namespace meter
