// What the sample chain hands on: the sums of one half cycle, cut at interpolated crossings.
#pragma once

#include <array>
#include <cstdint>

#include "meter/metrology/fixed_point.h"
#include "meter/metrology/sample_set.h"

namespace meter {

// Which current is multiplied with the voltage.
enum class CountingElement : std::uint8_t { phase, neutral };

// Sums of products over a stretch of samples. A sample is below 12.3 M = 2^23.6 (voltage, 2^-13 V)
// or 2^27 (currents, 2^-18 A) after calibration and DC removal, a half cycle is at most 201
// samples, and the sums are 64-bit: the largest, a squared current, stays below 2^61.7 in a half
// cycle and 2^62.7 in a cycle. Power stays below 2^62.6 in ten cycles.
struct Sums {
    std::int64_t voltage_squared = 0;
    std::int64_t current_squared = 0;  // of the counting element
    std::int64_t other_squared = 0;    // of the other current; its delay is not corrected
    std::int64_t residual_squared = 0;
    std::int64_t power = 0;         // voltage times counting current
    std::int64_t voltage_sine = 0;  // times the sine in 2^-24 of the reference phase
    std::int64_t voltage_cosine = 0;
    std::int64_t current_sine = 0;
    std::int64_t current_cosine = 0;
    std::int64_t voltage = 0;
    std::int64_t current = 0;
    std::int64_t other = 0;

    Sums& operator+=(const Sums& more);
};

// How a half cycle ended: where the voltage crossed zero, or after the last known time without.
enum class HalfCycleEnd : std::uint8_t { crossing, time };

struct HalfCycle {
    Sums sums;
    Q16 duration = 0;
    Q16 late = 0;  // from its end to the newest sample: below one sample
    HalfCycleEnd end = HalfCycleEnd::time;
    bool is_whole = false;          // both of its ends are crossings and no set is missing
    bool ends_cycle = false;        // it ends where the voltage rises, or is the second of two
    bool residual_changed = false;  // its samples are not one and the same
    std::uint32_t lost = 0;         // sample sets missing within it
    std::uint32_t restarts = 0;     // times that the counter was not believed
    std::array<std::uint16_t, channel_count> clipped{};  // sample sets at the converter's limit
};

}  // namespace meter
