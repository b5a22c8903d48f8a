#include "meter/clock.h"

#include <gtest/gtest.h>

#include <utility>

#include "meter/testing/opened_state.h"

namespace meter {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;
using testing::count_of;
using testing::last_of;

constexpr sys_seconds left_at = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

State left() {
    State state = testing::opened_with(10'000);
    state.time = left_at;
    return state;
}

TEST(Clock, is_taken_as_it_reads_after_a_power_cut) {
    State state = left();

    resume_clock(state, left_at + 3h);

    EXPECT_TRUE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at + 3h);
}

TEST(Clock, is_not_trusted_where_it_was_set_back_and_time_goes_on_from_the_last_committed) {
    State state = left();

    resume_clock(state, left_at - 90s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_EQ(last_of(state, EventKind::clock_set_back).detail, -90);
}

TEST(Clock, may_lie_a_little_behind_the_last_committed_time) {
    State state = left();

    resume_clock(state, left_at - allowed_lag);

    EXPECT_TRUE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_EQ(count_of(state, EventKind::clock_set_back), 0);
}

TEST(Clock, is_set_back_where_it_lies_a_second_more_behind) {
    State state = left();

    resume_clock(state, left_at - allowed_lag - 1s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(count_of(state, EventKind::clock_set_back), 1);
}

TEST(Clock, is_not_trusted_where_it_stopped) {
    State state = left();

    resume_clock(state, std::nullopt);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_EQ(count_of(state, EventKind::clock_stopped), 1);
}

TEST(Clock, is_not_trusted_years_ahead_of_the_last_committed_time) {
    State state = left();

    resume_clock(state, left_at + longest_absence + 1s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_EQ(last_of(state, EventKind::clock_too_far_ahead).detail, (366 * 24h + 1s) / 1s);
}

TEST(Clock, of_a_new_meter_is_taken_whatever_it_reads_up_to_the_latest) {
    State state;

    resume_clock(state, left_at);

    EXPECT_TRUE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
}

TEST(Clock, of_a_new_meter_is_not_trusted_beyond_the_latest) {
    State state;

    resume_clock(state, latest_clock + 1s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), sys_seconds{});
}

TEST(Clock, stays_untrusted_at_the_next_start_and_is_told_of_each_time_that_it_is_set_wrong) {
    State state = left();
    resume_clock(state, left_at - 1min);

    resume_clock(state, left_at + 1h);
    resume_clock(state, left_at - 1h);
    resume_clock(state, left_at + 1h + longest_absence + 1s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at + 1h);
    EXPECT_EQ(count_of(state, EventKind::clock_set_back), 2);
    EXPECT_EQ(state.tamper.record(TamperKind::clock_set_back).times, 2) << "it is tampering";
    EXPECT_EQ(count_of(state, EventKind::clock_too_far_ahead), 1);
}

TEST(Clock, that_stops_at_each_power_cut_is_told_of_once) {
    State state = left();

    resume_clock(state, std::nullopt);
    resume_clock(state, std::nullopt);

    EXPECT_EQ(count_of(state, EventKind::clock_stopped), 1);
}

TEST(Clock, goes_on_over_a_time_without_power_although_it_is_not_trusted_and_never_back) {
    State state = left();
    resume_clock(state, std::nullopt);

    resume_clock(state, left_at + 10min);
    const auto after_first = state.seconds();
    resume_clock(state, std::nullopt);
    resume_clock(state, state.seconds() + longest_absence + 1s);

    EXPECT_EQ(after_first, left_at + 10min);
    EXPECT_EQ(state.seconds(), left_at + 10min);
    EXPECT_FALSE(state.clock_trusted);
}

TEST(Clock, tells_without_trust_of_a_jump_of_more_than_a_day) {
    State state = left();
    resume_clock(state, std::nullopt);

    resume_clock(state, left_at + 24h);
    const int after_a_day = count_of(state, EventKind::clock_moved_forward);
    resume_clock(state, left_at + 48h + 1s);

    EXPECT_EQ(after_a_day, 0);
    EXPECT_EQ(last_of(state, EventKind::clock_moved_forward).detail, 24 * 3600 + 1);
}

TEST(Clock, that_is_trusted_tells_nothing_of_days_without_power) {
    State state = left();

    resume_clock(state, left_at + 48h);

    EXPECT_EQ(count_of(state, EventKind::clock_moved_forward), 0);
}

TEST(Clock, is_moved_forward_by_a_genuine_record_and_never_back) {
    State state = left();

    move_clock_forward(state, left_at + 5min);
    move_clock_forward(state, left_at);

    EXPECT_EQ(state.seconds(), left_at + 5min);
    EXPECT_EQ(count_of(state, EventKind::clock_moved_forward), 1);
    EXPECT_EQ(last_of(state, EventKind::clock_moved_forward).detail, 300);
}

TEST(Clock, is_not_moved_beyond_what_a_report_can_say) {
    State state = left();

    move_clock_forward(state, latest_clock + 1s);

    EXPECT_EQ(state.seconds(), left_at);
}

TEST(Clock, is_not_trusted_again_by_being_moved_forward) {
    State state = left();
    resume_clock(state, std::nullopt);

    move_clock_forward(state, left_at + 1h);

    EXPECT_FALSE(state.clock_trusted);
}

TEST(Clock, is_trusted_again_by_the_offices_own_time_which_never_sets_it_back) {
    State state = left();
    resume_clock(state, std::nullopt);

    restore_clock(state, left_at - 24h);

    EXPECT_TRUE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_EQ(count_of(state, EventKind::clock_trusted_again), 1);
}

TEST(Clock, is_trusted_again_a_card_journey_ahead_of_the_office_and_no_further) {
    for (const auto& [ahead, trusted] :
         {std::pair{std::chrono::seconds{longest_card_journey}, true},
          std::pair{longest_card_journey + 1s, false}}) {
        State state = left();
        resume_clock(state, std::nullopt);

        restore_clock(state, left_at - ahead);

        EXPECT_EQ(state.clock_trusted, trusted);
        EXPECT_EQ(count_of(state, EventKind::clock_trusted_again), trusted ? 1 : 0);
        EXPECT_EQ(count_of(state, EventKind::clock_apart_from_office), trusted ? 0 : 1);
    }
}

TEST(Clock, without_trust_tells_how_far_it_is_ahead_of_the_office) {
    State state = left();
    resume_clock(state, std::nullopt);
    resume_clock(state, left_at + 30 * 24h);

    restore_clock(state, left_at);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at + 30 * 24h);
    EXPECT_EQ(last_of(state, EventKind::clock_apart_from_office).detail, 30 * 24 * 3600);
}

TEST(Clock, is_not_trusted_again_by_an_office_time_that_it_cannot_take) {
    State state = left();
    resume_clock(state, std::nullopt);

    restore_clock(state, latest_clock + 1s);

    EXPECT_FALSE(state.clock_trusted);
    EXPECT_EQ(state.seconds(), left_at);
    EXPECT_LT(last_of(state, EventKind::clock_apart_from_office).detail, 0);
}

}  // namespace
}  // namespace meter
