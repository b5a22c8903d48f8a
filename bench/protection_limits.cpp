#include "bench/protection_limits.h"

#include <array>
#include <cmath>

namespace bench {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

struct VoltagePoint {
    double volts;
    double shortest_ms;
    double longest_ms;
};

constexpr std::array<VoltagePoint, 4> over_voltage_table{{
    {275, 3'000, 15'000},
    {300, 1'000, 5'000},
    {350, 250, 750},
    {400, 70, 200},
}};

double lowest_multiple(ResidualShape shape) {
    switch (shape) {
        case ResidualShape::sine:
            return 0.5;
        case ResidualShape::half_wave:
            return 0.35;
        case ResidualShape::half_wave_90:
            return 0.25;
        case ResidualShape::half_wave_135:
            return 0.11;
    }
    return 0;
}

double on_logarithmic_line(double from, double to, double way) {
    return from * std::pow(to / from, way);
}

}  // namespace

std::string name_of(ResidualShape shape) {
    switch (shape) {
        case ResidualShape::sine:
            return "sine";
        case ResidualShape::half_wave:
            return "half waves";
        case ResidualShape::half_wave_90:
            return "half waves from 90 degrees";
        case ResidualShape::half_wave_135:
            return "half waves from 135 degrees";
    }
    return {};
}

double firing_degrees(ResidualShape shape) {
    switch (shape) {
        case ResidualShape::sine:
        case ResidualShape::half_wave:
            return 0;
        case ResidualShape::half_wave_90:
            return 90;
        case ResidualShape::half_wave_135:
            return 135;
    }
    return 0;
}

BreakLimits leakage_limits(ResidualShape shape, double multiple) {
    if (multiple <= lowest_multiple(shape)) {
        return {.shortest_ms = never, .longest_ms = never};
    }
    const double sine_multiple = shape == ResidualShape::sine ? multiple : multiple / 1.4;
    if (sine_multiple < 1) {
        return {};
    }
    if (sine_multiple < 2) {
        return {.shortest_ms = 0, .longest_ms = 300};
    }
    return {.shortest_ms = 0, .longest_ms = sine_multiple < 5 ? 150.0 : 40.0};
}

BreakLimits over_voltage_limits(double volts) {
    if (volts <= 255) {
        return {.shortest_ms = never, .longest_ms = never};
    }
    if (volts < over_voltage_table.front().volts) {
        return {};
    }
    for (std::size_t i = 1; i < over_voltage_table.size(); ++i) {
        const VoltagePoint& below = over_voltage_table[i - 1];
        const VoltagePoint& above = over_voltage_table[i];
        if (volts < above.volts) {
            const double way = (volts - below.volts) / (above.volts - below.volts);
            return {on_logarithmic_line(below.shortest_ms, above.shortest_ms, way),
                    on_logarithmic_line(below.longest_ms, above.longest_ms, way)};
        }
    }
    return {over_voltage_table.back().shortest_ms, over_voltage_table.back().longest_ms};
}

BreakLimits overload_limits(double multiple, std::chrono::seconds delay) {
    constexpr double block_ms = 10 * 1000.0 / 49;
    constexpr double switch_ms = 20;
    constexpr double error = 0.005;
    if (multiple <= 1 - error) {
        return {.shortest_ms = never, .longest_ms = never};
    }
    if (multiple < 1 + error) {
        return {};
    }
    const auto delay_ms = static_cast<double>(delay.count()) * 1000;
    return {delay_ms - block_ms, delay_ms + 2 * block_ms + switch_ms};
}

std::vector<std::string> protection_sources() {
    return {
        "IEC 61008-1, general type: 300, 150 and 40 ms at 1, 2 and 5 times the rated current, no "
        "trip at half of it, type A from 0.35 to 1.4 times: read in public copies of the table.",
        "Half waves from 90 and 135 degrees, 0.25 and 0.11 times: unverified.",
        "EN 50550: 3 s at 275 V and 0.2 s at 400 V read; no trip at 255 V and the other six times "
        "unverified. Nothing is said between the points: the lines drawn there are ours.",
        "Overload: the power limit and its delay are parameters of the meter, the tolerance of one "
        "to two blocks of ten cycles and 20 ms of switch is ours.",
    };
}

}  // namespace bench
