// What the office may set in a meter, with the values of a meter that nobody has set.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>

#include "base/fixed_vector.h"
#include "base/quantity.h"

namespace card {

enum class Language : std::uint8_t { english = 0, chinese = 1 };

// A part of each chosen local day, from its beginning to before its end, in minutes after local
// midnight. It runs over midnight where it ends before it begins; alike, it is none.
struct DayWindow {
    std::chrono::minutes from{0};  // 0 to 23:59
    std::chrono::minutes until{0};

    constexpr bool operator==(const DayWindow&) const = default;
};

// When credit that runs out does not open the supply yet.
struct ProtectedHours {
    static constexpr std::uint8_t every_day = 0x7F;

    std::array<DayWindow, 2> windows{};
    std::uint8_t weekdays = every_day;  // on which the windows begin; bit 0 is Sunday
    // Protected from midnight to midnight, ascending.
    base::FixedVector<std::chrono::sys_days, 12> holidays{};
    // How far below the overdraft limit they hold; 0 to 1,000 kWh.
    base::WattHours limit{5'000};

    constexpr bool operator==(const ProtectedHours&) const = default;
};

// One of the two days a year on which local clocks are moved by an hour.
struct ClockChange {
    std::uint8_t month = 3;    // 1 to 12
    std::uint8_t week = 5;     // 1 to 4: the first to fourth such weekday; 5: the last
    std::uint8_t weekday = 0;  // 0 is Sunday
    std::uint8_t hour = 1;     // 0 to 23, by the clock that `SummerTime::counted_in` names

    constexpr bool operator==(const ClockChange&) const = default;
};

struct SummerTime {
    enum class CountedIn : std::uint8_t {
        none = 0,        // there is no summer time
        utc = 1,         // as in Europe
        local_time = 2,  // by the clock that is about to change, as in America
    };
    CountedIn counted_in = CountedIn::none;
    ClockChange begin{};
    ClockChange end{.month = 10};

    constexpr bool operator==(const SummerTime&) const = default;
};

// A versioned set; version 0 are the defaults of production.
struct Parameters {
    static constexpr base::Milliwatts largest_power_limit{23'000'000};  // the rated power

    std::uint32_t version = 0;
    // Below it the display stays on the remaining energy; 0 to 100,000 kWh.
    base::WattHours alarm_level{20'000};
    // Reaching it from above opens the supply once; 0 = off, at most the alarm level.
    base::WattHours reminder_level{20'000};
    // How far below zero the card may reconnect; 0 to 10,000 kWh.
    base::WattHours overdraft_limit{0};
    // No order may lift remaining above it; 0 = none, else above the alarm level.
    base::WattHours hoarding_limit{0};
    // 100 W to the rated power.
    base::Milliwatts power_limit = largest_power_limit;
    // How long the power may stay above its limit; 1 s to 1 h.
    std::chrono::seconds power_limit_delay{10};
    ProtectedHours protected_hours{};
    // Of the leakage protection; 10 to 300 mA.
    base::Milliamperes leakage_level{30};
    bool leakage_trip = true;
    bool over_voltage_trip = true;
    bool under_voltage_trip = false;
    // Energy to the grid is counted in a register of its own; else as if it were used.
    bool export_allowed = false;
    // Kinds of tampering that open the supply (the bits are in docs/formats/card.md); the others
    // are only kept as events.
    std::uint8_t opens_on_tampering = 0;
    // Both 1 to 60 and a divisor of 60.
    std::chrono::minutes load_profile_period{30};
    std::chrono::minutes demand_period{15};
    // Pulses for a kilowatt-hour; 100 to 100,000.
    std::uint32_t meter_constant = 1'600;
    // Of local time without summer time; -12 h to 14 h in quarters of an hour.
    std::chrono::minutes utc_offset{0};
    SummerTime summer_time{};
    // How long the display shows a page; 1 s to 60 s.
    std::chrono::seconds page_time{5};
    Language language = Language::english;
    std::uint8_t nominal_hertz = 50;  // or 60

    constexpr bool operator==(const Parameters&) const = default;
};

// The number is the detail of the meter's event; it never changes its meaning.
enum class ParameterError : std::uint8_t {
    alarm_level_out_of_range = 1,
    reminder_level_above_alarm_level = 2,
    overdraft_limit_out_of_range = 3,
    hoarding_limit_out_of_range = 4,
    power_limit_out_of_range = 5,
    power_limit_delay_out_of_range = 6,
    page_time_out_of_range = 7,
    language_unknown = 8,
    protected_hours_out_of_range = 9,
    protected_limit_out_of_range = 10,
    holidays_not_ascending = 11,
    leakage_level_out_of_range = 12,
    period_out_of_range = 13,
    meter_constant_out_of_range = 14,
    utc_offset_out_of_range = 15,
    summer_time_out_of_range = 16,
    nominal_frequency_unknown = 17,
};

// A set is taken whole or not at all: the first value out of its range refuses it.
[[nodiscard]] std::expected<void, ParameterError> validate(const Parameters& parameters);

}  // namespace card
