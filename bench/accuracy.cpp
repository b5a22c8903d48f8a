#include "bench/accuracy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <map>
#include <utility>

#include "bench/accuracy_parts.h"
#include "bench/calibrate.h"
#include "bench/measured_run.h"

namespace bench {
namespace {

constexpr double capacitive_lag = -36.8698976458;  // power factor 0.8

double seconds_at(const AccuracyPlan& plan, double lag_degrees) {
    return std::abs(lag_degrees) > 40 ? 3 * plan.seconds : plan.seconds;
}

double active_error(const Load& load, const Settings& settings) {
    return percent_error(measure(load, settings).active_watts, true_active_watts(load));
}

// Runs each sine load once, however many rows ask for it.
class SinePoints {
 public:
    SinePoints(const BenchConverter& converter, const AccuracyPlan& plan)
        : converter_{converter}, plan_{plan} {}

    double error(Energy energy, double amperes, double lag_degrees) {
        const auto key = std::pair{std::lround(amperes * 1e6), std::lround(lag_degrees * 1e3)};
        const Load load = sine_load(nominal_volts, amperes, lag_degrees, nominal_hertz);
        auto entry = measured_.find(key);
        if (entry == measured_.end()) {
            const Settings settings = settings_of(converter_, plan_.seed + measured_.size(),
                                                  seconds_at(plan_, lag_degrees));
            entry = measured_.emplace(key, measure(load, settings)).first;
        }
        return energy == Energy::active
                   ? percent_error(entry->second.active_watts, true_active_watts(load))
                   : percent_error(entry->second.reactive_vars, true_fundamental_vars(load));
    }

 private:
    const BenchConverter& converter_;
    const AccuracyPlan& plan_;
    std::map<std::pair<long, long>, Measured> measured_;
};

// The loads of an influence, each to be compared with the reference condition.
std::vector<Load> influenced(const InfluencePoint& point) {
    const Load reference =
        sine_load(nominal_volts, point.amperes, point.lag_degrees, nominal_hertz);
    const auto voltages = [&](std::initializer_list<double> shares) {
        std::vector<Load> loads;
        for (const double share : shares) {
            loads.push_back(sine_load(nominal_volts * share, point.amperes, point.lag_degrees));
        }
        return loads;
    };
    switch (point.influence) {
        case Influence::voltage:
            return voltages({0.9, 1.1});
        case Influence::extended_voltage:
            return voltages({0.8, 1.15});
        case Influence::low_voltage:
            return voltages({0.79, 0.5, 0.1});
        case Influence::frequency:
            return {sine_load(nominal_volts, point.amperes, point.lag_degrees, 49),
                    sine_load(nominal_volts, point.amperes, point.lag_degrees, 51)};
        case Influence::fifth_harmonic: {
            Load load = reference;
            load.voltage.push_back({5, 0.1 * nominal_volts, 0});
            load.current.push_back({5, 0.4 * point.amperes, 0});
            return {load};
        }
        case Influence::half_wave:
            return {switched_load(nominal_volts, point.amperes, Switching::half_wave)};
        case Influence::phase_fired:
            return {switched_load(nominal_volts, point.amperes, Switching::phase_fired)};
        case Influence::burst_fired:
            return {switched_load(nominal_volts, point.amperes, Switching::burst_fired)};
    }
    return {};
}

Target worst(std::string name, double limit, std::string note) {
    return {std::move(name), limit, 0, "%", std::move(note)};
}

// Errors as production may leave them, drawn from the seed.
ConverterModel raw_parts(ConverterModel model, Random& random) {
    for (std::size_t i = 0; i < model.errors.size(); ++i) {
        model.errors[i].gain = random.between(0.95, 1.05);
        model.errors[i].offset = random.between(-0.02, 0.02);
        const bool current = i == 1 || i == 2;
        const double lead = random.between(-1, 1);
        model.errors[i].lead_degrees = current ? lead : 0;
    }
    return model;
}

BenchConverter calibrated(std::string name, const ConverterModel& model, std::uint64_t seed) {
    // Raw parts lie within what the procedure takes: it cannot refuse.
    const auto found = calibrate(model, metering_without_threshold(), {}, seed);
    return {std::move(name), model, found ? *found : meter::Calibration{}};
}

}  // namespace

std::vector<BenchConverter> bench_converters(std::uint64_t seed) {
    Random random{seed};
    std::vector<BenchConverter> converters{{"ideal", ideal_converter(), {}}};
    for (const int decibels : {101, 88, 84}) {
        converters.push_back(calibrated(std::to_string(decibels) + " dB",
                                        raw_parts(converter_of(decibels), random), seed));
    }
    return converters;
}

ConverterResult run_tables(const BenchConverter& converter, const AccuracyPlan& plan) {
    ConverterResult result;
    result.name = converter.name;
    SinePoints points{converter, plan};
    for (const auto& [factor, lag] :
         {std::pair{"1", 0.0}, {"0.5 ind", 60.0}, {"0.8 cap", capacitive_lag}}) {
        Curve curve{factor, lag, {}};
        for (double decade = 0.001; decade < 200; decade *= 10) {
            for (const double step : {1.0, 2.0, 5.0}) {
                const double amperes = decade * step;
                if (amperes <= highest_amperes * 1.001) {
                    curve.points.push_back({amperes, points.error(Energy::active, amperes, lag)});
                }
            }
        }
        result.curves.push_back(std::move(curve));
    }
    for (const LimitPoint& point : intrinsic_limits()) {
        result.limits.push_back(
            {point, points.error(point.energy, point.amperes, point.lag_degrees)});
    }
    std::uint64_t seed = plan.seed + 1000;
    for (const InfluencePoint& point : influence_limits()) {
        const double reference = points.error(Energy::active, point.amperes, point.lag_degrees);
        InfluenceResult influence{point, 0};
        for (const Load& load : influenced(point)) {
            const Settings settings =
                settings_of(converter, seed++, seconds_at(plan, point.lag_degrees));
            const double change = active_error(load, settings) - reference;
            if (!(std::abs(change) <= std::abs(influence.change_percent))) {
                influence.change_percent = change;
            }
        }
        result.influences.push_back(influence);
    }
    result.starts = run_starts(converter, plan);
    result.dips = run_dips(converter, plan);
    return result;
}

namespace {

// An ideal converter behind parts with errors of their own, with the calibration that is exact for
// them: every sample passes the delay filter at a fraction of 0.44 and gains that round.
BenchConverter with_parts() {
    BenchConverter converter{"55,556 ns and odd gains", ideal_converter(), {}};
    constexpr std::int32_t delay = 55'556;
    const std::array<double, meter::channel_count> gains{1.0373, 0.9631, 1.0289, 0.9777};
    for (std::size_t i = 0; i < gains.size(); ++i) {
        const bool current = i == 1 || i == 2;
        converter.model.errors[i] = {gains[i], 0, current ? delay * 1e-9 * nominal_hertz * 360 : 0};
        meter::ChannelCalibration& constants = converter.calibration.channels[i];
        constants.gain = static_cast<std::uint32_t>(
            std::lround(meter::ChannelCalibration::unity_gain / gains[i]));
        constants.delay_nanoseconds = current ? delay : 0;
    }
    return converter;
}

std::vector<Target> run_arithmetic_over(const BenchConverter& converter, const AccuracyPlan& plan) {
    const std::string title = "arithmetic, " + converter.name + ": ";
    Target active = worst(title + "active power, 20 mA to 100 A", 0.01,
                          "power factor 1, 0.5 ind, 0.8 cap; 45 to 65 Hz; 184 to 264.5 V");
    Target reactive = worst(title + "fundamental reactive power", 0.02, "the same, lag not 0");
    Target voltage = worst(title + "voltage RMS", 0.01, "the same");
    Target current = worst(title + "current RMS", 0.01, "the same");
    Target frequency{title + "frequency", 2, 0, "mHz", "the worst reading of ten cycles"};
    std::uint64_t seed = plan.seed;
    for (const double amperes : {0.02, 0.05, 0.2, 1.0, 5.0, 20.0, 100.0}) {
        for (const double lag : {0.0, 60.0, capacitive_lag}) {
            for (const double hertz : {45.0, 47.37, 50.0, 52.7, 60.0, 65.0}) {
                for (const double volts : {184.0, 230.0, 264.5}) {
                    const Load load = sine_load(volts, amperes, lag, hertz);
                    const Measured measured =
                        measure(load, settings_of(converter, seed++, plan.arithmetic_seconds));
                    take(active, percent_error(measured.active_watts, true_active_watts(load)));
                    take(voltage, percent_error(measured.voltage_rms, volts));
                    take(current, percent_error(measured.phase_rms, amperes));
                    take(frequency, (measured.lowest_frequency_hertz - hertz) * 1000);
                    take(frequency, (measured.highest_frequency_hertz - hertz) * 1000);
                    if (lag != 0) {
                        take(reactive,
                             percent_error(measured.reactive_vars, true_fundamental_vars(load)));
                    }
                }
            }
        }
    }
    return {active, reactive, voltage, current, frequency};
}

}  // namespace

std::vector<Target> run_arithmetic(const AccuracyPlan& plan) {
    std::vector<Target> targets =
        run_arithmetic_over({"ideal converter", ideal_converter(), {}}, plan);
    const std::vector<Target> more = run_arithmetic_over(with_parts(), plan);
    targets.insert(targets.end(), more.begin(), more.end());
    return targets;
}

std::vector<Target> run_seeded(const AccuracyPlan& plan) {
    std::vector<SeededPoint> points;
    for (const double amperes : {0.02, 0.1, 1.0, 10.0, 100.0}) {
        points.push_back({amperes, 0, {}});
        points.push_back({amperes, 60, {}});
    }
    points.push_back({0.01, 0, {}});
    for (int run = 0; run < plan.seeded_runs; ++run) {
        const std::uint64_t seed = plan.seed + static_cast<std::uint64_t>(run) * 7919;
        Random random{seed};
        const BenchConverter converter =
            calibrated("101 dB", raw_parts(converter_of(101), random), seed);
        for (SeededPoint& point : points) {
            const Load load = sine_load(nominal_volts, point.amperes, point.lag);
            point.errors.push_back(std::abs(
                active_error(load, settings_of(converter, seed + 17, point.lag == 0 ? 10 : 30))));
        }
    }
    std::vector<Target> targets{runs_beyond_limit(points, plan.seeded_runs)};
    for (SeededPoint& point : points) {
        std::sort(point.errors.begin(), point.errors.end());
        const std::size_t rank = (point.errors.size() * 99 + 99) / 100 - 1;  // 99 of 100
        targets.push_back({"101 dB, 99 % of " + std::to_string(plan.seeded_runs) +
                               " runs: " + std::to_string(std::lround(point.amperes * 1000)) +
                               " mA, " + (point.lag == 0 ? "power factor 1" : "0.5 ind"),
                           point.is_stated_only() ? 1.0 : seeded_limit_percent, point.errors[rank],
                           "%",
                           point.is_stated_only() ? "stated, without a target of its own"
                                                  : "raw parts from the seed, calibrated"});
    }
    return targets;
}

}  // namespace bench
