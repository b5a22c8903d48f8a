// What metrology says of an interval that has just passed. The defaults are a healthy meter through
// which nothing flows.
#pragma once

#include <cstdint>

#include "base/quantity.h"
#include "meter/metrology/half_cycle.h"
#include "meter/metrology/units.h"
#include "meter/ratings.h"

namespace meter {

enum class FrontEnd : std::uint8_t {
    working,
    stuck,    // a channel repeats one value or sits at its end
    missing,  // no readings came: every figure is a default and says nothing
};

// Currents are RMS. A source that knows only power leaves both currents 0: there is nothing then
// that could contradict it.
struct Measurement {
    base::Milliwatts power{};  // active, held over the interval; negative flows to the grid
    CountingElement counting = CountingElement::phase;  // whose current made the power
    base::Millivolts voltage = nominal_voltage;
    base::Milliamperes phase_current{};
    base::Milliamperes neutral_current{};
    base::Milliamperes residual_current{};
    Millihertz frequency = nominal_frequency;
    bool has_residual_current = true;  // false: frames of samples tell of it, apart from this
    bool times_voltage = true;         // false: half cycles tell how long the voltage lasts
    bool told_open = false;            // the switch was told to open, with or without a reason
    bool is_opening = false;           // in the interval the switch may still have been closed
    bool mains_present = true;         // false: the reserve supply carries metering
    FrontEnd front_end = FrontEnd::working;
};

}  // namespace meter
