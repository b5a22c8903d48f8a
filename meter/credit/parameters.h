// What the office may set in a meter, with the values of a meter that nobody has set.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>

#include "base/quantity.h"
#include "meter/ratings.h"

namespace meter {

enum class Language : std::uint8_t { english = 0, chinese = 1 };

// A versioned set; version 0 are the defaults of production.
struct Parameters {
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
    base::Milliwatts power_limit = rated_power;
    // How long the power may stay above its limit; 1 s to 1 h.
    std::chrono::seconds power_limit_delay{10};
    // How long the display shows a page; 1 s to 60 s.
    std::chrono::seconds page_time{5};
    Language language = Language::english;

    constexpr bool operator==(const Parameters&) const = default;
};

enum class ParameterError : std::uint8_t {
    alarm_level_out_of_range,
    reminder_level_above_alarm_level,
    overdraft_limit_out_of_range,
    hoarding_limit_out_of_range,
    power_limit_out_of_range,
    power_limit_delay_out_of_range,
    page_time_out_of_range,
    language_unknown,
};

// A set is taken whole or not at all: the first value out of its range refuses it.
[[nodiscard]] std::expected<void, ParameterError> validate(const Parameters& parameters);

}  // namespace meter
