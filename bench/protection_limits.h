// The break times that the standards allow a protection, as functions of what is applied. Numbers
// that nobody here has read in the standard itself are named in protection_sources().
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace bench {

// It must break after `shortest_ms` and within `longest_ms`; infinity where it must never or need
// not break.
struct BreakLimits {
    double shortest_ms = 0;
    double longest_ms = std::numeric_limits<double>::infinity();

    [[nodiscard]] bool hold(double break_ms) const {
        return shortest_ms <= break_ms && break_ms <= longest_ms;
    }
};

// What a residual current looks like: a sine, or half waves that begin at an angle.
enum class ResidualShape : std::uint8_t { sine, half_wave, half_wave_90, half_wave_135 };
[[nodiscard]] std::string name_of(ResidualShape shape);
// Where the half wave begins.
[[nodiscard]] double firing_degrees(ResidualShape shape);

// IEC 61008-1, general type: `multiple` is the RMS value over the rated current. Pulsating currents
// by type A: from 0.35 (0.25, 0.11) to 1.4 times, and the sine's times at 1.4 times as much.
[[nodiscard]] BreakLimits leakage_limits(ResidualShape shape, double multiple);

// EN 50550. Between two points of its table both times follow a straight line in their logarithm.
[[nodiscard]] BreakLimits over_voltage_limits(double volts);

// Rule 5: never below the limit, and above it after the delay; within half a percent of it either
// way. A meter measures power over ten cycles: where the load begins within them they count whole
// or not at all, and the last ten end up to a block later.
[[nodiscard]] BreakLimits overload_limits(double multiple, std::chrono::seconds delay);
// The delays that the bench draws from, in seconds.
inline constexpr std::array<int, 4> overload_delays{1, 3, 10, 30};

// Where each figure is from, and which are known from memory only.
[[nodiscard]] std::vector<std::string> protection_sources();

}  // namespace bench
