#include "meter/inputs.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using namespace std::chrono_literals;

TEST(InputDebouncer, takes_a_bouncing_button_for_one_press) {
    InputDebouncer debouncer;
    int presses = 0;

    for (int i = 0; i < 200; ++i) {
        const bool bounces = i < 20 && i % 3 == 0;
        presses += debouncer.step({.reset_button = !bounces}, 5ms).risen.reset_button ? 1 : 0;
    }

    EXPECT_EQ(presses, 1);
}

TEST(InputDebouncer, does_not_believe_what_stood_for_less_than_the_hold) {
    InputDebouncer debouncer;
    SteadyInputs seen;

    for (int i = 0; i < 100; ++i) {
        seen = debouncer.step({.cover_open = i % 2 == 0}, 40ms);
        ASSERT_FALSE(seen.level.cover_open);
    }
}

TEST(InputDebouncer, believes_at_once_in_steps_longer_than_the_hold) {
    InputDebouncer debouncer;

    const SteadyInputs first = debouncer.step({.off_button = true}, 1s);
    const SteadyInputs second = debouncer.step({.off_button = true}, 1s);

    EXPECT_TRUE(first.risen.off_button);
    EXPECT_TRUE(second.level.off_button);
    EXPECT_FALSE(second.risen.off_button);
}

TEST(InputDebouncer, believes_the_warning_of_power_failure_without_waiting) {
    InputDebouncer debouncer;

    EXPECT_TRUE(debouncer.step({.power_fails = true}, 1ms).risen.power_fails);
}

TEST(InputDebouncer, keeps_buttons_apart_that_are_pressed_together) {
    InputDebouncer debouncer;
    (void)debouncer.step({.reset_button = true}, 30ms);

    const SteadyInputs seen = debouncer.step({.test_button = true, .reset_button = true}, 30ms);

    EXPECT_TRUE(seen.risen.reset_button);
    EXPECT_FALSE(seen.level.test_button);
}

}  // namespace
}  // namespace meter
