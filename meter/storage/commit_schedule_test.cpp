#include "meter/storage/commit_schedule.h"

#include <gtest/gtest.h>

namespace meter {
namespace {

using base::WattHours;
using namespace std::chrono_literals;

TEST(CommitSchedule, is_due_after_nine_watt_hours) {
    State state;
    const CommitSchedule schedule{state};

    state.account.consume(base::millijoules(WattHours{9}) - base::Millijoules{1});
    const bool before = schedule.is_due(state);
    state.account.consume(base::Millijoules{1});

    EXPECT_FALSE(before);
    EXPECT_TRUE(schedule.is_due(state));
}

TEST(CommitSchedule, is_due_ten_minutes_after_the_last_commit_if_any_energy_flowed) {
    State state;
    const CommitSchedule schedule{state};

    state.time += 10min;
    const bool without_energy = schedule.is_due(state);
    state.account.consume(base::Millijoules{1});

    EXPECT_FALSE(without_energy);
    EXPECT_TRUE(schedule.is_due(state));
}

TEST(CommitSchedule, is_due_at_once_for_an_event) {
    State state;
    CommitSchedule schedule{state};

    note(state, EventKind::started);
    const bool with_event = schedule.is_due(state);
    schedule.note_commit(state);

    EXPECT_TRUE(with_event);
    EXPECT_FALSE(schedule.is_due(state));
}

TEST(CommitSchedule, is_due_for_each_step_of_the_export_register) {
    State state;
    CommitSchedule schedule{state};

    state.tamper.exported.add(base::Milliwatts{500'000}, 59min);
    const bool within_the_step = schedule.is_due(state);
    state.tamper.exported.add(base::Milliwatts{500'000}, 1min);

    EXPECT_FALSE(within_the_step);
    EXPECT_TRUE(schedule.is_due(state));
}

TEST(CommitSchedule, a_step_carries_no_more_than_the_schedule_leaves) {
    EXPECT_EQ(longest_step(base::Milliwatts{23'000'000}), 156ms);
    EXPECT_EQ(longest_step(base::Milliwatts{-23'000'000}), 156ms);
    EXPECT_EQ(longest_step(base::Milliwatts{0}), 24h);
    EXPECT_EQ(longest_step(base::Milliwatts{1}), 24h);
    EXPECT_EQ(longest_step(base::Milliwatts{10'000'000'000}), 1ms);
}

}  // namespace
}  // namespace meter
