// The calibration procedure: reference points, and the constants that follow from what the meter
// reads there.
#pragma once

#include <cstdint>
#include <expected>

#include "bench/converter.h"
#include "meter/metrology/calibration.h"
#include "meter/metrology/metrology.h"

namespace bench {

// The reference source's settings, exact for the procedure.
struct ReferencePoints {
    double volts = 230;
    double amperes = 5;  // in both currents
    double residual_amperes = 0.03;
    double frequency_hertz = 50;
    double seconds = 10;  // at each point, after settling
};

enum class CalibrationFailure : std::uint8_t {
    gain_out_of_range,    // more than one eighth off: a wrong part, not a tolerance
    offset_out_of_range,  // more than one eighth of full scale
    delay_out_of_range,   // more than 125 us
    noise_out_of_range,   // more than 4 V or 0.125 A
};

// Runs the procedure on a meter with the converter given, which starts uncalibrated:
//
//   no load            offset of each channel, and the noise floor of the currents and the residual
//   nominal, PF 1      gains, from RMS values with the noise floor taken off
//   0.5 inductive      delays, from the angle between the fundamentals of both currents
//
// Nominal and inductive are run twice, because a delay's filter passes the fundamental to 0.001 %.
// The voltage's noise cannot be told from its signal and stays zero: 0.0001 % at 101 dB.
[[nodiscard]] std::expected<meter::Calibration, CalibrationFailure> calibrate(
    const ConverterModel& converter, const meter::MetrologySettings& settings,
    const ReferencePoints& points, std::uint64_t seed);

}  // namespace bench
