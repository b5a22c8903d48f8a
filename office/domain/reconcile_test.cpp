#include "office/domain/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "card/event_counters.h"
#include "office/domain/testing/readings.h"

namespace office {
namespace {

using namespace office::testing;

TEST(Reconcile, gives_the_meters_figures_beside_the_books_and_finds_nothing_wrong) {
    const auto answer = reconciled(reading(following_report(), 6), rows());

    EXPECT_TRUE(answer.is_newer);
    EXPECT_TRUE(answer.findings.empty());
    EXPECT_EQ(answer.ordered, WattHours{30'000});
    EXPECT_EQ(answer.loaded, WattHours{30'000});
    EXPECT_EQ(answer.consumed, WattHours{1000});
    EXPECT_EQ(answer.remaining, WattHours{29'000});
    EXPECT_EQ(answer.overdrawn, WattHours{10});
}

TEST(Reconcile, the_first_report_that_shows_the_meter_open_opens_it_in_the_books) {
    Rows books = rows();
    books.last_report.reset();

    const auto decision = decided(reading(report(1), 6), books);

    EXPECT_FALSE(books.meter->is_open);
    EXPECT_TRUE(decision.meter->is_open);
}

TEST(Reconcile, an_order_that_a_meter_holds_is_issued_even_where_the_cards_answer_was_lost) {
    Rows books = rows();
    books.order->state = OrderState::superseded;

    const auto decision = decided(reading(following_report(), 6), books);

    ASSERT_EQ(decision.changes.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<OrderIssued>(decision.changes[1]));
}

TEST(Reconcile, the_same_report_again_is_no_finding_and_no_news) {
    const auto answer = reconciled(reading(report(5), 5), rows());

    EXPECT_FALSE(answer.is_newer);
    EXPECT_TRUE(answer.findings.empty());
    EXPECT_EQ(answer.readings_without_report, 0);
}

TEST(Reconcile, the_same_counter_with_other_bytes_is_a_finding) {
    CardReport other = report(5);
    other.fields.consumed_total = WattHours{900};
    other.bytes = card::encode(other.fields);

    EXPECT_EQ(reconciled(reading(other, 5), rows()).findings,
              only(Finding::same_counter_other_bytes));
}

TEST(Reconcile, a_lower_counter_is_a_finding_and_changes_no_figure) {
    CardReport older = report(4);
    older.fields.consumed_total = WattHours{5};

    const auto answer = reconciled(reading(older, 5), rows());

    EXPECT_EQ(answer.findings, only(Finding::report_counter_fell));
    EXPECT_EQ(answer.consumed, WattHours{1000});
}

TEST(Reconcile, a_wrong_digest_of_the_report_before_is_a_finding_only_without_a_gap) {
    EXPECT_EQ(reconciled(reading(report(6), 6), rows()).findings,
              only(Finding::digest_chain_broken));
    EXPECT_TRUE(reconciled(reading(report(7), 7), rows()).findings.empty());
}

TEST(Reconcile, an_order_that_the_books_lack_is_found_by_the_first_report_that_carries_it) {
    Rows books = rows();
    books.order.reset();
    CardReport forged = following_report();
    forged.fields.order_sequence = card::Sequence{2};

    EXPECT_EQ(reconciled(reading(forged, 6), books).findings, only(Finding::order_not_in_books));
}

TEST(Reconcile, another_total_than_the_orders_is_a_finding) {
    CardReport next = following_report();
    next.fields.ordered_total = WattHours{31'000};

    EXPECT_EQ(reconciled(reading(next, 6), rows()).findings, only(Finding::ordered_total_differs));
}

TEST(Reconcile, energy_ordered_before_the_first_order_is_a_finding) {
    Rows books = rows();
    books.last_report.reset();
    books.order.reset();
    CardReport first = report(1);
    first.fields.order_sequence = card::Sequence{0};

    EXPECT_EQ(reconciled(reading(first, 6), books).findings, only(Finding::ordered_total_differs));
}

TEST(Reconcile, totals_and_sequences_that_fall_are_findings) {
    Rows books = rows();
    books.last_report->fields.order_sequence = card::Sequence{2};
    CardReport next = following_report();
    next.fields.consumed_total = WattHours{999};
    next.fields.overdrawn_total = WattHours{9};

    const auto findings = reconciled(reading(next, 6), books).findings;

    EXPECT_TRUE(findings.has(Finding::order_sequence_fell));
    EXPECT_TRUE(findings.has(Finding::consumed_total_fell));
    EXPECT_TRUE(findings.has(Finding::overdrawn_total_fell));
}

TEST(Reconcile, another_calibration_or_program_than_stated_before_is_a_finding) {
    Rows books = rows();
    books.last_report->fields.calibration = {1};
    books.last_report->fields.code = {2};
    CardReport same = following_report();
    same.fields.calibration = {1};
    same.fields.code = {2};
    CardReport calibrated = same;
    calibrated.fields.calibration = {9};
    CardReport replaced = same;
    replaced.fields.code = {};

    EXPECT_TRUE(reconciled(reading(same, 6), books).findings.empty());
    EXPECT_EQ(reconciled(reading(calibrated, 6), books).findings,
              only(Finding::calibration_changed));
    EXPECT_EQ(reconciled(reading(replaced, 6), books).findings, only(Finding::code_changed));
    // The first program that states them follows one that did not.
    EXPECT_TRUE(reconciled(reading(same, 6), rows()).findings.empty());
}

TEST(Reconcile, each_counter_of_tampering_that_has_risen_is_a_finding_of_its_own_across_gaps_too) {
    std::uint32_t seen = 0;
    for (std::size_t counter = 0; counter < card::event_counter_count; ++counter) {
        Rows books = rows();
        books.last_report->fields.event_counters.fill(255);
        CardReport later = report(9);
        later.fields.event_counters.fill(255);
        later.fields.event_counters[counter] = 0;  // one more, modulo 256

        const std::uint32_t found = reconciled(reading(later, 6), books).findings.bits();

        EXPECT_EQ(seen & found, 0U) << counter;
        EXPECT_LE(std::popcount(found), 1) << counter;
        seen |= found;
    }
    EXPECT_EQ(std::popcount(seen), 10);
}

TEST(Reconcile, the_third_reading_in_a_row_without_a_newer_report_is_a_finding) {
    Rows books = rows();
    books.meter = decided(reading(report(5), 6), books).meter;
    EXPECT_EQ(books.meter->readings_without_report, 1);
    books.meter = decided(reading(report(5), 7), books).meter;

    const auto third = decided(reading(report(5), 8), books);

    EXPECT_EQ(std::get<Reconciliation>(third.answer).findings, only(Finding::third_without_report));
    books.meter = third.meter;
    EXPECT_EQ(decided(reading(following_report(), 9), books).meter->readings_without_report, 0);
}

TEST(Reconcile, readings_between_which_no_meter_saw_the_card_are_not_counted) {
    const auto decision = decided(reading(report(5), 5), rows());

    EXPECT_EQ(decision.meter->readings_without_report, 0);
}

TEST(Reconcile, a_card_whose_count_of_sessions_fell_is_a_finding) {
    EXPECT_EQ(reconciled(reading(report(5), 4), rows()).findings, only(Finding::sessions_fell));
}

TEST(Reconcile, a_card_that_wrong_keys_have_locked_is_a_finding) {
    auto given = reading(std::nullopt, 5);
    given.is_locked_out = true;

    EXPECT_EQ(reconciled(given, rows()).findings, only(Finding::card_locked_out));
}

TEST(Reconcile, a_card_that_was_replaced_is_a_finding) {
    Rows books = rows();
    books.meter->card = MeterCard{card::CardSerial{2}, card::Generation{2}, CardState::confirmed};

    const auto decision = decided(reading(following_report(), 9), books);

    EXPECT_EQ(std::get<Reconciliation>(decision.answer).findings, only(Finding::card_not_current));
    EXPECT_EQ(decision.meter->meter_sessions, 5U);
}

TEST(Reconcile, a_report_of_another_card_on_this_one_is_a_finding) {
    CardReport next = following_report();
    next.fields.card = card::CardSerial{77};

    EXPECT_EQ(reconciled(reading(next, 6), rows()).findings, only(Finding::report_of_another_card));
}

TEST(Reconcile, a_card_without_a_report_is_recorded_too) {
    Rows books = rows();
    books.last_report.reset();
    books.meter->meter_sessions = 0;

    const auto decision = decided(reading(std::nullopt, 0), books);

    EXPECT_EQ(decision.changes.size(), 1U);
    EXPECT_TRUE(std::get<Reconciliation>(decision.answer).findings.empty());
}

TEST(Reconcile, a_report_of_another_meter_and_one_of_no_customer_are_refused) {
    Rows books = rows();
    CardReport foreign = report(6);
    foreign.fields.meter = card::MeterId{43};
    EXPECT_EQ(decide({{}, reading(foreign, 6)}, books).error(), Refusal::report_of_another_meter);
    books.meter->customer.reset();
    books.meter->card.reset();
    EXPECT_EQ(decide({{}, reading(report(6), 6)}, books).error(), Refusal::no_account);
    books.meter.reset();
    EXPECT_EQ(decide({{}, reading(report(6), 6)}, books).error(), Refusal::unknown_meter);
}

// The two orders of events between KEYS on the card and the report under the new key.

}  // namespace
}  // namespace office
