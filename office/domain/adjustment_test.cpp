#include "office/domain/adjustment.h"

#include <gtest/gtest.h>

#include <random>

#include "office/domain/decide.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::MeterId meter_id{4711};
constexpr card::CardSerial serial{0xABCD};
constexpr UserId wen{5};
constexpr UserId samuel{6};
constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::September,
                                            std::chrono::day{21}};

// 3,000 Wh for 100 and a charge of 50, 20 % tax on both, 7 of arrears paid.
SoldRow sale_of_3_kwh() {
    return {
        .receipt = ReceiptNumber{8},
        .price = {WattHours{3000}, MinorUnits{100}, MinorUnits{50}, MinorUnits{30}, MinorUnits{7}},
        .taken_back = {},
        .month = month_of(today),
        .sequence = card::Sequence{2},
        .generation = card::Generation{1},
        .meter_sessions = 4};
}

// A customer who bought 3 kWh after 7; the card was not in the meter since.
class Adjustments : public testing::Test {
 protected:
    Adjustments() {
        rows_.role = Role::clerk;
        MeterRow meter;
        meter.meter = meter_id;
        meter.key_version = card::KeyVersion{1};
        meter.customer = card::CustomerNumber{9};
        meter.tariff = TariffId{1};
        meter.card = MeterCard{serial, card::Generation{1}, CardState::confirmed};
        meter.is_open = true;
        meter.sequence = card::Sequence{2};
        meter.ordered_total = WattHours{10'000};
        meter.purchases = 2;
        meter.meter_sessions = 4;
        meter.charged_through = month_of(today);
        meter.bought_in_month = WattHours{3000};
        rows_.meter = meter;
        rows_.sold = {sale_of_3_kwh()};
        rows_.month_before_sale = {month_before(month_of(today)), WattHours{7000}};
        rows_.next.adjustment = AdjustmentId{1};
        reports(card::Sequence{1}, WattHours{7000}, WattHours{1000});
        rows_.desks_are_set_up = true;
        DeskRow desk;
        desk.desk = "counter-1";
        desk.shift = ShiftId{1};
        desk.shift_opened_by = wen;
        desk.change_fund = MinorUnits{500};
        rows_.desk = desk;
    }

    // What the meter said last.
    void reports(card::Sequence sequence, WattHours ordered, WattHours consumed) {
        CardReport report;
        report.fields.account_open = true;
        report.fields.order_sequence = sequence;
        report.fields.ordered_total = ordered;
        report.fields.consumed_total = consumed;
        rows_.last_report = report;
    }

    Decided decide_now(const Command& command, UserId user = wen) {
        const std::chrono::sys_seconds at{std::chrono::seconds{1'790'000'000}};
        return decide({{CommandId{}, user, at, today}, command}, rows_);
    }
    Refusal refusal(const Command& command, UserId user = wen) {
        const auto decision = decide_now(command, user);
        return decision ? Refusal{} : decision.error();
    }
    template <typename T>
    static const T* change(const Decision& decision) {
        for (const Change& change : decision.changes) {
            if (const auto* found = std::get_if<T>(&change)) {
                return found;
            }
        }
        return nullptr;
    }
    // Keeps what was decided, as a store would.
    void keep(const Decision& decision) {
        if (const auto* asked = change<AdjustmentAsked>(decision)) {
            rows_.adjustment = asked->row;
        }
        if (const auto* approved = change<AdjustmentApproved>(decision)) {
            rows_.adjustment = approved->row;
            rows_.adjustment->state = AdjustmentState::approved;
        }
        if (change<AdjustmentProven>(decision) != nullptr) {
            rows_.adjustment->is_proven = true;
        }
        if (decision.meter) {
            rows_.meter = decision.meter;
        }
        if (const auto* made = change<OrderMade>(decision)) {
            rows_.order = OrderView{made->order, OrderState::pending};
        }
    }
    void ask_and_approve(const AskAdjustment& asked) {
        keep(*decide_now(asked));
        rows_.role = Role::supervisor;
        keep(*decide_now(ApproveAdjustment{meter_id, AdjustmentId{1}}, samuel));
    }

    static constexpr ReverseSale reverse{meter_id, ReceiptNumber{8},
                                         AdjustmentReason::wrong_amount};
    static constexpr AskAdjustment correction{meter_id,
                                              AdjustmentKind::correction,
                                              ReceiptNumber{8},
                                              {},
                                              AdjustmentReason::wrong_customer};
    const PayBack pay{meter_id, AdjustmentId{1}, "counter-1", Means::cash};

    Rows rows_;
};

TEST_F(Adjustments, a_reversal_undoes_the_sale_whole_and_makes_a_correction_order) {
    const auto reversed = decide_now(reverse);

    ASSERT_TRUE(reversed);
    EXPECT_EQ(std::get<NewAdjustment>(reversed->answer).total, MinorUnits{187});
    const card::Order& order = change<OrderMade>(*reversed)->order;
    EXPECT_EQ(order.kind, card::OrderKind::correction);
    EXPECT_EQ(order.energy, WattHours{-3000});
    EXPECT_EQ(order.ordered_total, WattHours{7000});
    EXPECT_EQ(order.purchases, 2U);
    const auto& legs = change<Posted>(*reversed)->legs;
    EXPECT_TRUE(is_balanced(legs));
    EXPECT_EQ(legs.front(), (Leg{Account::owed_back, -187}));
    EXPECT_EQ(reversed->meter->charged_through, month_before(month_of(today)));
    EXPECT_EQ(reversed->meter->bought_in_month, WattHours{7000});
    EXPECT_EQ(reversed->meter->arrears.owed, MinorUnits{7});
}

TEST_F(Adjustments, a_sale_whose_card_was_in_a_meter_is_not_reversed) {
    rows_.meter->meter_sessions = 5;

    EXPECT_EQ(refusal(reverse), Refusal::order_may_be_loaded);
}

TEST_F(Adjustments, a_sale_that_a_report_shows_loaded_is_not_reversed_whatever_the_card_counts) {
    reports(card::Sequence{2}, WattHours{10'000}, WattHours{1000});

    EXPECT_EQ(refusal(reverse), Refusal::order_may_be_loaded);
}

TEST_F(Adjustments, a_sale_written_for_an_earlier_card_is_not_reversed) {
    rows_.meter->card->generation = card::Generation{2};

    EXPECT_EQ(refusal(reverse), Refusal::order_may_be_loaded);
}

TEST_F(Adjustments, only_the_newest_sale_is_reversed_and_only_once) {
    rows_.meter->sequence = card::Sequence{3};
    EXPECT_EQ(refusal(reverse), Refusal::not_the_newest_order);
    rows_.sold.front().taken_back = WattHours{1};
    EXPECT_EQ(refusal(reverse), Refusal::already_taken_back);
    rows_.sold.clear();
    EXPECT_EQ(refusal(reverse), Refusal::unknown_receipt);
}

TEST_F(Adjustments, the_money_of_a_reversal_waits_until_the_card_holds_the_correction) {
    keep(*decide_now(reverse));
    EXPECT_EQ(refusal(pay), Refusal::energy_not_proven_back);

    keep(*decide_now(ConfirmOrder{meter_id, card::Sequence{3}}));
    const auto paid = decide_now(pay);

    ASSERT_TRUE(paid);
    EXPECT_EQ(std::get<PaidBack>(paid->answer).total, MinorUnits{187});
    EXPECT_EQ(paid->desk->cash_taken, MinorUnits{-187});
    EXPECT_TRUE(is_balanced(change<Posted>(*paid)->legs));
}

// The card was pulled before the correction lay on it, and went to the meter with the sale's order.
TEST_F(Adjustments, a_card_that_was_in_a_meter_before_it_took_the_correction_proves_nothing) {
    keep(*decide_now(reverse));
    rows_.meter->meter_sessions = 5;

    keep(*decide_now(ConfirmOrder{meter_id, card::Sequence{3}}));

    EXPECT_EQ(refusal(pay), Refusal::energy_not_proven_back);
    reports(card::Sequence{2}, WattHours{10'000}, WattHours{1000});
    EXPECT_EQ(refusal(pay), Refusal::energy_not_proven_back);
    reports(card::Sequence{3}, WattHours{7000}, WattHours{1000});
    EXPECT_TRUE(decide_now(pay));
}

TEST_F(Adjustments, another_card_that_takes_the_correction_proves_nothing) {
    keep(*decide_now(reverse));
    rows_.meter->card = MeterCard{card::CardSerial{2}, card::Generation{2}, CardState::confirmed};

    keep(*decide_now(ConfirmOrder{meter_id, card::Sequence{3}}));

    EXPECT_EQ(refusal(pay), Refusal::energy_not_proven_back);
}

TEST_F(Adjustments, no_money_goes_back_for_energy_that_was_used) {
    ask_and_approve(correction);
    reports(card::Sequence{3}, WattHours{7000}, WattHours{7001});

    EXPECT_EQ(refusal(pay), Refusal::energy_not_proven_back);
}

TEST_F(Adjustments, a_correction_needs_a_second_person_in_charge) {
    keep(*decide_now(correction));
    const ApproveAdjustment approve{meter_id, AdjustmentId{1}};

    EXPECT_EQ(refusal(approve, samuel), Refusal::not_permitted);
    rows_.role = Role::supervisor;
    EXPECT_EQ(refusal(approve, wen), Refusal::second_person_needed);
    ASSERT_TRUE(decide_now(approve, samuel));
    keep(*decide_now(approve, samuel));
    EXPECT_EQ(refusal(approve, samuel), Refusal::already_decided);
}

TEST_F(Adjustments, a_correction_gives_back_the_energy_and_keeps_charges_and_arrears) {
    ask_and_approve(correction);

    EXPECT_EQ(
        rows_.adjustment->figures.price,
        (Price{WattHours{3000}, MinorUnits{100}, MinorUnits{0}, MinorUnits{20}, MinorUnits{0}}));
    EXPECT_EQ(rows_.meter->ordered_total, WattHours{7000});
    EXPECT_EQ(rows_.meter->bought_in_month, WattHours{0});
    EXPECT_EQ(rows_.meter->charged_through, month_of(today));
    EXPECT_EQ(rows_.order->order.kind, card::OrderKind::correction);
}

TEST_F(Adjustments, are_approved_only_while_the_sale_still_has_the_energy) {
    keep(*decide_now(correction));
    rows_.role = Role::supervisor;
    const ApproveAdjustment approve{meter_id, AdjustmentId{1}};

    rows_.sold.front().taken_back = WattHours{1000};
    EXPECT_EQ(refusal(approve, samuel), Refusal::already_taken_back);
    rows_.sold.front().taken_back = WattHours{0};
    reports(card::Sequence{2}, WattHours{10'000}, WattHours{7001});
    EXPECT_EQ(refusal(approve, samuel), Refusal::energy_was_used);
}

TEST_F(Adjustments, take_nothing_from_a_meter_that_never_said_that_it_is_open) {
    rows_.meter->is_open = false;

    EXPECT_EQ(refusal(correction), Refusal::no_report_yet);
    EXPECT_EQ(refusal(AskAdjustment{
                  meter_id, AdjustmentKind::closing, {}, {}, AdjustmentReason::moved_out}),
              Refusal::no_report_yet);
}

TEST_F(Adjustments, a_refund_takes_the_newest_sales_first_and_never_more_than_is_left) {
    SoldRow older = sale_of_3_kwh();
    older.receipt = ReceiptNumber{7};
    older.price = {WattHours{7000}, MinorUnits{70}, {}, {}, {}};
    rows_.sold.push_back(older);
    const auto refund = [](WattHours energy) {
        return AskAdjustment{
            meter_id, AdjustmentKind::refund, {}, energy, AdjustmentReason::not_wanted};
    };

    ask_and_approve(refund(WattHours{4000}));
    const auto& shares = rows_.adjustment->figures.shares;

    ASSERT_EQ(shares.size(), 2U);
    EXPECT_EQ(shares[0], (AdjustmentShare{ReceiptNumber{8}, WattHours{3000}, MinorUnits{100},
                                          MinorUnits{20}}));
    EXPECT_EQ(shares[1],
              (AdjustmentShare{ReceiptNumber{7}, WattHours{1000}, MinorUnits{10}, MinorUnits{0}}));
    EXPECT_EQ(refusal(refund(WattHours{10'001})), Refusal::energy_not_sold);
    EXPECT_EQ(refusal(refund(WattHours{9001})), Refusal::energy_was_used);
    EXPECT_EQ(refusal(refund(WattHours{0})), Refusal::energy_not_positive);
}

TEST_F(Adjustments, a_free_issue_is_energy_without_money_and_no_purchase) {
    ask_and_approve(
        {meter_id, AdjustmentKind::free_issue, {}, WattHours{500}, AdjustmentReason::goodwill});

    EXPECT_EQ(rows_.meter->ordered_total, WattHours{10'500});
    EXPECT_EQ(rows_.meter->purchases, 2U);
    EXPECT_EQ(rows_.order->order.kind, card::OrderKind::free_issue);
    EXPECT_EQ(refusal(pay), Refusal::nothing_to_pay);
}

TEST_F(Adjustments, a_closed_account_is_sold_nothing_and_gets_back_what_its_final_report_leaves) {
    ask_and_approve({meter_id, AdjustmentKind::closing, {}, {}, AdjustmentReason::moved_out});
    EXPECT_EQ(rows_.order->order.kind, card::OrderKind::closing);
    EXPECT_EQ(rows_.order->order.ordered_total, WattHours{10'000});
    rows_.is_closing = true;
    rows_.tariff = Tariff{};
    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}), Refusal::account_closing);
    reports(card::Sequence{3}, WattHours{10'000}, WattHours{8000});
    rows_.last_report->fields.account_open = false;
    rows_.meter->is_open = false;

    ask_and_approve(
        {meter_id, AdjustmentKind::refund, {}, WattHours{2000}, AdjustmentReason::moved_out});

    EXPECT_EQ(rows_.order->order.kind, card::OrderKind::closing);
    EXPECT_EQ(rows_.meter->ordered_total, WattHours{8000});
    EXPECT_TRUE(decide_now(pay));
}

TEST_F(Adjustments, are_declined_by_who_asked_or_by_those_in_charge) {
    keep(*decide_now(correction));
    const DeclineAdjustment decline{meter_id, AdjustmentId{1}};

    EXPECT_EQ(refusal(decline, samuel), Refusal::not_permitted);
    EXPECT_TRUE(decide_now(decline, wen));
    rows_.role = Role::supervisor;
    EXPECT_TRUE(decide_now(decline, samuel));
}

TEST_F(Adjustments, pay_no_more_cash_than_the_drawer_holds_and_only_once) {
    keep(*decide_now(reverse));
    keep(*decide_now(ConfirmOrder{meter_id, card::Sequence{3}}));
    rows_.desk->change_fund = MinorUnits{186};
    EXPECT_EQ(refusal(pay), Refusal::not_enough_cash);
    EXPECT_TRUE(decide_now(PayBack{meter_id, AdjustmentId{1}, "counter-1", Means::bank_transfer}));
    rows_.desk->shift.reset();
    EXPECT_EQ(refusal(pay), Refusal::no_shift_open);
    rows_.adjustment->state = AdjustmentState::paid;
    EXPECT_EQ(refusal(pay), Refusal::already_paid);
}

TEST_F(Adjustments, of_another_customer_of_the_meter_are_unknown) {
    keep(*decide_now(correction));
    rows_.meter->customer = card::CustomerNumber{10};
    rows_.role = Role::supervisor;

    EXPECT_EQ(refusal(ApproveAdjustment{meter_id, AdjustmentId{1}}, samuel),
              Refusal::unknown_adjustment);
}

TEST_F(Adjustments, without_a_known_kind_or_reason_are_refused) {
    AskAdjustment asked = correction;
    asked.kind = AdjustmentKind::reversal;
    EXPECT_EQ(refusal(asked), Refusal::adjustment_kind_out_of_range);
    asked.reason = AdjustmentReason{7};
    EXPECT_EQ(refusal(asked), Refusal::reason_out_of_range);
}

TEST_F(Adjustments, a_blocked_customer_is_sold_nothing) {
    rows_.tariff = Tariff{};
    rows_.is_blocked = true;

    EXPECT_EQ(refusal(Sell{meter_id, WattHours{1}, ""}), Refusal::customer_blocked);
    EXPECT_EQ(refusal(SetBlocked{meter_id, true}), Refusal::not_permitted);
}

TEST(ShareOf, is_exact_and_rounds_down_where_the_product_passes_64_bits) {
    EXPECT_EQ(share_of(10, 1, 3), 3);
    EXPECT_EQ(share_of(999'999'999'999'999, 999'999'999'999'998, 999'999'999'999'999),
              999'999'999'999'998);
    EXPECT_EQ(share_of(1'000'000'000'000'000, 1, 999'999'999'999'999), 1);
    EXPECT_EQ(share_of(0, 5, 7), 0);
}

TEST(TakeBack, in_any_parts_sums_to_the_price_of_the_energy_and_never_passes_it) {
    std::mt19937_64 random{7};  // the seed of this story
    for (int i = 0; i < 2000; ++i) {
        SoldRow sale = sale_of_3_kwh();
        sale.price.energy = WattHours{1 + static_cast<std::int64_t>(random() % 100'000)};
        sale.price.net = MinorUnits{1 + static_cast<std::int64_t>(random() % 1'000'000)};
        sale.price.tax = MinorUnits{static_cast<std::int64_t>(random() % 200'000)};
        const auto whole = take_back(sale, sale.price.energy);
        MinorUnits net;
        MinorUnits tax;
        while (sale.taken_back < sale.price.energy) {
            const auto left = (sale.price.energy - sale.taken_back).count();
            const WattHours part{
                1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(left))};
            const auto share = take_back(sale, part);
            ASSERT_FALSE(share.net.is_negative() || share.tax.is_negative());
            net += share.net;
            tax += share.tax;
            sale.taken_back += part;
        }
        ASSERT_EQ(net, sale.price.net);
        ASSERT_EQ(tax, whole.tax);
        ASSERT_LE(tax, sale.price.tax);
    }
}

}  // namespace
}  // namespace office
