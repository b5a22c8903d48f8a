#include "office/web/parameter_fields.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "office/web/requests.h"

namespace office {
namespace {

// `value` where the field is left out.
template <typename Quantity>
void take_quantity(JsonFields& fields, std::string_view name, Quantity& value) {
    if (fields.has(name)) {
        value = Quantity{fields.integer(name, -any_amount, any_amount)};
    }
}

template <typename Duration>
void take_time(JsonFields& fields, std::string_view name, Duration& value) {
    if (fields.has(name)) {
        value = Duration{fields.integer(name, -1'000'000, 1'000'000)};
    }
}

template <typename Number>
void take_number(JsonFields& fields, std::string_view name, Number& value) {
    if (fields.has(name)) {
        value = static_cast<Number>(fields.integer(name, 0, std::numeric_limits<Number>::max()));
    }
}

void take_flag(JsonFields& fields, std::string_view name, bool& value) {
    value = fields.optional_flag(name, value);
}

// "MONTH-WEEK-WEEKDAY-HOUR", as card::ClockChange counts them.
void take_change(JsonFields& fields, std::string_view name, card::ClockChange& change) {
    if (!fields.has(name)) {
        return;
    }
    const std::string text = fields.text(name, 20);
    std::array<std::uint8_t, 4> numbers{};
    const auto parts = split(text, '-');
    bool is_good = parts.size() == numbers.size();
    for (std::size_t i = 0; is_good && i < numbers.size(); ++i) {
        constexpr std::uint64_t most = 99;
        const auto number = parse_number(parts[i]);
        is_good = number && *number <= most;
        numbers[i] = static_cast<std::uint8_t>(number.value_or(0));
    }
    if (!is_good) {
        fields.refuse(name, "MONTH-WEEK-WEEKDAY-HOUR, for example 3-5-0-1");
        return;
    }
    change = {.month = numbers[0], .week = numbers[1], .weekday = numbers[2], .hour = numbers[3]};
}

void take_summer_time(JsonFields& fields, card::SummerTime& summer) {
    if (fields.has("summer_time")) {
        const std::string rule = fields.text("summer_time", 20);
        if (rule == "utc") {
            summer.counted_in = card::SummerTime::CountedIn::utc;
        } else if (rule == "local_time") {
            summer.counted_in = card::SummerTime::CountedIn::local_time;
        } else if (rule != "none") {
            fields.refuse("summer_time", "none, utc or local_time");
        }
    }
    take_change(fields, "summer_begin", summer.begin);
    take_change(fields, "summer_end", summer.end);
}

void take_holidays(JsonFields& fields, card::ProtectedHours& hours) {
    const std::string list = fields.optional_text("holidays", 200);
    if (list.empty()) {
        return;
    }
    for (const std::string_view day : split(list, ',')) {
        const auto date = parse_date(day);
        if (!date || !date->ok() || hours.holidays.size() == hours.holidays.capacity()) {
            fields.refuse("holidays", "at most 12 dates like 2026-12-25, with commas between");
            return;
        }
        hours.holidays.push_back(std::chrono::sys_days{*date});
    }
}

void take_protected_hours(JsonFields& fields, card::ProtectedHours& hours) {
    take_time(fields, "protected_1_from_min", hours.windows[0].from);
    take_time(fields, "protected_1_until_min", hours.windows[0].until);
    take_time(fields, "protected_2_from_min", hours.windows[1].from);
    take_time(fields, "protected_2_until_min", hours.windows[1].until);
    take_number(fields, "protected_weekdays", hours.weekdays);
    take_quantity(fields, "protected_limit_wh", hours.limit);
    take_holidays(fields, hours);
}

}  // namespace

card::Parameters take_parameters(JsonFields& fields) {
    card::Parameters set;
    take_quantity(fields, "alarm_level_wh", set.alarm_level);
    set.reminder_level = set.alarm_level;
    take_quantity(fields, "reminder_level_wh", set.reminder_level);
    take_quantity(fields, "overdraft_limit_wh", set.overdraft_limit);
    take_quantity(fields, "hoarding_limit_wh", set.hoarding_limit);
    take_quantity(fields, "power_limit_mw", set.power_limit);
    take_time(fields, "power_limit_delay_s", set.power_limit_delay);
    take_protected_hours(fields, set.protected_hours);
    take_quantity(fields, "leakage_level_ma", set.leakage_level);
    take_flag(fields, "leakage_trip", set.leakage_trip);
    take_flag(fields, "over_voltage_trip", set.over_voltage_trip);
    take_flag(fields, "under_voltage_trip", set.under_voltage_trip);
    take_flag(fields, "export_allowed", set.export_allowed);
    take_number(fields, "opens_on_tampering", set.opens_on_tampering);
    take_time(fields, "load_profile_period_min", set.load_profile_period);
    take_time(fields, "demand_period_min", set.demand_period);
    take_number(fields, "meter_constant", set.meter_constant);
    take_time(fields, "utc_offset_min", set.utc_offset);
    take_summer_time(fields, set.summer_time);
    take_time(fields, "page_time_s", set.page_time);
    if (fields.has("language")) {
        const std::string language = fields.text("language", 20);
        if (language != "en" && language != "zh") {
            fields.refuse("language", "en or zh");
        }
        set.language = language == "zh" ? card::Language::chinese : card::Language::english;
    }
    take_number(fields, "nominal_hz", set.nominal_hertz);
    return set;
}

}  // namespace office
