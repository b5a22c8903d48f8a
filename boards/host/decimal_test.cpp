#include "boards/host/decimal.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

TEST(ScaledDecimal, is_exact) {
    EXPECT_EQ(scaled_decimal("4.216", 6), 4'216'000);
    EXPECT_EQ(scaled_decimal("0.000001", 6), 1);
    EXPECT_EQ(scaled_decimal("234.840", 3), 234'840);
    EXPECT_EQ(scaled_decimal("7", 3), 7'000);
    EXPECT_EQ(scaled_decimal("1.0000000", 6), 1'000'000);
}

TEST(ScaledDecimal, refuses_what_is_not_a_plain_decimal) {
    for (const char* text :
         {"", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "0x10", "1.2.3", "nan", "?"}) {
        EXPECT_FALSE(scaled_decimal(text, 3)) << text;
    }
}

TEST(ScaledDecimal, refuses_what_it_would_have_to_round) {
    EXPECT_FALSE(scaled_decimal("0.0000001", 6));
}

TEST(ScaledDecimal, refuses_what_would_overflow) {
    EXPECT_FALSE(scaled_decimal("99999999999999999999", 0));
    EXPECT_FALSE(scaled_decimal("9999999999999", 6));
}

}  // namespace
}  // namespace boards
