// The life of a meter from its wall to its last report, in one story.
#include <gtest/gtest.h>

#include "card/testing/cards.h"
#include "meter/meter.h"
#include "meter/testing/meter_bench.h"

namespace meter {
namespace {

using base::Milliwatts;
using base::WattHours;
using namespace std::chrono_literals;

const card::Key128 meter_key{card::Block{1, 2, 3, 4, 5, 6, 7, 8}};

class MeterStory : public ::testing::Test {
 protected:
    // The office writes an order that brings the total to `total`.
    void sell_up_to(std::int64_t total, card::OrderKind kind) {
        card::Order order = card::testing::example_order();
        order.kind = kind;
        order.sequence = card::Sequence{++sequence_};
        order.ordered_total = WattHours{total};
        order.purchases = sequence_;
        card::CardMemory memory = card_.memory();
        memory.order = card::testing::signed_order(order, meter_key);
        card_ = card::SoftwareCard{memory};
    }

    [[nodiscard]] card::Report report() const {
        return *card::decode_report(card_.memory().report);
    }
    [[nodiscard]] WattHours remaining() const {
        return bench_.state().account.remaining_watt_hours();
    }

    testing::MeterBench bench_{{.meter = card::testing::example_meter, .meter_key = meter_key},
                               State{},
                               card::testing::example_time};
    card::SoftwareCard card_ = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::OrderBytes{});
    std::uint32_t sequence_ = 0;
};

TEST_F(MeterStory, sells_credits_warns_trips_restores_and_reports_to_the_watt_hour) {
    // A new meter supplies nothing, whatever card comes.
    EXPECT_FALSE(bench_.supply_is_closed());
    EXPECT_EQ(bench_.insert(card_), InsertionResult::bad_order);

    sell_up_to(30'000, card::OrderKind::opening);
    EXPECT_EQ(bench_.insert(card_), InsertionResult::credited);
    EXPECT_TRUE(bench_.supply_is_closed());

    // Down to the reminder level, where the supply opens once.
    bench_.use(WattHours{20'000});
    EXPECT_EQ(remaining(), WattHours{20'000});
    EXPECT_EQ(bench_.state().reasons, Reasons{Reason::reminder});
    EXPECT_EQ(bench_.insert(card_), InsertionResult::already_loaded);
    EXPECT_TRUE(bench_.supply_is_closed());

    // Below the alarm level the display stays on the remaining energy.
    bench_.use(WattHours{1});
    bench_.meter().step({}, 1min);
    EXPECT_EQ(bench_.board().display_panel.frame.text_view(), "19.99");
    EXPECT_TRUE(bench_.board().display_panel.frame.signs.contains(Sign::alarm));

    // At zero the supply opens, and the card alone does not help.
    bench_.use(WattHours{30'000});
    EXPECT_EQ(remaining(), WattHours{0});
    EXPECT_EQ(bench_.state().reasons, Reasons{Reason::zero});
    EXPECT_EQ(bench_.insert(card_), InsertionResult::already_loaded);
    EXPECT_FALSE(bench_.supply_is_closed());
    EXPECT_EQ(report().consumed_total, WattHours{30'000});

    sell_up_to(60'000, card::OrderKind::purchase);
    EXPECT_EQ(bench_.insert(card_), InsertionResult::credited);
    EXPECT_TRUE(bench_.supply_is_closed());

    // A kettle too many: ten seconds above the rated power.
    bench_.meter().step({.power = Milliwatts{25'000'000}}, 9s);
    EXPECT_TRUE(bench_.supply_is_closed());
    bench_.meter().step({.power = Milliwatts{25'000'000}}, 1s);
    EXPECT_EQ(bench_.state().reasons, Reasons{Reason::power_limit});
    EXPECT_EQ(bench_.insert(card_), InsertionResult::already_loaded);
    EXPECT_TRUE(bench_.supply_is_closed());

    // A power cut loses nothing that was committed, and the last report agrees to the watt-hour.
    bench_.restart();
    EXPECT_TRUE(bench_.supply_is_closed());
    EXPECT_EQ(bench_.insert(card_), InsertionResult::already_loaded);
    EXPECT_EQ(report().ordered_total, WattHours{60'000});
    EXPECT_EQ(report().ordered_total - report().consumed_total, remaining());

    sell_up_to(55'000, card::OrderKind::closing);
    EXPECT_EQ(bench_.insert(card_), InsertionResult::account_closed);
    EXPECT_FALSE(bench_.supply_is_closed());
    EXPECT_FALSE(report().account_open);
}

TEST_F(MeterStory, loses_less_than_ten_watt_hours_in_a_power_cut) {
    sell_up_to(30'000, card::OrderKind::opening);
    (void)bench_.insert(card_);

    for (int i = 0; i < 100; ++i) {
        bench_.meter().step({.power = Milliwatts{999'999}}, 1s);
        const auto counted = bench_.state().account.consumed_total();
        const auto kept = bench_.stored().account.consumed_total();
        EXPECT_LT(counted - kept, base::millijoules(WattHours{10}));
    }
}

TEST_F(MeterStory, goes_on_from_the_stored_time_where_its_clock_reads_an_earlier_one) {
    State stored;
    stored.time = std::chrono::sys_seconds{1000s};

    const testing::MeterBench bench{
        {.meter = card::MeterId{1}}, stored, std::chrono::sys_seconds{999s}};

    EXPECT_EQ(bench.state().seconds(), std::chrono::sys_seconds{1000s});
    EXPECT_FALSE(bench.state().clock_trusted);
}

TEST_F(MeterStory, counts_what_flows_while_open_and_says_so) {
    bench_.meter().step({.power = Milliwatts{1'000'000}}, 3600ms);

    EXPECT_EQ(bench_.state().account.consumed_total(), base::millijoules(WattHours{1}));
    const auto& events = bench_.state().events.recent();
    EXPECT_EQ(events[events.size() - 1].kind, EventKind::energy_while_open);
}

}  // namespace
}  // namespace meter
