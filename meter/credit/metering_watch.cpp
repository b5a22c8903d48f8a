#include "meter/credit/metering_watch.h"

#include <algorithm>

namespace meter {
namespace {

// What rounding and the phases between the channels' means may make of volts times amperes.
constexpr std::int64_t tolerance_percent = 5;
constexpr base::Milliwatts smallest_doubt{10'000};

base::Milliwatts magnitude(base::Milliwatts power) {
    return power.is_negative() ? -power : power;
}

template <typename Quantity>
bool is_beyond(Quantity value, Quantity full_scale) {
    return value.is_negative() || value > full_scale;
}

// A source that gives no current contradicts nothing.
bool contradicts_itself(const Measurement& measurement) {
    const auto current = std::max(measurement.phase_current, measurement.neutral_current);
    if (current == base::Milliamperes{}) {
        return false;
    }
    const std::int64_t apparent_milliwatts =
        measurement.voltage.count() * current.count() / 1000 * (100 + tolerance_percent) / 100;
    return magnitude(measurement.power) > base::Milliwatts{apparent_milliwatts} + smallest_doubt;
}

}  // namespace

Measurement within_full_scale(const Measurement& measurement) {
    Measurement result = measurement;
    result.power = std::clamp(measurement.power, -full_scale_power, full_scale_power);
    result.voltage = std::clamp(measurement.voltage, base::Millivolts{}, full_scale_voltage);
    for (base::Milliamperes* current :
         {&result.phase_current, &result.neutral_current, &result.residual_current}) {
        *current = std::clamp(*current, base::Milliamperes{}, full_scale_current);
    }
    return result;
}

bool is_impossible(const Measurement& measurement) {
    return measurement.power < -full_scale_power || measurement.power > full_scale_power ||
           is_beyond(measurement.voltage, full_scale_voltage) ||
           is_beyond(measurement.phase_current, full_scale_current) ||
           is_beyond(measurement.neutral_current, full_scale_current) ||
           is_beyond(measurement.residual_current, full_scale_current) ||
           contradicts_itself(measurement);
}

void MeteringWatch::step(FrontEnd front_end, bool has_failed, std::chrono::milliseconds elapsed) {
    if (front_end != FrontEnd::working) {
        working = {};
        failing = std::min<Missed>(failing + elapsed, fails_after);
        return;
    }
    failing = std::max(failing - Missed{elapsed.count()}, Missed{});
    working = has_failed ? std::min(working + elapsed, works_after) : std::chrono::milliseconds{};
}

}  // namespace meter
