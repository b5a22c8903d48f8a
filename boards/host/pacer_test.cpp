#include "boards/host/pacer.h"

#include <gtest/gtest.h>

namespace boards {
namespace {

using namespace std::chrono_literals;
using Time = Pacer::Clock::time_point;

int steps_until(Pacer& pacer, Time now) {
    int steps = 0;
    while (steps < 100'000 && pacer.take_step(now)) {
        ++steps;
    }
    return steps;
}

TEST(Pacer, takes_as_many_steps_as_the_speed_says) {
    Pacer pacer;

    pacer.start(1000, Time{});

    EXPECT_EQ(steps_until(pacer, Time{999us}), 0);
    EXPECT_EQ(steps_until(pacer, Time{100ms}), 100);
    EXPECT_EQ(steps_until(pacer, Time{200ms}), 100);
}

TEST(Pacer, does_not_catch_up_with_a_long_pause) {
    Pacer pacer;

    pacer.start(10, Time{});

    EXPECT_LE(steps_until(pacer, Time{1h}), 4);
}

TEST(Pacer, always_has_a_step_at_speed_zero) {
    Pacer pacer;

    pacer.start(0, Time{});

    EXPECT_TRUE(pacer.take_step(Time{}));
    EXPECT_TRUE(pacer.take_step(Time{}));
}

}  // namespace
}  // namespace boards
