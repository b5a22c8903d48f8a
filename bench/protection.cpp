#include "bench/protection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "bench/converter.h"
#include "bench/random.h"
#include "meter/metrology/metrology.h"
#include "meter/protection/leakage_detector.h"
#include "meter/protection/voltage_watch.h"

namespace bench {
namespace {

constexpr meter::SampleRate rate = meter::nominal_sample_rate;
constexpr double milliseconds_per_sample = 1000.0 / 8000;
constexpr std::size_t frame_samples = 8;    // 1 ms
constexpr int quiet_samples = 80;           // before a residual current, and up to a frame more
constexpr int samples_before_onset = 1600;  // before an over-voltage
constexpr double full_scale_residual_amperes = 2;

// What a case draws for itself besides its height.
struct Circumstances {
    double hertz;
    double onset_cycles;
    int onset_in_frame;  // samples of the running frame that came before it
    double gain;         // of the channel in question, after its calibration
    ConverterModel converter;
    std::uint64_t seed;
};

Circumstances draw(Random& random, double largest_gain_error) {
    constexpr std::array<double, 3> converters{84, 88, 101};
    Circumstances drawn;
    drawn.hertz = random.between(49, 51);
    drawn.onset_cycles = random.uniform();
    drawn.onset_in_frame = static_cast<int>(random.bits() % frame_samples);
    drawn.gain = 1 + random.between(-largest_gain_error, largest_gain_error);
    drawn.converter = converter_of(converters[random.bits() % converters.size()]);
    drawn.seed = random.bits();
    return drawn;
}

// A residual current over the samples since its onset.
struct ResidualCurrent {
    ResidualShape shape = ResidualShape::sine;
    double rms_amperes = 0;
    double direct_amperes = 0;

    [[nodiscard]] double peak() const {
        if (shape == ResidualShape::sine) {
            return rms_amperes * std::numbers::sqrt2;
        }
        // The mean square of a half wave from `begin` on.
        const double begin = firing_degrees(shape) * std::numbers::pi / 180;
        const double area = (std::numbers::pi - begin) / 2 + std::sin(2 * begin) / 4;
        return rms_amperes / std::sqrt(area / (2 * std::numbers::pi));
    }
    [[nodiscard]] double at(double cycles) const {
        const double degrees = 360 * (cycles - std::floor(cycles));
        const bool flows =
            shape == ResidualShape::sine || (degrees >= firing_degrees(shape) && degrees < 180);
        return direct_amperes + (flows ? peak() * std::sin(degrees * std::numbers::pi / 180) : 0);
    }
};

// The meter's own chain with a residual current; the time from the onset to the command.
std::optional<double> time_to_command(const ResidualCurrent& current, const Circumstances& how,
                                      double watched_seconds) {
    meter::Metrology metrology{meter::MetrologySettings{}};
    SampleSource source{rate, how.converter, how.seed};
    source.apply(sine_load(230, 5, 0, how.hertz));
    meter::LeakageDetector detector;
    std::array<std::int32_t, frame_samples> frame{};
    const double per_ampere = how.gain / full_scale_residual_amperes * 0x7FFFFF;
    const int samples = static_cast<int>(watched_seconds * rate.hertz());
    const int before_onset = quiet_samples + how.onset_in_frame;
    for (int i = -before_onset; i < samples; ++i) {
        meter::SampleSet set = source.next();  // its residual channel holds the converter's noise
        if (i >= 0) {
            const double cycles = how.onset_cycles + i * how.hertz / rate.hertz();
            const double code = set.residual_current + current.at(cycles) * per_ampere;
            set.residual_current =
                static_cast<std::int32_t>(std::clamp(code, -8'388'608.0, 8'388'607.0));
        }
        metrology.step(set);
        const auto place = static_cast<std::size_t>(i + before_onset) % frame_samples;
        frame[place] = metrology.residual_sample();
        if (place + 1 == frame_samples && detector.add(frame, meter::rated_leakage, rate)) {
            return i < 0 ? 0 : (i + 1) * milliseconds_per_sample;
        }
    }
    return std::nullopt;
}

std::optional<double> time_to_command(double volts, const Circumstances& how,
                                      double watched_seconds) {
    meter::Metrology metrology{meter::MetrologySettings{}};
    ConverterModel model = how.converter;
    model.errors[static_cast<std::size_t>(meter::Channel::voltage)].gain = how.gain;
    SampleSource source{rate, model, how.seed};
    source.apply(sine_load(230, 5, 0, how.hertz));
    const int onset =
        samples_before_onset + static_cast<int>(how.onset_cycles * rate.hertz() / how.hertz);
    const int samples = onset + static_cast<int>(watched_seconds * rate.hertz());
    meter::VoltageWatch watch;
    int last = 0;
    for (int i = 0; i < samples; ++i) {
        if (i == onset) {
            source.apply(sine_load(volts, 5, 0, how.hertz));
        }
        if (!metrology.step(source.next()).has(meter::Ready::What::half_cycle)) {
            continue;
        }
        const base::Millivolts voltage{metrology.cycle().voltage.count() / 1000};
        const std::chrono::microseconds elapsed{(i - last) * 125};
        last = i;
        if (watch.watch(voltage, false, elapsed, {}).is_too_high) {
            return (i + 1 - onset) * milliseconds_per_sample;
        }
    }
    return std::nullopt;
}

BreakPoint judged(double applied, std::optional<double> command_ms, const BreakLimits& limits,
                  const SwitchModel& supply_switch) {
    if (!command_ms) {
        return {applied, std::nullopt, std::isfinite(limits.longest_ms)};
    }
    const double breaks_ms =
        *command_ms + supply_switch.contacts_part_ms + supply_switch.longest_arc_ms;
    return {applied, breaks_ms, !limits.hold(breaks_ms)};
}

double logarithmic(Random& random, double low, double high) {
    return low * std::pow(high / low, random.uniform());
}

struct LeakageKind {
    std::string name;
    ResidualShape shape;
    double lowest;
    double highest;
    double share;  // of all cases
};

BreakSeries measure(const LeakageKind& kind, const ProtectionPlan& plan, Random& random) {
    constexpr double rated_amperes = 0.030;
    constexpr double smooth_amperes = 0.006;
    constexpr double gain_error = 0.01;
    BreakSeries series{kind.name, {}};
    for (int i = 0; i < static_cast<int>(plan.cases * kind.share); ++i) {
        const double multiple = logarithmic(random, kind.lowest, kind.highest);
        ResidualCurrent current{kind.shape, multiple * rated_amperes, 0};
        const double direct = random.uniform();
        const bool must_not_break = std::isinf(leakage_limits(kind.shape, multiple).shortest_ms);
        if (direct < 1.0 / 3 && kind.highest > 1) {
            current.direct_amperes = direct < 1.0 / 6 ? smooth_amperes : -smooth_amperes;
        }
        const Circumstances how = draw(random, gain_error);
        series.points.push_back(judged(
            multiple, time_to_command(current, how, must_not_break ? plan.quiet_seconds : 0.5),
            leakage_limits(kind.shape, multiple), plan.supply_switch));
    }
    return series;
}

BreakSeries measure_over_voltage(const std::string& name, double lowest, double highest,
                                 double share, const ProtectionPlan& plan, Random& random) {
    constexpr double gain_error = 0.002;
    BreakSeries series{name, {}};
    for (int i = 0; i < static_cast<int>(plan.cases * share); ++i) {
        const double volts = random.between(lowest, highest);
        const BreakLimits limits = over_voltage_limits(volts);
        const double watched = std::isinf(limits.shortest_ms) ? plan.quiet_seconds : 16;
        const Circumstances how = draw(random, gain_error);
        series.points.push_back(
            judged(volts, time_to_command(volts, how, watched), limits, plan.supply_switch));
    }
    return series;
}

// The longest break at just five times the rated current, begun at every three degrees and at every
// sample of a frame.
double longest_at_five_times(const ProtectionPlan& plan) {
    double longest = 0;
    for (int degrees = 0; degrees < 360; degrees += 3) {
        for (int sample = 0; sample < static_cast<int>(frame_samples); ++sample) {
            const Circumstances how{50, degrees / 360.0, sample, 1, ideal_converter(), plan.seed};
            const auto point = judged(5, time_to_command({ResidualShape::sine, 0.150, 0}, how, 0.5),
                                      {}, plan.supply_switch);
            longest = std::max(longest, point.break_ms.value_or(500));
        }
    }
    return longest;
}

int outside_of(const std::vector<BreakSeries>& all) {
    int outside = 0;
    for (const BreakSeries& series : all) {
        outside += series.outside();
    }
    return outside;
}

}  // namespace

int BreakSeries::outside() const {
    return static_cast<int>(std::ranges::count_if(points, &BreakPoint::is_outside));
}

ProtectionReport measure_protection(const ProtectionPlan& plan) {
    Random random{plan.seed};
    ProtectionReport report;
    report.plan = plan;
    for (const LeakageKind& kind :
         {LeakageKind{"sine", ResidualShape::sine, 0.5, 100, 0.35},
          LeakageKind{"half waves", ResidualShape::half_wave, 0.2, 100, 0.1},
          LeakageKind{"half waves from 90 degrees", ResidualShape::half_wave_90, 0.15, 100, 0.05},
          LeakageKind{"half waves from 135 degrees", ResidualShape::half_wave_135, 0.06, 100, 0.05},
          LeakageKind{"sine of half the rated current and less", ResidualShape::sine, 0.05, 0.5,
                      0.2}}) {
        report.leakage.push_back(measure(kind, plan, random));
    }
    report.over_voltage.push_back(
        measure_over_voltage("over-voltage", 256, 420, 0.22, plan, random));
    report.over_voltage.push_back(
        measure_over_voltage("up to 255 V", 200, 255, 0.03, plan, random));
    const BreakSeries& half = report.leakage.back();
    const auto trips_at_half = std::ranges::count_if(
        half.points, [](const BreakPoint& point) { return point.break_ms.has_value(); });
    report.targets = {
        {"leakage: random cases outside the limits", 0,
         static_cast<double>(outside_of(report.leakage)), "cases", "IEC 61008-1, general, type A"},
        {"leakage: trips at half the rated current and less", 0, static_cast<double>(trips_at_half),
         "cases", "sine"},
        {"leakage: longest break at five times the rated current", 30, longest_at_five_times(plan),
         "ms", "from every angle, switch and arc included"},
        {"over-voltage: random cases outside the limits", 0,
         static_cast<double>(outside_of(report.over_voltage)), "cases", "EN 50550"},
    };
    return report;
}

}  // namespace bench
