#include "card/parameters.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace card {
namespace {

using base::WattHours;
using namespace std::chrono_literals;
using enum ParameterError;

using Fault = std::optional<ParameterError>;

constexpr WattHours largest_alarm_level{100'000'000};
constexpr WattHours largest_overdraft_limit{10'000'000};
constexpr WattHours largest_protected_limit{1'000'000};
constexpr base::Milliwatts smallest_power_limit{100'000};

template <typename T>
constexpr bool is_within(T value, T lowest, T highest) {
    return lowest <= value && value <= highest;
}

Fault fault_of_levels(const Parameters& set) {
    if (!is_within(set.alarm_level, WattHours{0}, largest_alarm_level)) {
        return alarm_level_out_of_range;
    }
    if (!is_within(set.reminder_level, WattHours{0}, set.alarm_level)) {
        return reminder_level_above_alarm_level;
    }
    if (!is_within(set.overdraft_limit, WattHours{0}, largest_overdraft_limit)) {
        return overdraft_limit_out_of_range;
    }
    const bool limits_hoarding = set.hoarding_limit != WattHours{0};
    if (limits_hoarding &&
        (set.hoarding_limit <= set.alarm_level || set.hoarding_limit > base::largest_energy)) {
        return hoarding_limit_out_of_range;
    }
    return {};
}

Fault fault_of_power(const Parameters& set) {
    if (!is_within(set.power_limit, smallest_power_limit, Parameters::largest_power_limit)) {
        return power_limit_out_of_range;
    }
    if (!is_within<std::chrono::seconds>(set.power_limit_delay, 1s, 1h)) {
        return power_limit_delay_out_of_range;
    }
    if (!is_within(set.leakage_level, base::Milliamperes{10}, base::Milliamperes{300})) {
        return leakage_level_out_of_range;
    }
    return {};
}

bool is_minute_of_day(std::chrono::minutes minute) {
    return minute >= 0min && minute < 24h;
}

Fault fault_of_hours(const ProtectedHours& hours) {
    const bool are_in_day = std::ranges::all_of(hours.windows, [](const DayWindow& window) {
        return is_minute_of_day(window.from) && is_minute_of_day(window.until);
    });
    if (!are_in_day || hours.weekdays > ProtectedHours::every_day) {
        return protected_hours_out_of_range;
    }
    if (!is_within(hours.limit, WattHours{0}, largest_protected_limit)) {
        return protected_limit_out_of_range;
    }
    const auto& days = hours.holidays;
    for (std::size_t i = 1; i < days.size(); ++i) {
        if (days[i] <= days[i - 1]) {
            return holidays_not_ascending;
        }
    }
    return {};
}

bool is_clock_change(const ClockChange& change) {
    return is_within<unsigned>(change.month, 1, 12) && is_within<unsigned>(change.week, 1, 5) &&
           change.weekday <= 6 && change.hour <= 23;
}

Fault fault_of_calendar(const Parameters& set) {
    const bool is_offset = is_within<std::chrono::minutes>(set.utc_offset, -12h, 14h) &&
                           set.utc_offset % 15min == 0min;
    if (!is_offset) {
        return utc_offset_out_of_range;
    }
    const SummerTime& summer = set.summer_time;
    if (summer.counted_in > SummerTime::CountedIn::local_time || !is_clock_change(summer.begin) ||
        !is_clock_change(summer.end) || summer.begin.month == summer.end.month) {
        return summer_time_out_of_range;
    }
    return {};
}

bool is_period(std::chrono::minutes period) {
    return is_within(period, 1min, 60min) && 60min % period == 0min;
}

Fault fault_of_counting(const Parameters& set) {
    if (!is_period(set.load_profile_period) || !is_period(set.demand_period)) {
        return period_out_of_range;
    }
    if (!is_within<std::uint32_t>(set.meter_constant, 100, 100'000)) {
        return meter_constant_out_of_range;
    }
    return set.nominal_hertz == 50 || set.nominal_hertz == 60 ? Fault{}
                                                              : Fault{nominal_frequency_unknown};
}

Fault fault_of_display(const Parameters& set) {
    if (!is_within<std::chrono::seconds>(set.page_time, 1s, 60s)) {
        return page_time_out_of_range;
    }
    return set.language <= Language::chinese ? Fault{} : Fault{language_unknown};
}

}  // namespace

std::expected<void, ParameterError> validate(const Parameters& parameters) {
    for (const Fault fault :
         {fault_of_levels(parameters), fault_of_power(parameters),
          fault_of_hours(parameters.protected_hours), fault_of_calendar(parameters),
          fault_of_counting(parameters), fault_of_display(parameters)}) {
        if (fault) {
            return std::unexpected{*fault};
        }
    }
    return {};
}

}  // namespace card
