#include "office/domain/statistics.h"

#include <gtest/gtest.h>

#include <array>

namespace office {
namespace {

using base::WattHours;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_days day{std::chrono::year{2026} / std::chrono::September / 21};

ConsumedAt consumed(int days_ago, std::int64_t watt_hours) {
    return {sys_seconds{day} - days{days_ago}, WattHours{watt_hours}};
}

TEST(DailyUse, is_taken_from_the_oldest_report_of_the_last_90_days) {
    const std::array reports{consumed(0, 100'000), consumed(10, 90'000), consumed(50, 50'000),
                             consumed(200, 0)};

    EXPECT_EQ(daily_use(reports), WattHours{1'000});
}

TEST(DailyUse, goes_further_back_where_there_is_nothing_newer) {
    EXPECT_EQ(daily_use(std::array{consumed(0, 100'000), consumed(200, 0)}), WattHours{500});
}

TEST(DailyUse, is_unknown_from_one_report_or_from_two_of_one_day) {
    EXPECT_EQ(daily_use({}), WattHours{});
    EXPECT_EQ(daily_use(std::array{consumed(0, 100)}), WattHours{});
    EXPECT_EQ(daily_use(std::array{consumed(0, 100), consumed(0, 50)}), WattHours{});
}

TEST(DailyUse, passes_over_a_total_that_is_above_the_newest) {
    EXPECT_EQ(daily_use(std::array{consumed(0, 100), consumed(1, 90), consumed(2, 500)}),
              WattHours{10});
}

TEST(CreditEnds, when_what_remains_is_used_up) {
    const sys_seconds noon = sys_seconds{day} + std::chrono::hours{12};

    EXPECT_EQ(credit_ends(noon, WattHours{10'500}, WattHours{1'000}), day + days{10});
    EXPECT_EQ(credit_ends(noon, WattHours{0}, WattHours{1'000}), day);
    EXPECT_EQ(credit_ends(noon, WattHours{-1}, WattHours{0}), day);
    EXPECT_EQ(credit_ends(noon, WattHours{1}, WattHours{0}), std::nullopt);
    EXPECT_EQ(credit_ends(noon, WattHours{1'000'000'000'000}, WattHours{1}), day + days{36'500});
}

TEST(TamperStates, are_what_the_newest_report_states) {
    card::Report report;
    report.clock_trusted = true;
    const auto has = [&](TamperState state) {
        return tamper_states(report) == std::uint32_t{1} << static_cast<unsigned>(state);
    };
    report.open_reasons = 1U << 3;  // credit used up is no tampering
    EXPECT_EQ(tamper_states(report), 0U);

    report.open_reasons = 1U << 11;
    EXPECT_TRUE(has(TamperState::supply_open_for_tampering));
    report.open_reasons = 1U << 12;
    EXPECT_TRUE(has(TamperState::credit_unproven));
    report.open_reasons = 0;
    report.clock_trusted = false;
    EXPECT_TRUE(has(TamperState::clock_not_trusted));
}

}  // namespace
}  // namespace office
