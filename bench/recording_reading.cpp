#include "bench/recording_reading.h"

#include <algorithm>
#include <cmath>

#include "bench/measured_run.h"
#include "bench/resampler.h"
#include "meter/metrology/metrology.h"

namespace bench {
namespace {

constexpr double shortest_seconds = 1.2;
constexpr double settle_seconds = 0.5;
constexpr double band_hertz = 3200;  // 0.4 of the core's rate
constexpr double half_transition_hertz = 40;

std::vector<double> repeated(const std::vector<double>& values, long long times) {
    std::vector<double> all;
    all.reserve(values.size() * static_cast<std::size_t>(times));
    for (long long i = 0; i < times; ++i) {
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

// `repeat` times the recording at the core's rate. A slower recording keeps the band that it has.
std::vector<double> at_core_rate(const std::vector<double>& values, int rate_hertz, int repeat) {
    const auto core = static_cast<int>(meter::nominal_sample_rate.hertz());
    if (rate_hertz == core) {
        return repeated(values, repeat);
    }
    const double band = std::min(band_hertz, 0.4 * rate_hertz);
    const Resampler resampler{rate_hertz, core, band - half_transition_hertz,
                              band + half_transition_hertz};
    // Where some repetitions fill whole steps, one period of the result says it all.
    const long long periods = resampler.periods_in_step(values.size());
    if (repeat > 1 && periods <= repeat) {
        return repeated(resampler.resample_repeated(values), repeat / periods);
    }
    return resampler.resample(repeated(values, repeat));
}

std::int32_t code_of(double value, double full_scale) {
    return static_cast<std::int32_t>(
        std::lround(std::clamp(value / full_scale, -1.0, 1.0) * meter::largest_code));
}

// The converter's range for a current, in whole amperes: a board for such currents would have it.
std::uint32_t range_for(const std::vector<double>& amperes) {
    double peak = 0;
    for (const double value : amperes) {
        peak = std::max(peak, std::abs(value));
    }
    return static_cast<std::uint32_t>(std::clamp(std::ceil(peak * 1.01), 1.0, 200.0));
}

}  // namespace

std::expected<RecordingReading, RecordingError> read_by_meter(const Recording& recording,
                                                              int repeat) {
    const double seconds =
        static_cast<double>(recording.volts.size()) * repeat / recording.rate_hertz;
    if (seconds < shortest_seconds) {
        return std::unexpected{RecordingError::too_short};
    }
    const std::vector<double> volts = at_core_rate(recording.volts, recording.rate_hertz, repeat);
    const std::vector<double> amperes =
        at_core_rate(recording.amperes, recording.rate_hertz, repeat);

    meter::MetrologySettings settings = metering_without_threshold();
    settings.full_scale.current_amperes = range_for(amperes);
    meter::Harmonics harmonics;
    meter::Metrology metrology{settings, &harmonics};
    RecordingReading reading;
    const double rate = settings.rate.hertz();
    const double joules_per_product = 1 / (std::ldexp(1, meter::power_unit_bits) * rate);
    double joules = 0;
    double exported = 0;
    double reactive = 0;
    double voltage_square = 0;
    double current_square = 0;
    double cycles = 0;
    meter::ConditionSet conditions;
    for (std::size_t i = 0; i < volts.size(); ++i) {
        meter::SampleSet set;
        set.counter = static_cast<std::uint32_t>(i);
        set.voltage = code_of(volts[i], settings.full_scale.voltage_volts);
        set.phase_current = code_of(amperes[i], settings.full_scale.current_amperes);
        const bool block = metrology.step(set).has(meter::Ready::What::block);
        if (!block || static_cast<double>(i) < settle_seconds * rate) {
            continue;
        }
        const meter::EnergyBlock& energy = metrology.energy_block();
        const meter::Reading& values = metrology.block();
        const double duration = energy.duration / 65536.0 / rate;
        const double active = static_cast<double>(energy.active) * joules_per_product;
        joules += active;
        exported += std::max(-active, 0.0);
        reactive += static_cast<double>(energy.reactive) * joules_per_product;
        const auto square = [&](double micro) { return micro * micro * 1e-12 * duration; };
        voltage_square += square(static_cast<double>(values.voltage.count()));
        current_square += square(static_cast<double>(values.phase_current.count()));
        cycles += static_cast<double>(values.frequency.count()) / 1000 * duration;
        reading.seconds += duration;
        conditions.add(metrology.conditions());
    }
    if (reading.seconds == 0) {
        return std::unexpected{RecordingError::too_short};
    }
    reading.voltage_rms = std::sqrt(voltage_square / reading.seconds);
    reading.current_rms = std::sqrt(current_square / reading.seconds);
    reading.active_watts = joules / reading.seconds;
    reading.reactive_vars = reactive / reading.seconds;
    reading.apparent_volt_amperes = reading.voltage_rms * reading.current_rms;
    reading.power_factor = reading.apparent_volt_amperes > 0
                               ? reading.active_watts / reading.apparent_volt_amperes
                               : 0;
    reading.frequency_hertz = cycles / reading.seconds;
    reading.imported_watt_hours = (joules + exported) / 3600;
    reading.exported_watt_hours = exported / 3600;
    reading.harmonics = harmonics.reading();
    reading.conditions = conditions;
    return reading;
}

}  // namespace bench
