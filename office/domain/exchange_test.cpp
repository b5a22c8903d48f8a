#include <gtest/gtest.h>

#include "office/domain/decide.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::MeterId old_meter{4711};
constexpr card::MeterId new_meter{4712};
constexpr UserId wen{5};
constexpr UserId samuel{6};

// 10 kWh ordered, of which the meter has used 4 by its last report; another meter lies ready.
class Exchanges : public testing::Test {
 protected:
    Exchanges() {
        rows_.role = Role::supervisor;
        MeterRow meter;
        meter.meter = old_meter;
        meter.key_version = card::KeyVersion{1};
        meter.customer = card::CustomerNumber{9};
        meter.tariff = TariffId{1};
        meter.customer_class = CustomerClass::business;
        meter.card = MeterCard{card::CardSerial{1}, card::Generation{1}, CardState::confirmed};
        meter.is_open = true;
        meter.sequence = card::Sequence{3};
        meter.ordered_total = WattHours{10'000};
        meter.charged_through = BusinessMonth{24'000};
        meter.bought_in_month = WattHours{7000};
        meter.arrears = {MinorUnits{50}, {MinorUnits{10}, 0}};
        rows_.meter = meter;
        rows_.new_meter.emplace();
        rows_.new_meter->meter = new_meter;
        rows_.new_meter->key_version = card::KeyVersion{2};
        rows_.next.adjustment = AdjustmentId{1};
        rows_.last_report = CardReport{};
        rows_.last_report->fields.account_open = true;
        rows_.last_report->fields.consumed_total = WattHours{4000};
    }

    void has_final_report() {
        rows_.is_closing = true;
        rows_.last_report->fields.account_open = false;
        rows_.meter->is_open = false;
    }
    Decided ask(std::optional<WattHours> used_since) {
        const AskExchange asked{old_meter, new_meter, used_since, AdjustmentReason::meter_failed};
        return decide({{CommandId{}, wen, at, today}, asked}, rows_);
    }
    Decided approve(UserId user = samuel) {
        return decide({{CommandId{}, user, at, today}, ApproveAdjustment{old_meter, {}}}, rows_);
    }
    Refusal refusal(const Decided& decided) { return decided ? Refusal{} : decided.error(); }
    template <typename T>
    static const T& change(const Decision& decision) {
        for (const Change& change : decision.changes) {
            if (const auto* found = std::get_if<T>(&change)) {
                return *found;
            }
        }
        throw std::bad_variant_access{};
    }
    void asked(std::optional<WattHours> used_since) {
        rows_.adjustment = change<AdjustmentAsked>(*ask(used_since)).row;
    }

    static constexpr std::chrono::sys_seconds at{std::chrono::seconds{1'790'000'000}};
    static constexpr std::chrono::year_month_day today{
        std::chrono::year{2026}, std::chrono::September, std::chrono::day{21}};
    Rows rows_;
};

TEST_F(Exchanges, carry_what_the_final_report_leaves) {
    has_final_report();
    asked(std::nullopt);

    const auto approved = approve();

    ASSERT_TRUE(approved);
    EXPECT_EQ(change<OrderMade>(*approved).order.energy, WattHours{-6000});
    EXPECT_EQ(change<OrderMade>(*approved).order.kind, card::OrderKind::closing);
    EXPECT_EQ(change<Posted>(*approved).legs,
              (std::vector<Leg>{{Account::meter_energy, -6000}, {Account::energy_carried, 6000}}));
    EXPECT_EQ(approved->meter->customer, std::nullopt);
    EXPECT_EQ(approved->meter->card->state, CardState::withdrawn);
    EXPECT_FALSE(approved->meter->is_barred);
    EXPECT_EQ(approved->new_meter->carried_in, WattHours{6000});
}

TEST_F(Exchanges, take_tariff_month_and_arrears_to_the_new_meter) {
    asked(WattHours{0});

    const MeterRow successor = *approve()->new_meter;

    EXPECT_EQ(successor.meter, new_meter);
    EXPECT_EQ(successor.key_version, card::KeyVersion{2});
    EXPECT_EQ(successor.customer, card::CustomerNumber{9});
    EXPECT_EQ(successor.customer_class, CustomerClass::business);
    EXPECT_EQ(successor.charged_through, BusinessMonth{24'000});
    EXPECT_EQ(successor.bought_in_month, WattHours{7000});
    EXPECT_EQ(successor.arrears.owed, MinorUnits{50});
}

TEST_F(Exchanges, of_a_dead_meter_carry_the_last_report_less_the_estimate_and_bar_it) {
    asked(WattHours{1500});

    const auto approved = approve();

    ASSERT_TRUE(approved);
    EXPECT_EQ(change<AdjustmentApproved>(*approved).row.figures.price.energy, WattHours{4500});
    EXPECT_EQ(change<OrderMade>(*approved).order.kind, card::OrderKind::carry_over);
    EXPECT_TRUE(approved->meter->is_barred);
}

TEST_F(Exchanges, ask_for_an_estimate_where_there_is_no_final_report_and_only_there) {
    EXPECT_EQ(refusal(ask(std::nullopt)), Refusal::estimate_out_of_range);
    EXPECT_EQ(refusal(ask(WattHours{-1})), Refusal::estimate_out_of_range);
    EXPECT_EQ(refusal(ask(WattHours{6001})), Refusal::estimate_out_of_range);
    has_final_report();
    EXPECT_EQ(refusal(ask(WattHours{0})), Refusal::estimate_out_of_range);
}

TEST_F(Exchanges, carry_nothing_below_zero) {
    rows_.last_report->fields.consumed_total = WattHours{10'001};

    EXPECT_EQ(refusal(ask(WattHours{0})), Refusal::energy_overdrawn);
}

TEST_F(Exchanges, need_a_second_person) {
    asked(WattHours{0});

    EXPECT_EQ(refusal(approve(wen)), Refusal::second_person_needed);
}

TEST_F(Exchanges, need_a_meter_that_serves_nobody_and_is_not_barred) {
    rows_.new_meter->is_barred = true;
    EXPECT_EQ(refusal(ask(WattHours{0})), Refusal::meter_barred);
    rows_.new_meter->customer = card::CustomerNumber{10};
    EXPECT_EQ(refusal(ask(WattHours{0})), Refusal::account_exists);
    rows_.new_meter.reset();
    EXPECT_EQ(refusal(ask(WattHours{0})), Refusal::unknown_meter);
}

TEST_F(Exchanges, are_not_approved_once_the_figures_have_changed) {
    asked(WattHours{0});
    rows_.last_report->fields.consumed_total = WattHours{4001};
    EXPECT_EQ(refusal(approve()), Refusal::figures_changed);
    rows_.last_report->fields.consumed_total = WattHours{4000};
    has_final_report();
    EXPECT_EQ(refusal(approve()), Refusal::figures_changed);
}

TEST_F(Exchanges, wait_until_every_other_adjustment_is_settled) {
    asked(WattHours{0});
    rows_.is_unsettled = true;

    EXPECT_EQ(refusal(approve()), Refusal::account_unsettled);
}

TEST_F(Exchanges, bring_the_energy_with_the_opening_order_of_the_new_meters_first_card) {
    asked(WattHours{0});
    rows_.meter = approve()->new_meter;
    rows_.meter->card = MeterCard{card::CardSerial{2}, card::Generation{1}, CardState::pending};
    const ConfirmCard confirm{new_meter, card::CardSerial{2}, card::Generation{1}};

    const auto confirmed = decide({{CommandId{}, wen, at, today}, confirm}, rows_);

    ASSERT_TRUE(confirmed);
    const card::Order& order = change<OrderMade>(*confirmed).order;
    EXPECT_EQ(order.kind, card::OrderKind::opening);
    EXPECT_EQ(order.ordered_total, WattHours{6000});
    EXPECT_EQ(order.purchases, 0U);
    EXPECT_EQ(change<Posted>(*confirmed).legs,
              (std::vector<Leg>{{Account::energy_carried, -6000}, {Account::meter_energy, 6000}}));
    EXPECT_EQ(confirmed->meter->carried_in, WattHours{0});
}

TEST_F(Exchanges, leave_a_meter_at_which_no_order_is_made_and_whose_card_finishes_nothing) {
    asked(WattHours{0});
    rows_.meter = approve()->meter;
    const Sell sale{old_meter, WattHours{1000}, ""};
    const ConfirmCard confirm{old_meter, card::CardSerial{1}, card::Generation{1}};

    EXPECT_EQ(refusal(decide({{CommandId{}, wen, at, today}, sale}, rows_)), Refusal::no_account);
    EXPECT_EQ(refusal(decide({{CommandId{}, wen, at, today}, confirm}, rows_)),
              Refusal::unknown_card);
}

TEST_F(Exchanges, leave_a_dead_meter_that_serves_nobody_again) {
    asked(WattHours{0});
    rows_.meter = approve()->meter;
    const OpenAccount account{old_meter, TariffId{1}, "Li", "", ""};

    EXPECT_EQ(refusal(decide({{CommandId{}, wen, at, today}, account}, rows_)),
              Refusal::meter_barred);
}

TEST_F(Exchanges, that_a_dead_meter_contradicts_later_are_a_finding) {
    asked(WattHours{0});
    rows_.meter = approve()->meter;
    RecordReport reading;
    reading.meter = old_meter;
    reading.serial = card::CardSerial{1};
    reading.generation = card::Generation{1};
    reading.report = rows_.last_report;
    reading.report->fields.meter = old_meter;
    reading.report->fields.report_counter = 9;
    reading.report->fields.consumed_total = WattHours{4001};

    const auto read = decide({{CommandId{}, wen, at, today}, reading}, rows_);

    ASSERT_TRUE(read);
    EXPECT_TRUE(
        std::get<Reconciliation>(read->answer).findings.has(Finding::used_after_settlement));
}

}  // namespace
}  // namespace office
