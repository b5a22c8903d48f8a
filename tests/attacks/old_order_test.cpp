// Genuine orders at the wrong time: superseded, of the customer before, loaded already.
#include <gtest/gtest.h>

#include <utility>

#include "tests/attacks/home.h"

namespace attacks {
namespace {

using base::WattHours;
using card::OrderKind;
using card::SoftwareCard;
using meter::InsertionResult;
using meter::testing::MeterBench;

constexpr card::CardSerial second_serial{0x77};
constexpr card::CustomerNumber next_customer{8'000};

TEST(SupersededOrder, counts_once_in_whatever_order_the_two_are_loaded) {
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    const auto superseded = home.sell(WattHours{10'000});
    const auto newest = home.sell(WattHours{15'000});

    home.card = with_order(home.card, superseded);
    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.credited(), WattHours{40'000});
    home.card = with_order(home.card, newest);
    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.credited(), WattHours{55'000});
    home.card = with_order(home.card, superseded);
    EXPECT_EQ(home.insert(), InsertionResult::old_order);

    EXPECT_EQ(home.credited(), WattHours{55'000});
    home.expect_nothing_gained();
}

TEST(SupersededOrder, that_was_lowered_by_a_correction_does_not_come_back) {
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    const auto withdrawn = home.sell(WattHours{500'000});
    home.sell(WattHours{-500'000}, OrderKind::correction);
    EXPECT_EQ(home.insert(), InsertionResult::credited);
    EXPECT_EQ(home.credited(), WattHours{30'000});

    home.card = with_order(home.card, withdrawn);

    EXPECT_EQ(home.insert(), InsertionResult::old_order);
    EXPECT_EQ(home.credited(), WattHours{30'000});
    home.expect_nothing_gained();
}

// A meter whose account was closed, with the card of its last customer and his opening order.
class ClosedMeter : public ::testing::Test {
 protected:
    ClosedMeter() {
        opening = home.sell(WattHours{30'000});
        (void)home.insert();
        home.sell(WattHours{-30'000}, OrderKind::closing);
        EXPECT_EQ(home.insert(), InsertionResult::account_closed);
        old_card = SoftwareCard{home.card.memory()};
    }

    Home home;
    card::OrderBytes opening{};
    SoftwareCard old_card{card::CardMemory{}};
};

TEST_F(ClosedMeter, is_not_opened_by_its_old_opening_order) {
    SoftwareCard thief = with_order(old_card, opening);

    EXPECT_EQ(home.meter.insert(thief), InsertionResult::not_opened);

    EXPECT_FALSE(home.meter.supply_is_closed());
    home.expect_nothing_gained();
}

TEST_F(ClosedMeter, serves_its_new_customer_and_not_the_old_opening_order) {
    home.replace_card(second_serial, OrderKind::opening, next_customer);
    ASSERT_EQ(home.insert(), InsertionResult::credited);
    home.sell(WattHours{8'000});
    ASSERT_EQ(home.insert(), InsertionResult::credited);
    SoftwareCard thief = with_order(old_card, opening);

    EXPECT_EQ(home.meter.insert(thief), InsertionResult::card_replaced);

    EXPECT_EQ(home.credited(), WattHours{8'000});
    home.expect_nothing_gained();
}

TEST(ReplacedCard, that_turns_up_again_is_dead) {
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    SoftwareCard lost{home.card.memory()};
    home.replace_card(second_serial, OrderKind::replacement);
    ASSERT_EQ(home.insert(), InsertionResult::credited);

    EXPECT_EQ(home.meter.insert(lost), InsertionResult::card_replaced);

    home.expect_nothing_gained();
}

TEST(CashBack, for_an_order_that_a_correction_has_overwritten_leaves_nothing_to_load) {
    Home home;
    home.sell(WattHours{30'000});
    (void)home.insert();
    const auto refunded = home.sell(WattHours{20'000});
    home.sell(WattHours{-20'000}, OrderKind::refund);
    ASSERT_EQ(home.insert(), InsertionResult::credited);
    SoftwareCard copy_kept_by_the_thief =
        with_order(home.card, refunded);  // of all sessions so far

    EXPECT_EQ(home.meter.insert(copy_kept_by_the_thief), InsertionResult::old_order);

    EXPECT_EQ(home.credited(), WattHours{30'000});
    home.expect_nothing_gained();
}

}  // namespace
}  // namespace attacks
