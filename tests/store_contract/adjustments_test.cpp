// Money back, free issues, closings and blocked customers, as every store keeps them.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::Generation first_card{1};

class AdjustmentBooks : public BooksTest {
 protected:
    // The card comes back from the meter, which holds the order of `sequence` and has used
    // `consumed`.
    void card_comes_back(card::Sequence sequence, WattHours ordered, WattHours consumed) {
        ++counter_;
        RecordReport reading =
            report_of(test_meter, card_of(test_meter), first_card, counter_, sequence, ordered);
        reading.report->fields.consumed_total = consumed;
        reading.report->bytes = card::encode(reading.report->fields);
        EXPECT_TRUE(post(reading));
    }
    // The card lies in the reader again without having been in the meter.
    void card_is_read() {
        EXPECT_TRUE(post(
            RecordReport{test_meter, card_of(test_meter), first_card, counter_, 1, std::nullopt}));
    }
    AdjustmentId adjustment_of(const Outcome& outcome) {
        return outcome ? std::get<NewAdjustment>(outcome->answer).adjustment : AdjustmentId{};
    }
    Outcome reverse(ReceiptNumber receipt) {
        return post(ReverseSale{test_meter, receipt, AdjustmentReason::wrong_amount});
    }
    AdjustmentId ask(AdjustmentKind kind, ReceiptNumber receipt, WattHours energy) {
        const auto asked =
            post(AskAdjustment{test_meter, kind, receipt, energy, AdjustmentReason::goodwill});
        EXPECT_TRUE(asked);
        return adjustment_of(asked);
    }
    Outcome approve(AdjustmentId adjustment) {
        return post(ApproveAdjustment{test_meter, adjustment}, supervisor);
    }
    Outcome pay(AdjustmentId adjustment) {
        return post(PayBack{test_meter, adjustment, "counter-1", Means::cash});
    }
    WattHours total() { return store_->meter(test_meter)->value().ordered_total; }
    std::vector<std::string> faults() { return GetParam().faults(folder_.path()); }

 private:
    std::uint32_t counter_ = 0;
};
INSTANTIATE_TEST_SUITE_P(EveryStore, AdjustmentBooks, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(AdjustmentBooks, a_reversal_proven_by_its_card_is_paid_and_leaves_the_books_as_before) {
    static_cast<void>(sell(WattHours{1000}));
    card_is_read();
    const Sale wrong = sell(WattHours{30'000});
    const auto before = store_->ledger(test_date, test_date);

    const auto reversed = reverse(wrong.receipt);
    const auto too_early = pay(adjustment_of(reversed));
    EXPECT_TRUE(post(ConfirmOrder{test_meter, card::Sequence{3}}));
    reopen();
    const auto paid = pay(adjustment_of(reversed));
    const auto twice = pay(adjustment_of(reversed));

    EXPECT_EQ(too_early.error(), Refusal::energy_not_proven_back);
    EXPECT_EQ(std::get<PaidBack>(paid->answer).total, wrong.total);
    EXPECT_EQ(twice.error(), Refusal::already_paid);
    EXPECT_EQ(total(), WattHours{1000});
    EXPECT_EQ(store_->ledger(test_date, test_date)->sums[0], (LedgerSum{Account::cash, 24}));
    EXPECT_EQ(before->sums[0], (LedgerSum{Account::cash, 744}));
    const AdjustmentView view = store_->adjustments(test_meter, AdjustmentList::all, {})->front();
    EXPECT_EQ(view.state, AdjustmentState::paid);
    EXPECT_TRUE(view.is_proven);
    EXPECT_EQ(store_->takings(test_date, test_date)->back().paid_back, wrong.total);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

// The answer to the write was lost, the customer loaded the order at home and came back.
TEST_P(AdjustmentBooks, a_card_that_was_in_the_meter_since_reverses_nothing) {
    const Sale wrong = sell(WattHours{30'000});
    card_comes_back(card::Sequence{1}, WattHours{30'000}, WattHours{0});

    EXPECT_EQ(reverse(wrong.receipt).error(), Refusal::order_may_be_loaded);
}

TEST_P(AdjustmentBooks, a_reversal_whose_card_went_to_the_meter_first_waits_for_the_report) {
    const Sale first = sell(WattHours{1000});
    EXPECT_TRUE(post(ConfirmOrder{test_meter, first.sequence}));
    card_comes_back(first.sequence, WattHours{1000}, WattHours{0});
    const Sale wrong = sell(WattHours{30'000});
    const AdjustmentId reversal = adjustment_of(reverse(wrong.receipt));
    card_comes_back(wrong.sequence, WattHours{31'000}, WattHours{500});
    EXPECT_TRUE(post(ConfirmOrder{test_meter, card::Sequence{3}}));

    EXPECT_EQ(pay(reversal).error(), Refusal::energy_not_proven_back);
    card_comes_back(card::Sequence{3}, WattHours{1000}, WattHours{1001});
    EXPECT_EQ(pay(reversal).error(), Refusal::energy_not_proven_back);

    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(AdjustmentBooks, a_correction_is_paid_after_a_report_shows_its_order) {
    const Sale wrong = sell(WattHours{30'000});
    card_comes_back(wrong.sequence, WattHours{30'000}, WattHours{0});
    const AdjustmentId asked = ask(AdjustmentKind::correction, wrong.receipt, {});
    EXPECT_EQ(store_->adjustments({}, AdjustmentList::asked, {})->size(), 1U);
    EXPECT_EQ(post(ApproveAdjustment{test_meter, asked}).error(), Refusal::not_permitted);

    EXPECT_TRUE(approve(asked));
    EXPECT_EQ(pay(asked).error(), Refusal::energy_not_proven_back);
    EXPECT_TRUE(post(ConfirmOrder{test_meter, card::Sequence{2}}));
    EXPECT_EQ(pay(asked).error(), Refusal::energy_not_proven_back);
    card_comes_back(card::Sequence{2}, WattHours{0}, WattHours{0});

    EXPECT_EQ(std::get<PaidBack>(pay(asked)->answer).total, wrong.total);
    EXPECT_TRUE(store_->adjustments({}, AdjustmentList::asked, {})->empty());
    EXPECT_EQ(total(), WattHours{0});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(AdjustmentBooks, refunds_share_the_sales_and_never_take_one_twice) {
    static_cast<void>(sell(WattHours{10'000}));
    const Sale newest = sell(WattHours{20'000});
    card_comes_back(newest.sequence, WattHours{30'000}, WattHours{4000});
    const AdjustmentId first = ask(AdjustmentKind::refund, {}, WattHours{15'000});
    const AdjustmentId same_energy = ask(AdjustmentKind::refund, {}, WattHours{15'000});
    EXPECT_TRUE(approve(first));

    EXPECT_EQ(approve(same_energy).error(), Refusal::already_taken_back);
    EXPECT_TRUE(post(DeclineAdjustment{test_meter, same_energy}));
    EXPECT_TRUE(approve(ask(AdjustmentKind::refund, {}, WattHours{11'000})));
    const auto too_much = post(AskAdjustment{
        test_meter, AdjustmentKind::refund, {}, WattHours{1}, AdjustmentReason::goodwill});
    EXPECT_EQ(too_much.error(), Refusal::energy_was_used);

    EXPECT_EQ(total(), WattHours{4000});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(AdjustmentBooks, a_free_issue_adds_energy_and_no_money) {
    const auto before = store_->ledger(test_date, test_date)->sums[0];

    EXPECT_TRUE(approve(ask(AdjustmentKind::free_issue, {}, WattHours{5000})));

    EXPECT_EQ(total(), WattHours{5000});
    EXPECT_EQ(store_->ledger(test_date, test_date)->sums[0], before);
    EXPECT_EQ(store_->ledger(test_date, test_date)->sums[13],
              (LedgerSum{Account::energy_given, -5000}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(AdjustmentBooks, a_closed_account_buys_nothing_and_gets_its_rest_back) {
    const Sale sale = sell(WattHours{30'000});
    card_comes_back(sale.sequence, WattHours{30'000}, WattHours{0});
    EXPECT_TRUE(approve(ask(AdjustmentKind::closing, {}, {})));

    EXPECT_EQ(post(Sell{test_meter, WattHours{1000}, ""}).error(), Refusal::account_closing);
    RecordReport last = report_of(test_meter, card_of(test_meter), first_card, 2, card::Sequence{2},
                                  WattHours{30'000});
    last.report->fields.account_open = false;
    last.report->fields.consumed_total = WattHours{10'000};
    last.report->bytes = card::encode(last.report->fields);
    EXPECT_TRUE(post(last));
    const AdjustmentId rest = ask(AdjustmentKind::refund, {}, WattHours{20'000});
    EXPECT_TRUE(approve(rest));

    EXPECT_EQ(std::get<PaidBack>(pay(rest)->answer).total, MinorUnits{480});
    EXPECT_EQ(total(), WattHours{10'000});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(AdjustmentBooks, a_blocked_customer_is_sold_nothing_until_unblocked) {
    EXPECT_TRUE(post(SetBlocked{test_meter, true}, supervisor));
    EXPECT_EQ(post(Sell{test_meter, WattHours{1000}, ""}).error(), Refusal::customer_blocked);
    EXPECT_TRUE(*store_->is_blocked(test_meter));

    EXPECT_TRUE(post(SetBlocked{test_meter, false}, supervisor));

    EXPECT_TRUE(post(Sell{test_meter, WattHours{1000}, ""}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

// Sales, reversals, corrections, payments and visits to a meter in any order, with reopening: what
// was paid back never passes what was not used.
TEST_P(AdjustmentBooks, random_stories_never_pay_for_energy_that_was_used) {
    std::mt19937_64 random{20261122};  // the seed of this story
    const auto below = [&](std::uint64_t end) { return random() % end; };
    struct Meter {
        card::Sequence sequence{};
        WattHours ordered;
        WattHours consumed;
    } meter;
    card::Sequence on_card{};
    std::map<card::Sequence, WattHours> totals;
    MinorUnits paid_in;
    MinorUnits paid_back;
    std::size_t payments = 0;
    std::vector<ReceiptNumber> receipts;
    std::vector<AdjustmentView> views;
    for (int step = 0; step < 600; ++step) {
        const auto newest = store_->order_to_write(test_meter)->value_or(OrderView{}).order;
        totals[newest.sequence] = newest.ordered_total;
        switch (below(7)) {
            case 0: {
                const Sale sale = sell(WattHours{static_cast<std::int64_t>(1 + below(9000))});
                paid_in += sale.total;
                receipts.push_back(sale.receipt);
                break;
            }
            case 1:  // onto the card, read first; sometimes the answer is lost
                card_is_read();
                on_card = newest.sequence;
                if (below(4) != 0 && on_card != card::Sequence{0}) {
                    static_cast<void>(post(ConfirmOrder{test_meter, on_card}));
                }
                break;
            case 2:  // to the meter and back
                if (on_card == card::Sequence{0}) {
                    break;
                }
                if (on_card > meter.sequence) {
                    meter.sequence = on_card;
                    meter.ordered = totals[on_card];
                }
                if (meter.ordered > meter.consumed) {
                    meter.consumed += WattHours{static_cast<std::int64_t>(below(
                        static_cast<std::uint64_t>((meter.ordered - meter.consumed).count()) + 1))};
                }
                card_comes_back(meter.sequence, meter.ordered, meter.consumed);
                break;
            case 3:
                if (!receipts.empty()) {
                    static_cast<void>(reverse(receipts.back()));
                }
                break;
            case 4:
                if (!receipts.empty()) {
                    const auto asked = post(AskAdjustment{test_meter,
                                                          AdjustmentKind::correction,
                                                          receipts[below(receipts.size())],
                                                          {},
                                                          AdjustmentReason::wrong_amount});
                    if (asked) {
                        static_cast<void>(approve(adjustment_of(asked)));
                    }
                }
                break;
            case 5:
                views = *store_->adjustments(test_meter, AdjustmentList::all, {});
                for (const AdjustmentView& view : views) {
                    if (const auto paid = pay(view.adjustment)) {
                        paid_back += std::get<PaidBack>(paid->answer).total;
                        ++payments;
                    }
                }
                break;
            default:
                if (below(20) == 0) {
                    reopen();
                }
        }
        // Every kilowatt-hour costs 24: what stays paid covers what was used.
        ASSERT_GE((paid_in - paid_back).count() * 1000, meter.consumed.count() * 20) << step;
    }

    EXPECT_GT(payments, 10U);
    EXPECT_GT(meter.consumed, WattHours{});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

}  // namespace
}  // namespace office
