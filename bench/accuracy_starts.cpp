// Starting current and creep, of active energy by its pulses and of reactive energy by its
// registers.
#include <map>

#include "bench/accuracy_parts.h"

namespace bench {
namespace {

struct Creep {
    double minutes = 0;
    std::uint32_t active_pulses = 0;
    std::uint32_t reactive_pulses = 0;  // worth of the registers
};

Creep run_creep(const BenchConverter& converter, double megaminutes, const AccuracyPlan& plan) {
    Settings settings = settings_of(converter, plan.seed, 0);
    settings.meter.thresholds = {};
    const double constant = settings.meter.pulse_constant;
    Creep creep;
    creep.minutes = megaminutes * 1e6 / (constant * nominal_volts * highest_amperes);
    SampleSource source{settings.meter.rate, converter.model, plan.seed};
    source.apply(sine_load(nominal_volts * 1.15, 0, 0));
    meter::Metrology metrology{settings.meter};
    const double samples = creep.minutes * 60 * settings.meter.rate.hertz();
    for (double n = 0; n < samples; ++n) {
        creep.active_pulses +=
            metrology.step(source.next()).has(meter::Ready::What::pulse) ? 1U : 0U;
    }
    const double pulse_millivar_seconds = 3.6e9 / constant;
    creep.reactive_pulses = static_cast<std::uint32_t>(
        static_cast<double>(reactive_sum(metrology.energy())) / pulse_millivar_seconds);
    return creep;
}

StartResult run_start(const BenchConverter& converter, const StartPoint& point,
                      const AccuracyPlan& plan) {
    StartResult result{point, false, 0, 0, 0};
    Settings settings = settings_of(converter, plan.seed, plan.seconds * 3);
    settings.meter.thresholds = {};
    settings.settle_seconds = 10;  // long enough to have started
    if (point.energy == Energy::active) {
        const Load load = sine_load(nominal_volts, point.amperes, 0);
        const Measured measured = measure(load, settings);
        result.starts = measured.counted_blocks == measured.blocks;
        result.error_percent = percent_error(measured.active_watts, true_active_watts(load));
    } else {
        const Load load = sine_load(nominal_volts, point.amperes, 90);
        const Measured measured = measure(load, settings);
        result.starts = measured.counted_reactive_blocks == measured.blocks;
        result.error_percent = percent_error(measured.reactive_vars, true_fundamental_vars(load));
    }
    return result;
}

}  // namespace

std::vector<StartResult> run_starts(const BenchConverter& converter, const AccuracyPlan& plan) {
    std::vector<StartResult> results;
    std::map<double, Creep> creeps;  // each time without load is run once for all who ask for it
    for (const StartPoint& point : start_limits()) {
        StartResult result = run_start(converter, point, plan);
        if (plan.creep) {
            const auto [entry, is_new] = creeps.try_emplace(point.creep_megaminutes);
            if (is_new) {
                entry->second = run_creep(converter, point.creep_megaminutes, plan);
            }
            const Creep& creep = entry->second;
            result.creep_minutes = creep.minutes;
            result.creep_pulses =
                point.energy == Energy::active ? creep.active_pulses : creep.reactive_pulses;
        }
        results.push_back(result);
    }
    return results;
}

}  // namespace bench
