#include "meter/metrology/load_profile.h"

#include <gtest/gtest.h>

#include <vector>

namespace meter {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using namespace std::chrono_literals;

constexpr seconds quarter = 15min;
const sys_seconds noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};

// Plays steps of one second at a constant power and gathers the records.
struct Played {
    LoadProfile profile{quarter};
    EnergyRegisters registers;
    std::vector<ProfileRecord> records;

    void play(sys_seconds from, sys_seconds to, std::int64_t watts) {
        for (sys_seconds now = from; now <= to; now += 1s) {
            if (const auto record = profile.add(registers, now)) {
                records.push_back(*record);
            }
            registers.imported += base::Millijoules{watts * 1000};
        }
    }
};

TEST(LoadProfile, gives_a_record_for_each_touching_period) {
    Played played;
    played.play(noon, noon + 2 * quarter, 1000);
    ASSERT_EQ(played.records.size(), 2U);
    EXPECT_EQ(played.records[0].begins, noon);
    EXPECT_EQ(played.records[0].imported.count(), 900'000'000);
    EXPECT_TRUE(played.records[0].is_whole);
    EXPECT_EQ(played.records[1].begins, noon + quarter);
}

TEST(LoadProfile, marks_a_period_that_it_did_not_see_from_its_beginning) {
    Played played;
    played.play(noon + 1min, noon + 2 * quarter, 1000);
    ASSERT_EQ(played.records.size(), 2U);
    EXPECT_FALSE(played.records[0].is_whole);
    EXPECT_TRUE(played.records[1].is_whole);
}

TEST(LoadProfile, loses_no_energy_where_the_clock_is_set) {
    Played played;
    played.play(noon, noon + 5min, 1000);
    played.play(noon + 3h, noon + 3h + 5min, 1000);
    played.play(noon - 1h, noon, 1000);
    std::int64_t sum = 0;
    for (const ProfileRecord& record : played.records) {
        sum += record.imported.count();
    }
    EXPECT_EQ(sum, std::int64_t{301 + 301 + 3600} * 1'000'000);
    EXPECT_FALSE(played.records[0].is_whole);
}

}  // namespace
}  // namespace meter
