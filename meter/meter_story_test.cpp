// The life of a meter from its wall to its last report, in one story.
#include <gtest/gtest.h>

#include "card/testing/cards.h"
#include "meter/meter.h"
#include "meter/testing/meter_bench.h"
#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using base::Milliwatts;
using base::WattHours;
using namespace std::chrono_literals;

const card::Key128 meter_key{card::Block{1, 2, 3, 4, 5, 6, 7, 8}};

class MeterStory : public ::testing::Test {
 protected:
    // The office, whose time is `ahead` of the meter's at its start, writes an order that brings
    // the total to `total`.
    void sell_up_to(std::int64_t total, card::OrderKind kind, std::chrono::seconds ahead = {}) {
        card::Order order = card::testing::example_order();
        order.issue_time = card::testing::example_time + ahead;
        order.kind = kind;
        order.sequence = card::Sequence{++last_sequence};
        order.ordered_total = WattHours{total};
        order.purchases = last_sequence;
        card::CardMemory memory = customer_card.memory();
        memory.order = card::testing::signed_order(order, meter_key);
        customer_card = card::SoftwareCard{memory};
    }

    [[nodiscard]] card::Report report() const {
        return *card::decode_report(customer_card.memory().report);
    }
    [[nodiscard]] WattHours remaining() const {
        return meter_bench.state().account.remaining_watt_hours();
    }

    testing::MeterBench meter_bench{{.meter = card::testing::example_meter, .meter_key = meter_key},
                                    State{},
                                    card::testing::example_time};
    card::SoftwareCard customer_card = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});
    std::uint32_t last_sequence = 0;
};

TEST_F(MeterStory, sells_credits_warns_trips_restores_and_reports_to_the_watt_hour) {
    // A new meter supplies nothing, whatever card comes.
    EXPECT_FALSE(meter_bench.supply_is_closed());
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);

    sell_up_to(30'000, card::OrderKind::opening);
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);
    EXPECT_TRUE(meter_bench.supply_is_closed());

    // Down to the reminder level, where the supply opens once.
    meter_bench.use(WattHours{20'000});
    EXPECT_EQ(remaining(), WattHours{20'000});
    EXPECT_EQ(meter_bench.state().reasons, Reasons{Reason::reminder});
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
    EXPECT_TRUE(meter_bench.supply_is_closed());

    // Below the alarm level the display stays on the remaining energy.
    meter_bench.use(WattHours{1});
    meter_bench.meter().step({}, 1min);
    EXPECT_EQ(meter_bench.meter().frame().text_view(), "19.99");
    EXPECT_TRUE(meter_bench.meter().frame().signs.contains(Sign::alarm));

    // At zero the supply opens, and the card alone does not help.
    meter_bench.use(WattHours{30'000});
    EXPECT_EQ(remaining(), WattHours{0});
    EXPECT_EQ(meter_bench.state().reasons, Reasons{Reason::zero});
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
    EXPECT_FALSE(meter_bench.supply_is_closed());
    EXPECT_EQ(report().consumed_total, WattHours{30'000});

    sell_up_to(60'000, card::OrderKind::purchase);
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);
    EXPECT_TRUE(meter_bench.supply_is_closed());

    // A kettle too many: ten seconds above the rated power.
    meter_bench.meter().step({.power = Milliwatts{25'000'000}}, 9s);
    EXPECT_TRUE(meter_bench.supply_is_closed());
    meter_bench.meter().step({.power = Milliwatts{25'000'000}}, 1s);
    EXPECT_EQ(meter_bench.state().reasons, Reasons{Reason::power_limit});
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
    EXPECT_TRUE(meter_bench.supply_is_closed());

    // A power cut loses nothing that was committed, and the last report agrees to the watt-hour.
    meter_bench.restart();
    EXPECT_TRUE(meter_bench.supply_is_closed());
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);
    EXPECT_EQ(report().ordered_total, WattHours{60'000});
    EXPECT_EQ(report().ordered_total - report().consumed_total, remaining());

    sell_up_to(55'000, card::OrderKind::closing);
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::account_closed);
    EXPECT_FALSE(meter_bench.supply_is_closed());
    EXPECT_FALSE(report().account_open);
}

TEST_F(MeterStory, loses_less_than_ten_watt_hours_in_a_power_cut) {
    sell_up_to(30'000, card::OrderKind::opening);
    (void)meter_bench.insert(customer_card);

    for (int i = 0; i < 100; ++i) {
        meter_bench.meter().step({.power = Milliwatts{999'999}}, 1s);
        const auto counted = meter_bench.state().account.consumed_total();
        const auto kept = meter_bench.stored().account.consumed_total();
        EXPECT_LT(counted - kept, base::millijoules(WattHours{10}));
    }
}

TEST_F(MeterStory, makes_the_card_wait_after_five_openings_through_a_power_cut) {
    sell_up_to(30'000, card::OrderKind::opening);
    for (int i = 0; i < 5; ++i) {
        (void)meter_bench.insert(customer_card);
        meter_bench.meter().step({.power = Milliwatts{24'000'000}}, 10s);
    }

    meter_bench.restart();
    (void)meter_bench.insert(customer_card);
    const bool supplied_too_early = meter_bench.supply_is_closed();
    meter_bench.meter().step({}, 30min);
    (void)meter_bench.insert(customer_card);

    EXPECT_FALSE(supplied_too_early);
    EXPECT_TRUE(meter_bench.supply_is_closed());
}

TEST_F(MeterStory, goes_on_from_the_stored_time_where_its_clock_reads_an_earlier_one) {
    State stored;
    stored.time = std::chrono::sys_seconds{1000s};

    const testing::MeterBench bench{
        {.meter = card::MeterId{1}}, stored, std::chrono::sys_seconds{997s}};

    EXPECT_EQ(bench.state().seconds(), std::chrono::sys_seconds{1000s});
    EXPECT_FALSE(bench.state().clock_trusted);
}

TEST_F(MeterStory, goes_on_with_a_clock_that_it_does_not_trust_again) {
    State stored;
    stored.time = std::chrono::sys_seconds{1000s};
    stored.clock_trusted = false;

    const testing::MeterBench bench{
        {.meter = card::MeterId{1}}, stored, std::chrono::sys_seconds{5000s}};

    EXPECT_EQ(bench.state().seconds(), std::chrono::sys_seconds{5000s});
    EXPECT_FALSE(bench.state().clock_trusted);
}

TEST_F(MeterStory, trusts_its_clock_after_a_power_cut_where_an_order_had_moved_it_forward) {
    sell_up_to(30'000, card::OrderKind::opening, 60s);
    ASSERT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);
    ASSERT_EQ(meter_bench.state().seconds(), card::testing::example_time + 60s);

    meter_bench.restart_after(5s);

    EXPECT_TRUE(meter_bench.state().clock_trusted);
    EXPECT_EQ(meter_bench.state().seconds(), card::testing::example_time + 65s);
    EXPECT_EQ(testing::count_of(meter_bench.state(), EventKind::clock_set_back), 0);
}

TEST_F(MeterStory, trusts_its_clock_where_the_power_fails_before_a_move_of_it_is_stored) {
    sell_up_to(30'000, card::OrderKind::opening, 60s);
    testing::BenchBoard& board = meter_bench.board();
    board.state_store.before_save = [&board] {
        if (board.clock.time == card::testing::example_time + 60s) {
            board.state_store.saves_until_failure = 0;
        }
    };
    ASSERT_EQ(meter_bench.insert(customer_card), InsertionResult::storage_failed);
    board.state_store.before_save = {};
    board.state_store.saves_until_failure.reset();

    meter_bench.restart_after(5s);

    EXPECT_TRUE(meter_bench.state().clock_trusted);
    EXPECT_EQ(meter_bench.state().seconds(), card::testing::example_time + 65s);
    EXPECT_EQ(testing::count_of(meter_bench.state(), EventKind::clock_set_back), 0);
}

TEST_F(MeterStory, finds_a_clock_that_was_set_back_without_power) {
    meter_bench.board().clock.time -= 1h;

    meter_bench.restart_after(5s);

    EXPECT_FALSE(meter_bench.state().clock_trusted);
    EXPECT_EQ(testing::last_of(meter_bench.state(), EventKind::clock_set_back).detail, -3595);
}

TEST_F(MeterStory, supplies_less_than_ten_watt_hours_that_it_cannot_store) {
    sell_up_to(30'000, card::OrderKind::opening);
    (void)meter_bench.insert(customer_card);
    meter_bench.meter().step({}, 1s);
    const std::uint32_t operations = meter_bench.stored().switch_operations;
    meter_bench.board().state_store.saves_until_failure = 0;

    meter_bench.use(WattHours{9});
    EXPECT_TRUE(meter_bench.supply_is_closed());
    meter_bench.use(WattHours{1});
    EXPECT_FALSE(meter_bench.supply_is_closed());
    EXPECT_TRUE(meter_bench.state().reasons.is_empty());
    EXPECT_TRUE(meter_bench.meter().frame().signs.contains(Sign::supply_open));
    EXPECT_EQ(meter_bench.meter().frame().advice, Advice::contact_office);
    EXPECT_EQ(meter_bench.state().switch_operations, operations + 1);

    meter_bench.board().state_store.saves_until_failure.reset();
    meter_bench.meter().step({}, 1s);
    EXPECT_TRUE(meter_bench.supply_is_closed());
    EXPECT_EQ(testing::last_of(meter_bench.stored(), EventKind::storage_hold).detail,
              base::millijoules(WattHours{10}).count());
    meter_bench.meter().step({}, 1s);
    EXPECT_EQ(testing::count_of(meter_bench.stored(), EventKind::storage_hold), 1);
    EXPECT_EQ(testing::count_of(meter_bench.stored(), EventKind::storage_hold_ended), 1);
    EXPECT_EQ(meter_bench.stored().switch_operations, operations + 2);
    EXPECT_EQ(meter_bench.stored(), meter_bench.state());
}

TEST_F(MeterStory, supplies_less_than_ten_watt_hours_after_a_start_that_it_cannot_store) {
    sell_up_to(30'000, card::OrderKind::opening);
    (void)meter_bench.insert(customer_card);
    meter_bench.board().state_store.saves_until_failure = 0;
    meter_bench.restart();

    EXPECT_FALSE(meter_bench.meter().can_store());
    meter_bench.use(WattHours{20});
    EXPECT_FALSE(meter_bench.supply_is_closed());
    EXPECT_EQ(meter_bench.state().account.consumed_total(), base::millijoules(WattHours{10}));
}

TEST_F(MeterStory, counts_what_flows_while_open_and_says_so) {
    meter_bench.meter().step({.power = Milliwatts{1'000'000}}, 3600ms);

    EXPECT_EQ(meter_bench.state().account.consumed_total(), base::millijoules(WattHours{1}));
    const auto& events = meter_bench.state().events.recent();
    EXPECT_EQ(events[events.size() - 1].kind, EventKind::energy_while_open);
}

}  // namespace
}  // namespace meter
