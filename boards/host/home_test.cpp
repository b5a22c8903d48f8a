#include "boards/host/home.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include "boards/host/testing/opened_meter.h"
#include "meter/storage/commit_schedule.h"

namespace boards {
namespace {

using namespace std::chrono_literals;

// A home whose voltage breaks down after a second.
MeasuredLoad breaking_down() {
    return {.first_time = {},
            .readings = {{.since_start = 0s, .voltage = meter::nominal_voltage},
                         {.since_start = 1s, .voltage = meter::card_voltage}},
            .gaps = {}};
}

class HomeTest : public ::testing::Test {
 protected:
    static StateFile new_meter(const std::filesystem::path& folder) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        EXPECT_TRUE(StateFile::create(folder / "meter.state",
                                      {.meter = card::MeterId{17}, .meter_key = {}}));
        return *StateFile::open(folder / "meter.state", Durability::unsynced);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder =
        std::filesystem::path{::testing::TempDir()} / ("home_test." + std::to_string(::getpid()));
    HostBoard board{.supply_switch = {},
                    .state_store = new_meter(folder),
                    .card_slot = {},
                    .display_panel = {}};
    Home home{board, {}, Load{breaking_down()}};
};

TEST_F(HomeTest, keeps_an_insertion_that_the_voltage_ended_between_two_answers) {
    home.step();
    home.handle({.kind = SlotEvent::Kind::inserted, .answer = {}});
    EXPECT_FALSE(home.last_insertion());

    home.step();

    ASSERT_TRUE(home.last_insertion());
    EXPECT_EQ(home.last_insertion()->number, 1U);
    EXPECT_EQ(home.last_insertion()->result, meter::InsertionResult::voltage_too_low);
}

// A home at 230 V, at a meter with an account.
class OpenedHomeTest : public ::testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove_all(folder); }
    // How long the supply stayed closed within a second that begins now, by what 1 kW has used.
    std::chrono::milliseconds closed_for_in_a_second() {
        const auto before = home.state().account.consumed_total();
        home.step();
        return std::chrono::milliseconds{(home.state().account.consumed_total() - before).count() /
                                         1000};
    }
    [[nodiscard]] meter::Event newest(meter::EventKind kind) const {
        meter::Event found;
        for (const meter::Event& event : home.state().events.recent()) {
            found = event.kind == kind ? event : found;
        }
        return found;
    }

    std::filesystem::path folder =
        std::filesystem::path{::testing::TempDir()} / ("opened_home." + std::to_string(::getpid()));
    HostBoard board{.supply_switch = {},
                    .state_store = testing::opened_meter(folder, base::WattHours{900'000}),
                    .card_slot = {},
                    .display_panel = {}};
    Home home{board,
              {},
              Load{MeasuredLoad{.first_time = {},
                                .readings = {{.since_start = 0s,
                                              .power = base::Milliwatts{1'000'000},
                                              .voltage = meter::nominal_voltage}},
                                .gaps = {}}}};
};

TEST_F(OpenedHomeTest, has_never_more_than_ten_watt_hours_that_a_kill_would_lose) {
    home.surroundings().load = base::Milliwatts{19'000'000};  // 20 kW: 5.6 Wh a second
    for (int second = 0; second < 60; ++second) {
        home.step();
        const auto stored =
            StateFile::read(folder / "meter.state")->kept().state.account.consumed_total();
        ASSERT_LT(home.state().account.consumed_total() - stored,
                  base::millijoules(meter::CommitSchedule::energy_step));
    }
    EXPECT_EQ(home.state().account.consumed_total(), base::Millijoules{60 * 20'000'000});
}

TEST_F(OpenedHomeTest, opens_for_over_voltage_within_the_table_inside_a_second) {
    home.step();
    home.surroundings().voltage = base::Millivolts{400'000};

    const auto closed_for = closed_for_in_a_second();

    EXPECT_GE(closed_for, 70ms);
    EXPECT_LE(closed_for, 200ms);
    EXPECT_FALSE(home.supply_is_closed());
}

TEST_F(OpenedHomeTest, opens_for_leakage_within_the_table_inside_a_second) {
    home.step();
    home.surroundings().leakage = base::Milliamperes{150};

    EXPECT_LE(closed_for_in_a_second(), 40ms);
    EXPECT_EQ(home.state().reasons, meter::Reasons{meter::Reason::leakage});
}

TEST_F(OpenedHomeTest, trips_by_the_test_button_within_a_second_and_logs_it_as_a_test) {
    for (int i = 0; i < 6; ++i) {
        home.surroundings().inputs.test_button = true;
        home.step();
        EXPECT_FALSE(home.supply_is_closed());
        EXPECT_EQ(newest(meter::EventKind::leakage_test).detail, 1);
        home.surroundings().inputs.reset_button = true;
        home.step();
        EXPECT_TRUE(home.supply_is_closed());
    }

    EXPECT_EQ(newest(meter::EventKind::leakage_wait).number, 0U);
}

TEST_F(OpenedHomeTest, is_dark_ten_seconds_after_the_mains_went_and_starts_where_they_are_back) {
    home.step();
    const auto consumed = home.state().account.consumed_total();
    home.surroundings().voltage = base::Millivolts{0};
    for (int second = 0; second < 10; ++second) {
        EXPECT_FALSE(home.is_dark());
        home.step();
    }
    EXPECT_TRUE(home.is_dark());
    EXPECT_EQ(board.display_panel.segments, meter::Segments{});
    const auto dark_at = home.now();
    for (int second = 0; second < 3600; ++second) {
        home.step();
    }
    EXPECT_EQ(home.now(), dark_at + 1h);

    home.surroundings().voltage.reset();
    home.step();

    EXPECT_FALSE(home.is_dark());
    EXPECT_EQ(home.now(), dark_at + 1h + 1s);
    EXPECT_TRUE(home.supply_is_closed());
    EXPECT_EQ(home.state().account.consumed_total(), consumed + base::Millijoules{1'000'000});
    // The warning committed the end of the second in which the mains went; the reserve then went
    // on.
    EXPECT_EQ(newest(meter::EventKind::metering_gap).detail, 3600 + 9);
    EXPECT_EQ(newest(meter::EventKind::cover_opened).number, 0U);
}

TEST_F(OpenedHomeTest, finds_its_clock_set_back_in_the_dark) {
    home.step();
    home.surroundings().has_mains = false;
    for (int second = 0; second < 60; ++second) {
        home.step();
    }
    board.clock.set(board.clock.seconds() - 1h);
    home.surroundings().has_mains = true;
    home.step();

    EXPECT_FALSE(home.state().clock_trusted);
    EXPECT_LT(newest(meter::EventKind::clock_set_back).detail, 0);
}

TEST_F(OpenedHomeTest, keeps_a_cover_opened_and_closed_in_the_dark) {
    const auto seconds = [this](int count) {
        for (int second = 0; second < count; ++second) {
            home.step();
        }
    };
    home.surroundings().voltage = base::Millivolts{0};
    seconds(100);
    home.surroundings().inputs.cover_open = true;
    seconds(5);
    home.surroundings().inputs.cover_open = false;
    seconds(100);
    home.surroundings().voltage.reset();
    seconds(5);

    const meter::TamperRecord& cover = home.state().tamper.record(meter::TamperKind::cover_opened);
    EXPECT_EQ(cover.times, 1);
    EXPECT_EQ(newest(meter::EventKind::cover_opened).detail, 205 - 1);
    EXPECT_EQ((cover.ended - cover.began).count(), 205);  // a second to believe that it is closed
    EXPECT_EQ(board.tamper_latch.seen, meter::LatchedTampering{});
}

TEST_F(OpenedHomeTest, warns_the_meter_which_stores_what_it_has_counted) {
    home.step();
    home.step();
    home.surroundings().has_mains = false;

    home.step();

    const auto stored = StateFile::read(folder / "meter.state");
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->kept().state.account.consumed_total(), base::Millijoules{2'000'000});
    EXPECT_TRUE(stored->kept().state.power_fail_recorded);
}

TEST_F(OpenedHomeTest, runs_on_the_mains_then_on_its_reserve_then_on_nothing) {
    home.step();
    const MeterPower before = home.meter_power();
    home.surroundings().has_mains = false;
    for (int second = 0; second < 9; ++second) {
        home.step();
    }
    const MeterPower for_nine_seconds = home.meter_power();
    home.step();

    EXPECT_EQ(before, MeterPower::mains);
    EXPECT_EQ(for_nine_seconds, MeterPower::reserve);
    EXPECT_EQ(home.meter_power(), MeterPower::nothing);
    EXPECT_EQ(home.segments(), meter::Segments{});
}

TEST_F(OpenedHomeTest, takes_no_number_of_announced_power_cuts_for_tampering) {
    for (int cut = 0; cut < 12; ++cut) {
        home.surroundings().has_mains = false;
        for (int second = 0; second < 30; ++second) {
            home.step();
        }
        home.surroundings().has_mains = true;
        home.step();
    }

    EXPECT_EQ(newest(meter::EventKind::frequent_starts).number, 0U);
}

TEST_F(OpenedHomeTest, answers_no_card_in_the_dark) {
    home.surroundings().voltage = base::Millivolts{0};
    for (int second = 0; second < 11; ++second) {
        home.step();
    }

    home.handle({.kind = SlotEvent::Kind::inserted, .answer = {}});

    EXPECT_FALSE(home.is_serving_a_card());
    EXPECT_FALSE(home.last_insertion());
}

TEST_F(HomeTest, counts_an_insertion_once) {
    home.step();
    home.step();
    home.handle({.kind = SlotEvent::Kind::inserted, .answer = {}});
    home.handle({.kind = SlotEvent::Kind::pulled, .answer = {}});
    home.step();

    ASSERT_TRUE(home.last_insertion());
    EXPECT_EQ(home.last_insertion()->number, 1U);
}

TEST_F(HomeTest, takes_a_button_pressed_again_before_the_next_step_for_two_presses) {
    home.surroundings().inputs.display_button = true;
    home.step();
    home.surroundings().inputs.display_button = true;

    home.step();
    const meter::Page between = home.frame().page;
    home.step();

    EXPECT_EQ(between, meter::Page::remaining);
    EXPECT_EQ(home.frame().page, meter::Page::ordered_total);
}

TEST_F(HomeTest, lets_a_load_draw_current_and_a_leak_flow_only_through_a_closed_switch) {
    home.surroundings().load = base::Milliwatts{2'300'000};
    home.surroundings().leakage = base::Milliamperes{6};

    home.step();  // no account: the supply is open

    EXPECT_EQ(home.measured().power, base::Milliwatts{0});
    EXPECT_EQ(home.measured().residual_current, base::Milliamperes{0});
}

}  // namespace
}  // namespace boards
