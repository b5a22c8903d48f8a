#include "boards/host/history_csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meter/credit/supply_rules.h"

namespace boards {
namespace {

using namespace std::chrono_literals;

class HistoryCsvTest : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(history.mount(meter::DeviceOwner{1})); }

    StoredFlash flash{W25qNorFlash{}, nullptr};
    StoredHistory history{flash};
};

TEST_F(HistoryCsvTest, has_a_header_line_where_there_is_nothing_else) {
    EXPECT_EQ(events_csv(history),
              "number,time,kind,detail,reasons_before,ordered_wh_before,consumed_mj_before,"
              "reasons_after,ordered_wh_after,consumed_mj_after\n");
}

TEST_F(HistoryCsvTest, tells_an_event_in_words) {
    meter::State state;
    state.time = std::chrono::sys_days{std::chrono::March / 1 / 2026} + 8h;
    note(state, meter::EventKind::started, 1);
    ASSERT_TRUE(history.follow(state));

    EXPECT_TRUE(events_csv(history).ends_with(
        "1,2026-03-01T08:00:00Z,started,1,not_opened,0,0,not_opened,0,0\n"));
}

TEST_F(HistoryCsvTest, tells_the_registers_before_and_after_each_event) {
    meter::State state;
    state.opened = true;
    state.reasons = {meter::Reason::zero, meter::Reason::power_limit};
    state.account.take({.ordered_total = base::WattHours{12'000}});
    note(state, meter::EventKind::credited, 5'000);
    clear_reason(state, meter::Reason::zero);
    clear_reason(state, meter::Reason::power_limit);
    set_reason(state, meter::Reason::leakage);
    ASSERT_TRUE(history.follow(state));

    const std::string text = events_csv(history);

    for (const char* line : {"credited,5000,zero power_limit,7000,0,zero power_limit,12000,0\n",
                             "reason_cleared,3,zero power_limit,12000,0,power_limit,12000,0\n",
                             "supply_closed,5,power_limit,12000,0,,12000,0\n",
                             "supply_opened,7,,12000,0,leakage,12000,0\n"}) {
        EXPECT_TRUE(text.contains(line)) << line << text;
    }
}

TEST_F(HistoryCsvTest, tells_an_event_once_of_which_a_copy_was_destroyed) {
    meter::State state;
    note(state, meter::EventKind::started, 1);
    ASSERT_TRUE(history.follow(state));
    std::vector<std::uint8_t> image = image_of(flash);
    const auto sector = std::span{image}.subspan(4096, 4096);
    std::ranges::fill(sector, std::uint8_t{0});
    StoredFlash damaged{flash_of(image), nullptr};
    StoredHistory again{damaged};
    ASSERT_TRUE(again.mount(meter::DeviceOwner{1}));

    const std::string text = events_csv(again);

    EXPECT_EQ(std::ranges::count(text, '\n'), 2) << text;
}

TEST_F(HistoryCsvTest, tells_the_register_at_the_end_of_periods_and_days) {
    meter::State state;
    state.time = std::chrono::sys_days{std::chrono::March / 1 / 2026} + 23h;
    for (int minute = 0; minute < 90; ++minute) {
        advance(state, {.power = base::Milliwatts{600'000}}, 1min);
        ASSERT_TRUE(history.follow(state));
    }

    const std::string profile = load_profile_csv(history);
    EXPECT_EQ(std::ranges::count(profile, '\n'), 5);
    EXPECT_TRUE(profile.ends_with("2026-03-02T00:30:00Z,900,yes,open,yes\n")) << profile;
    EXPECT_TRUE(
        readings_csv(history.day_ends())
            .ends_with(
                "2026-03-02T00:00:00Z,yes,0,0,2160000000,2160000000,600000,0,0000000000000000\n"))
        << readings_csv(history.day_ends());
}

}  // namespace
}  // namespace boards
