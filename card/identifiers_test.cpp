#include "card/identifiers.h"

#include <gtest/gtest.h>

#include <concepts>

namespace card {
namespace {

template <typename A, typename B>
concept Comparable = requires(A a, B b) { a == b; };

static_assert(!Comparable<MeterId, CardSerial>);
static_assert(!Comparable<MeterId, CustomerNumber>);
static_assert(!std::convertible_to<std::uint64_t, MeterId>);

TEST(Identifiers, a_meter_id_has_1_to_12_digits) {
    EXPECT_FALSE(is_valid(MeterId{0}));
    EXPECT_TRUE(is_valid(MeterId{1}));
    EXPECT_TRUE(is_valid(MeterId{999'999'999'999}));
    EXPECT_FALSE(is_valid(MeterId{1'000'000'000'000}));
}

TEST(Identifiers, a_customer_number_has_1_to_10_digits) {
    EXPECT_FALSE(is_valid(CustomerNumber{0}));
    EXPECT_TRUE(is_valid(CustomerNumber{9'999'999'999}));
    EXPECT_FALSE(is_valid(CustomerNumber{10'000'000'000}));
}

TEST(Identifiers, there_is_none_after_the_last) {
    EXPECT_EQ(next(Generation{1}), Generation{2});
    EXPECT_EQ(next(Generation{0xFFFF}), std::nullopt);
    EXPECT_EQ(next(Sequence{0}), Sequence{1});
    EXPECT_EQ(next(Sequence{0xFFFF'FFFF}), std::nullopt);
}

}  // namespace
}  // namespace card
