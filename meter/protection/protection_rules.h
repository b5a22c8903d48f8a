// Rules 6 and 7 on the meter's state: leakage with its buttons, the customer's main switch, and the
// voltage.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "meter/inputs.h"
#include "meter/measurement.h"
#include "meter/metrology/sample_set.h"
#include "meter/state.h"

namespace meter {

// No household standard gives under-voltage times: 80 % of the nominal voltage for 10 s.
inline constexpr UnderVoltageLimit under_voltage_limit{
    base::Millivolts{nominal_voltage.count() * 80 / 100}, std::chrono::seconds{10}};

// A test that has not tripped after this has failed.
inline constexpr std::chrono::seconds longest_leakage_test{2};

// Lets `elapsed` time pass with what was measured, all of it within the converter's ends.
void apply_protection(State& state, const Measurement& measurement,
                      std::chrono::milliseconds elapsed, const SteadyInputs& inputs);

// For a board with samples: a frame of the residual channel as LeakageDetector::add() takes it, and
// what was measured last. The measurements of apply_protection() then have no residual current.
// True where the supply has to be opened now.
[[nodiscard]] bool apply_leakage_frame(State& state, std::span<const std::int32_t> frame,
                                       SampleRate rate, const Measurement& last);

// For a board with samples, too: the RMS voltage over a cycle at the end of its second half, which
// took `elapsed`; below a tenth of the nominal one the mains are gone. The measurements of
// apply_protection() then time no voltage, so that nothing is counted twice.
void apply_half_cycle(State& state, base::Millivolts voltage, std::chrono::microseconds elapsed);

}  // namespace meter
