// What the tables say together.
#include <algorithm>
#include <cmath>
#include <string>

#include "bench/accuracy_parts.h"

namespace bench {

Target headroom(const ConverterResult& result) {
    Target target{result.name + ": largest share of a 0.2S limit that is used", 50, 0, "%",
                  "intrinsic errors and influence quantities"};
    const std::string standard = "IEC 62053-22 0.2S";
    const auto take = [&](double percent, double limit) {
        const double share = std::abs(percent) / limit * 100;
        target.measured = std::isnan(share) ? share : std::max(target.measured, share);
    };
    for (const LimitResult& limit : result.limits) {
        if (limit.point.standard == standard) {
            take(limit.error_percent, limit.point.limit_percent);
        }
    }
    for (const InfluenceResult& influence : result.influences) {
        if (influence.point.standard == standard) {
            take(influence.change_percent, influence.point.limit_percent);
        }
    }
    return target;
}

Target rows_beyond_limit(const ConverterResult& result) {
    Target target{result.name + ": rows of the tables beyond their limit", 0, 0, "",
                  "all standards: errors, influences, starting, creep, dips"};
    bool creep_was_run = true;
    const auto judge = [&](bool is_within) { target.measured += is_within ? 0 : 1; };
    for (const LimitResult& limit : result.limits) {
        judge(std::abs(limit.error_percent) <= limit.point.limit_percent);
    }
    for (const InfluenceResult& influence : result.influences) {
        judge(std::abs(influence.change_percent) <= influence.point.limit_percent);
    }
    for (const StartResult& start : result.starts) {
        judge(start.is_within());
        creep_was_run = creep_was_run && start.creep_was_run();
    }
    for (const DipResult& dip : result.dips) {
        judge(dip.register_change_kwh <= dip.limit_kwh && dip.events >= dip.least_events);
    }
    if (!creep_was_run) {
        target.name += ", creep not run";
        target.note = "all standards: errors, influences, starting, dips";
    }
    return target;
}

Target runs_beyond_limit(const std::vector<SeededPoint>& points, int runs) {
    Target target{
        "101 dB, 20 mA to 100 A: runs of " + std::to_string(runs) + " with a point above 0.1 %",
        std::floor(runs / 100.0), 0, "", "all points of a run together"};
    for (std::size_t run = 0; run < static_cast<std::size_t>(runs); ++run) {
        const bool all_hold = std::ranges::all_of(points, [&](const SeededPoint& point) {
            return point.is_stated_only() || point.errors.at(run) <= seeded_limit_percent;
        });
        target.measured += all_hold ? 0 : 1;
    }
    return target;
}

Settings settings_of(const BenchConverter& converter, std::uint64_t seed, double seconds) {
    Settings settings;
    settings.meter = metering_without_threshold();
    settings.meter.calibration = converter.calibration;
    settings.converter = converter.model;
    settings.seed = seed;
    settings.measure_seconds = seconds;
    return settings;
}

void take(Target& target, double error) {
    target.measured = std::isnan(error) ? error : std::max(target.measured, std::abs(error));
}

}  // namespace bench
