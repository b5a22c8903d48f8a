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

TEST(CommitSchedule, is_due_for_nine_watt_hours_in_whichever_register) {
    for (const auto member : {&TamperState::exported, &TamperState::without_voltage}) {
        State state;
        CommitSchedule schedule{state};

        (state.tamper.*member).add(base::Milliwatts{8'999'000}, 3'600ms);
        const bool before = schedule.is_due(state);
        state.account.consume(base::Millijoules{3'600});
        const bool with_both = schedule.is_due(state);
        schedule.note_commit(state);

        EXPECT_FALSE(before);
        EXPECT_TRUE(with_both);
        EXPECT_FALSE(schedule.is_due(state));
    }
}

TEST(CommitSchedule, is_due_for_each_step_of_the_export_register) {
    State state;
    CommitSchedule schedule{state};

    state.tamper.exported.add(base::Milliwatts{499'990}, 1h);
    schedule.note_commit(state);
    state.tamper.exported.add(base::Milliwatts{10}, 1h);

    EXPECT_TRUE(schedule.is_due(state));
}

TEST(CommitSchedule, is_due_for_a_new_highest_demand) {
    State state;
    const CommitSchedule schedule{state};

    state.demand.highest = base::Milliwatts{1};

    EXPECT_TRUE(schedule.is_due(state));
}

TEST(CommitSchedule, a_step_is_as_short_as_the_most_that_may_be_counted_asks_for) {
    const Measurement in_one_conductor{.power = base::Milliwatts{1'000'000},
                                       .neutral_current = base::Milliamperes{100'000}};
    Measurement without_voltage = in_one_conductor;
    without_voltage.voltage = base::Millivolts{0};

    EXPECT_EQ(longest_step(Measurement{.power = base::Milliwatts{23'000'000}}), 156ms);
    EXPECT_EQ(longest_step(in_one_conductor), 156ms);
    EXPECT_EQ(longest_step(without_voltage), 156ms);
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
