#include "meter/protection/voltage_watch.h"

#include <algorithm>
#include <iterator>

namespace meter {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t all_progress = 1'000'000'000;
constexpr std::int64_t all_per_millisecond = 1'000'000;

// Millionths of the way to opening that a millisecond at the point's voltage is.
constexpr std::int64_t rate_at(const OverVoltagePoint& point) {
    return point.time.count() == 0 ? 0 : all_per_millisecond / point.time.count();
}

constexpr std::int64_t rate_at(base::Millivolts voltage) {
    if (voltage < over_voltage_times.front().voltage) {
        return 0;
    }
    const auto* const above =
        std::ranges::upper_bound(over_voltage_times, voltage, {}, &OverVoltagePoint::voltage);
    const OverVoltagePoint& below = *std::prev(above);
    if (above == over_voltage_times.end()) {
        return rate_at(below);
    }
    const std::int64_t way = (voltage - below.voltage).count();
    const std::int64_t whole = (above->voltage - below.voltage).count();
    return rate_at(below) + (rate_at(*above) - rate_at(below)) * way / whole;
}

}  // namespace

bool VoltageWatch::watch_over(base::Millivolts voltage, microseconds elapsed) {
    const std::int64_t rate = rate_at(voltage);
    if (rate == 0) {
        over_progress_ = 0;
        return false;
    }
    over_progress_ = std::min(over_progress_ + rate * elapsed.count(), all_progress);
    return over_progress_ == all_progress;
}

bool VoltageWatch::watch_under(base::Millivolts voltage, microseconds elapsed,
                               const UnderVoltageLimit& limit) {
    low_for_ = voltage < limit.level ? std::min<microseconds>(low_for_ + elapsed, limit.delay)
                                     : microseconds{0};
    return voltage < limit.level && low_for_ >= limit.delay;
}

VoltageJudgement VoltageWatch::watch(std::optional<base::Millivolts> mains, bool is_open,
                                     microseconds elapsed, const VoltageSettings& settings) {
    const base::Millivolts voltage = mains.value_or(base::Millivolts{0});
    VoltageJudgement judgement;
    if (settings.over_voltage_trips) {
        judgement.is_too_high = watch_over(voltage, elapsed);
    }
    base::Millivolts lowest = lowest_right;
    if (settings.under_voltage) {
        judgement.is_too_low = mains && watch_under(voltage, elapsed, *settings.under_voltage);
        lowest = base::Millivolts{settings.under_voltage->level.count() * 102 / 100};
    }
    const bool is_right = mains && lowest <= voltage && voltage <= highest_right;
    right_for_ = is_open && is_right ? std::min<microseconds>(right_for_ + elapsed, return_time)
                                     : microseconds{0};
    judgement.has_returned = right_for_ >= return_time;
    return judgement;
}

}  // namespace meter
