// Desks, shifts, receipts, takings and closed days, as every store keeps them.
#include <gmock/gmock.h>

#include "tests/store_contract/books_fixture.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr std::chrono::year_month_day next_day{std::chrono::year{2026}, std::chrono::September,
                                               std::chrono::day{22}};

class ShiftBooks : public BooksTest {
 protected:
    ShiftId open(const std::string& desk, MinorUnits change_fund = MinorUnits{5000}) {
        EXPECT_TRUE(post(SetDesk{desk, MinorUnits{2000}}, supervisor));
        const auto opened = post(OpenShift{desk, change_fund});
        return std::get<NewShift>(opened->answer).shift;
    }
    // For 720 or, with 1,000 Wh, 24.
    Sale sell_at(const std::string& desk, Payment payment = {},
                 WattHours energy = WattHours{30'000}) {
        const auto sold = post(Sell{test_meter, energy, desk, std::nullopt, payment});
        EXPECT_TRUE(sold);
        return sold ? std::get<Sale>(sold->answer) : Sale{};
    }
    std::vector<std::string> faults() { return GetParam().faults(folder_.path()); }
};
INSTANTIATE_TEST_SUITE_P(EveryStore, ShiftBooks, testing::ValuesIn(every_store()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(ShiftBooks, a_shift_is_opened_sold_in_closed_and_signed) {
    const ShiftId shift = open("counter-1");
    EXPECT_EQ(sell_at("counter-1", {Means::cash, MinorUnits{1000}}).change, MinorUnits{280});
    EXPECT_EQ(sell_at("counter-1", {Means::bank_card, std::nullopt}).change, MinorUnits{0});
    reopen();
    const auto closed = post(CloseShift{shift, MinorUnits{5720}});
    const auto by_a_clerk = post(SignShift{shift});
    const auto signed_by = post(SignShift{shift}, supervisor);

    EXPECT_EQ(std::get<CountedShift>(closed->answer),
              (CountedShift{MinorUnits{5720}, MinorUnits{5720}, MinorUnits{0}}));
    EXPECT_EQ(by_a_clerk.error(), Refusal::not_permitted);
    EXPECT_TRUE(signed_by);
    const ShiftView view = store_->shifts({})->front();
    EXPECT_EQ(view.cash_taken, MinorUnits{720});
    EXPECT_EQ(view.counted, MinorUnits{5720});
    EXPECT_EQ(view.signed_by, supervisor);
    EXPECT_EQ(store_->desk("counter-1")->value().cash_unsigned, MinorUnits{0});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, the_first_print_of_a_receipt_is_the_original_and_the_others_are_copies) {
    const Sale sale = sell_at("counter-1");
    const PrintReceipt print{test_meter, sale.receipt};
    const auto copy_of = [&](const auto& outcome) {
        return std::get<ReceiptPrinted>(outcome->answer).copy;
    };

    const auto original = post(print);
    const auto first_copy = post(print);
    reopen();
    const auto second_copy = post(print, supervisor);

    EXPECT_EQ(copy_of(original), 0U);
    EXPECT_EQ(copy_of(first_copy), 1U);
    EXPECT_EQ(copy_of(second_copy), 2U);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, a_receipt_of_no_sale_or_of_another_meter_is_not_printed) {
    const Sale sale = sell_at("counter-1");

    EXPECT_EQ(post(PrintReceipt{test_meter, ReceiptNumber{99}}).error(), Refusal::unknown_receipt);
    EXPECT_EQ(post(PrintReceipt{card::MeterId{1}, sale.receipt}).error(), Refusal::unknown_receipt);
}

TEST_P(ShiftBooks, a_difference_is_posted_and_the_books_stay_sound) {
    const ShiftId shift = open("counter-1");
    static_cast<void>(sell_at("counter-1"));

    EXPECT_TRUE(post(CloseShift{shift, MinorUnits{5700}}));

    const auto sums = store_->ledger(test_date, test_date)->sums;
    EXPECT_EQ(sums[0], (LedgerSum{Account::cash, 700}));
    EXPECT_EQ(sums[11], (LedgerSum{Account::cash_differences, 20}));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, each_desk_numbers_its_receipts_without_a_gap) {
    open("counter-1");
    open("counter-2");
    std::vector<DeskReceipt> numbers;
    for (const std::string desk : {"counter-1", "counter-2", "counter-1"}) {
        numbers.push_back(sell_at(desk, {}, WattHours{1000}).desk_receipt);
        EXPECT_FALSE(post(Sell{test_meter, WattHours{0}, desk}));
    }

    EXPECT_THAT(numbers, testing::ElementsAre(DeskReceipt{1}, DeskReceipt{1}, DeskReceipt{2}));
    EXPECT_EQ(store_->sales(test_meter, {})->front().desk_receipt, DeskReceipt{2});
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, a_desk_at_its_limit_takes_no_cash_until_its_shift_is_signed) {
    const ShiftId shift = open("counter-1");
    static_cast<void>(sell_at("counter-1"));
    static_cast<void>(sell_at("counter-1"));
    const Sell one_more{test_meter, WattHours{30'000}, "counter-1"};

    const auto at_the_limit = post(one_more);
    EXPECT_TRUE(post(CloseShift{shift, MinorUnits{6440}}));
    EXPECT_TRUE(post(OpenShift{"counter-1", MinorUnits{5000}}));
    const auto before_the_sign = post(one_more);
    EXPECT_TRUE(post(SignShift{shift}, supervisor));

    EXPECT_EQ(at_the_limit.error(), Refusal::desk_limit_reached);
    EXPECT_EQ(before_the_sign.error(), Refusal::desk_limit_reached);
    EXPECT_TRUE(post(one_more));
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, takings_are_told_by_day_desk_user_and_means) {
    open("counter-1");
    static_cast<void>(sell_at("counter-1"));
    static_cast<void>(sell_at("counter-1", {}, WattHours{1000}));
    static_cast<void>(sell_at("counter-1", {Means::mobile_money, std::nullopt}));

    const auto takings = store_->takings(test_date, test_date);

    ASSERT_EQ(takings->size(), 2U);
    EXPECT_EQ(takings->at(0).desk, "counter-1");
    EXPECT_EQ(takings->at(0).user, clerk);
    EXPECT_EQ(takings->at(0).sales, 2U);
    EXPECT_EQ(takings->at(0).total, MinorUnits{744});
    EXPECT_EQ(takings->at(0).energy, WattHours{31'000});
    EXPECT_EQ(takings->at(1).means, Means::mobile_money);
    EXPECT_TRUE(store_->takings(next_day, next_day)->empty());
}

TEST_P(ShiftBooks, what_comes_after_a_day_was_closed_goes_to_the_next) {
    static_cast<void>(sell(WattHours{30'000}));
    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));

    const Sale late = sell(WattHours{1000});

    EXPECT_EQ(store_->sale(late.receipt)->value().business_date, next_day);
    EXPECT_EQ(store_->ledger(test_date, test_date)->sums[0], (LedgerSum{Account::cash, 720}));
    EXPECT_EQ(store_->ledger(next_day, next_day)->sums[0], (LedgerSum{Account::cash, 24}));
    EXPECT_EQ(store_->closed_days()->front().date, test_date);
    EXPECT_EQ(post(CloseDay{test_date}, supervisor).error(), Refusal::day_already_closed);
    EXPECT_EQ(post(CloseDay{next_day}, supervisor).error(), Refusal::day_not_begun);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, a_sale_in_the_batch_that_closes_the_day_goes_to_the_next) {
    const auto outcomes = post({
        envelope(CloseDay{test_date}, supervisor, new_id()),
        envelope(Sell{test_meter, WattHours{1000}, ""}, clerk, new_id()),
    });

    ASSERT_TRUE(outcomes[0] && outcomes[1]);
    EXPECT_EQ(store_->sales(test_meter, {})->front().business_date, next_day);
    EXPECT_THAT(faults(), testing::IsEmpty());
}

TEST_P(ShiftBooks, a_day_with_an_open_shift_is_not_closed) {
    const ShiftId shift = open("counter-1");
    EXPECT_EQ(post(CloseDay{test_date}, supervisor).error(), Refusal::shifts_still_open);

    EXPECT_TRUE(post(CloseShift{shift, MinorUnits{5000}}));

    EXPECT_TRUE(post(CloseDay{test_date}, supervisor));
}

}  // namespace
}  // namespace office
