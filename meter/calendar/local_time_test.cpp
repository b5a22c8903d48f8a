// Local time against the system's time zone database, and the protected hours.
#include "meter/calendar/local_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

namespace meter {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using CountedIn = card::SummerTime::CountedIn;

struct Zone {
    const char* name;
    std::chrono::minutes offset;
    card::SummerTime summer;
};

const Zone berlin{"Europe/Berlin", 1h, {.counted_in = CountedIn::utc}};
const Zone new_york{"America/New_York",
                    -5h,
                    {.counted_in = CountedIn::local_time,
                     .begin = {.month = 3, .week = 2, .weekday = 0, .hour = 2},
                     .end = {.month = 11, .week = 1, .weekday = 0, .hour = 2}}};
const Zone sydney{"Australia/Sydney",
                  10h,
                  {.counted_in = CountedIn::local_time,
                   .begin = {.month = 10, .week = 1, .weekday = 0, .hour = 2},
                   .end = {.month = 4, .week = 1, .weekday = 0, .hour = 3}}};
// Its clocks change at midnight, which the first of the two days then does not have.
const Zone asuncion{"America/Asuncion",
                    -4h,
                    {.counted_in = CountedIn::local_time,
                     .begin = {.month = 10, .week = 1, .weekday = 0, .hour = 0},
                     .end = {.month = 3, .week = 4, .weekday = 0, .hour = 0}}};
const Zone kolkata{"Asia/Kolkata", 5h + 30min, {}};
const Zone shanghai{"Asia/Shanghai", 8h, {}};

Parameters in(const Zone& zone) {
    Parameters parameters;
    parameters.utc_offset = zone.offset;
    parameters.summer_time = zone.summer;
    return parameters;
}

// The system's own local time.
class SystemZone {
 public:
    explicit SystemZone(const std::string& name) {
        setenv("TZ", name.c_str(), 1);
        tzset();
    }
    ~SystemZone() {
        unsetenv("TZ");
        tzset();
    }
    SystemZone(const SystemZone&) = delete;
    SystemZone& operator=(const SystemZone&) = delete;

    [[nodiscard]] std::chrono::local_seconds at(sys_seconds time) const {
        const std::time_t seconds = time.time_since_epoch().count();
        std::tm parts{};
        localtime_r(&seconds, &parts);
        return std::chrono::local_seconds{time.time_since_epoch() +
                                          std::chrono::seconds{parts.tm_gmtoff}};
    }
};

class LocalTimeOf : public testing::TestWithParam<Zone> {};

TEST_P(LocalTimeOf, is_what_the_system_says_for_twenty_years) {
    const Parameters parameters = in(GetParam());
    const SystemZone system{GetParam().name};

    for (sys_seconds time = sys_days{year{2013} / 1 / 1}; time < sys_days{year{2033} / 1 / 1};
         time += 1h) {
        ASSERT_EQ(local_time(parameters, time), system.at(time)) << time.time_since_epoch().count();
        const sys_seconds just_before = time - 1s;
        ASSERT_EQ(local_time(parameters, just_before), system.at(just_before))
            << just_before.time_since_epoch().count();
    }
}

INSTANTIATE_TEST_SUITE_P(Zones, LocalTimeOf,
                         testing::Values(berlin, new_york, sydney, kolkata, shanghai),
                         [](const auto& zone) {
                             std::string name{zone.param.name};
                             return name.substr(name.find('/') + 1) == "New_York"
                                        ? std::string{"NewYork"}
                                        : name.substr(name.find('/') + 1);
                         });

class LocalDaysOf : public testing::TestWithParam<Zone> {};

TEST_P(LocalDaysOf, follow_each_other_without_a_gap_and_have_23_to_25_hours) {
    const Parameters parameters = in(GetParam());
    sys_seconds begin = end_of_local_day(parameters, sys_days{year{2026} / 1 / 1});

    for (int i = 0; i < 3 * 365; ++i) {
        const auto day = std::chrono::floor<std::chrono::days>(local_time(parameters, begin));
        const sys_seconds end = end_of_local_day(parameters, begin);
        const auto last = std::chrono::floor<std::chrono::days>(local_time(parameters, end - 1s));
        const auto next = std::chrono::floor<std::chrono::days>(local_time(parameters, end));
        ASSERT_EQ(last, day);
        ASSERT_EQ(next, day + std::chrono::days{1});
        ASSERT_GE(end - begin, 23h);
        ASSERT_LE(end - begin, 25h);
        ASSERT_EQ(end_of_local_day(parameters, end - 1s), end);
        begin = end;
    }
}

INSTANTIATE_TEST_SUITE_P(Zones, LocalDaysOf,
                         testing::Values(berlin, new_york, sydney, asuncion, kolkata));

TEST(LocalDay, has_23_hours_when_summer_begins_and_25_when_it_ends) {
    const Parameters parameters = in(berlin);
    const sys_seconds in_march = sys_days{year{2026} / 3 / 28} + 23h;
    const sys_seconds in_october = sys_days{year{2026} / 10 / 24} + 22h;

    EXPECT_EQ(end_of_local_day(parameters, in_march) - in_march, 23h);
    EXPECT_EQ(end_of_local_day(parameters, in_october) - in_october, 25h);
}

TEST(LocalMonth, ends_at_the_local_midnight_before_the_first) {
    const Parameters parameters = in(berlin);

    EXPECT_EQ(end_of_local_month(parameters, sys_days{year{2026} / 2 / 10}),
              sys_days{year{2026} / 2 / 28} + 23h);
    EXPECT_EQ(end_of_local_month(parameters, sys_days{year{2026} / 12 / 31} + 22h),
              sys_days{year{2026} / 12 / 31} + 23h);
    EXPECT_EQ(end_of_local_month(parameters, sys_days{year{2026} / 7 / 31} + 22h),
              sys_days{year{2026} / 8 / 31} + 22h);
}

// 2026-03-02 is a Monday.
constexpr sys_seconds monday = sys_days{year{2026} / 3 / 2};

TEST(ProtectedHours, hold_in_their_window_on_their_weekdays) {
    Parameters parameters;
    parameters.protected_hours.windows[0] = {.from = 12h, .until = 14h};
    parameters.protected_hours.weekdays = 0x02;

    EXPECT_FALSE(is_protected(parameters, monday + 12h - 1s));
    EXPECT_TRUE(is_protected(parameters, monday + 12h));
    EXPECT_TRUE(is_protected(parameters, monday + 14h - 1s));
    EXPECT_FALSE(is_protected(parameters, monday + 14h));
    EXPECT_FALSE(is_protected(parameters, monday + 24h + 13h));
}

TEST(ProtectedHours, run_over_midnight_into_a_day_that_they_do_not_begin_on) {
    Parameters parameters;
    parameters.protected_hours.windows[1] = {.from = 22h, .until = 6h};
    parameters.protected_hours.weekdays = 0x02;

    EXPECT_FALSE(is_protected(parameters, monday + 5h));
    EXPECT_TRUE(is_protected(parameters, monday + 22h));
    EXPECT_TRUE(is_protected(parameters, monday + 29h));
    EXPECT_FALSE(is_protected(parameters, monday + 30h));
    EXPECT_FALSE(is_protected(parameters, monday + 46h));
}

TEST(ProtectedHours, hold_all_of_a_holiday_in_local_time) {
    Parameters parameters = in(berlin);
    parameters.protected_hours.holidays.push_back(sys_days{year{2026} / 3 / 2});

    EXPECT_FALSE(is_protected(parameters, monday - 1h - 1s));
    EXPECT_TRUE(is_protected(parameters, monday - 1h));
    EXPECT_TRUE(is_protected(parameters, monday + 23h - 1s));
    EXPECT_FALSE(is_protected(parameters, monday + 23h));
}

TEST(ProtectedHours, are_none_by_default) {
    const Parameters parameters;

    for (sys_seconds time = monday; time < monday + 48h; time += 10min) {
        ASSERT_FALSE(is_protected(parameters, time));
    }
}

}  // namespace
}  // namespace meter
