#include "bench/calibrate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bench/measured_run.h"

namespace bench {
namespace {

using meter::Channel;

// One reference point with one current counting.
struct Point {
    double lag_degrees = 0;
    double amperes = 0;
    meter::CountingElement element = meter::CountingElement::phase;
};

class Procedure {
 public:
    Procedure(const ConverterModel& converter, const meter::MetrologySettings& settings,
              const ReferencePoints& points, std::uint64_t seed)
        : settings_{settings, converter, seed, 1.5, points.seconds}, points_{points} {
        settings_.meter.thresholds = {meter::Microwatts{0}, meter::Microwatts{0}};
        settings_.meter.calibration = {};
    }

    // Offsets, in codes, and the noise floors left of the currents.
    void no_load() {
        const Measured measured = run({0, 0, meter::CountingElement::phase});
        const meter::FullScale& full = settings_.meter.full_scale;
        const auto offset = [&](Channel channel, double value, double full_scale) {
            settings_.meter.calibration[channel].offset =
                static_cast<std::int32_t>(std::lround(value / full_scale * 8388608));
        };
        offset(Channel::voltage, measured.voltage_direct, full.voltage_volts);
        offset(Channel::phase_current, measured.phase_direct, full.current_amperes);
        offset(Channel::neutral_current, measured.neutral_direct, full.current_amperes);
        noise(Channel::phase_current, measured.phase_rms);
        noise(Channel::neutral_current, measured.neutral_rms);
    }

    // The residual channel keeps its DC, so that offset and noise come out of one RMS only when the
    // offset is found first, from two readings of opposite sign of a trial offset.
    void residual_no_load() {
        meter::ChannelCalibration& constants =
            settings_.meter.calibration[Channel::residual_current];
        const double unit = settings_.meter.full_scale.residual_amperes / 8388608.0;
        const double trial = 1 << 19;
        const auto square_at = [&](double codes) {
            constants.offset = static_cast<std::int32_t>(codes);
            const double rms = run({0, 0, meter::CountingElement::phase}).residual_rms / unit;
            return rms * rms;
        };
        // (o - t)^2 + n^2 and (o + t)^2 + n^2 differ by 4 o t.
        const double above = square_at(-trial);
        const double below = square_at(trial);
        constants.offset = static_cast<std::int32_t>(std::lround((above - below) / (4 * trial)));
        noise(Channel::residual_current, run({0, 0, meter::CountingElement::phase}).residual_rms);
    }

    // Both currents are read before anything changes, so that the meter never runs on constants
    // that nobody has judged.
    void gains() {
        const Measured phase = run({0, points_.amperes, meter::CountingElement::phase});
        const Measured neutral = run({0, points_.amperes, meter::CountingElement::neutral});
        correct(Channel::voltage, phase.voltage_rms, points_.volts);
        correct(Channel::phase_current, phase.phase_rms, points_.amperes);
        correct(Channel::neutral_current, neutral.neutral_rms, points_.amperes);
        correct(Channel::residual_current, phase.residual_rms, points_.residual_amperes);
    }

    void delays() {
        const Measured phase = run({60, points_.amperes, meter::CountingElement::phase});
        const Measured neutral = run({60, points_.amperes, meter::CountingElement::neutral});
        delay(Channel::phase_current, phase);
        delay(Channel::neutral_current, neutral);
    }

    // Applied between the steps: the meter itself refuses what is out of range.
    [[nodiscard]] std::expected<void, CalibrationFailure> judge() const {
        const auto valid = meter::validate(settings_.meter.calibration);
        if (valid) {
            return {};
        }
        switch (valid.error()) {
            case meter::CalibrationError::gain_out_of_range:
                return std::unexpected{CalibrationFailure::gain_out_of_range};
            case meter::CalibrationError::offset_out_of_range:
                return std::unexpected{CalibrationFailure::offset_out_of_range};
            case meter::CalibrationError::noise_out_of_range:
                return std::unexpected{CalibrationFailure::noise_out_of_range};
            case meter::CalibrationError::wrong_size:
            case meter::CalibrationError::unknown_version:
            case meter::CalibrationError::checksum_differs:
            case meter::CalibrationError::delay_out_of_range:
                break;
        }
        return std::unexpected{CalibrationFailure::delay_out_of_range};
    }

    [[nodiscard]] const meter::Calibration& found() const { return settings_.meter.calibration; }

 private:
    Measured run(const Point& point) {
        Load load =
            sine_load(points_.volts, point.amperes, point.lag_degrees, points_.frequency_hertz);
        load.residual_amperes = point.amperes > 0 ? points_.residual_amperes : 0;
        settings_.element = point.element;
        ++settings_.seed;
        return measure(load, settings_);
    }

    void noise(Channel channel, double rms) {
        const double units = std::ldexp(rms, meter::current_unit_bits);
        settings_.meter.calibration[channel].noise =
            static_cast<std::uint32_t>(std::min(std::round(units * units), 4.0e9));
    }

    void correct(Channel channel, double measured, double truth) {
        meter::ChannelCalibration& constants = settings_.meter.calibration[channel];
        const double gain = constants.gain * truth / measured;
        constants.gain = gain > 0 && gain < 4e9 ? static_cast<std::uint32_t>(std::lround(gain)) : 0;
    }

    void delay(Channel channel, const Measured& measured) {
        const double lag = std::atan2(measured.reactive_vars, measured.active_watts);
        const double lead = std::numbers::pi / 3 - lag;  // too early by so much
        settings_.meter.calibration[channel].delay_nanoseconds += static_cast<std::int32_t>(
            std::lround(lead / (2 * std::numbers::pi * points_.frequency_hertz) * 1e9));
    }

    Settings settings_;
    ReferencePoints points_;
};

}  // namespace

std::expected<meter::Calibration, CalibrationFailure> calibrate(
    const ConverterModel& converter, const meter::MetrologySettings& settings,
    const ReferencePoints& points, std::uint64_t seed) {
    Procedure procedure{converter, settings, points, seed};
    procedure.no_load();
    if (const auto good = procedure.judge(); !good) {
        return std::unexpected{good.error()};
    }
    procedure.residual_no_load();
    for (int round = 0; round < 2; ++round) {
        if (const auto good = procedure.judge(); !good) {
            return std::unexpected{good.error()};
        }
        procedure.gains();
        if (const auto good = procedure.judge(); !good) {
            return std::unexpected{good.error()};
        }
        procedure.delays();
    }
    if (const auto good = procedure.judge(); !good) {
        return std::unexpected{good.error()};
    }
    return procedure.found();
}

}  // namespace bench
