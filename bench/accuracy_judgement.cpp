// What the tables say together.
#include <algorithm>
#include <cmath>

#include "bench/accuracy.h"

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
    const auto judge = [&](bool is_within) { target.measured += is_within ? 0 : 1; };
    for (const LimitResult& limit : result.limits) {
        judge(std::abs(limit.error_percent) <= limit.point.limit_percent);
    }
    for (const InfluenceResult& influence : result.influences) {
        judge(std::abs(influence.change_percent) <= influence.point.limit_percent);
    }
    for (const StartResult& start : result.starts) {
        judge(start.starts && start.creep_pulses <= 1);
    }
    for (const DipResult& dip : result.dips) {
        judge(dip.register_change_kwh <= dip.limit_kwh && dip.events >= dip.least_events);
    }
    return target;
}

}  // namespace bench
