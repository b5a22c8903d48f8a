// What the standard meter is built for.
#pragma once

#include <cstdint>

#include "base/quantity.h"
#include "meter/metrology/units.h"

namespace meter {

inline constexpr base::Millivolts nominal_voltage{230'000};
inline constexpr Millihertz nominal_frequency{50'000};
// 5(100) A.
inline constexpr base::Milliamperes largest_current{100'000};
inline constexpr base::Milliwatts rated_power{23'000'000};
inline constexpr base::Milliamperes rated_leakage{30};

// Of the switch, as the data sheets of 100 A latching relays state it.
inline constexpr std::uint32_t rated_switch_operations = 10'000;
// Below it there is not enough energy to drive the switch.
inline constexpr base::Millivolts switch_voltage{nominal_voltage.count() * 65 / 100};

// The converter's ends. What is above them is no measurement.
inline constexpr base::Millivolts full_scale_voltage{600'000};
inline constexpr base::Milliamperes full_scale_current{200'000};
inline constexpr base::Milliwatts full_scale_power{120'000'000};

}  // namespace meter
