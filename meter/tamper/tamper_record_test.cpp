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

TEST(LastingCondition, begins_after_its_time_without_a_break) {
    LastingCondition condition;

    EXPECT_FALSE(condition.watch(true, 9s, 10s, 60s));
    EXPECT_FALSE(condition.watch(false, 1ms, 10s, 60s));
    EXPECT_FALSE(condition.watch(true, 9s, 10s, 60s));
    EXPECT_TRUE(condition.watch(true, 1s, 10s, 60s));
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
