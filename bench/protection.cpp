#include "bench/protection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "bench/break_time.h"
#include "bench/converter.h"
#include "bench/random.h"
#include "meter/ratings.h"

namespace bench {
namespace {

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

// The power limit and its delay are parameters: both are drawn with the load.
BreakSeries measure_overload(double share, const ProtectionPlan& plan, Random& random) {
    constexpr double lowest_limit_watts = 1'000;
    constexpr double highest_watts = 31'000;  // what the converter takes at 230 V
    BreakSeries series{"overload", {}};
    for (int i = 0; i < static_cast<int>(plan.cases * share); ++i) {
        const double multiple = logarithmic(random, 0.5, 3);
        const double highest_limit = std::min(highest_watts / multiple, 20'000.0);
        const double limit = std::round(logarithmic(random, lowest_limit_watts, highest_limit));
        const std::chrono::seconds delay{overload_delays[random.bits() % overload_delays.size()]};
        const Overload overload{multiple * limit,
                                base::Milliwatts{static_cast<std::int64_t>(limit * 1000)}, delay};
        const BreakLimits limits = overload_limits(multiple, delay);
        const double watched = std::isinf(limits.shortest_ms)
                                   ? plan.quiet_seconds
                                   : static_cast<double>(delay.count()) + 5;
        Circumstances how = draw(random, 0);
        how.steps_from.reset();  // a step of a second is a second of the delay
        series.points.push_back(
            judged(multiple, time_to_command(overload, how, watched), limits, plan.supply_switch));
    }
    return series;
}

// The longest break at just five times the rated current, begun at every three degrees and at every
// sample of a frame.
double longest_at_five_times(const ProtectionPlan& plan) {
    double longest = 0;
    for (int degrees = 0; degrees < 360; degrees += 3) {
        for (int sample = 0; sample < samples_in_frame; ++sample) {
            Circumstances how;
            how.onset_cycles = degrees / 360.0;
            how.onset_in_frame = sample;
            how.converter = ideal_converter();
            how.seed = plan.seed;
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
        measure_over_voltage("over-voltage", 256, 420, 0.19, plan, random));
    report.over_voltage.push_back(
        measure_over_voltage("up to 255 V", 200, 255, 0.03, plan, random));
    report.overload.push_back(measure_overload(0.03, plan, random));
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
        {"overload: random cases outside the limits", 0,
         static_cast<double>(outside_of(report.overload)), "cases", "power limit and its delay"},
    };
    return report;
}

}  // namespace bench
