// Voltage dips and interruptions: what the registers gain without a load, and the error with one.
#include <cmath>
#include <utility>

#include "bench/accuracy_parts.h"

namespace bench {
namespace {

struct DipPart {
    double share;    // of the voltage
    double seconds;  // whole half cycles
};

struct DipCase {
    const char* name;
    std::uint32_t least_events;
    std::vector<DipPart> parts;
};

const std::vector<DipCase>& dip_cases() {
    static const std::vector<DipCase> cases{
        {"100 % for 1 s, three times, 50 ms apart",
         6,  // each is a dip and an interruption
         {{1, 1}, {0, 1}, {1, 0.06}, {0, 1}, {1, 0.06}, {0, 1}, {1, 2}}},
        {"100 % for one cycle", 1, {{1, 1}, {0, 0.02}, {1, 2}}},
        {"50 % for one minute", 1, {{1, 1}, {0.5, 60}, {1, 2}}},
        {"edition 2: to 0 % for half a cycle", 1, {{1, 1}, {0, 0.01}, {1, 2}}},
        {"edition 2: to 40 % for 10 cycles", 1, {{1, 1}, {0.4, 0.2}, {1, 2}}},
        {"edition 2: to 70 % for 25 cycles", 1, {{1, 1}, {0.7, 0.5}, {1, 2}}},
        {"edition 2: to 80 % for 250 cycles", 1, {{1, 1}, {0.8, 5}, {1, 2}}},
        {"edition 2: to 0 % for 250 cycles", 2, {{1, 1}, {0, 5}, {1, 2}}},
    };
    return cases;
}

// Imported energy in joules over the parts of a case, and the voltage events seen.
std::pair<double, std::uint32_t> play_dips(const BenchConverter& converter, const DipCase& dips,
                                           double amperes, const AccuracyPlan& plan,
                                           const meter::StartThresholds& thresholds) {
    Settings settings = settings_of(converter, plan.seed, 0);
    settings.meter.thresholds = thresholds;
    SampleSource source{settings.meter.rate, converter.model, plan.seed};
    meter::Metrology metrology{settings.meter};
    std::uint32_t events = 0;
    const auto play = [&](double share, double seconds, double load_amperes) {
        source.apply(sine_load(nominal_volts * share, load_amperes, 0));
        const auto samples = std::lround(seconds * settings.meter.rate.hertz());
        for (long n = 0; n < samples; ++n) {
            metrology.step(source.next());
        }
        events += static_cast<std::uint32_t>(metrology.take_voltage_events().size());
    };
    play(1, 1, 0);  // settles
    const double before = static_cast<double>(metrology.energy().imported.count());
    for (const DipPart& part : dips.parts) {
        play(part.share, part.seconds, part.share == 0 ? 0 : amperes);
    }
    play(1, 1, 0);  // the last block ends
    return {(static_cast<double>(metrology.energy().imported.count()) - before) / 1000, events};
}

DipResult run_dip(const BenchConverter& converter, const DipCase& dips, const AccuracyPlan& plan) {
    DipResult result;
    result.name = dips.name;
    result.limit_kwh = 1e-6 * nominal_volts * highest_amperes;
    const auto [empty, empty_events] = play_dips(converter, dips, 0, plan, {});
    result.register_change_kwh = empty / 3.6e6;
    const auto [loaded, events] =
        play_dips(converter, dips, 5, plan, {meter::Microwatts{0}, meter::Microwatts{0}});
    result.events = events;
    result.least_events = dips.least_events;
    double truth = 0;
    for (const DipPart& part : dips.parts) {
        truth += nominal_volts * part.share * 5 * part.seconds;
    }
    result.error_percent = percent_error(loaded, truth);
    return result;
}

}  // namespace

std::vector<DipResult> run_dips(const BenchConverter& converter, const AccuracyPlan& plan) {
    std::vector<DipResult> results;
    for (const DipCase& dips : dip_cases()) {
        results.push_back(run_dip(converter, dips, plan));
    }
    return results;
}

}  // namespace bench
