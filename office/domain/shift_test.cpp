#include <gtest/gtest.h>

#include "office/domain/decide.h"

namespace office {
namespace {

using base::MinorUnits;
using base::WattHours;

constexpr card::MeterId meter_id{4711};
constexpr UserId wen{5};
constexpr UserId samuel{6};
constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::September,
                                            std::chrono::day{21}};

class Shifts : public testing::Test {
 protected:
    Shifts() {
        rows_.role = Role::clerk;
        Tariff tariff;
        tariff.tariff = TariffId{1};
        tariff.price_per_kwh = MinorUnits{20};
        rows_.tariff = tariff;
        MeterRow meter;
        meter.meter = meter_id;
        meter.customer = card::CustomerNumber{9};
        meter.tariff = TariffId{1};
        meter.card = MeterCard{card::CardSerial{1}, card::Generation{1}, CardState::confirmed};
        meter.charged_through = month_of(today);
        rows_.meter = meter;
        rows_.desks_are_set_up = true;
        DeskRow desk;
        desk.desk = "counter-1";
        desk.shift = ShiftId{1};
        desk.shift_opened_by = wen;
        desk.change_fund = MinorUnits{5000};
        rows_.desk = desk;
        rows_.shift = ShiftRow{ShiftId{1}, "counter-1", wen, std::nullopt, MinorUnits{}, false};
    }

    Decided decide_now(const Command& command, UserId user = wen) {
        const std::chrono::sys_seconds at{std::chrono::seconds{1'790'000'000}};
        return decide({{CommandId{}, user, at, today}, command}, rows_);
    }
    Refusal refusal(const Command& command, UserId user = wen) {
        const auto decision = decide_now(command, user);
        return decision ? Refusal{} : decision.error();
    }
    // 1,000 Wh for 20.
    static Sell sale(Payment payment) {
        return {meter_id, WattHours{1000}, "counter-1", std::nullopt, payment};
    }

    Rows rows_;
};

TEST_F(Shifts, take_cash_and_give_change) {
    const auto sold = decide_now(sale({Means::cash, MinorUnits{50}}));

    EXPECT_EQ(std::get<Sale>(sold->answer).change, MinorUnits{30});
    EXPECT_EQ(sold->desk->cash_taken, MinorUnits{20});
    EXPECT_EQ(refusal(sale({Means::cash, MinorUnits{19}})), Refusal::tendered_too_little);
}

TEST_F(Shifts, take_other_means_without_change_and_leave_the_drawer_alone) {
    const auto sold = decide_now(sale({Means::mobile_money, std::nullopt}));

    EXPECT_FALSE(sold->desk);
    EXPECT_EQ(std::get<Posted>(sold->changes.back()).legs.front(),
              (Leg{Account::mobile_money, 20}));
    EXPECT_EQ(refusal(sale({Means::bank_card, MinorUnits{20}})), Refusal::tendered_not_cash);
}

TEST_F(Shifts, are_asked_for_as_soon_as_one_desk_is_set_up) {
    rows_.desk->shift.reset();
    EXPECT_EQ(refusal(sale({})), Refusal::no_shift_open);
    rows_.desk.reset();
    EXPECT_EQ(refusal(sale({})), Refusal::desk_not_set_up);
    rows_.desks_are_set_up = false;
    EXPECT_TRUE(decide_now(sale({})));
}

TEST_F(Shifts, belong_to_their_clerk_and_those_in_charge) {
    EXPECT_EQ(refusal(sale({}), samuel), Refusal::shift_of_another);
    EXPECT_EQ(refusal(CloseShift{ShiftId{1}, MinorUnits{}}, samuel), Refusal::shift_of_another);
    rows_.role = Role::supervisor;
    EXPECT_TRUE(decide_now(sale({}), samuel));
    EXPECT_TRUE(decide_now(CloseShift{ShiftId{1}, MinorUnits{}}, samuel));
}

TEST_F(Shifts, keep_no_more_cash_unsigned_than_the_desk_may_have) {
    rows_.desk->most_unsigned_cash = MinorUnits{100};
    rows_.desk->cash_taken = MinorUnits{30};
    rows_.desk->cash_unsigned = MinorUnits{50};
    EXPECT_TRUE(decide_now(sale({})));

    rows_.desk->cash_unsigned = MinorUnits{51};

    EXPECT_EQ(refusal(sale({})), Refusal::desk_limit_reached);
    EXPECT_TRUE(decide_now(sale({Means::bank_transfer, std::nullopt})));
}

TEST_F(Shifts, are_opened_one_at_a_time_at_a_desk_that_is_set_up) {
    const OpenShift open{"counter-1", MinorUnits{100}};
    EXPECT_EQ(refusal(open), Refusal::shift_already_open);
    rows_.desk->shift.reset();
    EXPECT_EQ(decide_now(open)->desk->change_fund, MinorUnits{100});
    EXPECT_EQ(refusal(OpenShift{"counter-1", MinorUnits{-1}}), Refusal::cash_out_of_range);
    rows_.desk.reset();
    EXPECT_EQ(refusal(open), Refusal::desk_not_set_up);
}

TEST_F(Shifts, post_the_difference_between_counted_and_expected) {
    rows_.desk->cash_taken = MinorUnits{720};

    const auto closed = decide_now(CloseShift{ShiftId{1}, MinorUnits{5700}});

    EXPECT_EQ(std::get<CountedShift>(closed->answer),
              (CountedShift{MinorUnits{5720}, MinorUnits{5700}, MinorUnits{-20}}));
    EXPECT_EQ(std::get<Posted>(closed->changes.back()).legs,
              (std::vector<Leg>{{Account::cash, -20}, {Account::cash_differences, 20}}));
    EXPECT_EQ(closed->desk->cash_unsigned, MinorUnits{720});
    EXPECT_FALSE(closed->desk->shift);
}

TEST_F(Shifts, are_closed_once_and_by_a_count_that_can_be) {
    EXPECT_EQ(refusal(CloseShift{ShiftId{1}, MinorUnits{-1}}), Refusal::cash_out_of_range);
    EXPECT_EQ(refusal(CloseShift{ShiftId{1}, largest_cash + MinorUnits{1}}),
              Refusal::cash_out_of_range);
    rows_.shift->closed_by = wen;
    EXPECT_EQ(refusal(CloseShift{ShiftId{1}, MinorUnits{}}), Refusal::shift_already_closed);
    rows_.shift.reset();
    EXPECT_EQ(refusal(CloseShift{ShiftId{1}, MinorUnits{}}), Refusal::unknown_shift);
}

TEST_F(Shifts, are_signed_by_somebody_who_neither_opened_nor_closed_them) {
    rows_.role = Role::supervisor;
    rows_.desk->cash_unsigned = MinorUnits{720};
    EXPECT_EQ(refusal(SignShift{ShiftId{1}}, samuel), Refusal::shift_not_closed);
    rows_.shift->closed_by = samuel;
    rows_.shift->cash_taken = MinorUnits{700};

    EXPECT_EQ(refusal(SignShift{ShiftId{1}}, samuel), Refusal::second_person_needed);
    EXPECT_EQ(refusal(SignShift{ShiftId{1}}, wen), Refusal::second_person_needed);
    EXPECT_EQ(decide_now(SignShift{ShiftId{1}}, UserId{7})->desk->cash_unsigned, MinorUnits{20});
    rows_.shift->is_signed = true;
    EXPECT_EQ(refusal(SignShift{ShiftId{1}}, UserId{7}), Refusal::shift_already_signed);
    rows_.role = Role::clerk;
    EXPECT_EQ(refusal(SignShift{ShiftId{1}}, UserId{7}), Refusal::not_permitted);
}

TEST_F(Shifts, desks_are_set_up_by_those_in_charge_with_a_limit_that_can_be) {
    EXPECT_EQ(refusal(SetDesk{"counter-2", std::nullopt}), Refusal::not_permitted);
    rows_.role = Role::supervisor;
    EXPECT_EQ(refusal(SetDesk{"", std::nullopt}), Refusal::name_empty);
    EXPECT_EQ(refusal(SetDesk{"counter-1", MinorUnits{0}}), Refusal::desk_limit_out_of_range);

    const auto set = decide_now(SetDesk{"counter-1", MinorUnits{900}});

    EXPECT_EQ(set->desk->most_unsigned_cash, MinorUnits{900});
    EXPECT_EQ(set->desk->shift, ShiftId{1});  // which goes on
}

TEST_F(Shifts, a_day_is_closed_once_it_has_come_and_every_shift_of_it_is_closed) {
    rows_.role = Role::supervisor;
    rows_.day_sums = {{Account::cash, 20}};
    const auto closed = decide_now(CloseDay{today});
    EXPECT_EQ(std::get<DayClosed>(closed->changes.front()).sums, rows_.day_sums);

    EXPECT_EQ(refusal(CloseDay{std::chrono::sys_days{today} + std::chrono::days{1}}),
              Refusal::day_not_begun);
    EXPECT_EQ(refusal(CloseDay{std::chrono::year{2026} / 2 / 30}), Refusal::date_invalid);
    rows_.a_shift_is_open = true;
    EXPECT_EQ(refusal(CloseDay{today}), Refusal::shifts_still_open);
    rows_.closed_through = today;
    EXPECT_EQ(refusal(CloseDay{today}), Refusal::day_already_closed);
}

TEST(Receipts, are_counted_as_they_are_handed_out_and_need_a_sale) {
    const Envelope print{{}, PrintReceipt{card::MeterId{1}, ReceiptNumber{2}}};
    Rows rows;
    rows.role = Role::clerk;
    EXPECT_EQ(decide(print, rows).error(), Refusal::unknown_receipt);
    rows.receipt_prints = 2;

    const auto decided = decide(print, rows);

    ASSERT_TRUE(decided);
    EXPECT_EQ(std::get<ReceiptPrinted>(decided->answer).copy, 2U);
    EXPECT_EQ(decided->changes.size(), 1U);
}

}  // namespace
}  // namespace office
