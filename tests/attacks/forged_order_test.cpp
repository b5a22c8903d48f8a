// Orders that no office made, on a card whose channel is genuine.
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "card/crypto/cmac.h"
#include "tests/attacks/home.h"

namespace attacks {
namespace {

using base::WattHours;
using meter::InsertionResult;

class ForgedOrder : public ::testing::Test {
 protected:
    ForgedOrder() {
        home.sell(WattHours{30'000});
        (void)home.insert();
        genuine = home.sell(WattHours{25'000});
    }

    InsertionResult insert(const card::OrderBytes& order) {
        home.card = with_order(home.card, order);
        const InsertionResult result = home.insert();
        home.expect_nothing_gained();
        EXPECT_EQ(home.credited(), WattHours{30'000});
        return result;
    }

    Home home;
    card::OrderBytes genuine{};
};

TEST_F(ForgedOrder, with_any_bit_flipped_is_refused) {
    for (std::size_t bit = 0; bit < 8 * genuine.size(); ++bit) {
        SCOPED_TRACE(bit);
        card::OrderBytes altered = genuine;
        altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ (1U << (bit % 8)));

        const InsertionResult result = insert(altered);

        ASSERT_TRUE(result == InsertionResult::bad_order || result == InsertionResult::wrong_meter);
    }
}

TEST_F(ForgedOrder, with_any_field_raised_to_its_largest_is_refused) {
    struct Field {
        std::size_t at;
        std::size_t length;
    };
    // Sequence, energy, ordered total, purchases, last purchase, parameter version, time, office.
    for (const Field field : {Field{22, 4}, Field{26, 6}, Field{32, 6}, Field{38, 4}, Field{42, 6},
                              Field{64, 4}, Field{68, 8}, Field{76, 4}}) {
        SCOPED_TRACE(field.at);
        card::OrderBytes raised = genuine;
        raised[field.at] = 0x7F;
        for (std::size_t i = 1; i < field.length; ++i) {
            raised[field.at + i] = 0xFF;
        }

        EXPECT_EQ(insert(raised), InsertionResult::bad_order);
    }
}

TEST_F(ForgedOrder, with_a_shortened_or_empty_code_is_refused) {
    for (std::size_t kept = 0; kept < 16; ++kept) {
        SCOPED_TRACE(kept);
        card::OrderBytes cut = genuine;
        std::fill(cut.end() - 16 + static_cast<std::ptrdiff_t>(kept), cut.end(), 0);

        EXPECT_EQ(insert(cut), InsertionResult::bad_order);
    }
}

TEST_F(ForgedOrder, with_the_code_of_another_genuine_order_is_refused) {
    Home neighbour{card::MeterId{5}, card::CardSerial{0x55}};
    const auto rich = neighbour.sell(WattHours{900'000});
    card::OrderBytes mixed = genuine;
    std::copy(rich.end() - 16, rich.end(), mixed.end() - 16);

    EXPECT_EQ(insert(mixed), InsertionResult::bad_order);
    EXPECT_EQ(insert(rich), InsertionResult::wrong_meter);
}

TEST_F(ForgedOrder, that_is_a_genuine_report_is_refused) {
    ASSERT_FALSE(card::is_blank(home.card.memory().report));

    EXPECT_EQ(insert(home.card.memory().report), InsertionResult::bad_order);
}

}  // namespace
}  // namespace attacks
