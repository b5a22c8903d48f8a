#include "meter/self_test/power_budget.h"

#include "base/rounding.h"

namespace meter {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;

template <typename Parts>
std::int64_t microwatts_of(const Parts& parts) {
    std::int64_t sum = 0;
    for (const PowerPart& part : parts) {
        sum += part.power.count();
    }
    return sum;
}

}  // namespace

base::Milliwatts own_consumption(const PowerDuty& duty) {
    const std::int64_t millijoules_a_day =
        duty.switch_operations_a_day * millijoules_for_switch_operation +
        duty.insertions_a_day * millijoules_for_insertion;
    const std::int64_t now_and_then = base::divide_up(millijoules_a_day * 1000, seconds_a_day);
    const std::int64_t taken = base::divide_up(
        (microwatts_of(parts_behind_supply) + now_and_then) * 100, supply_efficiency_percent);
    return base::Milliwatts{base::divide_up(taken + microwatts_of(parts_at_mains), 1000)};
}

}  // namespace meter
