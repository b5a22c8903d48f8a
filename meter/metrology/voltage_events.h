// Dips, swells and interruptions of the voltage, by IEC 61000-4-30: its RMS over one cycle, renewed
// each half cycle, against thresholds with a hysteresis of 2 % of the declared voltage.
#pragma once

#include <array>
#include <cstdint>

#include "base/fixed_vector.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/units.h"

namespace meter {

enum class VoltageDisturbance : std::uint8_t { dip, swell, interruption };

// A disturbance that has ended.
struct VoltageEvent {
    VoltageDisturbance kind = VoltageDisturbance::dip;
    Microvolts extreme;          // the lowest RMS of a dip or interruption, the highest of a swell
    std::uint64_t began_at = 0;  // sample count, at the end of the half cycle that showed it
    std::uint64_t duration = 0;  // samples
};

class VoltageEvents {
 public:
    using Ended = base::FixedVector<VoltageEvent, 3>;

    // A dip is below 90 %, a swell above 110 %, an interruption below 5 % of `declared`.
    explicit VoltageEvents(Microvolts declared);

    // Takes the mean square of the newest cycle, in 2^-10 V^2; returns what ended with it.
    [[nodiscard]] Ended add(std::int64_t mean_square, std::uint64_t sample);

    [[nodiscard]] bool is_going_on(VoltageDisturbance kind) const {
        return detectors_[static_cast<std::size_t>(kind)].going_on;
    }

 private:
    struct Detector {
        std::int64_t begin = 0;  // mean squares, in 2^-10 V^2
        std::int64_t end = 0;
        bool going_on = false;
        std::int64_t extreme = 0;
        std::uint64_t began_at = 0;
    };

    std::array<Detector, 3> detectors_{};
};

}  // namespace meter
