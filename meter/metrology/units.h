// The units of metrology: fixed-point ones inside, whole micro-units in its readings.
//
// Inside, a sample is an int32 count of 2^-13 V (0.12 mV) or 2^-18 A (3.8 uA), so a product of the
// two counts 2^-31 W and one millijoule is a whole number of products for every sample rate.
// Readings are in micro-units because 0.01 % of 20 mA is 2 uA.
#pragma once

#include <cstdint>

#include "base/quantity.h"
#include "meter/metrology/sample_set.h"

namespace meter {

inline constexpr int voltage_unit_bits = 13;
inline constexpr int current_unit_bits = 18;
inline constexpr int power_unit_bits = voltage_unit_bits + current_unit_bits;

using Microvolts = base::Quantity<struct MicrovoltsUnit>;
using Microamperes = base::Quantity<struct MicroamperesUnit>;
using Microwatts = base::Quantity<struct MicrowattsUnit>;
using Microvars = base::Quantity<struct MicrovarsUnit>;
using MicrovoltAmperes = base::Quantity<struct MicrovoltAmperesUnit>;
using Millihertz = base::Quantity<struct MillihertzUnit>;
using MillivarSeconds = base::Quantity<struct MillivarSecondsUnit>;
using MillivoltAmpereSeconds = base::Quantity<struct MillivoltAmpereSecondsUnit>;

// Parts per million of one, signed: the power factor.
using PartsPerMillion = base::Quantity<struct PartsPerMillionUnit>;

// Products (2^-31 W for one sample) in one millijoule: exact, because 125 divides the rate.
[[nodiscard]] constexpr std::int64_t products_per_millijoule(SampleRate rate) {
    return (std::int64_t{1} << (power_unit_bits - 3)) * (rate.hertz() / 125);
}

}  // namespace meter
