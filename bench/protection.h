// Break times of a whole meter's protection, measured from raw samples to its switch: the whole of
// the standards' tables at random.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/accuracy.h"
#include "bench/protection_limits.h"

namespace bench {

// From the command to the contacts that part, and the arc that lasts at most until the current is
// zero the next time: half a cycle is always added.
struct SwitchModel {
    double contacts_part_ms = 10;
    double longest_arc_ms = 10;
};

struct ProtectionPlan {
    std::uint64_t seed = 1;
    int cases = 10'000;
    double quiet_seconds = 5;  // how long a case that must not break is watched
    SwitchModel supply_switch;
};

struct BreakPoint {
    double applied = 0;              // times the rated current, or volts
    std::optional<double> break_ms;  // none: it did not break while it was watched
    bool is_outside = false;
};

// Random cases of one kind: frequency, instant, converter, gain error and, of residual currents,
// 6 mA of smooth DC either way in one of three; half of them with steps of a second in between.
struct BreakSeries {
    std::string name;
    std::vector<BreakPoint> points;

    [[nodiscard]] int outside() const;
};

struct ProtectionReport {
    std::string version;
    std::string commit;  // empty where it is not known, as is the machine
    std::string machine;
    ProtectionPlan plan;
    std::vector<BreakSeries> leakage;  // one for each shape, and one at half the rated current
    std::vector<BreakSeries> over_voltage;
    std::vector<BreakSeries> overload;
    std::vector<Target> targets;
};

// Fills in all but version, commit and machine.
[[nodiscard]] ProtectionReport measure_protection(const ProtectionPlan& plan);

[[nodiscard]] std::string to_json(const ProtectionReport& report);
[[nodiscard]] std::string to_html(const ProtectionReport& report);
// Break time over what is applied, both logarithmic, with the limits drawn in.
[[nodiscard]] std::string break_times_svg(const ProtectionReport& report);

}  // namespace bench
