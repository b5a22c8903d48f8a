// What the office knows about many customers at once: sales, use and losses by area, credit left,
// tampering. Every statistic is a table, whose columns name what stands in them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "card/identifiers.h"
#include "card/report.h"
#include "office/domain/consumption.h"

namespace office {

enum class Statistic : std::uint8_t {
    sales,   // of closed days, by day, month, district, tariff or desk
    use,     // what meters counted, spread evenly between reports; by day, month, district, area
    losses,  // the same beside what feeders gave; by district or area
    low_purchase,  // who bought in a month, but little
    no_purchase,   // who has not bought since a day
    overdrawn,     // whose newest report states less than nothing remaining
    tampering,     // whose newest report shows a state of tampering, or left findings
    credit,        // how many customers have credit for how many more days
};

enum class GroupBy : std::uint8_t { day, month, district, tariff, desk, area };

struct StatisticQuestion {
    Statistic statistic{};
    GroupBy by = GroupBy::day;  // sales, use and losses alone
    // Both included. Low purchase looks at the month of `to`, no purchase at what came from `from`
    // on.
    std::chrono::year_month_day from{};
    std::chrono::year_month_day to{};
    std::chrono::year_month_day today{};  // days of credit are counted from here
    base::WattHours low{30'000};          // this or less is a low purchase in a month
    std::uint32_t limit = 100;            // rows of lists of customers
};

// The unit is that of the name: energy in watt-hours, money in minor units, shares in basis points.
enum class StatisticColumn : std::uint8_t {
    date,
    month,     // as its first day
    district,  // empty: premises without a link
    area,      // the transformer's name; empty likewise
    tariff,    // its name
    desk,
    meter,
    customer,
    sales,
    energy,
    net,
    charge,
    tax,
    arrears,
    total,
    fed,            // through the feeder, between two of its readings
    used,           // counted by the area's meters in the same days
    loss,           // fed - used
    loss_share,     // of what was fed
    covered_share,  // of the time of the area's meters that reports tell about
    fed_from,       // the days of the two readings
    fed_to,
    remaining,  // as the newest report states; negative where overdrawn
    overdrawn,  // ever
    reported,   // when the newest report was written, as a date of UTC
    states,     // a set of TamperState
    findings,   // of the newest report
    last_purchase,
    days_from,  // of credit left, both included
    days_to,
    customers,
};

// Nothing, a number or a date (days since 1970-01-01), or a text.
using StatisticCell = std::variant<std::monostate, std::int64_t, std::string>;
using StatisticRow = std::vector<StatisticCell>;

struct StatisticTable {
    std::vector<StatisticColumn> columns;
    std::vector<StatisticRow> rows;  // each as long as `columns`
};

// What a meter's newest report states besides what it leaves as findings. The numbers are stable.
enum class TamperState : std::uint8_t {
    supply_open_for_tampering = 0,
    credit_unproven = 1,    // the meter's newest state was lost, or an old one put in
    clock_not_trusted = 2,  //
};
inline constexpr std::uint8_t tamper_state_count = 3;

// A set of them; bit n is TamperState n.
[[nodiscard]] std::uint32_t tamper_states(const card::Report& report);

// What a meter uses in a day, out of its newest report and the oldest one of the last 90 days
// before it; nothing where they lie less than a day apart or nothing was used.
[[nodiscard]] base::WattHours daily_use(std::span<const ConsumedAt> newest_first);

// The day on which `remaining` at `at` is used up: `at`'s own where nothing remains, none where
// nobody knows the daily use.
[[nodiscard]] std::optional<std::chrono::sys_days> credit_ends(std::chrono::sys_seconds at,
                                                               base::WattHours remaining,
                                                               base::WattHours used_daily);

}  // namespace office
