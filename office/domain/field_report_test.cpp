// Reports and events that field cards bring back, beside those of customers' cards.
#include <gtest/gtest.h>

#include "card/event_record.h"
#include "office/domain/testing/readings.h"

namespace office {
namespace {

using namespace office::testing;

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

// Both carriers: an inspection card's events are held against its own report, a customer's against
// the report before.
TEST(Reconcile, events_that_the_reports_digest_contradicts_are_a_finding) {
    card::EventRecord event;
    event.meter = meter_id;
    event.report_counter = 6;
    const card::Digest8 digest = card::event_log_digest({}, event);
    CardReport now = following_report();
    Rows books = rows();
    auto brought = reading(now, 6);
    brought.events = {event};
    books.last_report->fields.event_log = digest;
    EXPECT_TRUE(reconciled(brought, books).findings.empty());
    brought.events[0].consumed_total = WattHours{1};
    EXPECT_EQ(reconciled(brought, books).findings, only(Finding::history_contradicts));

    books.role = Role::inspector;
    books.last_report->fields.event_log = {};
    now.fields.event_log = digest;
    RecordFieldReport field{.meter = meter_id,
                            .serial = serial,
                            .round = card::Generation{1},
                            .report = now,
                            .events = {event}};
    EXPECT_TRUE(std::get<Reconciliation>(decide({{}, field}, books)->answer).findings.empty());
    field.events[0].consumed_total = WattHours{1};
    EXPECT_EQ(std::get<Reconciliation>(decide({{}, field}, books)->answer).findings,
              only(Finding::history_contradicts));
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
