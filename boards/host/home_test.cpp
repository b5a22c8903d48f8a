#include "boards/host/home.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "meter/storage/commit_schedule.h"
#include "meter/storage/state_record.h"

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

class HomeTest : public testing::Test {
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
        std::filesystem::path{testing::TempDir()} / ("home_test." + std::to_string(::getpid()));
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

// A home that draws 20 kW: five and a half watt-hours a second.
TEST(HomeAtFullLoad, has_never_more_than_ten_watt_hours_that_a_kill_would_lose) {
    const std::filesystem::path folder =
        std::filesystem::path{testing::TempDir()} / ("full_load." + std::to_string(::getpid()));
    const auto path = folder / "meter.state";
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(StateFile::create(path, {.meter = card::MeterId{17}, .meter_key = {}}));
    meter::State opened;
    opened.opened = true;
    opened.reasons = {};
    opened.account.take({.sequence = card::Sequence{1}, .ordered_total = base::WattHours{900'000}});
    meter::StateRecord record{};
    encode(opened, record);
    ASSERT_TRUE(StateFile::open(path, Durability::unsynced)->save(record));
    HostBoard board{.supply_switch = {},
                    .state_store = *StateFile::open(path, Durability::unsynced),
                    .card_slot = {},
                    .display_panel = {}};
    Home home{board,
              {},
              Load{MeasuredLoad{.first_time = {},
                                .readings = {{.since_start = 0s,
                                              .power = base::Milliwatts{20'000'000},
                                              .voltage = meter::nominal_voltage}},
                                .gaps = {}}}};

    for (int second = 0; second < 60; ++second) {
        home.step();
        const auto stored = StateFile::read(path)->kept().state.account.consumed_total();
        ASSERT_LT(home.state().account.consumed_total() - stored,
                  base::millijoules(meter::CommitSchedule::energy_step));
    }
    EXPECT_EQ(home.state().account.consumed_total(), base::Millijoules{60 * 20'000'000});
    std::filesystem::remove_all(folder);
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
