// A meter that writes its history onto its customer's card, behind the report.
#include <gtest/gtest.h>

#include <optional>

#include "card/testing/cards.h"
#include "meter/terminal/card_dialogue.h"
#include "meter/testing/meter_bench.h"

namespace meter {
namespace {

using base::WattHours;
using card::testing::example_meter;
using testing::MeterBench;
using Bytes = MeterBench::Bytes;

const card::Key128 meter_key{card::Block{1}};
const Keying keying{.meter = example_meter, .meter_key = meter_key};
constexpr int commands_before_history = 7;

HistoryPayload end_of(int number) {
    return encode_reading(
        {.time = card::testing::example_time + std::chrono::days{number},
         .clock_trusted = true,
         .order_sequence = card::Sequence{1},
         .ordered_total = WattHours{30'000},
         .consumed_total = base::millijoules(WattHours{10 * number}) - base::Millijoules{1}});
}

HistoryPayload event_of(std::uint32_t number) {
    return encode_event({.number = number,
                         .kind = EventKind::started,
                         .time = card::testing::example_time,
                         .detail = 1});
}

class HistoryDialogueTest : public ::testing::Test {
 protected:
    MeterBench meter_bench{keying, State{}, card::testing::example_time};
    card::SoftwareCard customer_card = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
        card::testing::signed_order(card::testing::example_order(), meter_key));

    void keep(int days, int months, int events) {
        auto& kept = meter_bench.board().past.kept;
        for (int i = 1; i <= days; ++i) {
            kept[HistoryKind::day_ends].push_back(end_of(i));
        }
        for (int i = 1; i <= months; ++i) {
            kept[HistoryKind::month_ends].push_back(end_of(30 * i));
        }
        for (int i = 1; i <= events; ++i) {
            kept[HistoryKind::events].push_back(event_of(static_cast<std::uint32_t>(i)));
        }
    }
    // Genuine and of this meter; the report counter that it states.
    static std::optional<card::PeriodEnds> ends_in(const card::PeriodEndsBytes& bytes) {
        const auto record = card::decode_period_ends(bytes);
        if (!record) {
            return std::nullopt;
        }
        EXPECT_TRUE(card::is_genuine(bytes, card::derive(meter_key, card::report_key_block())));
        EXPECT_EQ(record->meter, example_meter);
        return *record;
    }
    [[nodiscard]] int days_on_card() const {
        std::size_t days = 0;
        for (const auto& bytes : customer_card.memory().history.day_ends) {
            if (const auto record = ends_in(bytes)) {
                days += record->ends.size();
            }
        }
        return static_cast<int>(days);
    }
};

TEST_F(HistoryDialogueTest, brings_what_the_meter_has_kept) {
    keep(4, 1, 2);

    ASSERT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    const card::HistoryMemory& history = customer_card.memory().history;
    const auto days = ends_in(history.day_ends[0]);
    ASSERT_TRUE(days);
    EXPECT_EQ(days->period, card::Period::day);
    EXPECT_EQ(days->report_counter, 1U);
    ASSERT_EQ(days->ends.size(), 4U);
    EXPECT_EQ(days->ends[3].time, card::testing::example_time + std::chrono::days{4});
    EXPECT_EQ(days->ends[3].ordered_total, WattHours{30'000});
    EXPECT_EQ(days->ends[3].consumed_total, WattHours{40});  // the begun one counts
    EXPECT_TRUE(days->ends[3].clock_trusted);
    const auto months = ends_in(history.month_ends[0]);
    ASSERT_TRUE(months);
    EXPECT_EQ(months->period, card::Period::month);
    EXPECT_EQ(months->ends.size(), 1U);
    const auto event = card::decode_event_record(history.events[2]);
    ASSERT_TRUE(event);
    EXPECT_TRUE(
        card::is_genuine(history.events[2], card::derive(meter_key, card::report_key_block())));
    EXPECT_EQ(event->number, 2U);
    EXPECT_EQ(event->report_counter, 1U);
    EXPECT_EQ(meter_bench.commands(), commands_before_history + 4);
}

TEST_F(HistoryDialogueTest, writes_a_full_history_in_a_few_insertions_and_then_nothing) {
    keep(70, 24, 40);

    int insertions = 0;
    do {
        (void)meter_bench.insert(customer_card);
        ++insertions;
    } while (meter_bench.commands() > commands_before_history && insertions < 10);

    EXPECT_LE(insertions, 5);
    EXPECT_GE(days_on_card(), 62);
    for (const auto& event : customer_card.memory().history.events) {
        EXPECT_GT(card::decode_event_record(event)->number, 24U);
    }
}

TEST_F(HistoryDialogueTest, shows_its_result_before_the_history) {
    keep(70, 24, 40);
    bool was_shown = false;

    (void)meter_bench.insert(
        customer_card, [&](int index, const Bytes& command, card::SoftwareCard& card) {
            if (index == commands_before_history) {
                was_shown = meter_bench.meter().last_result() == InsertionResult::credited &&
                            meter_bench.meter().frame().page != Page::card_at_work;
            }
            return std::optional{MeterBench::answer_of(card, command)};
        });

    EXPECT_TRUE(was_shown);
}

// Pulled, silent, disturbed or refused at each command of it: the insertion has its result, the
// state is as committed, and the next insertion makes up for it.
TEST_F(HistoryDialogueTest, leaves_nothing_half_done_wherever_it_ends) {
    keep(10, 1, 3);
    const std::vector<std::optional<Bytes>> ends{std::nullopt, Bytes{}, Bytes{0x90},
                                                 Bytes{0x69, 0x82}, Bytes{1, 2, 3, 0x90, 0x00}};
    for (const auto& end : ends) {
        for (int at = commands_before_history; at < commands_before_history + 6; ++at) {
            MeterBench bench{keying, State{}, card::testing::example_time};
            bench.board().past = meter_bench.board().past;
            card::SoftwareCard card{customer_card.memory()};

            const auto result =
                bench.insert(card, [&](int index, const Bytes& command, card::SoftwareCard& in) {
                    return index == at ? end : std::optional{MeterBench::answer_of(in, command)};
                });

            EXPECT_EQ(result, InsertionResult::credited) << at;
            EXPECT_EQ(bench.commands(), at + 1);
            EXPECT_EQ(bench.stored(), bench.state());
            EXPECT_FALSE(bench.meter().is_serving_a_card());
            EXPECT_EQ(bench.insert(card), InsertionResult::already_loaded);
            customer_card = card;
            EXPECT_EQ(days_on_card(), 10);
            EXPECT_EQ(bench.state().account.ordered().ordered_total, WattHours{30'000});
            customer_card = card::testing::personalised_card(
                card::testing::example_id(), meter_key,
                card::testing::issuer_keys(card::Key128{}, card::testing::example_serial),
                card::testing::signed_order(card::testing::example_order(), meter_key));
        }
    }
}

TEST_F(HistoryDialogueTest, passes_over_what_cannot_be_read_any_more) {
    keep(14, 0, 0);
    auto& kept = meter_bench.board().past.kept[HistoryKind::day_ends];
    kept[12] = {};  // the 13th: no reading
    for (int i = 5; i < 11; ++i) {
        kept[static_cast<std::size_t>(i)] = {};
    }

    (void)meter_bench.insert(customer_card);

    EXPECT_EQ(days_on_card(), 14 - 7);
    EXPECT_EQ(meter_bench.commands(), commands_before_history + 2);
}

TEST_F(HistoryDialogueTest, gives_nothing_to_a_card_that_gets_no_report) {
    keep(10, 1, 3);
    card::SoftwareCard other = card::testing::personalised_card(
        card::testing::example_id(), meter_key,
        card::testing::issuer_keys(card::Key128{}, card::testing::example_serial), {});

    EXPECT_EQ(meter_bench.insert(other), InsertionResult::bad_order);
    EXPECT_EQ(card::history_counters_of(other.memory().history), card::history_counters_of({}));
}

}  // namespace
}  // namespace meter
