// Tampering done to homes in use, each kind with every load, at whole meters.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meter/tamper/tamper_kind.h"
#include "tests/meter_days/home_day.h"

namespace meter_days {

struct NoticedResult {
    int loads = 0;
    int measured_loads = 0;                              // of them, of measured homes
    std::array<int, meter::tamper_kind_count> missed{};  // not noticed within the kind's time
    std::array<double, meter::tamper_kind_count> slowest_seconds{};
    // The most that was allowed: the kind's time rounded up to a step, in the steps that round
    // most.
    std::array<double, meter::tamper_kind_count> allowed_seconds{};
};

// Tampers in each way with each of `loads` random loads: a home's day from a random second on,
// which goes on varying second by second, in steps of the meter of 10 ms to 10 s. Currents differ
// by an appliance of 0.6 A and more that draws past the phase or past the neutral by turns; the
// neutral sensor is up to 5 % off besides. Noticed in time is within the kind's time rounded up to
// a step.
[[nodiscard]] NoticedResult tamper_with(int loads, std::uint64_t seed,
                                        const std::vector<MinuteWatts>& measured);

}  // namespace meter_days
