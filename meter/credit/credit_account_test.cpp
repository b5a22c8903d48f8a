#include "meter/credit/credit_account.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using base::millijoules;
using base::Millijoules;
using base::WattHours;

CreditAccount account_of(std::int64_t ordered_watt_hours) {
    return CreditAccount{{.ordered_total = WattHours{ordered_watt_hours}}, {}, {}};
}

TEST(CreditAccount, has_remaining_what_was_ordered_and_not_consumed) {
    CreditAccount account = account_of(30);

    account.consume(Millijoules{1});

    EXPECT_EQ(account.remaining(), millijoules(WattHours{30}) - Millijoules{1});
    EXPECT_EQ(account.remaining_watt_hours(), WattHours{29});
}

TEST(CreditAccount, counts_as_overdrawn_only_what_is_used_below_zero) {
    CreditAccount account = account_of(1);

    account.consume(millijoules(WattHours{3}));

    EXPECT_EQ(account.overdrawn_total(), millijoules(WattHours{2}));
    EXPECT_EQ(account.remaining_watt_hours(), WattHours{-2});
}

TEST(CreditAccount, keeps_the_overdrawn_total_when_new_credit_comes) {
    CreditAccount account = account_of(1);
    account.consume(millijoules(WattHours{3}));

    account.take({.ordered_total = WattHours{10}});
    account.consume(millijoules(WattHours{7}));

    EXPECT_EQ(account.remaining_watt_hours(), WattHours{0});
    EXPECT_EQ(account.overdrawn_total(), millijoules(WattHours{2}));
}

TEST(CreditAccount, may_fall_below_zero_by_a_correcting_order) {
    CreditAccount account = account_of(10);
    account.consume(millijoules(WattHours{8}));

    account.take({.ordered_total = WattHours{5}});

    EXPECT_EQ(account.remaining_watt_hours(), WattHours{-3});
    EXPECT_EQ(account.overdrawn_total(), Millijoules{0});
}

}  // namespace
}  // namespace meter
