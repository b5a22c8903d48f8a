#include "office/domain/consumption.h"

#include <algorithm>

namespace office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// The total at a time between two, rounded down. The product of a remainder below the seconds
// between them and those seconds stays far inside 64 bits for any two times of this millennium.
base::WattHours between(const ConsumedAt& before, const ConsumedAt& after, sys_seconds at) {
    const auto seconds = (after.at - before.at).count();
    const auto passed = (at - before.at).count();
    const auto used = (after.total - before.total).count();
    return before.total +
           base::WattHours{used / seconds * passed + used % seconds * passed / seconds};
}

// In the order of time, rising in both.
std::vector<ConsumedAt> counting(std::vector<ConsumedAt> totals) {
    std::ranges::sort(totals, {},
                      [](const ConsumedAt& one) { return std::pair{one.at, one.total}; });
    std::vector<ConsumedAt> kept;
    for (const ConsumedAt& one : totals) {
        if (kept.empty() || (one.at > kept.back().at && one.total >= kept.back().total)) {
            kept.push_back(one);
        }
    }
    return kept;
}

}  // namespace

std::vector<DayUse> use_by_day(std::vector<ConsumedAt> totals) {
    const auto kept = counting(std::move(totals));
    std::vector<DayUse> use;
    if (kept.size() < 2) {
        return use;
    }
    auto after = kept.begin() + 1;
    base::WattHours until = kept.front().total;
    const sys_seconds end = kept.back().at;
    for (sys_days day = std::chrono::floor<days>(kept.front().at); day < end; day += days{1}) {
        const sys_seconds day_end = std::min<sys_seconds>(day + days{1}, end);
        while (after->at < day_end) {
            ++after;
        }
        const base::WattHours total = between(*(after - 1), *after, day_end);
        use.push_back({day, total - until});
        until = total;
    }
    return use;
}

std::vector<MonthUse> use_by_month(std::span<const DayUse> days) {
    std::vector<MonthUse> months;
    for (const DayUse& day : days) {
        const std::chrono::year_month_day date{day.day};
        const std::chrono::year_month month = date.year() / date.month();
        if (months.empty() || months.back().month != month) {
            months.push_back({month, {}});
        }
        months.back().used += day.used;
    }
    return months;
}

}  // namespace office
