#include "base/quantity.h"

#include <gtest/gtest.h>

#include <concepts>
#include <cstdint>
#include <limits>

namespace base {
namespace {

template <typename A, typename B>
concept Comparable = requires(A a, B b) { a < b; };
template <typename A, typename B>
concept Addable = requires(A a, B b) { a + b; };

static_assert(!Comparable<Millijoules, MinorUnits>);
static_assert(!Addable<Millijoules, WattHours>);
static_assert(!std::convertible_to<std::int64_t, Millijoules>);
static_assert(!std::convertible_to<Millijoules, std::int64_t>);

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST(Quantity, a_sum_that_does_not_fit_is_nothing) {
    EXPECT_EQ(checked_add(Millijoules{most}, Millijoules{1}), std::nullopt);
    EXPECT_EQ(checked_add(Millijoules{most - 1}, Millijoules{1}), Millijoules{most});
}

TEST(Quantity, a_difference_that_does_not_fit_is_nothing) {
    EXPECT_EQ(checked_subtract(Millijoules{-most}, Millijoules{2}), std::nullopt);
    EXPECT_EQ(checked_subtract(Millijoules{1}, Millijoules{3}), Millijoules{-2});
}

}  // namespace
}  // namespace base
