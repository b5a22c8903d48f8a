// The bridge from samples to rules: what metrology counted since the last interval, as the
// measurement and the time that `Meter::step` takes.
#pragma once

#include <chrono>
#include <cstdint>

#include "meter/measurement.h"
#include "meter/metrology/metrology.h"

namespace meter {

struct MeteredInterval {
    Measurement measurement;
    std::chrono::milliseconds elapsed{};  // by the sample counter
};

// The voltage as a half cycle ends, as `Meter::voltage_half_cycle` takes it.
struct MeteredHalfCycle {
    base::Millivolts voltage;  // RMS over the newest whole cycle
    std::chrono::microseconds elapsed{};
};

// Cuts metrology's time into touching intervals. Power times time is the energy that went to the
// registers: what does not divide into whole milliwatts and milliseconds is kept for the next, so
// the sum of all intervals stays within one millijoule of import less export, for ever.
class MeteredIntervals {
 public:
    explicit MeteredIntervals(SampleRate rate) : rate_{rate} {}

    // What has passed since the last call, up to a day. Call it where a block of ten cycles is
    // ready: power is then the block's, to a millisecond in it. Voltage, currents and frequency are
    // the last block's; frequency stays nominal where it is unknown.
    [[nodiscard]] MeteredInterval take(const Metrology& metrology);
    // What has passed since the last call of this one; call it where a half cycle is ready. It
    // takes nothing from the intervals.
    [[nodiscard]] MeteredHalfCycle take_half_cycle(const Metrology& metrology);

 private:
    SampleRate rate_;
    std::int64_t milliseconds_ = 0;      // of the sample clock, at the last call
    std::int64_t half_cycle_ended_ = 0;  // microseconds of the sample clock, at the last call
    base::Millijoules net_;              // import less export, at the last call
    std::int64_t microjoules_ = 0;       // not yet given: below one milliwatt over the interval
};

}  // namespace meter
