// Reports of meters that go over to the next key, and forged ones under the one they have left.
#include <gtest/gtest.h>

#include <algorithm>

#include "office/domain/testing/readings.h"

namespace office {
namespace {

using namespace office::testing;

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

}  // namespace
}  // namespace office
