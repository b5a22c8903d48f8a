#include "boards/host/household.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace boards {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr sys_days first_day{std::chrono::year{2026} / 3 / 1};

struct Day {
    std::int64_t watt_hours = 0;
    base::Milliwatts highest{};
};

Day used_on(const Household& home, sys_days day) {
    std::int64_t milliwatt_steps = 0;
    Day used;
    for (auto time = 0s; time < 24h; time += 15s) {
        const auto power = home.power_at(day + time);
        milliwatt_steps += power.count() * 15;
        used.highest = std::max(used.highest, power);
    }
    used.watt_hours = milliwatt_steps / 3'600'000;
    return used;
}

TEST(Household, uses_8_to_15_kilowatt_hours_each_day_and_never_above_9_kilowatts) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        for (int day = 0; day < 14; ++day) {
            const Day used = used_on(Household{seed}, first_day + std::chrono::days{day});
            EXPECT_GE(used.watt_hours, 8'000) << "seed " << seed << " day " << day;
            EXPECT_LE(used.watt_hours, 15'000) << "seed " << seed << " day " << day;
            EXPECT_LE(used.highest, base::Milliwatts{9'000'000});
        }
    }
}

TEST(Household, boils_a_kettle) {
    EXPECT_GE(used_on(Household{2026}, first_day).highest, base::Milliwatts{2'000'000});
}

TEST(Household, is_the_same_home_for_the_same_seed_only) {
    const auto noon = first_day + 12h;

    EXPECT_EQ(Household{7}.power_at(noon), Household{7}.power_at(noon));
    EXPECT_NE(used_on(Household{7}, first_day).watt_hours,
              used_on(Household{8}, first_day).watt_hours);
}

}  // namespace
}  // namespace boards
