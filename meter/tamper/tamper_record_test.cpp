#include "meter/tamper/tamper_record.h"

#include <gtest/gtest.h>

#include "meter/tamper/lasting_condition.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

TEST(TamperRules, stand_in_the_order_of_their_kinds) {
    for (std::size_t i = 0; i < tamper_rules.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(tamper_rules[i].kind), i);
    }
}

TEST(LastingCondition, begins_after_its_time) {
    LastingCondition condition;

    EXPECT_FALSE(condition.watch(true, 9'999ms, 10s, 60s));
    EXPECT_TRUE(condition.watch(true, 1ms, 10s, 60s));
}

TEST(LastingCondition, forgets_what_was_too_short_in_eight_times_as_long) {
    LastingCondition condition;
    EXPECT_FALSE(condition.watch(true, 9s, 10s, 60s));

    EXPECT_FALSE(condition.watch(false, 72s, 10s, 60s));

    EXPECT_FALSE(condition.watch(true, 9'999ms, 10s, 60s));
}

TEST(LastingCondition, begins_where_somebody_breaks_it_off_in_time_again_and_again) {
    LastingCondition condition;
    int times = 0;

    while (!condition.holds() && times < 100) {
        (void)condition.watch(true, 1'900ms, 2s, 2s);
        (void)condition.watch(false, 100ms, 2s, 2s);
        ++times;
    }

    EXPECT_EQ(times, 2);
}

TEST(LastingCondition, begins_only_where_it_is_there_for_more_than_a_ninth_of_the_time) {
    const auto begins_after_pauses_of = [](std::chrono::milliseconds pause) {
        LastingCondition condition;
        for (int i = 0; i < 1'000; ++i) {
            (void)condition.watch(true, 1s, 10s, 60s);
            (void)condition.watch(false, pause, 10s, 60s);
        }
        return condition.holds();
    };

    EXPECT_TRUE(begins_after_pauses_of(7'800ms));
    EXPECT_FALSE(begins_after_pauses_of(8s));
}

TEST(LastingCondition, does_not_end_where_it_only_flickers) {
    LastingCondition condition{true};

    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(condition.watch(false, 59s, 10s, 60s));
        EXPECT_TRUE(condition.watch(true, 1ms, 10s, 60s));
    }
}

TEST(LastingCondition, ends_after_its_time_without_it) {
    LastingCondition condition{true};

    EXPECT_TRUE(condition.watch(false, 59s, 10s, 60s));
    EXPECT_FALSE(condition.watch(false, 1s, 10s, 60s));
}

TEST(SteppedRegister, stores_whole_steps_and_loses_nothing) {
    SteppedRegister exported;

    exported.add(base::Milliwatts{500'000}, 59min);
    EXPECT_EQ(exported.stored(), base::Millijoules{0});
    exported.add(base::Milliwatts{500'000}, 1min);

    EXPECT_EQ(exported.stored(), SteppedRegister::step);
    EXPECT_EQ(exported.total(), exported.stored());
}

TEST(SteppedRegister, stores_all_of_it_where_something_ends) {
    SteppedRegister added;
    added.add(base::Milliwatts{5}, 1s);

    added.settle();

    EXPECT_EQ(added.stored(), base::Millijoules{5});
}

}  // namespace
}  // namespace meter
