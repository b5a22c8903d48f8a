#include "office/domain/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "card/event_counters.h"
#include "office/domain/decide.h"

namespace office {
namespace {

using base::WattHours;

constexpr card::MeterId meter_id{42};
constexpr card::CardSerial serial{0xABCD};

CardReport report(std::uint32_t counter) {
    CardReport made;
    made.fields.account_open = true;
    made.fields.meter = meter_id;
    made.fields.card = serial;
    made.fields.meter_sessions = counter;
    made.fields.report_counter = counter;
    made.fields.order_sequence = card::Sequence{1};
    made.fields.ordered_total = WattHours{30'000};
    made.fields.consumed_total = WattHours{1000};
    made.fields.overdrawn_total = WattHours{10};
    made.digest = {static_cast<std::uint8_t>(counter)};
    made.bytes = card::encode(made.fields);
    return made;
}

OrderView order_of_30_kwh() {
    OrderView view;
    view.order.ordered_total = WattHours{30'000};
    view.state = OrderState::issued;
    return view;
}

// The books after report 5.
Rows rows() {
    Rows made;
    made.role = Role::clerk;
    MeterRow meter;
    meter.meter = meter_id;
    meter.key_version = card::KeyVersion{1};
    meter.customer = card::CustomerNumber{1};
    meter.card = MeterCard{serial, card::Generation{1}, CardState::confirmed};
    meter.sequence = card::Sequence{1};
    meter.ordered_total = WattHours{30'000};
    meter.meter_sessions = 5;
    made.meter = meter;
    made.order = order_of_30_kwh();
    made.last_report = report(5);
    made.last_of_card = report(5);
    return made;
}

RecordReport reading(std::optional<CardReport> brought, std::uint32_t sessions) {
    return {meter_id, serial, card::Generation{1}, sessions, 1, std::move(brought)};
}

Decision decided(const RecordReport& given, const Rows& books) {
    const auto decision = decide({{}, given}, books);
    EXPECT_TRUE(decision);
    return *decision;
}

Reconciliation reconciled(const RecordReport& given, const Rows& books) {
    return std::get<Reconciliation>(decided(given, books).answer);
}

Findings only(Finding finding) {
    Findings findings;
    findings.add(finding);
    return findings;
}

CardReport following_report() {
    CardReport next = report(6);
    next.fields.previous_report = report(5).digest;
    return next;
}

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

TEST(Reconcile, a_report_under_a_higher_version_moves_the_meter_over_to_it) {
    CardReport rolled = following_report();
    rolled.fields.key_version = card::KeyVersion{2};
    rolled.bytes = card::encode(rolled.fields);

    const auto decision = decided(reading(rolled, 6), rows());

    EXPECT_EQ(decision.meter->key_version, card::KeyVersion{2});
    ASSERT_GE(decision.changes.size(), 2U);
    const auto* const change = std::get_if<MeterRolledOver>(&decision.changes[1]);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->key_version, card::KeyVersion{2});
}

TEST(Reconcile, an_order_that_a_rolled_over_meter_has_not_loaded_is_made_again_under_its_key) {
    Rows books = rows();
    books.meter->sequence = card::Sequence{9};
    CardReport rolled = following_report();
    rolled.fields.key_version = card::KeyVersion{2};
    rolled.bytes = card::encode(rolled.fields);

    const auto decision = decided(reading(rolled, 6), books);

    ASSERT_GE(decision.changes.size(), 3U);
    const auto* const made = std::get_if<OrderMade>(&decision.changes[2]);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->order.key_version, card::KeyVersion{2});
    EXPECT_EQ(made->order.sequence, card::Sequence{10});
    EXPECT_EQ(made->order.energy, WattHours{0});
    EXPECT_EQ(made->order.ordered_total, books.meter->ordered_total);
}

// The books of a meter that has gone over to version 2.
Rows rolled_over_rows() {
    Rows books = rows();
    books.meter->key_version = card::KeyVersion{2};
    return books;
}

TEST(Reconcile, a_newer_report_under_a_key_that_the_meter_has_left_is_a_finding_and_not_believed) {
    Rows books = rolled_over_rows();
    books.order->state = OrderState::superseded;
    CardReport forged = following_report();
    forged.fields.consumed_total = WattHours{1};
    forged.bytes = card::encode(forged.fields);
    auto given = reading(forged, 6);
    given.events.resize(1);

    const auto decision = decided(given, books);

    const auto& answer = std::get<Reconciliation>(decision.answer);
    EXPECT_EQ(answer.findings, only(Finding::report_of_left_key));
    EXPECT_FALSE(answer.is_newer);
    EXPECT_EQ(answer.consumed, WattHours{1000});
    EXPECT_EQ(decision.meter->key_version, card::KeyVersion{2});
    EXPECT_EQ(decision.meter->is_open, books.meter->is_open);
    EXPECT_EQ(decision.meter->readings_without_report, 1);
    EXPECT_EQ(decision.changes.size(), 1U);  // the reading, which is evidence
}

TEST(Reconcile, a_report_from_before_the_roll_over_that_comes_late_is_no_finding_and_no_news) {
    Rows books = rolled_over_rows();
    books.last_of_card.reset();

    const auto answer = reconciled(reading(report(4), 6), books);

    EXPECT_TRUE(answer.findings.empty());
    EXPECT_FALSE(answer.is_newer);
}

TEST(Reconcile, a_forged_report_in_the_books_makes_no_finding_of_the_genuine_one_after_it) {
    Rows books = rolled_over_rows();
    books.last_of_card = report(1000);
    CardReport genuine = following_report();
    genuine.fields.key_version = card::KeyVersion{2};
    genuine.bytes = card::encode(genuine.fields);

    const auto decision = decided(reading(genuine, 6), books);

    const auto& answer = std::get<Reconciliation>(decision.answer);
    EXPECT_TRUE(answer.findings.empty());
    EXPECT_TRUE(answer.is_newer);
    EXPECT_EQ(decision.meter->readings_without_report, 0);
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
TEST(Reconcile, an_order_is_made_under_the_present_key_while_the_meter_cannot_have_the_next_one) {
    RecordReport before_the_meter = reading(report(5), 5);
    before_the_meter.next_keys = card::KeyVersion{2};

    const Decision decision = decided(before_the_meter, rows());

    EXPECT_EQ(decision.meter->order_key_version, card::KeyVersion{0});
}

TEST(Reconcile, an_order_is_made_again_under_the_next_key_once_the_meter_may_have_it) {
    RecordReport without_report = reading(report(5), 6);
    without_report.next_keys = card::KeyVersion{2};
    Rows books = rows();
    books.meter->sequence = card::Sequence{2};

    const Decision decision = decided(without_report, books);

    EXPECT_EQ(decision.meter->key_version, card::KeyVersion{1});
    EXPECT_EQ(decision.meter->order_key_version, card::KeyVersion{2});
    EXPECT_EQ(decision.meter->ordered_total, books.meter->ordered_total);
    ASSERT_TRUE(std::holds_alternative<OrderMade>(decision.changes.back()));
    EXPECT_EQ(std::get<OrderMade>(decision.changes.back()).order.key_version, card::KeyVersion{2});

    books.meter = decision.meter;
    const Decision again = decided(without_report, books);
    EXPECT_EQ(again.meter->sequence, decision.meter->sequence);
}

// What an inspector's card brought of the same meter, under its report `counter`.
RecordFieldReport from_the_field(std::uint32_t counter) {
    constexpr card::CardSerial inspector{0xF1E1D};
    CardReport brought = report(counter);
    brought.fields.card = inspector;
    brought.fields.generation = card::Generation{7};
    brought.bytes = card::encode(brought.fields);
    return {
        .meter = meter_id, .serial = inspector, .round = card::Generation{7}, .report = brought};
}

Rows in_the_field(Rows books = rows()) {
    books.role = Role::inspector;
    books.last_of_card.reset();
    return books;
}

Reconciliation reconciled(const Decision& decision) {
    return std::get<Reconciliation>(decision.answer);
}

TEST(Reconcile, a_field_cards_report_is_as_good_as_a_customers_and_counts_no_session) {
    const auto decision = decide({.context = {}, .command = from_the_field(9)}, in_the_field());

    ASSERT_TRUE(decision);
    EXPECT_TRUE(reconciled(*decision).is_newer);
    EXPECT_TRUE(reconciled(*decision).findings.empty());
    EXPECT_EQ(decision->meter->meter_sessions, 5U);
}

TEST(Reconcile, a_customers_report_that_an_inspector_has_overtaken_is_no_finding) {
    Rows books = rows();
    books.last_report = from_the_field(7).report;

    const Decision decision = decided(reading(report(6), 6), books);

    EXPECT_FALSE(reconciled(decision).is_newer);
    EXPECT_EQ(reconciled(decision).readings_without_report, 0);
    EXPECT_TRUE(reconciled(decision).findings.empty());
}

TEST(Reconcile, an_overtaken_report_with_more_consumed_than_the_later_one_is_a_finding) {
    Rows books = rows();
    books.last_report = from_the_field(7).report;
    CardReport overtaken = report(6);
    overtaken.fields.consumed_total = WattHours{1001};

    const Decision decision = decided(reading(overtaken, 6), books);

    EXPECT_TRUE(reconciled(decision).findings.has(Finding::consumed_total_fell));
}

TEST(Reconcile, what_a_meter_did_not_write_on_a_field_card_is_a_finding) {
    RecordFieldReport altered = from_the_field(9);
    altered.report.reset();
    altered.is_altered = true;

    const auto decision = decide({.context = {}, .command = altered}, in_the_field());

    ASSERT_TRUE(decision);
    EXPECT_TRUE(reconciled(*decision).findings.has(Finding::altered_on_field_card));
}

TEST(Reconcile, an_event_is_kept_once_and_another_under_its_number_is_a_finding) {
    card::EventRecord event;
    event.meter = meter_id;
    event.report_counter = 9;
    event.number = 3;
    RecordFieldReport brought = from_the_field(9);
    brought.events = {event};
    const auto recorded = [](const Decision& decision) {
        return std::ranges::any_of(decision.changes, [](const Change& change) {
            return std::holds_alternative<EventsRecorded>(change);
        });
    };
    const auto first = decide({.context = {}, .command = brought}, in_the_field());
    Rows known = in_the_field();
    known.events = {event};
    known.events[0].report_counter = 0;
    const auto again = decide({.context = {}, .command = brought}, known);
    known.events[0].detail = 1;
    const auto other = decide({.context = {}, .command = brought}, known);

    ASSERT_TRUE(first && again && other);
    EXPECT_TRUE(recorded(*first));
    EXPECT_FALSE(recorded(*again));
    EXPECT_TRUE(reconciled(*again).findings.empty());
    EXPECT_TRUE(reconciled(*other).findings.has(Finding::event_differs));
}

}  // namespace
}  // namespace office
