#include "meter/credit/parameters.h"

namespace meter {
namespace {

using namespace std::chrono_literals;

constexpr base::WattHours largest_alarm_level{100'000'000};
constexpr base::WattHours largest_overdraft_limit{10'000'000};
constexpr base::Milliwatts smallest_power_limit{100'000};

template <typename T>
constexpr bool is_within(T value, T lowest, T highest) {
    return lowest <= value && value <= highest;
}

}  // namespace

std::expected<void, ParameterError> validate(const Parameters& parameters) {
    using enum ParameterError;
    if (!is_within(parameters.alarm_level, base::WattHours{0}, largest_alarm_level)) {
        return std::unexpected{alarm_level_out_of_range};
    }
    if (!is_within(parameters.reminder_level, base::WattHours{0}, parameters.alarm_level)) {
        return std::unexpected{reminder_level_above_alarm_level};
    }
    if (!is_within(parameters.overdraft_limit, base::WattHours{0}, largest_overdraft_limit)) {
        return std::unexpected{overdraft_limit_out_of_range};
    }
    const bool limits_hoarding = parameters.hoarding_limit != base::WattHours{0};
    if (limits_hoarding && (parameters.hoarding_limit <= parameters.alarm_level ||
                            parameters.hoarding_limit > base::largest_energy)) {
        return std::unexpected{hoarding_limit_out_of_range};
    }
    if (!is_within(parameters.power_limit, smallest_power_limit, rated_power)) {
        return std::unexpected{power_limit_out_of_range};
    }
    if (!is_within<std::chrono::seconds>(parameters.power_limit_delay, 1s, 1h)) {
        return std::unexpected{power_limit_delay_out_of_range};
    }
    if (!is_within<std::chrono::seconds>(parameters.page_time, 1s, 60s)) {
        return std::unexpected{page_time_out_of_range};
    }
    if (parameters.language != Language::english && parameters.language != Language::chinese) {
        return std::unexpected{language_unknown};
    }
    return {};
}

}  // namespace meter
