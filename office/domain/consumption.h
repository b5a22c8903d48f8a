// Energy used by day and by month, out of totals that reports state now and then. Between two of
// them the use is taken as even: nobody knows better.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "base/quantity.h"

namespace office {

// What a meter had used until then.
struct ConsumedAt {
    std::chrono::sys_seconds at;
    base::WattHours total;
};

struct DayUse {
    std::chrono::sys_days day;  // UTC
    base::WattHours used;

    auto operator<=>(const DayUse&) const = default;
};

// From the oldest total to the newest, every day between them once, oldest first; the first and the
// last are what the totals cover of them. Their sum is the difference of the two totals, exactly.
//   totals    in any order; one whose time or total is below that of the one before it in time is
//             left out, and whoever reconciles has a finding for it
//   result    nothing for fewer than two totals that count
[[nodiscard]] std::vector<DayUse> use_by_day(std::vector<ConsumedAt> totals);

struct MonthUse {
    std::chrono::year_month month{};
    base::WattHours used;

    auto operator<=>(const MonthUse&) const = default;
};
[[nodiscard]] std::vector<MonthUse> use_by_month(std::span<const DayUse> days);

}  // namespace office
