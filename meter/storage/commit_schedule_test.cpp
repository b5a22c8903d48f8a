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

// A state and its schedule after as many events, each committed, as may follow each other at once.
struct Flooded {
    State state;
    CommitSchedule schedule{state};

    Flooded() {
        for (int i = 0; i < CommitSchedule::commits_at_once; ++i) {
            EXPECT_FALSE(schedule.is_put_off(state));
            note(state, EventKind::card_refused);
            EXPECT_TRUE(schedule.is_due(state));
            schedule.note_commit(state);
        }
    }
};

TEST(CommitSchedule, puts_an_event_off_in_a_flood_until_the_next_one_is_due) {
    Flooded flood;

    note(flood.state, EventKind::card_refused);
    const bool at_once = flood.schedule.is_due(flood.state);
    flood.state.time += CommitSchedule::between_commits;

    EXPECT_FALSE(at_once);
    EXPECT_TRUE(flood.schedule.is_due(flood.state));
    EXPECT_FALSE(flood.schedule.is_put_off(flood.state));
}

TEST(CommitSchedule, commits_energy_alone_while_the_rest_is_put_off) {
    Flooded flood;

    note(flood.state, EventKind::card_refused);
    flood.state.account.consume(base::millijoules(WattHours{9}));
    const bool is_due = flood.schedule.is_due(flood.state);
    flood.schedule.note_commit_of_energy(flood.state);

    EXPECT_TRUE(is_due);
    EXPECT_TRUE(flood.schedule.is_put_off(flood.state));
    EXPECT_TRUE(flood.schedule.has_waiting(flood.state));
    EXPECT_FALSE(flood.schedule.is_due(flood.state));
}

TEST(CommitSchedule, never_puts_off_what_opens_the_supply) {
    Flooded flood;
    flood.state.reasons = {};
    flood.schedule.note_commit(flood.state);

    flood.state.reasons.set(Reason::leakage);
    note(flood.state, EventKind::supply_opened);

    EXPECT_TRUE(flood.schedule.is_due(flood.state));
}

TEST(CommitSchedule, commits_kept_events_before_they_can_push_each_other_out) {
    Flooded flood;

    std::size_t waiting = 0;
    for (; !flood.schedule.is_due(flood.state); ++waiting) {
        note(flood.state, EventKind::credited);
    }

    EXPECT_EQ(waiting, CommitSchedule::most_events_waiting);
}

TEST(CommitSchedule, holds_a_flood_of_years_to_its_share_of_commits) {
    Flooded flood;
    constexpr int days = 30;

    int commits = 0;
    for (auto left = std::chrono::seconds{std::chrono::days{days}}; left > 0s; left -= 10s) {
        flood.state.time += 10s;
        note(flood.state, EventKind::card_refused);
        if (flood.schedule.is_due(flood.state)) {
            flood.schedule.note_commit(flood.state);
            ++commits;
        }
    }

    EXPECT_EQ(commits, days * std::chrono::days{1} / CommitSchedule::between_commits);
}

// The most that an event log keeps of all that needs no order, day and night.
TEST(CommitSchedule, a_flood_of_every_kind_of_event_wears_no_page_out_in_twenty_years) {
    Flooded flood;
    constexpr int days = 5;

    int commits = 0;
    for (auto left = std::chrono::minutes{std::chrono::days{days}}; left > 0min; left -= 1min) {
        flood.state.time += 1min;
        for (const EventName& name : event_names) {
            if (!takes_a_genuine_order(name.kind)) {
                note(flood.state, name.kind);
            }
            if (flood.schedule.is_due(flood.state)) {
                flood.schedule.note_commit(flood.state);
                ++commits;
            }
        }
    }

    // Each record wears two of six places.
    EXPECT_LE(commits / days * 7'305 / 3, 1'000'000);
    EXPECT_GE(commits / days, 6'156 / static_cast<int>(CommitSchedule::most_events_waiting) / 2);
}

TEST(CommitSchedule, takes_credit_for_what_counts_and_a_visit_for_none) {
    const State before;
    State visit = before;
    visit.binding.meter_sessions = 7;
    visit.reports.counter = 3;
    note(visit, EventKind::card_refused);
    State credit = before;
    credit.account.take({.sequence = card::Sequence{1}, .ordered_total = WattHours{10}});

    EXPECT_FALSE(changes_what_counts(before, visit));
    EXPECT_TRUE(changes_what_counts(before, credit));
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
