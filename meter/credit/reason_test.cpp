#include "meter/credit/reason.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

TEST(Reasons, are_empty_only_when_the_last_one_is_cleared) {
    Reasons reasons{Reason::zero, Reason::power_limit};

    reasons.clear(Reason::zero);
    const bool empty_with_one_left = reasons.is_empty();
    reasons.clear(Reason::power_limit);

    EXPECT_FALSE(empty_with_one_left);
    EXPECT_TRUE(reasons.is_empty());
}

TEST(Reasons, survive_the_way_through_stored_bits) {
    const Reasons reasons{Reason::reminder, Reason::overdraft_limit};

    EXPECT_EQ(Reasons::from_bits(reasons.bits()), reasons);
}

TEST(Reasons, are_refused_where_a_stored_bit_belongs_to_none) {
    EXPECT_FALSE(Reasons::from_bits(1U << reason_rules.size()));
    EXPECT_FALSE(Reasons::from_bits(0x8000));
}

TEST(ReasonRules, stand_in_the_order_of_their_bits) {
    for (std::size_t i = 0; i < reason_rules.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(reason_rules[i].reason), i);
    }
}

}  // namespace
}  // namespace meter
