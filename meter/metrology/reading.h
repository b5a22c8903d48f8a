// Readings over a window of whole cycles, and the window that gathers them.
#pragma once

#include <cstdint>

#include "meter/metrology/calibration.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/units.h"

namespace meter {

// One cycle: two half cycles, from where the voltage rises to where it rises again.
struct Cycle {
    Sums sums;
    Q16 duration = 0;
    std::int64_t reactive = 0;  // of the fundamental; products, like `sums.power`
    bool is_whole = false;      // both ends are crossings and no sample was lost
};

// The reactive energy of the fundamental over one cycle, in products: the imaginary part of the
// product of both phasors, positive where the current lags. IEC 62053-24 defines reactive energy
// by the fundamental alone.
[[nodiscard]] std::int64_t fundamental_reactive(const Sums& cycle, Q16 duration);

// What the line shows over a window: the instantaneous values of a meter. Registers at a moment are
// a Reading (meter/storage/history_records.h).
struct LineReading {
    Microvolts voltage;  // RMS, noise floor taken off, as all currents
    Microamperes phase_current;
    Microamperes neutral_current;
    Microamperes residual_current;
    Microwatts active;             // negative towards the grid
    Microvars reactive;            // of the fundamental; positive where the current lags
    MicrovoltAmperes apparent;     // voltage times counting current
    PartsPerMillion power_factor;  // active over apparent, its sign; zero without apparent power
    Millihertz frequency;          // zero where no cycle ended at a crossing
    std::uint32_t samples = 0;     // the window, rounded down
};

// Gathers cycles for up to 16,500 samples. Its sums are kept in 256ths, rounded to the nearest, so
// that the largest stays below 2^60; energy is not taken from here.
class ReadingWindow {
 public:
    void add(const Cycle& cycle);
    [[nodiscard]] LineReading read(SampleRate rate, CountingElement element,
                                   const Calibration& calibration) const;
    [[nodiscard]] Q16 duration() const { return duration_; }

    // Mean squares with their noise, in the channel's unit.
    [[nodiscard]] std::int64_t voltage_mean_square() const { return mean(voltage_squared_); }
    [[nodiscard]] std::int64_t current_mean_square() const { return mean(current_squared_); }
    [[nodiscard]] std::int64_t other_mean_square() const { return mean(other_squared_); }

 private:
    static constexpr int window_bits = 8;

    [[nodiscard]] std::int64_t mean(std::int64_t sum) const {
        return mean_over(sum, duration_, window_bits);
    }

    std::int64_t voltage_squared_ = 0;
    std::int64_t current_squared_ = 0;
    std::int64_t other_squared_ = 0;
    std::int64_t residual_squared_ = 0;
    std::int64_t power_ = 0;
    std::int64_t reactive_ = 0;
    Q16 duration_ = 0;
    Q16 whole_duration_ = 0;  // of the cycles that count for the frequency
    std::uint32_t whole_cycles_ = 0;
};

// The root of a mean square of `sum` (in 2^-(2 unit_bits) units) over a window, in millionths,
// after `noise` is taken off; zero where nothing is left.
[[nodiscard]] std::int64_t root_mean_square(std::int64_t sum, Q16 duration, std::uint32_t noise,
                                            int unit_bits);

}  // namespace meter
