#include "bench/break_time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "bench/whole_meter.h"

namespace bench {
namespace {

constexpr meter::SampleRate rate = meter::nominal_sample_rate;
constexpr double milliseconds_per_sample = 1000.0 / 8000;
constexpr int quiet_samples = 80;           // before a residual current, and up to a frame more
constexpr int samples_before_onset = 1600;  // before an over-voltage or an overload
constexpr double full_scale_residual_amperes = 2;
constexpr double nominal_volts = 230;

double peak_of(const ResidualCurrent& current) {
    if (current.shape == ResidualShape::sine) {
        return current.rms_amperes * std::numbers::sqrt2;
    }
    // The mean square of a half wave from `begin` on.
    const double begin = firing_degrees(current.shape) * std::numbers::pi / 180;
    const double area = (std::numbers::pi - begin) / 2 + std::sin(2 * begin) / 4;
    return current.rms_amperes / std::sqrt(area / (2 * std::numbers::pi));
}

double amperes_at(const ResidualCurrent& current, double peak, double cycles) {
    const double degrees = 360 * (cycles - std::floor(cycles));
    const bool flows = current.shape == ResidualShape::sine ||
                       (degrees >= firing_degrees(current.shape) && degrees < 180);
    return current.direct_amperes + (flows ? peak * std::sin(degrees * std::numbers::pi / 180) : 0);
}

// Plays sets of `next`, called with the sample since the onset, until the meter's switch opens.
template <typename Next>
std::optional<double> play(WholeMeter& meter, const Circumstances& how, int before_onset,
                           double watched_seconds, const Next& next) {
    const int samples = static_cast<int>(watched_seconds * rate.hertz());
    for (int i = -before_onset; i < samples; ++i) {
        meter.step(next(i));
        if (how.steps_from &&
            (i + before_onset) % static_cast<int>(rate.hertz()) == *how.steps_from) {
            meter.step_second();
        }
        if (!meter.is_closed()) {
            return (i + 1) * milliseconds_per_sample;
        }
    }
    return std::nullopt;
}

// The same from one load to another.
std::optional<double> play(WholeMeter& meter, const ConverterModel& model, const Load& before,
                           const Load& after, const Circumstances& how, double watched_seconds) {
    SampleSource source{rate, model, how.seed};
    source.apply(before);
    const int before_onset =
        samples_before_onset + static_cast<int>(how.onset_cycles * rate.hertz() / how.hertz);
    return play(meter, how, before_onset, watched_seconds, [&](int sample) {
        if (sample == 0) {
            source.apply(after);
        }
        return source.next();
    });
}

}  // namespace

Circumstances draw(Random& random, double largest_gain_error) {
    constexpr std::array<double, 3> converters{84, 88, 101};
    Circumstances drawn;
    drawn.hertz = random.between(49, 51);
    drawn.onset_cycles = random.uniform();
    drawn.onset_in_frame = static_cast<int>(random.bits() % samples_in_frame);
    drawn.gain = 1 + random.between(-largest_gain_error, largest_gain_error);
    drawn.converter = converter_of(converters[random.bits() % converters.size()]);
    drawn.seed = random.bits();
    const auto phase = static_cast<int>(random.bits() % static_cast<unsigned>(rate.hertz()));
    if (random.bits() % 2 == 0) {
        drawn.steps_from = phase;
    }
    return drawn;
}

std::optional<double> time_to_command(const ResidualCurrent& current, const Circumstances& how,
                                      double watched_seconds) {
    WholeMeter meter;
    SampleSource source{rate, how.converter, how.seed};
    source.apply(sine_load(nominal_volts, 5, 0, how.hertz));
    const double per_ampere = how.gain / full_scale_residual_amperes * 0x7FFFFF;
    const double peak = peak_of(current);
    const auto next = [&](int sample) {
        meter::SampleSet set = source.next();  // its residual channel holds the converter's noise
        if (sample >= 0) {
            const double cycles = how.onset_cycles + sample * how.hertz / rate.hertz();
            const double code =
                set.residual_current + amperes_at(current, peak, cycles) * per_ampere;
            set.residual_current =
                static_cast<std::int32_t>(std::clamp(code, -8'388'608.0, 8'388'607.0));
        }
        return set;
    };
    return play(meter, how, quiet_samples + how.onset_in_frame, watched_seconds, next);
}

std::optional<double> time_to_command(double volts, const Circumstances& how,
                                      double watched_seconds) {
    WholeMeter meter;
    ConverterModel model = how.converter;
    model.errors[static_cast<std::size_t>(meter::Channel::voltage)].gain = how.gain;
    return play(meter, model, sine_load(nominal_volts, 5, 0, how.hertz),
                sine_load(volts, 5, 0, how.hertz), how, watched_seconds);
}

std::optional<double> time_to_command(const Overload& overload, const Circumstances& how,
                                      double watched_seconds) {
    meter::Parameters parameters;
    parameters.power_limit = overload.limit;
    parameters.power_limit_delay = overload.delay;
    WholeMeter meter{parameters};
    return play(meter, how.converter, sine_load(nominal_volts, 1, 0, how.hertz),
                sine_load(nominal_volts, overload.watts / nominal_volts, 0, how.hertz), how,
                watched_seconds);
}

}  // namespace bench
