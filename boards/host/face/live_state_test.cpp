#include "boards/host/face/live_state.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "boards/host/testing/opened_meter.h"

namespace boards {
namespace {

using Json = nlohmann::json;

// A meter with 900 kWh in a home that draws nothing.
class LiveState : public ::testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove_all(folder); }

    [[nodiscard]] Json told() const {
        return Json::parse(live_state(home, {.is_paused = false, .speed = 1}, ""));
    }
    void let_pass(int seconds) {
        for (int second = 0; second < seconds; ++second) {
            home.step();
        }
    }

    std::filesystem::path folder = std::filesystem::path{::testing::TempDir()} /
                                   ("live_state_test." + std::to_string(::getpid()));
    HostBoard board{.supply_switch = {},
                    .state_store = testing::opened_meter(folder, base::WattHours{900'000}),
                    .card_slot = {},
                    .display_panel = {}};
    Home home{board,
              {},
              Load{MeasuredLoad{
                  .first_time = {},
                  .readings = {{.since_start = {}, .power = {}, .voltage = meter::nominal_voltage}},
                  .gaps = {}}}};
};

TEST_F(LiveState, names_each_fault_with_the_code_that_the_display_shows) {
    let_pass(1);
    const Json before = told().at("faults");
    home.surroundings().inputs.clock_battery_low = true;
    let_pass(24 * 3600 + 60);  // the self-test is daily

    EXPECT_EQ(before, Json::array());
    EXPECT_EQ(told().at("faults"), Json::parse(R"([{"name":"clock_battery","code":"FAIL-07"}])"));
}

TEST_F(LiveState, tells_the_lamps_as_the_meter_lights_them) {
    let_pass(1);
    const Json on = told().at("lamps");
    home.surroundings().inputs.off_button = true;
    let_pass(2);
    const Json off = told().at("lamps");
    home.surroundings().has_mains = false;
    let_pass(15);

    EXPECT_EQ(on, Json::parse(R"({"alarm":false,"supply":true})"));
    EXPECT_EQ(off, Json::parse(R"({"alarm":true,"supply":false})"));
    EXPECT_EQ(told().at("lamps"), Json::parse(R"({"alarm":false,"supply":false})"));
}

}  // namespace
}  // namespace boards
