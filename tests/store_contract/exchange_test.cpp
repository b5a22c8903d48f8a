// Customers who change their meter, as every store keeps them.
#include <gmock/gmock.h>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::MeterId new_meter{370'000'000'002};
constexpr card::CardSerial new_card{0xABCD};
constexpr card::Generation first_card{1};

class ExchangeBooks : public BooksTest {
 protected:
    ExchangeBooks() { EXPECT_TRUE(post(RegisterMeter{new_meter, {}}, supervisor)); }

    void card_comes_back(card::Sequence sequence, WattHours ordered, WattHours consumed,
                         bool is_open = true) {
        ++counter_;
        RecordReport reading =
            report_of(test_meter, card_of(test_meter), first_card, counter_, sequence, ordered);
        reading.report->fields.consumed_total = consumed;
        reading.report->fields.account_open = is_open;
        reading.report->bytes = card::encode(reading.report->fields);
        EXPECT_TRUE(post(reading));
    }
    AdjustmentId asked(const Command& command) {
        const auto outcome = post(command);
        EXPECT_TRUE(outcome);
        return outcome ? std::get<NewAdjustment>(outcome->answer).adjustment : AdjustmentId{};
    }
    Outcome approve(card::MeterId meter, AdjustmentId adjustment) {
        return post(ApproveAdjustment{meter, adjustment}, supervisor);
    }
    Outcome exchange(std::optional<WattHours> used_since) {
        return approve(test_meter, asked(AskExchange{test_meter, new_meter, used_since,
                                                     AdjustmentReason::meter_failed}));
    }
    void close_old_meter() {
        const auto closing = asked(AskAdjustment{
            test_meter, AdjustmentKind::closing, {}, {}, AdjustmentReason::meter_failed});
        EXPECT_TRUE(approve(test_meter, closing));
        card_comes_back(card::Sequence{2}, WattHours{30'000}, WattHours{12'000}, false);
    }
    void give_new_card() {
        EXPECT_TRUE(post(IssueCard{new_meter, new_card}));
        EXPECT_TRUE(post(ConfirmCard{new_meter, new_card, first_card}));
    }
    std::vector<std::string> faults() { return GetParam().faults(folder_.path()); }

 private:
    std::uint32_t counter_ = 0;
};
INSTANTIATE_TEST_SUITE_P(EveryStore, ExchangeBooks, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(ExchangeBooks, what_the_final_report_leaves_lies_in_the_new_meters_first_order) {
    card_comes_back(sell(WattHours{30'000}).sequence, WattHours{30'000}, WattHours{12'000});
    close_old_meter();
    EXPECT_TRUE(exchange(std::nullopt));
    EXPECT_THAT(faults(), testing::IsEmpty());
    EXPECT_EQ(store_->meter(new_meter)->value().carried_in, WattHours{18'000});

    give_new_card();
    reopen();

    const MeterView old_one = store_->meter(test_meter)->value();
    const MeterView new_one = store_->meter(new_meter)->value();
    EXPECT_EQ(old_one.ordered_total, WattHours{12'000});
    EXPECT_EQ(old_one.customer, std::nullopt);
    EXPECT_EQ(old_one.card->state, CardState::withdrawn);
    EXPECT_EQ(new_one.ordered_total, WattHours{18'000});
    EXPECT_EQ(new_one.customer, card::CustomerNumber{1});
    EXPECT_EQ(new_one.newest_order->order.kind, card::OrderKind::opening);
    EXPECT_EQ(store_->customer_of(test_meter)->has_value(), false);
    EXPECT_EQ(store_->customer_of(new_meter)->value().name, "A. Customer");
    EXPECT_EQ(store_->customers({})->front().meter, new_meter);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, the_customer_buys_on_and_the_month_goes_on_with_the_new_meter) {
    const Sale before = sell(WattHours{30'000});
    card_comes_back(before.sequence, WattHours{30'000}, WattHours{12'000});
    EXPECT_TRUE(exchange(WattHours{0}));
    give_new_card();

    const auto sold = post(Sell{new_meter, WattHours{5000}, "counter-1"});

    ASSERT_TRUE(sold);
    EXPECT_EQ(std::get<Sale>(sold->answer).charge, MinorUnits{0});
    EXPECT_EQ(std::get<Sale>(sold->answer).ordered_total, WattHours{23'000});
    EXPECT_EQ(post(Sell{test_meter, WattHours{5000}, "counter-1"}).error(), Refusal::no_account);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, energy_that_was_carried_over_is_refunded_at_what_the_old_meters_sales_took) {
    const Sale sale = sell(WattHours{30'000});
    card_comes_back(sale.sequence, WattHours{30'000}, WattHours{12'000});
    EXPECT_TRUE(exchange(WattHours{0}));
    give_new_card();
    EXPECT_TRUE(
        post(report_of(new_meter, new_card, first_card, 1, card::Sequence{1}, WattHours{18'000})));

    const auto refund = post(AskAdjustment{
        new_meter, AdjustmentKind::refund, {}, WattHours{18'000}, AdjustmentReason::not_wanted});

    ASSERT_TRUE(refund);
    EXPECT_EQ(std::get<NewAdjustment>(refund->answer).total, MinorUnits{432});  // 60 % of 720
    EXPECT_TRUE(approve(new_meter, std::get<NewAdjustment>(refund->answer).adjustment));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, a_dead_meter_is_barred_and_says_so) {
    card_comes_back(sell(WattHours{30'000}).sequence, WattHours{30'000}, WattHours{12'000});
    EXPECT_TRUE(exchange(WattHours{3000}));

    EXPECT_TRUE(store_->meter(test_meter)->value().is_barred);
    EXPECT_EQ(store_->meter(new_meter)->value().carried_in, WattHours{15'000});
    EXPECT_EQ(post(OpenAccount{test_meter, home_tariff, "B", "", ""}).error(),
              Refusal::meter_barred);
    const auto view = store_->adjustments(test_meter, AdjustmentList::all, {})->front();
    EXPECT_EQ(view.exchange, (Exchange{new_meter, WattHours{3000}, true}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, an_exchange_waits_for_money_that_is_owed_back) {
    card_comes_back(sell(WattHours{30'000}).sequence, WattHours{30'000}, WattHours{12'000});
    const auto refund = asked(AskAdjustment{
        test_meter, AdjustmentKind::refund, {}, WattHours{1000}, AdjustmentReason::goodwill});
    EXPECT_TRUE(approve(test_meter, refund));

    EXPECT_EQ(exchange(WattHours{0}).error(), Refusal::account_unsettled);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, the_old_card_brings_reports_of_a_meter_that_serves_nobody) {
    card_comes_back(sell(WattHours{30'000}).sequence, WattHours{30'000}, WattHours{12'000});
    EXPECT_TRUE(exchange(WattHours{0}));

    card_comes_back(card::Sequence{1}, WattHours{30'000}, WattHours{12'001});

    EXPECT_TRUE(
        store_->readings(test_meter, {})->front().findings.has(Finding::used_after_settlement));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ExchangeBooks, the_new_meter_hangs_where_the_old_one_hung) {
    const PremisesLink link{test_meter, "T1", "North", test_date - std::chrono::years{1}};
    EXPECT_TRUE(post(LinkPremises{{link}}, supervisor));
    EXPECT_TRUE(exchange(WattHours{0}));

    const auto outcome = post(LinkPremises{{{new_meter, "T1", "North", test_date}}}, supervisor);

    ASSERT_TRUE(outcome);
    EXPECT_EQ(std::get<Imported>(outcome->answer).unchanged, 1U);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

}  // namespace
}  // namespace office
