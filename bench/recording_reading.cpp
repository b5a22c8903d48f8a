#include "bench/recording_reading.h"

#include <algorithm>
#include <cmath>

#include "bench/measured_run.h"
#include "bench/random.h"
#include "bench/resampler.h"
#include "meter/metrology/metrology.h"

namespace bench {
namespace {

constexpr double shortest_seconds = 1.2;
constexpr double settle_seconds = 0.5;
constexpr double band_hertz = 3200;  // 0.4 of the core's rate
constexpr double half_transition_hertz = 40;

constexpr double longest_seconds = 86'400;
// A period of the resampled recording is kept up to this many values: 64 MB of them.
constexpr long long most_kept_values = 8'000'000;

// The values of a recording that is played some times, at the core's rate, made as they are asked
// for. A slower recording keeps the band that it has.
class Player {
 public:
    // `values` and `resampler` outlive this.
    Player(const std::vector<double>& values, int repeat, const Resampler& resampler)
        : values_{values}, repeat_{repeat}, resampler_{resampler} {
        // Where some repetitions fill whole steps, one period of the result says it all.
        const long long periods = resampler_.periods_in_step(values.size());
        if (resampler_.keeps_rate()) {
            period_ = values;
        } else if (repeat > 1 && periods <= repeat &&
                   resampler_.count(values.size(), periods) <= most_kept_values) {
            period_ = resampler_.resample_repeated(values);
        }
    }

    [[nodiscard]] long long count() const { return resampler_.count(values_.size(), repeat_); }
    [[nodiscard]] double at(long long n) const {
        return period_.empty() ? resampler_.at(n, values_, repeat_)
                               : period_[static_cast<std::size_t>(n) % period_.size()];
    }

 private:
    const std::vector<double>& values_;
    long long repeat_;
    const Resampler& resampler_;
    std::vector<double> period_;
};

// A code is rounded up or down by chance, as the noise of a real converter has it: without, a
// repeated cycle of a few milliamperes would repeat the same rounding for ever.
class Converter {
 public:
    std::int32_t code_of(double value, double full_scale) {
        const double share = std::clamp(value / full_scale, -1.0, 1.0);
        return static_cast<std::int32_t>(
            std::floor(share * (meter::largest_code) + random_.uniform()));
    }

 private:
    Random random_{1};
};

}  // namespace

std::expected<RecordingReading, RecordingError> read_by_meter(
    const Recording& recording, int repeat, const meter::Calibration& calibration) {
    const double seconds =
        static_cast<double>(recording.volts.size()) * repeat / recording.rate_hertz;
    if (seconds < shortest_seconds) {
        return std::unexpected{RecordingError::too_short};
    }
    if (seconds > longest_seconds) {
        return std::unexpected{RecordingError::too_long};
    }
    const double band = std::min(band_hertz, 0.4 * recording.rate_hertz);
    const Resampler resampler{recording.rate_hertz,
                              static_cast<int>(meter::nominal_sample_rate.hertz()),
                              band - half_transition_hertz, band + half_transition_hertz};
    const Player volts{recording.volts, repeat, resampler};
    const Player amperes{recording.amperes, repeat, resampler};

    meter::MetrologySettings settings = metering_without_threshold();
    settings.calibration = calibration;
    meter::Harmonics harmonics;
    meter::Metrology metrology{settings, &harmonics};
    Converter converter;
    RecordingReading reading;
    const double rate = settings.rate.hertz();
    const double joules_per_product = 1 / (std::ldexp(1, meter::power_unit_bits) * rate);
    double joules = 0;
    double exported = 0;
    double reactive = 0;
    double voltage_square = 0;
    double current_square = 0;
    double cycles = 0;
    double known_seconds = 0;  // of the blocks whose frequency is known
    meter::ConditionSet conditions;
    for (long long i = 0; i < volts.count(); ++i) {
        meter::SampleSet set;
        set.counter = static_cast<std::uint32_t>(i);
        set.voltage = converter.code_of(volts.at(i), settings.full_scale.voltage_volts);
        set.phase_current = converter.code_of(amperes.at(i), settings.full_scale.current_amperes);
        const bool block = metrology.step(set).has(meter::Ready::What::block);
        if (!block || static_cast<double>(i) < settle_seconds * rate) {
            continue;
        }
        const meter::EnergyBlock& energy = metrology.energy_block();
        const meter::LineReading& values = metrology.block();
        const double duration = energy.duration / 65536.0 / rate;
        const double active = static_cast<double>(energy.active) * joules_per_product;
        joules += active;
        exported += std::max(-active, 0.0);
        reactive += static_cast<double>(energy.reactive) * joules_per_product;
        const auto square = [&](double micro) { return micro * micro * 1e-12 * duration; };
        voltage_square += square(static_cast<double>(values.voltage.count()));
        current_square += square(static_cast<double>(values.phase_current.count()));
        if (values.frequency.count() > 0) {
            cycles += static_cast<double>(values.frequency.count()) / 1000 * duration;
            known_seconds += duration;
        }
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
    if (known_seconds > 0) {
        reading.frequency_hertz = cycles / known_seconds;
    }
    reading.imported_watt_hours = (joules + exported) / 3600;
    reading.exported_watt_hours = exported / 3600;
    reading.harmonics = harmonics.reading();
    reading.conditions = conditions;
    reading.at_format_limit = recording.at_format_limit;
    return reading;
}

}  // namespace bench
