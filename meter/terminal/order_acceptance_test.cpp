// Every row of the acceptance table of an order, each a test.
#include "meter/terminal/order_acceptance.h"

#include <gtest/gtest.h>

#include "card/testing/records.h"
#include "meter/credit/supply_rules.h"
#include "meter/events/event_registers.h"

namespace meter {
namespace {

using base::WattHours;
using card::Generation;
using card::OrderKind;
using card::Sequence;
using card::testing::example_customer;
using card::testing::example_meter;
using card::testing::example_serial;
using namespace std::chrono_literals;

constexpr card::CardSerial other_serial{0xFFEEDDCCBBAA9988};

card::Order order_of(unsigned sequence, std::int64_t total, OrderKind kind = OrderKind::purchase) {
    card::Order order = card::testing::example_order();
    order.kind = kind;
    order.sequence = Sequence{sequence};
    order.ordered_total = WattHours{total};
    return order;
}

// The order carried by another card of the same customer.
card::Order on_card(card::Order order, card::CardSerial serial, unsigned generation) {
    order.card = serial;
    order.generation = static_cast<Generation>(generation);
    return order;
}

// A card whose channel stands, holding `order`, in its `sessions`-th session.
ProvenCard proven(const card::Order& order, std::uint32_t sessions) {
    return {.serial = order.card, .generation = order.generation, .meter_sessions = sessions};
}

class OrderAcceptance : public testing::Test {
 protected:
    InsertionResult insert(const card::Order& order,
                           CardClearance clearance = CardClearance::allowed) {
        return accept_order(kept, example_meter, order, proven(order, ++sessions_seen), clearance);
    }

    void open_with(std::int64_t watt_hours) {
        ASSERT_EQ(insert(order_of(1, watt_hours, OrderKind::opening)), InsertionResult::credited);
    }

    // Everything but the events is as it was.
    void expect_unchanged_since(State before) {
        before.events = kept.events;
        EXPECT_EQ(kept, before);
    }
    // The same, but that the bound card's newest session was noted.
    void expect_only_a_session_since(State before) {
        before.binding.meter_sessions = sessions_seen;
        expect_unchanged_since(before);
    }

    [[nodiscard]] EventKind last_event() const {
        const auto& recent = kept.events.recent();
        return recent[recent.size() - 1].kind;
    }

    State kept;
    std::uint32_t sessions_seen = 0;
};

TEST_F(OrderAcceptance, refuses_an_order_for_another_meter_with_an_event) {
    open_with(30'000);
    const State before = kept;
    card::Order order = order_of(2, 60'000);
    order.meter = card::MeterId{1};

    EXPECT_EQ(insert(order), InsertionResult::wrong_meter);
    EXPECT_EQ(last_event(), EventKind::card_refused);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, opens_an_account_binds_the_card_and_credits) {
    EXPECT_EQ(insert(order_of(1, 30'000, OrderKind::opening)), InsertionResult::credited);

    EXPECT_TRUE(kept.opened);
    EXPECT_EQ(kept.binding.serial, example_serial);
    EXPECT_EQ(kept.binding.customer, example_customer);
    EXPECT_EQ(kept.account.remaining_watt_hours(), WattHours{30'000});
    EXPECT_EQ(kept.account.ordered().sequence, Sequence{1});
    EXPECT_TRUE(kept.reasons.is_empty());
}

TEST_F(OrderAcceptance, refuses_any_other_kind_while_not_opened) {
    for (const auto kind :
         {OrderKind::purchase, OrderKind::replacement, OrderKind::correction, OrderKind::refund,
          OrderKind::free_issue, OrderKind::carry_over, OrderKind::closing}) {
        const State before = kept;

        EXPECT_EQ(insert(order_of(1, 30'000, kind)), InsertionResult::not_opened);
        EXPECT_EQ(last_event(), EventKind::card_refused);
        expect_unchanged_since(before);
    }
}

TEST_F(OrderAcceptance, opens_for_the_next_customer_with_a_higher_sequence_and_generation) {
    open_with(30'000);
    (void)insert(order_of(2, 10'000, OrderKind::closing));
    card::Order next = on_card(order_of(3, 40'000, OrderKind::opening), other_serial, 2);
    next.customer = card::CustomerNumber{5000};

    EXPECT_EQ(insert(next), InsertionResult::credited);
    EXPECT_EQ(kept.binding.customer, card::CustomerNumber{5000});
    EXPECT_TRUE(kept.reasons.is_empty());
}

TEST_F(OrderAcceptance, does_not_open_with_a_sequence_or_generation_that_is_not_above) {
    open_with(30'000);
    (void)insert(order_of(2, 10'000, OrderKind::closing));
    const State before = kept;

    EXPECT_EQ(insert(on_card(order_of(2, 40'000, OrderKind::opening), other_serial, 2)),
              InsertionResult::not_opened);
    EXPECT_EQ(insert(order_of(3, 40'000, OrderKind::opening)), InsertionResult::not_opened);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, credits_an_opening_card_used_twice_only_once) {
    open_with(30'000);
    const State before = kept;

    EXPECT_EQ(insert(order_of(1, 30'000, OrderKind::opening)), InsertionResult::already_loaded);
    expect_only_a_session_since(before);
}

TEST_F(OrderAcceptance, refuses_a_card_of_a_lower_generation_as_replaced) {
    open_with(30'000);
    (void)insert(on_card(order_of(2, 40'000), other_serial, 2));
    const State before = kept;

    EXPECT_EQ(insert(order_of(3, 50'000)), InsertionResult::card_replaced);
    EXPECT_EQ(last_event(), EventKind::card_refused);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, refuses_another_serial_of_the_same_generation) {
    open_with(30'000);
    const State before = kept;

    EXPECT_EQ(insert(on_card(order_of(2, 40'000), other_serial, 1)), InsertionResult::wrong_card);
    EXPECT_EQ(last_event(), EventKind::card_refused);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, refuses_the_same_serial_in_another_generation) {
    open_with(30'000);
    const State before = kept;

    EXPECT_EQ(insert(on_card(order_of(2, 40'000), example_serial, 2)), InsertionResult::wrong_card);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, refuses_another_customer_number) {
    open_with(30'000);
    const State before = kept;
    card::Order order = order_of(2, 40'000);
    order.customer = card::CustomerNumber{1};

    EXPECT_EQ(insert(order), InsertionResult::wrong_card);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, refuses_an_order_made_for_another_card_than_the_one_proven) {
    open_with(30'000);
    const State before = kept;
    const card::Order order = on_card(order_of(2, 40'000), other_serial, 2);
    const ProvenCard bound{
        .serial = example_serial, .generation = Generation{1}, .meter_sessions = 9};

    EXPECT_EQ(accept_order(kept, example_meter, order, bound, CardClearance::allowed),
              InsertionResult::wrong_card);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, binds_a_card_of_a_higher_generation_whatever_the_kind) {
    open_with(30'000);

    EXPECT_EQ(insert(on_card(order_of(2, 40'000), other_serial, 2)), InsertionResult::credited);
    EXPECT_EQ(kept.binding.serial, other_serial);
    EXPECT_EQ(kept.binding.generation, Generation{2});
}

TEST_F(OrderAcceptance, binds_a_newer_card_even_where_its_order_is_old) {
    open_with(30'000);
    (void)insert(order_of(3, 40'000));

    EXPECT_EQ(insert(on_card(order_of(2, 35'000), other_serial, 2)), InsertionResult::old_order);
    EXPECT_EQ(kept.binding.serial, other_serial);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{40'000});
}

TEST_F(OrderAcceptance, refuses_a_session_count_that_is_not_above_the_last_one_as_a_copy) {
    open_with(30'000);
    const State before = kept;
    const card::Order order = order_of(2, 40'000);

    EXPECT_EQ(accept_order(kept, example_meter, order, proven(order, sessions_seen),
                           CardClearance::allowed),
              InsertionResult::card_copied);
    EXPECT_EQ(last_event(), EventKind::card_copied);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, credits_nothing_at_step_0_but_clears_what_a_card_may_clear) {
    open_with(30'000);
    advance(kept, {.power = base::Milliwatts{20'000'000}}, 1h);
    const Reasons tripped = kept.reasons;

    EXPECT_EQ(insert(order_of(1, 30'000)), InsertionResult::already_loaded);
    EXPECT_EQ(tripped, Reasons{Reason::reminder});
    EXPECT_TRUE(kept.reasons.is_empty());
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{30'000});
}

TEST_F(OrderAcceptance, clears_nothing_in_a_session_repeated_within_one_insertion) {
    open_with(30'000);
    advance(kept, {.power = base::Milliwatts{20'000'000}}, 1h);

    EXPECT_EQ(insert(order_of(1, 30'000), CardClearance::used), InsertionResult::already_loaded);
    EXPECT_EQ(kept.reasons, Reasons{Reason::reminder});
}

TEST_F(OrderAcceptance, takes_over_the_total_at_step_1) {
    open_with(30'000);

    EXPECT_EQ(insert(order_of(2, 45'000)), InsertionResult::credited);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{45'000});
    EXPECT_EQ(kept.account.ordered().sequence, Sequence{2});
    EXPECT_EQ(last_event(), EventKind::credited);
}

TEST_F(OrderAcceptance, takes_over_the_total_of_a_later_order_and_keeps_an_event) {
    open_with(30'000);

    EXPECT_EQ(insert(order_of(5, 90'000)), InsertionResult::credited);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{90'000});
    EXPECT_EQ(kept.events.counters()[std::to_underlying(card::EventCounter::order_skipped)], 1);
}

TEST_F(OrderAcceptance, keeps_the_skipped_orders_with_the_total_from_before_and_then_the_credit) {
    open_with(30'000);

    (void)insert(order_of(5, 90'000));

    const auto& recent = kept.events.recent();
    const Event& skipped = recent[recent.size() - 2];
    ASSERT_EQ(skipped.kind, EventKind::order_skipped);
    EXPECT_EQ(registers_before(skipped).ordered_total, WattHours{30'000});
    EXPECT_EQ(registers_after(skipped), registers_before(recent[recent.size() - 1]));
}

TEST_F(OrderAcceptance, takes_and_clears_nothing_for_an_old_order) {
    open_with(30'000);
    (void)insert(order_of(3, 40'000));
    advance(kept, {.power = base::Milliwatts{21'000'000}}, 1h);
    const State before = kept;

    EXPECT_EQ(insert(order_of(2, 35'000)), InsertionResult::old_order);
    EXPECT_EQ(last_event(), EventKind::old_order);
    EXPECT_EQ(kept.reasons, Reasons{Reason::reminder});
    expect_only_a_session_since(before);
}

TEST_F(OrderAcceptance, refuses_only_the_credit_above_the_hoarding_limit) {
    kept.parameters.hoarding_limit = WattHours{50'000};
    open_with(30'000);
    advance(kept, {.power = base::Milliwatts{10'000'000}}, 1h);
    const Reasons tripped = kept.reasons;

    EXPECT_EQ(insert(order_of(2, 60'001)), InsertionResult::above_hoarding_limit);
    EXPECT_EQ(tripped, Reasons{Reason::reminder});
    EXPECT_TRUE(kept.reasons.is_empty());
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{30'000});
    EXPECT_EQ(kept.account.ordered().sequence, Sequence{1});
}

TEST_F(OrderAcceptance, proves_the_account_by_an_order_whose_credit_the_hoarding_limit_refuses) {
    kept.parameters.hoarding_limit = WattHours{50'000};
    open_with(30'000);
    set_reason(kept, Reason::credit_unproven);
    (void)insert(order_of(1, 30'000));
    const Reasons after_the_known_order = kept.reasons;

    EXPECT_EQ(insert(order_of(2, 60'001)), InsertionResult::above_hoarding_limit);

    EXPECT_EQ(after_the_known_order, Reasons{Reason::credit_unproven});
    EXPECT_TRUE(kept.reasons.is_empty());
    EXPECT_EQ(kept.account.remaining_watt_hours(), WattHours{30'000});
}

TEST_F(OrderAcceptance, credits_an_order_kept_on_the_card_once_it_fits_below_the_hoarding_limit) {
    kept.parameters.hoarding_limit = WattHours{50'000};
    open_with(30'000);
    (void)insert(order_of(2, 60'001));
    advance(kept, {.power = base::Milliwatts{11'000'000}}, 1h);

    EXPECT_EQ(insert(order_of(2, 60'001)), InsertionResult::credited);
}

TEST_F(OrderAcceptance, opens_the_account_without_credit_above_the_hoarding_limit) {
    kept.parameters.hoarding_limit = WattHours{50'000};

    EXPECT_EQ(insert(order_of(1, 50'001, OrderKind::opening)),
              InsertionResult::above_hoarding_limit);
    EXPECT_TRUE(kept.opened);
    EXPECT_EQ(kept.reasons, Reasons{Reason::zero});
}

TEST_F(OrderAcceptance, lets_a_correction_lower_the_total) {
    open_with(30'000);

    EXPECT_EQ(insert(order_of(2, 25'000, OrderKind::correction)), InsertionResult::credited);
    EXPECT_EQ(kept.account.remaining_watt_hours(), WattHours{25'000});
}

TEST_F(OrderAcceptance, refuses_a_purchase_that_lowers_the_total_as_a_bad_order) {
    open_with(30'000);
    const State before = kept;

    EXPECT_EQ(insert(order_of(2, 29'999)), InsertionResult::bad_order);
    EXPECT_EQ(last_event(), EventKind::card_refused);
    expect_unchanged_since(before);
}

TEST_F(OrderAcceptance, takes_a_lower_total_where_the_skipped_order_may_have_been_a_correction) {
    for (const auto kind : {OrderKind::purchase, OrderKind::replacement, OrderKind::free_issue}) {
        kept = {};
        open_with(30'000);

        EXPECT_EQ(insert(order_of(3, 25'000, kind)), InsertionResult::credited);
        EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{25'000});
    }
}

TEST_F(OrderAcceptance, opens_with_a_lower_total_only_where_an_order_was_skipped) {
    open_with(30'000);
    (void)insert(order_of(2, 30'000, OrderKind::closing));

    EXPECT_EQ(insert(on_card(order_of(3, 29'999, OrderKind::opening), other_serial, 2)),
              InsertionResult::bad_order);
    EXPECT_EQ(insert(on_card(order_of(4, 29'999, OrderKind::opening), other_serial, 2)),
              InsertionResult::credited);
    EXPECT_EQ(kept.account.ordered().ordered_total, WattHours{29'999});
}

TEST_F(OrderAcceptance, closes_the_account_and_opens_the_supply) {
    open_with(30'000);

    EXPECT_EQ(insert(order_of(2, 10'000, OrderKind::closing)), InsertionResult::account_closed);
    EXPECT_FALSE(kept.opened);
    EXPECT_EQ(kept.reasons, Reasons{Reason::account_closed});
    EXPECT_TRUE(is_reported(InsertionResult::account_closed));
}

TEST_F(OrderAcceptance, writes_the_final_report_again_when_the_closing_card_comes_back) {
    open_with(30'000);
    (void)insert(order_of(2, 10'000, OrderKind::closing));
    const State before = kept;

    EXPECT_EQ(insert(order_of(2, 10'000, OrderKind::closing)), InsertionResult::account_closed);
    expect_only_a_session_since(before);
}

TEST_F(OrderAcceptance, moves_the_clock_forward_to_the_orders_time_and_never_back) {
    open_with(30'000);
    const auto at_order = kept.seconds();
    card::Order earlier = order_of(2, 60'000);
    earlier.issue_time = at_order - 1h;

    (void)insert(earlier);

    EXPECT_EQ(at_order, card::testing::example_order().issue_time);
    EXPECT_EQ(kept.seconds(), at_order);
}

TEST_F(OrderAcceptance, does_not_move_the_clock_by_an_order_that_it_refuses) {
    open_with(30'000);
    const auto before = kept.seconds();
    card::Order later = on_card(order_of(2, 60'000), other_serial, 1);
    later.issue_time = before + 1h;

    EXPECT_EQ(insert(later), InsertionResult::wrong_card);

    EXPECT_EQ(kept.seconds(), before);
}

TEST_F(OrderAcceptance, applies_the_credit_rules_after_the_effects) {
    open_with(30'000);

    (void)insert(order_of(2, 15'000, OrderKind::refund));

    EXPECT_EQ(kept.reasons, Reasons{Reason::reminder});
}

}  // namespace
}  // namespace meter
