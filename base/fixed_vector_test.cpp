#include "base/fixed_vector.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(FixedVector, refuses_one_more_than_its_capacity_and_stays_unchanged) {
    FixedVector<int, 2> numbers;
    numbers.push_back(1);
    numbers.push_back(2);

    EXPECT_FALSE(numbers.try_push_back(3));
    EXPECT_EQ(numbers.size(), 2U);
}

TEST(FixedVector, compares_by_its_elements_only) {
    FixedVector<int, 4> longer;
    longer.push_back(1);
    longer.push_back(2);
    longer.resize(1);
    FixedVector<int, 4> one;
    one.push_back(1);

    EXPECT_EQ(longer, one);
}

TEST(FixedVectorDeathTest, an_index_past_the_end_stops_the_program) {
    FixedVector<int, 4> numbers;

    EXPECT_DEATH(static_cast<void>(numbers[0]), "internal rule");
}

}  // namespace
}  // namespace base
