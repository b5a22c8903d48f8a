#include "tests/meter_days/meter_days.h"

#include <gtest/gtest.h>

#include <numeric>

namespace meter_days {
namespace {

std::vector<MinuteWatts> measured_homes() {
    const std::string folder = TALLYWATT_SHARED "/data/load/";
    return measured_days(folder + "house_one_minute_2006-12.csv", folder + "homes_half_hour.csv");
}

TEST(MeterDays, raise_no_alarm_in_honest_homes) {
    const HonestResult result = live_honestly({.seed = 7, .days = 15}, {});

    EXPECT_EQ(std::accumulate(result.days.begin(), result.days.end(), 0), 15);
    EXPECT_TRUE(result.alarms.empty()) << result.alarms.front();
}

TEST(MeterDays, notice_tampering_with_generated_loads_within_its_time) {
    const NoticedResult result = tamper_with(100, 7, {});

    EXPECT_EQ(result.loads, 100);
    for (std::size_t i = 0; i < meter::tamper_kind_count; ++i) {
        EXPECT_EQ(result.missed[i], 0) << meter::tamper_rules[i].name;
        EXPECT_LE(result.slowest_seconds[i], result.allowed_seconds[i])
            << meter::tamper_rules[i].name;
    }
}

TEST(MeterDays, hold_only_where_nothing_is_missed_and_no_alarm_is_false) {
    Report report;
    EXPECT_TRUE(holds(report));
    report.noticed.missed[1] = 1;
    EXPECT_FALSE(holds(report));
    report.noticed.missed[1] = 0;
    report.honest.alarms.emplace_back("day 3");
    EXPECT_FALSE(holds(report));
}

TEST(MeterDays, raise_no_alarm_and_notice_tampering_in_measured_homes_of_shared_data) {
    const std::vector<MinuteWatts> homes = measured_homes();
    if (homes.empty()) {
        GTEST_SKIP() << "the measured homes of " TALLYWATT_SHARED "/data are not there";
    }

    const HonestResult honest = live_honestly({.seed = 8, .days = 15}, homes);
    const NoticedResult tampered = tamper_with(100, 8, homes);

    EXPECT_GT(honest.measured_days, 0);
    EXPECT_TRUE(honest.alarms.empty()) << honest.alarms.front();
    EXPECT_GT(tampered.measured_loads, 0);
    EXPECT_EQ(std::accumulate(tampered.missed.begin(), tampered.missed.end(), 0), 0);
}

}  // namespace
}  // namespace meter_days
