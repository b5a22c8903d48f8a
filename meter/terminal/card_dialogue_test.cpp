// The dialogue with a real software card, and what the meter refuses.
#include "meter/terminal/card_dialogue.h"

#include <gtest/gtest.h>

#include <set>

#include "base/rounding.h"
#include "card/event_record.h"
#include "card/report.h"
#include "meter/testing/card_dialogue_bench.h"

namespace meter {
namespace {

using base::WattHours;
using card::testing::example_meter;
using card::testing::example_serial;
using testing::card_with;
using testing::CardDialogueTest;
using testing::meter_key;
using testing::MeterBench;
using testing::order_of;
using testing::signed_order;
using testing::with_order;
using Bytes = MeterBench::Bytes;

TEST_F(CardDialogueTest, credits_commits_and_writes_a_genuine_report) {
    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::credited);

    EXPECT_TRUE(meter_bench.supply_is_closed());
    EXPECT_EQ(meter_bench.stored(), meter_bench.state());
    const auto& written = customer_card.memory().report;
    EXPECT_TRUE(card::is_genuine(written, card::derive(meter_key, card::report_key_block())));
    const auto report = card::decode_report(written);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->ordered_total, WattHours{30'000});
    EXPECT_EQ(report->order_sequence, card::Sequence{1});
    EXPECT_EQ(report->report_counter, 1U);
    EXPECT_EQ(report->meter_sessions, 1U);
    EXPECT_TRUE(report->supply_closed);
    EXPECT_TRUE(report->account_open);
}

TEST_F(CardDialogueTest, chains_each_report_to_the_one_before) {
    (void)meter_bench.insert(customer_card);
    const auto first = customer_card.memory().report;

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::already_loaded);

    const auto second = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->report_counter, 2U);
    EXPECT_EQ(second->previous_report,
              card::report_digest(card::derive(meter_key, card::report_key_block()), first));
}

TEST_F(CardDialogueTest,
       reports_the_digests_of_calibration_and_program_that_the_meter_started_with) {
    (void)meter_bench.insert(customer_card);
    const auto first = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(first);
    Calibration other;
    other[Channel::voltage].gain += 1;
    meter_bench.board().self_test.record = encode(other);

    meter_bench.restart();
    (void)meter_bench.insert(customer_card);

    const auto second = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->calibration, card::digest_after({}, encode(Calibration{})));
    EXPECT_EQ(second->calibration, card::digest_after({}, encode(other)));
    EXPECT_NE(first->calibration, second->calibration);
    EXPECT_NE(first->code, card::Digest8{});
    EXPECT_EQ(first->code, second->code);
}

TEST_F(CardDialogueTest, reports_a_digest_of_the_event_log_that_goes_on_over_restarts) {
    const auto digest_reported = [this] {
        (void)meter_bench.insert(customer_card);
        return card::decode_report(customer_card.memory().report)->event_log;
    };

    const card::Digest8 first = digest_reported();
    EXPECT_EQ(first, meter_bench.state().events.digest());
    const card::Digest8 unchanged = digest_reported();
    const std::uint32_t last = meter_bench.state().events.last_number();
    meter_bench.restart();  // an event
    const card::Digest8 restarted = digest_reported();

    EXPECT_NE(first, card::Digest8{});
    EXPECT_EQ(unchanged, first);
    // What the office does with the events that were told since.
    card::Digest8 expected = first;
    for (const Event& event : meter_bench.state().events.recent()) {
        if (event.number > last) {
            expected = card::event_log_digest(
                expected, {.number = event.number,
                           .kind = std::to_underlying(event.kind),
                           .reasons = event.reasons.bits(),
                           .time = event.time,
                           .ordered_total = event.ordered_total,
                           .consumed_total = base::watt_hours_up(event.consumed_total),
                           .detail = event.detail});
        }
    }
    EXPECT_NE(restarted, first);
    EXPECT_EQ(restarted, expected);
}

TEST_F(CardDialogueTest, reports_begun_watt_hours_so_that_the_office_sees_what_the_display_shows) {
    (void)meter_bench.insert(customer_card);
    meter_bench.meter().step({.power = base::Milliwatts{1}}, std::chrono::seconds{1});

    (void)meter_bench.insert(customer_card);

    const auto report = card::decode_report(customer_card.memory().report);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->ordered_total - report->consumed_total,
              meter_bench.state().account.remaining_watt_hours());
}

TEST_F(CardDialogueTest, never_uses_a_challenge_twice_even_after_a_power_cut) {
    std::set<Bytes> challenges;
    const auto cut_after_challenge = [&](int, const Bytes& command, card::SoftwareCard& card) {
        const bool is_initialize_update = command[1] == 0x50;
        if (!is_initialize_update) {
            return std::optional{MeterBench::answer_of(card, command)};
        }
        EXPECT_TRUE(challenges.insert(command).second);
        return std::optional<Bytes>{};
    };

    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(meter_bench.insert(customer_card, cut_after_challenge),
                  InsertionResult::card_pulled);
        meter_bench.restart();
    }
}

TEST_F(CardDialogueTest, refuses_a_card_of_another_meter_before_any_cryptography) {
    card::IdRecord id = card::testing::example_id();
    id.meter = card::MeterId{5};
    card::SoftwareCard foreign = card_with(signed_order(order_of(1, 30'000)), id);

    EXPECT_EQ(meter_bench.insert(foreign), InsertionResult::wrong_meter);
    EXPECT_EQ(meter_bench.commands(), 2);
    EXPECT_EQ(ordered(), WattHours{0});
}

TEST_F(CardDialogueTest, refuses_a_card_that_does_not_hold_the_key_after_three_restarts) {
    card::SoftwareCard forged =
        card_with(signed_order(order_of(1, 30'000)), card::testing::example_id(), card::Key128{});

    EXPECT_EQ(meter_bench.insert(forged), InsertionResult::card_not_genuine);
    EXPECT_EQ(meter_bench.board().card_slot.resets, 3);
    EXPECT_EQ(forged.memory().meter.tries, card::most_tries);
    EXPECT_EQ(ordered(), WattHours{0});
}

TEST_F(CardDialogueTest, refuses_a_blank_card) {
    card::SoftwareCard blank = card::SoftwareCard::blank(example_serial);

    EXPECT_EQ(meter_bench.insert(blank), InsertionResult::unknown_card);
}

TEST_F(CardDialogueTest, refuses_a_card_without_an_order) {
    customer_card = card_with(card::OrderBytes{});

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);
}

TEST_F(CardDialogueTest, refuses_an_order_with_any_bit_flipped_and_changes_nothing) {
    (void)meter_bench.insert(customer_card);
    const auto genuine = signed_order(order_of(2, 60'000));
    for (std::size_t bit = 0; bit < 8 * genuine.size(); ++bit) {
        auto altered = genuine;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));
        customer_card = with_order(customer_card, altered);

        const auto named = card::decode_order(altered);
        const bool names_another_meter = named && named->meter != example_meter;
        ASSERT_EQ(meter_bench.insert(customer_card),
                  names_another_meter ? InsertionResult::wrong_meter : InsertionResult::bad_order)
            << "bit " << bit;
        ASSERT_EQ(ordered(), WattHours{30'000});
    }
}

TEST_F(CardDialogueTest, refuses_an_order_signed_with_another_key) {
    (void)meter_bench.insert(customer_card);
    customer_card =
        with_order(customer_card, card::testing::signed_order(order_of(2, 60'000), card::Key128{}));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::bad_order);
    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(CardDialogueTest, knows_a_genuine_order_of_another_meter) {
    (void)meter_bench.insert(customer_card);
    card::Order order = order_of(2, 60'000);
    order.meter = card::MeterId{5};
    customer_card = with_order(customer_card, card::testing::signed_order(order, card::Key128{}));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::wrong_meter);
    EXPECT_EQ(ordered(), WattHours{30'000});
}

TEST_F(CardDialogueTest, refuses_a_card_of_an_unknown_kind_without_trying_again) {
    const auto result = meter_bench.insert(
        customer_card, [](int index, const Bytes& command, card::SoftwareCard& in_slot) {
            Bytes answer = MeterBench::answer_of(in_slot, command);
            if (index == 1) {
                answer[2] = 9;
            }
            return std::optional{answer};
        });

    EXPECT_EQ(result, InsertionResult::unknown_card);
    EXPECT_EQ(meter_bench.commands(), 2);
}

TEST_F(CardDialogueTest, refuses_a_copied_card_whose_sessions_were_seen_before) {
    card::SoftwareCard copy{customer_card.memory()};
    (void)meter_bench.insert(customer_card);

    EXPECT_EQ(meter_bench.insert(copy), InsertionResult::card_copied);
}

TEST_F(CardDialogueTest, refuses_an_order_replayed_from_an_older_state_of_the_card) {
    (void)meter_bench.insert(customer_card);
    customer_card = with_order(customer_card, signed_order(order_of(2, 60'000)));
    (void)meter_bench.insert(customer_card);
    customer_card = with_order(customer_card, signed_order(order_of(1, 30'000)));

    EXPECT_EQ(meter_bench.insert(customer_card), InsertionResult::old_order);
    EXPECT_EQ(ordered(), WattHours{60'000});
}

}  // namespace
}  // namespace meter
