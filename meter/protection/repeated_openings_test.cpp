#include "meter/protection/repeated_openings.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds start{100h};

TEST(RepeatedOpenings, start_the_wait_with_the_fifth_within_an_hour) {
    RepeatedOpenings openings;

    for (int i = 0; i < 4; ++i) {
        EXPECT_FALSE(openings.add(start + i * 10min));
        EXPECT_TRUE(openings.may_be_cleared(start + i * 10min));
    }
    EXPECT_TRUE(openings.add(start + 40min));

    EXPECT_FALSE(openings.may_be_cleared(start + 69min + 59s));
    EXPECT_TRUE(openings.may_be_cleared(start + 70min));
}

TEST(RepeatedOpenings, forget_those_an_hour_old) {
    RepeatedOpenings openings;

    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(openings.add(start + i * 15min)) << i;
    }
}

TEST(RepeatedOpenings, begin_anew_after_a_wait) {
    RepeatedOpenings openings;
    for (int i = 0; i < 5; ++i) {
        openings.add(start);
    }

    EXPECT_FALSE(openings.add(start + 30min));
}

}  // namespace
}  // namespace meter
