// Sample sets for the tests of this folder: sines in converter codes.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "meter/metrology/sample_set.h"

namespace meter {

struct TestSignal {
    double rate = 8000;
    double hertz = 50;
    double volts = 230;
    double amperes = 10;
    double lag_degrees = 0;
    double neutral_amperes = 10;
    double residual_amperes = 0.01;
    double start_cycles = 0.013;  // no sample lies on a crossing
    FullScale full_scale{};
    std::uint32_t counter = 0;

    SampleSet next() {
        const double turn = 2 * std::numbers::pi * (counter * hertz / rate + start_cycles);
        const double lag = lag_degrees * std::numbers::pi / 180;
        const auto code = [](double rms, double phase, double full) {
            return static_cast<std::int32_t>(
                std::lround(rms * std::numbers::sqrt2 * std::sin(phase) / full * 8388608));
        };
        SampleSet set;
        set.counter = counter++;
        set.voltage = code(volts, turn, full_scale.voltage_volts);
        set.phase_current = code(amperes, turn - lag, full_scale.current_amperes);
        set.neutral_current = code(neutral_amperes, turn - lag, full_scale.current_amperes);
        set.residual_current = code(residual_amperes, turn, full_scale.residual_amperes);
        return set;
    }
};

}  // namespace meter
